import type { Command } from 'commander';
import { explanations, PlanError, type Issue, type Plan } from '../../architectures/sizing';
import { valueText } from './explain';
import { collecting, operandsOf } from './operands';
import type { Output } from './output';
import { asText, paragraph, table, type Report, type Section } from './report';
import { asking, issuesOf, planOf, withRequestFlags } from './request-flags';
import type { Cell } from './table';
import { capacity, componentNames, count, fleet, headroom, holds, usd } from './wording';

type Pair = readonly [from: Plan, to: Plan];

const both = (label: string, of: (plan: Plan) => Cell, [from, to]: Pair): readonly Cell[] => [label, of(from), of(to)];

const usdOrNot = (value: number | 'not known'): string => (typeof value === 'number' ? usd(value) : value);

const capacityRows: readonly (readonly [label: string, of: (plan: Plan) => Cell])[] = [
  ['concurrent users claimed', ({ claim }) => count(claim)],
  ['availability', ({ request }) => request.availability],
  ['bought row', ({ boughtFrom }) => count(boughtFrom)],
  ['grade', ({ evidence }) => evidence.grade],
  ['run', ({ evidence }) => evidence.run ?? 'none'],
  [
    'concurrent users of the run',
    ({ evidence }) => (evidence.measured ? count(evidence.measured.concurrentUsers) : 'none'),
  ],
  ['headroom', ({ evidence }) => headroom(evidence)],
  [
    'contested by',
    ({ evidence }) => {
      const runs = evidence.contestedBy.map(({ run, measured }) => `${run} (${count(measured.concurrentUsers)})`);
      return runs.length ? { text: runs.join(', '), tone: 'doubtful' } : 'no run';
    },
  ],
  ['logins a second on one node', ({ logins }) => String(logins.perNodePerSecond)],
  ['licence', ({ licence }) => licence.edition],
  [
    'GB of attachments',
    ({ storage, request }) => `${storage.gigabytes.map(count).join(' to ')} in ${request.retentionMonths} months`,
  ],
];

function bill(pair: Pair): Section {
  const keys = [
    ...new Set(pair.flatMap(({ bill }) => bill.lines.filter(({ planned }) => planned).map((line) => line.what))),
  ];
  const lineOf = (what: string) => (plan: Plan) =>
    plan.bill.lines
      .filter((line) => line.what === what && line.planned)
      .map(({ planned, instance, usdPerHour }) => {
        const price = usdPerHour === undefined ? 'not known' : usd(planned * usdPerHour);
        return `${fleet([planned, instance])}: ${price}`;
      })
      .join(', ') || 'none';
  return {
    title: 'What they cost',
    blocks: [
      table({
        head: ['USD an hour', ...pair.map(nameOf)],
        rows: [
          ...keys.map((what) => both(what, lineOf(what), pair)),
          both('all', (plan) => usdOrNot(plan.bill.plannedUsdPerHour), pair),
          both('the published row', (plan) => usd(plan.bill.publishedUsdPerHour), pair),
          both('ratio to the published row', (plan) => String(plan.bill.ratio), pair),
        ],
      }),
      paragraph('Compute only, on-demand, us-east-1.'),
    ],
  };
}

function survival(pair: Pair): Section {
  const losses = [...new Set(pair.flatMap((plan) => plan.survival.map(({ lost }) => lost)))];
  const cell = (lost: string, of: (row: Plan['survival'][number]) => Cell) => (plan: Plan) => {
    const row = plan.survival.find((each) => each.lost === lost);
    return row ? of(row) : 'not there';
  };
  return {
    title: 'What they survive',
    blocks: [
      table({
        head: ['lost', 'of the plan', ...pair.map(nameOf)],
        rows: losses.flatMap((lost) => [
          [
            lost,
            ...both(
              'claim holds',
              cell(lost, (row) => holds(row.holds)),
              pair,
            ),
          ],
          ['', ...both('concurrent users', cell(lost, capacity), pair)],
          [
            '',
            ...both(
              'logins a second',
              cell(lost, (row) => String(row.loginsPerSecond)),
              pair,
            ),
          ],
        ]),
      }),
    ],
  };
}

/** What the parts of a plan are called, in the order in which they are built. */
const parts: readonly (readonly [root: string, name: string])[] = [
  ...Object.entries(componentNames),
  ['request', 'request'],
  ['settings', 'settings'],
  ['traffic', 'traffic'],
  ['access', 'access'],
  ['alarms', 'alarms'],
];

/** Decisions that are not the same, by what they are about. */
function differences([from, to]: Pair): Section {
  const valuesOf = (plan: Plan) => new Map(explanations(plan).map((each) => [each.path, valueText(each)]));
  const [before, after] = [valuesOf(from), valuesOf(to)];
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  );
  const rows = parts.flatMap(([root, name]) =>
    paths
      .filter((path) => path === root || path.startsWith(`${root}.`))
      .map((path, i) => {
        const missing = path === root ? 'built' : 'not there';
        return [
          i === 0 ? name : '',
          path.slice(root.length + 1) || 'as a whole',
          before.get(path) ?? missing,
          after.get(path) ?? missing,
        ];
      }),
  );
  return {
    title: 'What is built differently',
    blocks: rows.length
      ? [table({ head: ['component', 'decision', nameOf(from), nameOf(to)], rows })]
      : [paragraph('Nothing: both are bought from the same row and built alike.')],
  };
}

const nameOf = ({ request }: Plan): string => String(request.concurrentUsers);

function report(pair: Pair): Report {
  return {
    title: `${nameOf(pair[0])} against ${nameOf(pair[1])}`,
    sections: [
      {
        title: 'What they carry',
        blocks: [
          table({ head: ['', ...pair.map(nameOf)], rows: capacityRows.map(([label, of]) => both(label, of, pair)) }),
        ],
      },
      differences(pair),
      survival(pair),
      bill(pair),
    ],
  };
}

/** Both sizes share their flags: an issue of both is told once. */
const once = (issues: readonly Issue[]): Issue[] => [
  ...new Map(issues.map((issue) => [JSON.stringify(issue), issue])).values(),
];

/** `compare`: two sizes side by side. */
export function addCompare(program: Command, { write, paint }: Output): void {
  const command = program
    .command('compare')
    .description('show what differs between two sizes: capacity, components, survival, cost')
    .usage('[options] <from> <to>')
    .argument('[from]', 'name of a size, 15k, or a number of concurrent users, 15000')
    .argument('[to]', 'the same of the size to compare with')
    .addHelpText('after', '\nExample:\n  mattermost-arch compare 15k 30k');
  withRequestFlags(collecting(command)).action(() => {
    const { values, issues } = operandsOf(command);
    const missing: Issue[] =
      values.length < 2
        ? [
            {
              what: `'compare' takes two sizes`,
              given: values.map((value) => JSON.stringify(value)).join(', ') || 'none',
              todo: 'write both, such as mattermost-arch compare 15k 30k',
            },
          ]
        : [];
    const known = [...issues, ...missing];
    const asked = [values[0], values[1] ?? values[0]].map(asking(command));
    const wrong = once(asked.flatMap((each) => issuesOf(() => planOf(each, known))));
    if (wrong.length) throw new PlanError(wrong);
    write(asText(report(asked.map((each) => planOf(each)) as unknown as Pair), paint));
  });
}
