import type { Command } from 'commander';
import { explain, explanations, PlanError, type Explanation, type Plan } from '../../architectures/sizing';
import { regressions, runs, type Measurement } from '../../architectures/sizing/data/runs';
import { contract, type Source, type Text } from '../../constructs/spec';
import { near } from './near';
import { collecting, operandsOf } from './operands';
import type { Output, Paint } from './output';
import { asking, planOf, withRequestFlags } from './request-flags';
import { indented, labelled, lineWidth, wrap } from './table';
import { count } from './wording';

/** What stands before the first dot of a path. */
const roots: readonly string[] = [
  ...Object.keys(contract),
  'request',
  'licence',
  'settings',
  'traffic',
  'access',
  'alarms',
];
const rootOf = (path: string): string => path.split('.')[0]!;

/** A size has no letter in front of a dot. */
const isPath = (operand: string): boolean => roots.includes(rootOf(operand)) || /^[a-z]+\./i.test(operand);

const isText = (value: unknown): value is Text => Array.isArray(value);

/** Late values stand in a setting by their name: `${database.secret.username}`. */
const settingText = (text: Text): string =>
  text
    .map((part) => {
      if (typeof part === 'string') return part;
      return `\${${part.binding}${'key' in part ? `.${part.key}` : ''}}`;
    })
    .join('');

/** A value as one text. */
export function valueText({ path, value }: Pick<Explanation, 'path' | 'value'>): string {
  if (rootOf(path) === 'settings' && isText(value)) return settingText(value);
  if (Array.isArray(value)) return value.map(String).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const measurements: Readonly<Record<string, Measurement>> = { ...runs, ...regressions };

function sourceText(source: Source): string {
  if ('page' in source) return source.place ? `${source.page}, ${source.place}` : source.page;
  const found = measurements[source.run];
  return `run ${source.run}${found ? `, ${count(found.concurrentUsers)} concurrent users on server ${found.server}` : ''}`;
}

const column = 12;

function block(explanation: Explanation, paint: Paint): string {
  const { path, provenance, because, source } = explanation;
  const [first, ...rest] = wrap(`${path} = ${valueText(explanation)}`, lineWidth - 4);
  return [
    paint(first!, 'heading'),
    ...rest.map((each) => indented(each, 4)),
    labelled(provenance, because, column, paint),
    ...(source ? [labelled('source', sourceText(source), column, paint)] : []),
  ].join('\n');
}

/** The path itself, or all of it that is above some decision. */
function pathsOf(plan: Plan): string[] {
  const leaves = explanations(plan).map(({ path }) => path);
  return [...new Set(leaves.flatMap((path) => [rootOf(path), path]))];
}

function unknownPath(plan: Plan, path: string, size: string): PlanError {
  return new PlanError([
    {
      what: `no decision of this plan is called '${path}'`,
      allowed: near(path, pathsOf(plan)).join(', ') || [...new Set(pathsOf(plan).map(rootOf))].join(', '),
      todo: `correct the path; 'mattermost-arch explain ${size}' lists them all`,
    },
  ]);
}

/** `explain`: why a number of a plan is what it is. */
export function addExplain(program: Command, { write, paint }: Output): void {
  const command = program
    .command('explain')
    .description('say why a number of a plan is what it is, and where that stands; without a path all of them')
    .argument('[size]', 'name of a size, 15k, or a number of concurrent users, 15000')
    .argument('[path]', 'a decision or all below it: database.readers, database, alarms.writer-connections, settings')
    .addHelpText(
      'after',
      '\nExamples:\n  mattermost-arch explain 15k database.readers\n  mattermost-arch explain 15k alarms.writer-connections',
    );
  withRequestFlags(collecting(command)).action(() => {
    const { values, issues } = operandsOf(command);
    // The size may stand in a flag or in the file; then the only operand is a path.
    const [size, path] = values.length === 1 && isPath(values[0]!) ? [undefined, values[0]] : values;
    const plan = planOf(asking(command)(size), issues);
    const found = path === undefined ? explanations(plan) : explain(plan, path);
    if (!found.length) throw unknownPath(plan, path!, String(plan.request.concurrentUsers));
    write(`${found.map((each) => block(each, paint)).join('\n\n')}\n`);
  });
}
