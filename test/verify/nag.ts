import { CfnElement } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NagRuleCompliance, type IApplyRule } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import type { Engine } from '../../architectures/engines';
import { findingsOf, type Acknowledged, type Finding } from './acknowledged';
import type { Synthesised } from './stacks';

/** A rule of AWS Solutions and a type of CloudFormation that it has judged. */
export const judgement = (rule: string, type: string): string => `${rule} of ${type}`;

/** AWS Solutions, which keeps in mind what it has judged, whatever the verdict. */
class Solutions extends AwsSolutionsChecks {
  readonly judged = new Set<string>();

  protected override applyRule(params: IApplyRule): void {
    if (applies(params)) this.judged.add(judgement(params.ruleSuffixOverride!, params.node.cfnResourceType));
    super.applyRule(params);
  }
}

/** A rule that cannot judge, because a value is not known, throws. */
function applies(params: IApplyRule): boolean {
  try {
    return params.rule(params.node) !== NagRuleCompliance.NOT_APPLICABLE;
  } catch {
    return true;
  }
}

/** The construct that people name: of what CDK makes inside of one, the one around it. */
const namedFor = (element: CfnElement): IConstruct => {
  const around = element.node.scope!;
  return around.node.defaultChild === element ? around : element;
};

export interface Nagged {
  readonly findings: readonly Finding[];
  readonly judged: ReadonlySet<string>;
}

/** What the rules of AWS Solutions find below the Mattermost construct. */
export function nag({ stack }: Pick<Synthesised, 'stack'>): Nagged {
  const { mattermost } = stack;
  const elements = mattermost.node.findAll().filter((child) => CfnElement.isCfnElement(child));
  const below = (element: CfnElement): string => namedFor(element).node.path.slice(mattermost.node.path.length + 1);
  const byId = new Map(elements.map((element) => [stack.resolve(element.logicalId) as string, below(element)]));
  const byPath = new Map(elements.map((element) => [element.node.path, below(element)]));
  // A rule names a resource by its logical id, and a region if it is known.
  const readable = (rule: string): string =>
    rule
      .replace(/<(\w+)/g, (_, id: string) => `<${byId.get(id) ?? id}`)
      .replace(`:${stack.region}:`, ':<AWS::Region>:');
  const solutions = new Solutions();
  const findings = solutions.validateScope(mattermost).violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath = '' }) => ({
      construct: byPath.get(constructPath) ?? constructPath,
      rule: readable(ruleName),
    })),
  );
  return { findings, judged: solutions.judged };
}

const keyOf = ({ construct, rule }: Finding): string => `${construct} ${rule}`;

export type Found = Pick<Synthesised, 'name' | 'plan'> & { readonly findings: readonly Finding[] };

/** Findings that no entry acknowledges, entries that acknowledge nothing, and wildcards of a row that no plan has. */
export function judge(found: readonly Found[], table: readonly Acknowledged[], engine: Engine): string[] {
  const entries = findingsOf(table, engine);
  const acknowledged = new Set(entries.map(keyOf));
  const all = new Set(found.flatMap(({ findings }) => findings.map(keyOf)));
  const rows = new Set(found.flatMap(({ plan }) => plan.access.map(({ id }) => id)));
  return [
    ...found.flatMap(({ name, findings }) =>
      findings
        .map(keyOf)
        .filter((key) => !acknowledged.has(key))
        .map((key) => `not acknowledged: ${key} (${name})`),
    ),
    ...entries.filter((entry) => !all.has(keyOf(entry))).map((entry) => `acknowledges nothing: ${keyOf(entry)}`),
    ...entries
      .filter(({ row }) => row !== undefined && !rows.has(row))
      .map((entry) => `'${entry.row}' is no row of a plan: ${keyOf(entry)}`),
  ];
}

/** Entries that stand for a finding of one engine only, in an architecture that both render. */
export function differences(cdk: readonly Found[], cdktf: readonly Found[], table: readonly Acknowledged[]): string[] {
  const has = (findings: readonly Finding[]): ((entry: Finding) => boolean) => {
    const keys = new Set(findings.map(keyOf));
    return (entry) => keys.has(keyOf(entry));
  };
  return cdk.flatMap(({ name, findings }) => {
    const theirs = cdktf.find((each) => each.name === name)?.findings ?? [];
    const [inCdk, inTerraform] = [has(findings), has(theirs)];
    return table
      .filter(({ only }) => only === undefined)
      .filter((entry) => inCdk(entry) !== inTerraform({ ...entry, ...entry.cdktf }))
      .map((entry) => `${keyOf(entry)} is found in ${inCdk(entry) ? 'CDK' : 'Terraform'} only (${name})`);
  });
}
