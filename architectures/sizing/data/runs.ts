import type { Run } from '../../../constructs/spec';

/** A measurement of the vendor: the most concurrent users under the health thresholds. */
export interface Measurement {
  readonly concurrentUsers: number;
  readonly app: readonly [nodes: number, instance: string];
  readonly database: readonly [instances: number, instance: string];
  readonly search: readonly [nodes: number, instance: string] | null;
  readonly proxy: readonly [nodes: number, instance: string];
  readonly server: string;
  readonly tool: string;
  readonly dataset: string;
  readonly date: string;
}

const classes = { L: 'large', XL: 'xlarge', '2XL': '2xlarge', '4XL': '4xlarge' } as const;
type ClassName = keyof typeof classes;
const steps = Object.keys(classes) as readonly ClassName[];

/** The sixteen ceiling runs by id, class.app-database-search: concurrent users, average of three. */
const ceilings = {
  'L.110': 217,
  'L.220': 231,
  'L.222': 2_221,
  'XL.220': 17_206,
  'XL.222': 17_128,
  '2XL.220': 29_504,
  '2XL.222': 30_661,
  '2XL.330': 43_371,
  '2XL.440': 51_572,
  '2XL.550': 61_461,
  '2XL.552': 58_851,
  '4XL.440': 80_573,
  '4XL.442': 80_532,
  '4XL.550': 93_808,
  '4XL.552': 91_571,
  '4XL.662': 100_926,
} as const;
export type RunId = keyof typeof ceilings;

/** Ceiling tests v2 (mattermost/performance-reports @96e5cea, ceiling-tests/v2). */
export const runs = Object.fromEntries(
  Object.entries(ceilings).map(([id, users]) => {
    const [name, counts] = id.split('.') as [ClassName, string];
    const [app, database, search] = [...counts].map(Number) as [number, number, number];
    const instance = classes[name];
    return [
      id,
      {
        concurrentUsers: users,
        app: [app, `c7i.${instance}`],
        database: [database, `r7g.${instance}`],
        search: search ? [search, 'r6g.xlarge'] : null,
        proxy: [1, name === '4XL' ? 'm6in.8xlarge' : 'm7i.4xlarge'],
        server: '9.5.7',
        tool: 'mattermost-load-test-ng 1.18.0',
        dataset: '100 million posts',
        date: '2024-07 to 2024-08',
      },
    ];
  }),
) as unknown as Readonly<Record<RunId, Measurement>>;

export const runIds = Object.keys(ceilings) as RunId[];
/** A ceiling run, or one of the regressions below, as a source. */
export const run = (id: string): Run => ({ run: id });

/** Smallest to largest class of the runs; -1 for a class that none used. */
export const classStep = (instance: string): number => {
  const [family, size] = instance.split('.');
  return family === 'c7i' || family === 'r7g' ? steps.findIndex((step) => classes[step] === size) : -1;
};

const regression = (version: string, users: number, date = 'not stated'): readonly [string, Measurement] => [
  `monthly-${version}`,
  {
    concurrentUsers: users,
    app: [2, 'c7i.2xlarge'],
    database: [2, 'r7g.2xlarge'],
    search: null,
    proxy: [1, 'c7i.xlarge'],
    server: version,
    tool: 'mattermost-load-test-ng 1.23 to 1.32',
    dataset: '12 million posts',
    date,
  },
];

/**
 * The monthly regression series and the comparison of two Extended Support Releases, by id: one bill,
 * rounded to hundreds as published up to 11.8 (mattermost/performance-reports @96e5cea).
 * Another proxy, dataset and behaviour than the ceiling runs: a doubt, not a correction.
 */
export const regressions: Readonly<Record<string, Measurement>> = Object.fromEntries([
  regression('10.3', 8_600),
  regression('10.5', 7_200),
  regression('10.6', 10_000),
  regression('10.9', 7_600),
  regression('10.11', 16_300),
  regression('11.0', 17_000),
  regression('11.1', 16_400),
  regression('11.2', 16_900),
  regression('11.3', 15_400),
  regression('11.4', 16_600),
  regression('11.7', 17_000),
  regression('11.8', 16_800),
  regression('11.10.1', 18_145),
  regression('11.11-rc2', 18_129),
  ['esr-10.11.17', { ...regression('10.11.17', 16_392, '2026-06')[1] }],
  ['esr-11.7.1', { ...regression('11.7.1', 17_273, '2026-06')[1] }],
]);
