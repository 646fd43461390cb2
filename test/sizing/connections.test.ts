import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { planArchitecture, type Request } from '../../architectures/sizing';
import { issuesOf } from './failing';

type Pins = NonNullable<Request['pins']>;

/** Each node opens a pool for each data source; a promoted reader is the writer too, and carries two. */
const arithmetic = (open: number, nodes: number, surge: number, readers: number, reserved: number) => {
  const promoted = readers > 0 ? 2 : 1;
  return {
    normal: open * nodes + reserved,
    'rolling update': open * (nodes + surge) + reserved,
    failover: open * promoted * nodes + reserved,
    'failover during a rolling update': open * promoted * (nodes + surge) + reserved,
  };
};

describe('the connection budget', () => {
  test.each([
    ['200', 'single-node', 1, 0, 1_024],
    ['2k', 'node-loss', 3, 2, 1_024],
    ['15k', 'node-loss', 3, 2, 1_024],
    ['30k', 'node-loss', 3, 2, 1_024],
    ['50k', 'node-loss', 5, 4, 1_280],
    ['80k', 'node-loss', 5, 4, 1_280],
    ['90k', 'node-loss', 6, 5, 1_536],
    ['100k', 'node-loss', 7, 6, 1_792],
    ['200k', 'node-loss', 15, 7, 3_328],
    ['2k', 'as-published', 2, 1, 1_024],
    ['200k', 'as-published', 14, 6, 3_072],
  ] as const)('of %s with %s: %i nodes and %i readers need %5$i', (size, availability, nodes, readers, most) => {
    const { connections, components } = planArchitecture({ concurrentUsers: size, availability });
    expect(Object.fromEntries(connections.states.map(({ state, connections: sum }) => [state, sum]))).toEqual(
      arithmetic(100, nodes, 1, readers, 20),
    );
    expect(connections.maxConnections).toBe(most);
    expect(components.database.maxConnections).toBe(most);
    expect(connections.clusterWide).toBe(100 * nodes * (1 + readers));
  });

  test('shows the arithmetic of each of its four states', () => {
    expect(planArchitecture({ concurrentUsers: '100k' }).connections.states.map(({ text }) => text)).toEqual([
      'normal: 100 connections x 1 data source x 7 nodes + 20 reserved = 720',
      'rolling update: 100 connections x 1 data source x 8 nodes + 20 reserved = 820',
      'failover: 100 connections x 2 data sources x 7 nodes + 20 reserved = 1420',
      'failover during a rolling update: 100 connections x 2 data sources x 8 nodes + 20 reserved = 1620',
    ]);
  });

  test('keeps the published number while it is enough, and says where it is published', () => {
    expect(planArchitecture({ concurrentUsers: '30k' }).reasons['database.maxConnections']).toMatchObject({
      provenance: 'published',
      source: { page: 'administration-guide/scale/high-availability-cluster-based-deployment.rst' },
    });
  });

  test('is raised in steps of 256 above it, and says why', () => {
    const { provenance, because } = planArchitecture({ concurrentUsers: '50k' }).reasons['database.maxConnections']!;
    expect(provenance).toBe('derived');
    expect(because).toMatch(/x 6 nodes \+ 20 reserved = 1220, rounded up to a multiple of 256.*1,024 is too few/);
  });

  test('holds the worst state, and no more than the memory of the class, whatever is pinned', () => {
    const pins = fc.record({
      'appFleet.nodes': fc.integer({ min: 1, max: 20 }),
      'appFleet.surge': fc.integer({ min: 1, max: 5 }),
      'appFleet.maxOpenConns': fc.integer({ min: 1, max: 120 }),
      'database.readers': fc.integer({ min: 0, max: 15 }),
      'database.reservedConnections': fc.integer({ min: 5, max: 100 }),
    });
    fc.assert(
      fc.property(pins, (pinned) => {
        const states = Object.values(
          arithmetic(
            pinned['appFleet.maxOpenConns'],
            pinned['appFleet.nodes'],
            pinned['appFleet.surge'],
            pinned['database.readers'],
            pinned['database.reservedConnections'],
          ),
        );
        const request = { concurrentUsers: '200k', pins: pinned } as const;
        // r7g.4xlarge: 128 GiB / 9,531,392 is more than the 5,000 at which Aurora ends.
        if (Math.max(...states) > 5_000) {
          expect(issuesOf(request)).toEqual([
            expect.objectContaining({ given: expect.stringContaining('r7g.4xlarge') }),
          ]);
        } else {
          const { maxConnections } = planArchitecture(request).components.database;
          expect(maxConnections).toBeGreaterThanOrEqual(Math.max(1_024, ...states));
          expect(maxConnections).toBeLessThanOrEqual(5_000);
        }
      }),
      { numRuns: 100 },
    );
  });
});

/** The sets of pins that an error names: `pin appFleet.maxOpenConns to 155 and database.maxConnections to 5000 (no cost)`. */
const remediesIn = (todo: string): Pins[] =>
  todo
    .split(', or ')
    .filter((remedy) => remedy.startsWith('pin '))
    .map((remedy) =>
      Object.fromEntries<string | number>(
        [...remedy.matchAll(/([a-zA-Z]+\.[a-zA-Z.]+) to ([\w.]+)/g)].map(([, path, value]) => [
          path!,
          /^\d+$/.test(value!) ? Number(value) : value!,
        ]),
      ),
    );

describe('fails when connections run out', () => {
  const short: readonly (readonly [size: '15k' | '50k' | '100k' | '200k', remedies: number, pins: Pins])[] = [
    ['200k', 1, { 'appFleet.maxOpenConns': 400 }],
    ['200k', 1, { 'appFleet.nodes': 60 }],
    ['100k', 2, { 'database.instance': 'r7g.large', 'appFleet.maxOpenConns': 150 }],
    ['100k', 2, { 'database.instance': 'r7g.large', 'appFleet.nodes': 10 }],
    ['50k', 2, { 'database.instance': 't4g.medium' }],
    ['50k', 2, { 'database.instance': 't4g.large', 'database.readers': 0, 'appFleet.nodes': 12 }],
    ['15k', 1, { 'database.maxConnections': 100 }],
    ['15k', 1, { 'database.maxConnections': 4_000 }],
    ['15k', 1, { 'database.reservedConnections': 100, 'database.maxConnections': 899 }],
  ];

  test.each(short)('%s, with %i remedies, each of which cures it: %j', (concurrentUsers, count, pins) => {
    const [issue, ...others] = issuesOf({ concurrentUsers, pins });
    expect(others).toEqual([]);
    const remedies = remediesIn(issue!.todo);
    expect(remedies).toHaveLength(count);
    for (const remedy of remedies) {
      const cured = planArchitecture({ concurrentUsers, pins: { ...pins, ...remedy } });
      expect(Math.max(...cured.connections.states.map(({ connections }) => connections))).toBeLessThanOrEqual(
        cured.components.database.maxConnections,
      );
    }
  });

  test('with the arithmetic of each state that does not fit, what was given and what fits', () => {
    const [issue] = issuesOf({ concurrentUsers: '200k', pins: { 'appFleet.maxOpenConns': 200 } });
    expect(issue).toEqual({
      what:
        'the database runs out of connections: ' +
        'failover: 200 connections x 2 data sources x 15 nodes + 20 reserved = 6020; ' +
        'failover during a rolling update: 200 connections x 2 data sources x 16 nodes + 20 reserved = 6420',
      given: 'maxConnections 6656 on r7g.4xlarge',
      allowed: 'at most 5000 on this class (memory / 9531392, at most 5000)',
      todo: 'pin appFleet.maxOpenConns to 155 and database.maxConnections to 5000 (no cost)',
    });
  });

  test('and names what costs nothing before what costs something', () => {
    const [issue] = issuesOf({ concurrentUsers: '50k', pins: { 'database.instance': 't4g.medium' } });
    expect(issue!.todo).toMatch(/^pin appFleet\.maxOpenConns .*\(no cost\), or pin database\.instance to \S+ .* USD/);
  });

  test('and cures it though the idle connections are pinned too', () => {
    const pins: Pins = { 'appFleet.maxOpenConns': 400, 'appFleet.maxIdleConns': 200 };
    const [issue] = issuesOf({ concurrentUsers: '200k', pins });
    const [remedy] = remediesIn(issue!.todo);
    expect(() => planArchitecture({ concurrentUsers: '200k', pins: { ...pins, ...remedy } })).not.toThrow();
  });

  test('with every remedy curing it, whatever is pinned', () => {
    const pins = fc.record({
      'database.instance': fc.constantFrom('t4g.medium', 't4g.large', 'r7g.large', 'r6g.xlarge', 'r8g.2xlarge'),
      'appFleet.nodes': fc.integer({ min: 1, max: 40 }),
      'appFleet.maxOpenConns': fc.integer({ min: 20, max: 600 }),
      'database.readers': fc.integer({ min: 0, max: 15 }),
    });
    let cured = 0;
    fc.assert(
      fc.property(pins, (pinned) => {
        const request = { concurrentUsers: '100k', pins: pinned } as const;
        const issues = (() => {
          try {
            planArchitecture(request);
            return [];
          } catch {
            return issuesOf(request);
          }
        })();
        for (const { todo } of issues) {
          for (const remedy of remediesIn(todo)) {
            planArchitecture({ ...request, pins: { ...pinned, ...remedy } });
            cured += 1;
          }
        }
      }),
      { numRuns: 100 },
    );
    expect(cured).toBeGreaterThan(20);
  });
});
