import { describe, expect, test } from '@jest/globals';
import { planArchitecture, type Request } from '../../architectures/sizing';
import { contract, type ComponentKind } from '../../constructs/spec';
import { cases } from '../../bin/cases';

const requests: readonly (readonly [name: string, request: Request])[] = [
  ...cases.map(({ name, request }) => [name, request] as const),
  ['a load balancer only', { concurrentUsers: '15k', proxy: 'alb', search: 'database' }],
  [
    'a private site with several ranges',
    { concurrentUsers: '200k', exposure: 'private', allowFrom: ['10.0.0.0/8', '203.0.113.7/32'] },
  ],
];
const plans = requests.map(([name, request]) => [name, planArchitecture(request)] as const);

/** What CloudFormation, Terraform and `explain` all take as a name. */
const id = /^[A-Za-z0-9-]{1,255}$/;

describe.each(plans)('of %s', (_, { components, traffic, access, alarms, bindings, request }) => {
  const here = (kind: string): boolean => kind in components;

  test('ids are letters, digits and hyphens, each once in its matrix', () => {
    for (const rows of [traffic, access, alarms]) {
      const ids = rows.map((row) => row.id);
      expect(ids.filter((each) => !id.test(each))).toEqual([]);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  test('traffic goes between components that are in the plan and have an interface', () => {
    for (const { id: row, from, to } of traffic) {
      const ends = [to, ...(from === 'clients' ? [] : [from])];
      expect([row, ends.every((end) => here(end) && contract[end].connected)]).toEqual([row, true]);
    }
  });

  test('only the load balancer is open to clients, to those that the request allows, on 443 and 80', () => {
    const open = traffic.flatMap((row) =>
      row.from === 'clients' ? [`${row.cidr} ${row.to} ${row.port}/${row.protocol}`] : [],
    );
    expect(open).toEqual(
      request.allowFrom.flatMap((cidr) => [`${cidr} loadBalancer 443/tcp`, `${cidr} loadBalancer 80/tcp`]),
    );
  });

  test('nodes tell each other what happens on 8074, by tcp and by udp, and on nothing else', () => {
    const among = traffic.filter(({ from, to }) => from === to).map(({ id: row }) => row);
    expect(among).toEqual(['appFleet-appFleet-8074-tcp', 'appFleet-appFleet-8074-udp']);
  });

  test('app nodes reach what they need, and nobody reaches their metrics', () => {
    const reached = traffic
      .filter(({ from, to }) => from === 'appFleet' && to !== 'appFleet')
      .map(({ to, port }) => `${to} ${port}`);
    expect(reached).toEqual(
      [
        ['database', 5_432],
        ['search', 443],
        ['cache', 6_379],
      ].flatMap(([to, port]) => (here(to as string) ? [`${to} ${port}`] : [])),
    );
    expect(traffic.filter(({ port }) => port === 8_067)).toEqual([]);
  });

  test('app nodes are reached by what stands in front of them, on 8065', () => {
    const front = traffic.filter(({ to, from }) => to === 'appFleet' && from !== 'appFleet');
    expect(front.map(({ from, port }) => [from, port])).toEqual([[here('proxy') ? 'proxy' : 'loadBalancer', 8_065]]);
  });

  test('an id tells the ends, the port and the protocol', () => {
    for (const { id: row, from, to, port, protocol } of traffic) {
      expect(row.startsWith(from)).toBe(true);
      expect(row.endsWith(`-${to}-${port}-${protocol}`)).toBe(true);
    }
  });

  test('no role may do more than it is named: actions are sorted, each once, none with a wildcard', () => {
    for (const { id: row, who, actions, on } of access) {
      expect([row, actions]).toEqual([row, [...new Set(actions)].sort()]);
      for (const action of actions) expect(action).toMatch(/^[a-z0-9]+:[A-Z][A-Za-z]+$/);
      expect(here(who) && contract[who].principal).toBe(true);
      expect(on === 'parameters' || here(on.split('.')[0]!)).toBe(true);
    }
  });

  test('every secret and every bucket of the plan may be used by the app nodes', () => {
    const offered = (Object.keys(components) as ComponentKind[]).flatMap((kind) =>
      contract[kind].arns.map((arn) => `${kind}.${arn}`),
    );
    expect([...new Set(access.map(({ on }) => on))].sort()).toEqual([...offered, 'parameters'].sort());
    expect(offered.length).toBeGreaterThanOrEqual(6);
  });

  test('every late value of every component has a parameter below the id of the request', () => {
    const late = (Object.keys(components) as ComponentKind[]).flatMap((kind) =>
      Object.entries<{ readonly holds: string }>(contract[kind].late).map(([name, { holds }]) => ({
        name: `${kind}.${name}`,
        parameter: `/mattermost/${request.id}/${kind}/${name}`,
        holds,
      })),
    );
    expect(bindings).toEqual(late);
  });

  test('alarms are about what is in the plan and can go off', () => {
    for (const { id: row, about, threshold, periods, periodSeconds, metric } of alarms) {
      expect([row, here(about)]).toEqual([row, true]);
      expect(Number.isFinite(threshold)).toBe(true);
      expect(periods * periodSeconds).toBeGreaterThanOrEqual(60);
      // A day is the longest that CloudWatch looks at with periods of an hour and less.
      expect(periods * periodSeconds).toBeLessThanOrEqual(86_400);
      expect(metric).not.toBe('');
    }
    const watched = new Set(alarms.map(({ about }) => about));
    const stateful = ['appFleet', 'proxy', 'database', 'search', 'cache', 'loadBalancer'].filter(here);
    expect([...watched].sort()).toEqual(stateful.sort());
  });
});

describe('alarm thresholds', () => {
  const alarm = (request: Request, name: string) => planArchitecture(request).alarms.find((row) => row.id === name);

  test('are the gates of the load tests where these have one, and those alone are called published', () => {
    const published = planArchitecture({ concurrentUsers: '200k' }).alarms.filter(
      ({ provenance }) => provenance === 'published',
    );
    expect(published.map((row) => [row.id, row.comparison, row.threshold])).toEqual([
      ['app-cpu', '>', 85],
      ['app-memory', '>', 85],
      ['server-errors', '>', 0.025],
      ['api-time-mean', '>', 0.1],
    ]);
  });

  test.each([
    ['15k', 819],
    ['50k', 1_024],
    ['200k', 2_662],
  ] as const)('of %s connections follow what the database accepts: %i', (concurrentUsers, threshold) => {
    expect(alarm({ concurrentUsers }, 'writer-connections')).toMatchObject({ threshold });
  });

  test('follow pins', () => {
    expect(alarm({ concurrentUsers: '15k', pins: { 'appFleet.nodes': 5 } }, 'app-unhealthy')).toMatchObject({
      threshold: 5,
    });
    expect(alarm({ concurrentUsers: '15k', pins: { 'search.disk.sizeGiB': 500 } }, 'search-disk')).toMatchObject({
      threshold: 102_400,
    });
  });

  test.each([
    ['replica-lag', { concurrentUsers: '200' }],
    ['replica-lag', { concurrentUsers: '15k', pins: { 'database.readers': 0 } }],
    ['cache-lag', { concurrentUsers: '200k', availability: 'as-published' }],
    ['search-red', { concurrentUsers: '15k', search: 'database' }],
    ['proxy-cpu', { concurrentUsers: '15k', proxy: 'alb' }],
  ] as const)('%s is left out where nothing could be measured: %j', (name, request) => {
    expect(alarm(request, name)).toBeUndefined();
    expect(alarm({ concurrentUsers: '200k' }, name)).toMatchObject({ id: name });
  });
});
