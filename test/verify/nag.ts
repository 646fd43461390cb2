import { CfnElement } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Acknowledged, Finding } from './acknowledged';
import type { Synthesised } from './stacks';

/** What the rules of AWS Solutions find below the Mattermost construct. */
export function findingsIn({ stack }: Pick<Synthesised, 'stack'>): Finding[] {
  const { mattermost } = stack;
  const below = (path: string): string => path.slice(mattermost.node.path.length + 1);
  const paths = new Map(
    mattermost.node
      .findAll()
      .filter((child) => CfnElement.isCfnElement(child))
      .map((element) => [stack.resolve(element.logicalId) as string, below(element.node.path)]),
  );
  // A rule names a resource by its logical id, and a region if it is known.
  const readable = (rule: string): string =>
    rule
      .replace(/<(\w+)/g, (_, id: string) => `<${paths.get(id) ?? id}`)
      .replace(`:${stack.region}:`, ':<AWS::Region>:');
  return new AwsSolutionsChecks().validateScope(mattermost).violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath = '' }) => ({
      construct: below(constructPath),
      rule: readable(ruleName),
    })),
  );
}

const keyOf = ({ construct, rule }: Finding): string => `${construct} ${rule}`;

/** Findings that no entry acknowledges, entries that acknowledge nothing, and wildcards of a row that no plan has. */
export function judge(
  found: readonly (Pick<Synthesised, 'name' | 'plan'> & { readonly findings: readonly Finding[] })[],
  table: readonly Acknowledged[],
): string[] {
  const acknowledged = new Set(table.map(keyOf));
  const all = new Set(found.flatMap(({ findings }) => findings.map(keyOf)));
  const rows = new Set(found.flatMap(({ plan }) => plan.access.map(({ id }) => id)));
  return [
    ...found.flatMap(({ name, findings }) =>
      findings
        .map(keyOf)
        .filter((key) => !acknowledged.has(key))
        .map((key) => `not acknowledged: ${key} (${name})`),
    ),
    ...table.filter((entry) => !all.has(keyOf(entry))).map((entry) => `acknowledges nothing: ${keyOf(entry)}`),
    ...table
      .filter(({ row }) => row !== undefined && !rows.has(row))
      .map((entry) => `'${entry.row}' is no row of a plan: ${keyOf(entry)}`),
  ];
}
