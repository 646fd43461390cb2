import { describe, expect, test } from '@jest/globals';
import { explain, planArchitecture, type Plan, type Request } from '../../architectures/sizing';
import type { PlanPath } from '../../constructs/spec';
import { issuesOf } from './failing';
import { leavesOf, pathsOf } from './leaves';

type Pins = NonNullable<Request['pins']>;

/** A plan without what says that it was pinned. */
const unpinned = ({ request, reasons, ...rest }: Plan, path: PlanPath) => ({
  ...rest,
  request: { ...request, pins: {} },
  reasons: Object.fromEntries(Object.entries(reasons).filter(([key]) => key !== path && key !== 'request.pins')),
});

const plans = (['15k', '200k', '200'] as const).map(
  (concurrentUsers) => [concurrentUsers, planArchitecture({ concurrentUsers })] as const,
);

describe.each(plans)('every leaf of %s', (concurrentUsers, plan) => {
  const values = leavesOf(plan.components);

  test.each(pathsOf(plan.components))('%s may be pinned to what it is, and only its reason changes', (path) => {
    const pinned = planArchitecture({ concurrentUsers, pins: { [path]: values[path] } });
    expect(unpinned(pinned, path)).toEqual(unpinned(plan, path));
    expect(pinned.reasons[path]).toEqual({
      provenance: 'pinned',
      because: `pinned by the request; without the pin ${path} is ${String(values[path])}: ${plan.reasons[path]!.because}`,
    });
  });

  test.each(pathsOf(plan.components))('fails when %s is pinned to a value of another type', (path) => {
    const value = values[path];
    const others = [typeof value === 'string' ? 1 : 'x', typeof value === 'boolean' ? 1 : true];
    for (const other of others) {
      expect(issuesOf({ concurrentUsers, pins: { [path]: other } })).toEqual([
        {
          what: `'pins.${path}' is not valid`,
          given: JSON.stringify(other),
          allowed: expect.stringContaining(typeof value),
          todo: `without the pin it is ${String(value)}`,
        },
      ]);
    }
  });
});

describe('a pin is followed by what depends on it', () => {
  const followed: readonly (readonly [Request['concurrentUsers'], Pins, PlanPath, unknown])[] = [
    ['15k', { 'appFleet.nodes': 9 }, 'database.maxConnections', 2_048],
    ['15k', { 'appFleet.surge': 9 }, 'database.maxConnections', 2_560],
    ['15k', { 'appFleet.maxOpenConns': 300 }, 'database.maxConnections', 2_560],
    ['15k', { 'database.readers': 0, 'appFleet.maxOpenConns': 300 }, 'database.maxConnections', 1_280],
    ['15k', { 'database.reservedConnections': 100, 'appFleet.nodes': 4 }, 'database.maxConnections', 1_280],
    ['15k', { 'appFleet.maxOpenConns': 61 }, 'appFleet.maxIdleConns', 30],
    ['15k', { 'appFleet.maxOpenConns': 1 }, 'appFleet.maxIdleConns', 1],
    ['15k', { 'database.instance': 'r7g.large' }, 'database.parameters.maintenance_work_mem', 524_288],
    ['15k', { 'database.readers': 0 }, 'database.parameters.work_mem', 16_384],
    ['15k', { 'database.backup.days': 35 }, 'fileStore.expireOldVersionsDays', 35],
    ['15k', { 'network.zones': 2 }, 'network.natGateways', 2],
    ['100k', { 'proxy.instance': 'm7i.4xlarge' }, 'proxy.nodes', 3],
    ['100k', { 'proxy.instance': 'm7i.4xlarge' }, 'proxy.imageCacheGiB', 16],
    ['15k', { 'proxy.instance': 'c7i.xlarge' }, 'proxy.imageCacheGiB', 3],
  ];

  test.each(followed)('of %s, %j, by %s: %j', (concurrentUsers, pins, path, value) => {
    const { components } = planArchitecture({ concurrentUsers, pins });
    expect(leavesOf(components)[path]).toBe(value);
  });

  test('disk of search by its IOPS, which were derived from it', () => {
    const { disk } = planArchitecture({
      concurrentUsers: '15k',
      postsMillions: 50,
      pins: { 'search.disk.sizeGiB': 3_000 },
    }).components.search!;
    expect(disk.iops).toBe(9_000);
  });

  test('search nodes by the reasons that count them', () => {
    const plan = planArchitecture({ concurrentUsers: '15k', pins: { 'search.nodes': 6 } });
    expect(plan.reasons['search.zones']!.because).toMatch(/^6 data nodes/);
  });

  test('but a pin of both is left as it is', () => {
    const pins = { 'appFleet.nodes': 9, 'database.maxConnections': 2_500, 'appFleet.maxIdleConns': 7 } as const;
    const { components } = planArchitecture({ concurrentUsers: '15k', pins });
    expect([components.database.maxConnections, components.appFleet.maxIdleConns]).toEqual([2_500, 7]);
  });

  test('and its reason says what it would have been, and why', () => {
    expect(
      explain(planArchitecture({ concurrentUsers: '15k', pins: { 'appFleet.nodes': 9 } }), 'appFleet.nodes'),
    ).toEqual([
      {
        path: 'appFleet.nodes',
        value: 9,
        provenance: 'pinned',
        because:
          'pinned by the request; without the pin appFleet.nodes is 3: 2 app nodes published + 1: so that the claim of 15,000 holds with one lost',
      },
    ]);
  });
});

describe('fails on a pin', () => {
  test('that is misspelt, naming the leaves beside it', () => {
    const [issue, ...others] = issuesOf({ concurrentUsers: '15k', pins: { 'database.reeders': 2 } });
    expect(others).toEqual([]);
    expect(issue).toMatchObject({ what: "'pins' names no leaf of this plan", given: 'database.reeders' });
    const allowed = issue!.allowed!.split(', ');
    expect(allowed).toEqual(expect.arrayContaining(['database.readers', 'database.backup.days']));
    expect(allowed.filter((path) => !path.startsWith('database.'))).toEqual([]);
  });

  test('of no component at all, naming the components', () => {
    const [issue] = issuesOf({ concurrentUsers: '15k', pins: { 'data.base': 2 } });
    expect(issue!.allowed).toMatch(/network\.….*database\.…/);
  });

  test('of the name that objects of JavaScript keep for themselves', () => {
    const request = JSON.parse('{ "concurrentUsers": "15k", "pins": { "__proto__": 2 } }') as unknown;
    expect(issuesOf(request)).toHaveLength(1);
  });

  test('of minus zero, which JSON cannot hold', () => {
    expect(issuesOf({ concurrentUsers: '15k', pins: { 'database.readers': -0 } })).toEqual([
      expect.objectContaining({ what: "'pins.database.readers' is not valid" }),
    ]);
  });

  test('of a component that this plan leaves out', () => {
    expect(issuesOf({ concurrentUsers: '15k', pins: { 'cache.nodes': 2 } })).toEqual([
      expect.objectContaining({ what: "'pins' names no leaf of this plan", given: 'cache.nodes' }),
    ]);
  });

  test.each([
    ['appFleet.instance', 'c7g.xlarge', /ARM class/],
    ['appFleet.instance', 'c7i.9xlarge', /shape is not in the data/],
    ['proxy.instance', 'm7g.large', /ARM class/],
    ['database.instance', 'm7i.large', /shape is not in the data/],
    ['search.instance', 'c7i.large', /shape is not in the data/],
  ] as const)('of %s to %s, and each class that it names instead is planned', (path, instance, what) => {
    const [issue, ...others] = issuesOf({ concurrentUsers: '15k', pins: { [path]: instance } });
    expect(others).toEqual([]);
    expect(issue!.what).toMatch(what);
    const instead = issue!.allowed!.split(', ');
    expect(instead.length).toBeGreaterThan(1);
    for (const other of instead) {
      const { components } = planArchitecture({ concurrentUsers: '15k', pins: { [path]: other } });
      expect(leavesOf(components)[path]).toBe(other);
    }
  });

  test.each([
    [
      'fewer slots than nodes that a rolling update has at once',
      { 'appFleet.nodes': 9, 'appFleet.surge': 2, 'proxy.slots': 10 },
      { what: "'proxy.slots' is fewer than there may be app nodes", given: '10', allowed: /appFleet\.surge, 11$/ },
    ],
    [
      'an image cache that leaves the system no disk',
      { 'proxy.imageCacheGiB': 21 },
      {
        what: "'proxy.imageCacheGiB' does not fit on the disk of a proxy",
        given: '21 of 30 GiB',
        allowed: /^up to 20: .* need 10$/,
      },
    ],
    [
      'a disk that the image cache fills',
      { 'proxy.instance': 'm7i.4xlarge', 'proxy.diskGiB': 25 },
      {
        what: "'proxy.imageCacheGiB' does not fit on the disk of a proxy",
        given: '16 of 25 GiB',
        allowed: /^up to 15: /,
      },
    ],
    [
      "another server than that of the request's version",
      { 'appFleet.server.version': '11.10.0' },
      {
        what: "'appFleet.server.version' is pinned, and the settings are those of the request's version",
        given: '11.10.0 and 11.7.9',
        allowed: /^one version$/,
      },
    ],
    [
      "another listener than the request's",
      { 'loadBalancer.listener': 'http' },
      {
        what: "'loadBalancer.listener' is pinned, and the site address is that of the request's listener",
        given: 'http and https',
        allowed: /^one listener$/,
      },
    ],
    [
      'the name of an image where its serial belongs',
      { 'proxy.image': 'ubuntu-noble-24.04-amd64-server-20251212' },
      {
        what: "'proxy.image' is not valid",
        given: '"ubuntu-noble-24.04-amd64-server-20251212"',
        allowed: /^the serial of an Ubuntu 24\.04 image, such as 20251212, or the id of an image, such as ami-/,
      },
    ],
  ] as const)('of %s: %j', (_, pins, { what, given, allowed }) => {
    expect(issuesOf({ concurrentUsers: '15k', pins })).toEqual([
      { what, given, allowed: expect.stringMatching(allowed), todo: expect.stringMatching(/^(pin|remove|change) /) },
    ]);
  });

  test.each([
    [{ 'appFleet.nodes': 9, 'appFleet.surge': 2, 'proxy.slots': 11 }, {}],
    [{ 'proxy.imageCacheGiB': 20 }, {}],
    [{ 'proxy.imageCacheGiB': 90, 'proxy.diskGiB': 100 }, {}],
    [{ 'appFleet.server.version': '11.10.0' }, { version: '11.10.0' }],
    [{ 'loadBalancer.listener': 'http' }, { listener: 'http' }],
    [{ 'appFleet.image': '20260115.1', 'proxy.image': '20260115.1' }, {}],
  ] as const)('but not of %j where the request is %j: the limit itself, or what agrees', (pins, options) => {
    const { components } = planArchitecture({ concurrentUsers: '15k', ...options, pins });
    expect(leavesOf(components)).toMatchObject(pins);
  });

  test('of no slots or cache where there is no proxy: they are no leaves', () => {
    expect(issuesOf({ concurrentUsers: '15k', proxy: 'alb', pins: { 'proxy.slots': 2 } })).toEqual([
      expect.objectContaining({ what: "'pins' names no leaf of this plan", given: 'proxy.slots' }),
    ]);
  });

  test('of a tarball in a bucket that the request does not name: no role may read it', () => {
    const pins = { 'appFleet.server.url': 's3://mirror/mattermost.tar.gz' };
    expect(issuesOf({ concurrentUsers: '15k', pins })).toEqual([
      expect.objectContaining({ what: expect.stringContaining("'appFleet.server.url'") }),
    ]);
  });

  test('of the load balancer against the proxies of the request', () => {
    expect(issuesOf({ concurrentUsers: '15k', pins: { 'loadBalancer.type': 'application' } })).toEqual([
      expect.objectContaining({ given: 'application', allowed: 'network' }),
    ]);
  });

  test('of a second node for a single node', () => {
    expect(issuesOf({ concurrentUsers: '200', pins: { 'appFleet.nodes': 2 } })).toEqual([
      expect.objectContaining({ what: "'appFleet.nodes' makes a cluster of a single node", allowed: '1' }),
    ]);
  });

  test('of more idle connections than may be open', () => {
    expect(issuesOf({ concurrentUsers: '15k', pins: { 'appFleet.maxIdleConns': 101 } })).toEqual([
      expect.objectContaining({ given: '101', allowed: 'up to appFleet.maxOpenConns, 100' }),
    ]);
  });

  test.each(['<2', '>128'])('of a password length that is %s characters', (range) => {
    const value = range.startsWith('<') ? 1 : 129;
    for (const path of ['secrets.administrator.passwordLength', 'database.login.passwordLength'] as const) {
      expect(issuesOf({ concurrentUsers: '15k', pins: { [path]: value } })).toEqual([
        expect.objectContaining({ what: `'${path}' is out of range`, given: String(value) }),
      ]);
    }
  });
});
