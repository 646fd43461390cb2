import { describe, expect, test } from '@jest/globals';
import { planArchitecture, type Availability, type SizeName, type Survival } from '../../architectures/sizing';
import { capacityOf } from '../../architectures/sizing/capacity';
import type { RunId } from '../../architectures/sizing/data/runs';

/**
 * What is carried with nothing, an app node, a database instance, a proxy or a zone lost: concurrent users of a run that
 * had what is left (=) or less (~), bounded by the proxies that are left; ? where nothing that was measured shows it.
 */
const tables: Readonly<Record<Exclude<Availability, 'single-node'>, string>> = {
  'node-loss': `
200    231 L.220 =        217 L.110 ~        217 L.110 ~        231 L.220 =        217 L.110 =
1k     2221 L.222 ~       2221 L.222 ~       2221 L.222 ~       2221 L.222 ~       ? L.220 ~
2k     2221 L.222 ~       2221 L.222 ~       2221 L.222 ~       2221 L.222 ~       ? L.220 ~
5k     17128 XL.222 ~     17128 XL.222 ~     17128 XL.222 ~     17000 XL.222 ~     17000 XL.220 ~
10k    17128 XL.222 ~     17128 XL.222 ~     17128 XL.222 ~     17000 XL.222 ~     17000 XL.220 ~
15k    17128 XL.222 ~     17128 XL.222 ~     17128 XL.222 ~     17000 XL.222 ~     17000 XL.220 ~
30k    43371 2XL.330 ~    30661 2XL.222 ~    30661 2XL.222 ~    34000 2XL.330 ~    30661 2XL.222 =
50k    58851 2XL.552 =    51572 2XL.440 ~    51572 2XL.440 ~    51000 2XL.552 ~    ? 2XL.330 ~
80k    91571 4XL.552 =    80532 4XL.442 ~    80532 4XL.442 ~    85000 4XL.552 ~    ? 2XL.330 ~
90k    100926 4XL.662 =   91571 4XL.552 ~    91571 4XL.552 ~    100926 4XL.662 =   80532 4XL.442 =
100k   100926 4XL.662 ~   100926 4XL.662 ~   100926 4XL.662 ~   100926 4XL.662 ~   80532 4XL.442 =
200k   ? 4XL.662 ~        ? 4XL.662 ~        ? 4XL.662 ~        ? 4XL.662 ~        ? 4XL.552 ~
`,
  // One proxy, or one node: nothing is carried without it.
  'as-published': `
200    217 L.110 =        0                  0                  0                  0
1k     2221 L.222 =       ? L.110 ~          ? L.110 ~          0                  0
2k     2221 L.222 =       ? L.110 ~          ? L.110 ~          0                  0
5k     17128 XL.222 =     ? L.110 ~          ? L.110 ~          0                  0
10k    17128 XL.222 =     ? L.110 ~          ? L.110 ~          0                  0
15k    17128 XL.222 =     ? L.110 ~          ? L.110 ~          0                  0
30k    30661 2XL.222 =    ? L.110 ~          ? L.110 ~          0                  0
50k    58851 2XL.552 =    51572 2XL.440 ~    51572 2XL.440 ~    0                  0
80k    80532 4XL.442 =    ? 2XL.330 ~        ? 2XL.330 ~        0                  0
90k    91571 4XL.552 =    ? 4XL.442 ~        ? 4XL.442 ~        0                  0
100k   100926 4XL.662 =   ? 4XL.552 ~        ? 4XL.552 ~        0                  0
200k   ? 4XL.662 ~        ? 4XL.662 ~        ? 4XL.662 ~        ? 4XL.662 ~        ? 4XL.442 ~
`,
};

const losses = ['nothing', 'app node', 'database instance', 'proxy', 'zone'] as const;

const printed = ({ capacity, run, exact }: Survival): string =>
  run === undefined ? String(capacity) : `${capacity === 'not known' ? '?' : capacity} ${run} ${exact ? '=' : '~'}`;

const cells = Object.entries(tables).flatMap(([availability, table]) =>
  table
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [size, ...expected] = line.split(/\s{2,}/);
      return expected.map((cell, i) => [size as SizeName, availability as Availability, losses[i]!, cell] as const);
    }),
);

describe('what survives', () => {
  test('is said for every size and every loss', () => {
    expect(cells).toHaveLength(2 * 12 * 5);
  });

  test.each(cells)('%s with %s, %s lost: %s', (concurrentUsers, availability, lost, cell) => {
    const { survival } = planArchitecture({ concurrentUsers, availability });
    expect(survival.map((each) => each.lost)).toEqual(losses);
    expect(printed(survival.find((each) => each.lost === lost)!)).toBe(cell);
  });

  test.each(['200', '1k', '2k', '5k', '10k', '15k', '30k', '50k', '80k', '90k', '100k'] as const)(
    '%s with node-loss holds its claim with an app node, a database instance or a proxy lost',
    (concurrentUsers) => {
      const { claim, survival } = planArchitecture({ concurrentUsers, availability: 'node-loss' });
      for (const { lost, holds, capacity } of survival.filter((each) => each.lost !== 'zone')) {
        expect([lost, holds]).toEqual([lost, true]);
        expect(capacity).toBeGreaterThanOrEqual(claim);
      }
    },
  );

  test('a run that had the very bill may show that a claim does not hold; a smaller one never does', () => {
    const zone = (concurrentUsers: SizeName) => planArchitecture({ concurrentUsers }).survival.at(-1);
    expect(zone('90k')).toMatchObject({ capacity: 80_532, exact: true, holds: false });
    expect(zone('50k')).toMatchObject({ capacity: 'not known', exact: false, holds: 'not known' });
  });

  test('a single node survives nothing', () => {
    const { survival } = planArchitecture({ concurrentUsers: '200' });
    expect(survival.map(({ lost, capacity, holds }) => [lost, capacity, holds])).toEqual([
      ['nothing', 217, true],
      ...losses.slice(1).map((lost) => [lost, 0, false]),
    ]);
  });

  test('a zone takes with it its share of everything, search nodes too', () => {
    const { gone } = planArchitecture({ concurrentUsers: '50k' }).survival.at(-1)!;
    for (const part of [/\b2 app node/, /\b2 database instance/, /\b2 prox/, /\b2 search node/]) {
      expect(gone).toMatch(part);
    }
  });

  test('a load balancer in place of proxies is not lost', () => {
    const { survival } = planArchitecture({ concurrentUsers: '15k', proxy: 'alb' });
    expect(survival.map(({ lost }) => lost)).toEqual(losses.filter((lost) => lost !== 'proxy'));
  });

  test.each([
    ['app node', { 'appFleet.nodes': 1 }],
    ['database instance', { 'database.readers': 0 }],
    ['proxy', { 'proxy.nodes': 1 }],
  ] as const)('node-loss that pins have taken away is a warning, not a silence: %s, %j', (lost, pins) => {
    const { survival, notes } = planArchitecture({ concurrentUsers: '15k', availability: 'node-loss', pins });
    expect(survival.find((each) => each.lost === lost)).toMatchObject({ capacity: 0, holds: false });
    const warnings = notes.filter(({ level }) => level === 'warning').map(({ text }) => text);
    expect(warnings).toContainEqual(expect.stringMatching(new RegExp(`node-loss.*${lost}`)));
  });

  test('a proxy of a class that was never measured carries nothing that is known', () => {
    const { survival } = planArchitecture({ concurrentUsers: '15k', pins: { 'proxy.instance': 'c7i.large' } });
    expect(survival.map(({ capacity }) => capacity)).toEqual(losses.map(() => 'not known'));
  });

  test('a zone is half of everything where there are two', () => {
    const { survival } = planArchitecture({ concurrentUsers: '100k', pins: { 'network.zones': 2 } });
    expect(survival.at(-1)!.gone).toMatch(/^4 app node.*, 4 database instance/);
  });
});

const instances = { L: 'large', XL: 'xlarge', '2XL': '2xlarge', '4XL': '4xlarge' } as const;

describe('the capacity of a bill', () => {
  test.each([
    // Its own run.
    ['L', 1, 'L', 1, 0, 'L.110', true],
    ['L', 2, 'L', 2, 2, 'L.222', true],
    ['2XL', 5, '2XL', 5, 4, '2XL.552', true],
    ['2XL', 5, '2XL', 5, 0, '2XL.550', true],
    ['4XL', 4, '4XL', 4, 0, '4XL.440', true],
    // The nearest one that had no more of anything.
    ['L', 1, 'L', 2, 2, 'L.110', false],
    ['2XL', 4, '2XL', 4, 4, '2XL.440', false],
    ['2XL', 6, '2XL', 6, 4, '2XL.552', false],
    ['2XL', 5, '2XL', 4, 4, '2XL.440', false],
    ['2XL', 9, '2XL', 2, 2, '2XL.222', false],
    ['4XL', 3, '4XL', 4, 4, '2XL.330', false],
    ['4XL', 14, '4XL', 7, 4, '4XL.662', false],
    // Without search only runs without.
    ['4XL', 6, '4XL', 6, 0, '4XL.550', false],
    ['XL', 3, 'XL', 3, 0, 'XL.220', false],
    // Of two classes the smaller counts.
    ['4XL', 2, 'L', 2, 2, 'L.222', false],
    ['L', 2, '4XL', 2, 2, 'L.222', false],
  ] as const)(
    '%s x %i and %s x %i with %i search nodes is that of %s',
    (app, nodes, db, databases, search, run, exact) => {
      const capacity = capacityOf({
        app: [nodes, `c7i.${instances[app]}`],
        database: [databases, `r7g.${instances[db]}`],
        search,
      });
      expect(capacity).toMatchObject({ run: run satisfies RunId, exact });
    },
  );

  test.each([
    ['c7i.8xlarge', 'r7g.4xlarge', 4],
    ['c7i.4xlarge', 'r8g.4xlarge', 4],
    ['m7i.4xlarge', 'r7g.4xlarge', 4],
    ['c7i.large', 'r7g.large', 0],
  ])('of %s and %s x %i is not known', (app, database, count) => {
    expect(capacityOf({ app: [count, app], database: [count, database], search: 2 })).toBeUndefined();
  });

  test('with one search node is not that of a run with two', () => {
    const bill = { app: [2, 'c7i.large'], database: [2, 'r7g.large'], search: 1 } as const;
    expect(capacityOf(bill)).toMatchObject({ run: 'L.220', exact: false });
  });
});
