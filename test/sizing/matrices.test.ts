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
  ['a trial by http', { concurrentUsers: '15k', listener: 'http', allowFrom: ['10.0.0.0/8', '203.0.113.7/32'] }],
  ['a trial by http without proxies', { concurrentUsers: '15k', listener: 'http', proxy: 'alb' }],
  ['a site with mail', { id: 'chat', concurrentUsers: '200', smtp: 'smtp://mail.example.com:587' }],
  ['a site with a relay', { concurrentUsers: '200', smtp: 'smtp://relay:25', smtpLogin: false }],
  ['a site that installs from a mirror', { concurrentUsers: '1k', mirror: 's3://mirror/mattermost' }],
];
const plans = requests.map(([name, request]) => [name, planArchitecture(request)] as const);

/** What CloudFormation, Terraform and `explain` all take as a name. */
const id = /^[A-Za-z0-9-]{1,255}$/;

/** Actions that may be allowed on anything, and why: the Service Authorization Reference of AWS lists no resource for them. */
const onAnything: Readonly<Record<string, string>> = {
  'autoscaling:DescribeAutoScalingGroups': 'no resource',
  'autoscaling:DescribeAutoScalingInstances': 'no resource',
  'ec2:DescribeInstances': 'no resource',
  'ec2:DescribeTags': 'no resource',
  'elasticloadbalancing:DescribeTargetHealth': 'no resource',
  'ssm:UpdateInstanceInformation':
    'instances, none of which is known before it boots: AmazonSSMManagedInstanceCore says * too',
  'ssmmessages:CreateControlChannel': 'no resource',
  'ssmmessages:CreateDataChannel': 'no resource',
  'ssmmessages:OpenControlChannel': 'no resource',
  'ssmmessages:OpenDataChannel': 'no resource',
};

/** What no component offers: the engine knows them. */
const ofTheEngine = ['parameters', 'groups', 'stack', 'mirror', 'anything'];

/** Metrics that are sent only while something happens: their silence is good news. */
const silentWhenWell: Readonly<Record<string, string>> = {
  'load-balancer-errors': 'a minute without an error sends nothing',
  'cache-lag': 'the primary has no lag to send',
};

describe.each(plans)('of %s', (_, { components, traffic, access, alarms, bindings, request, licence }) => {
  const here = (kind: string): boolean => kind in components;
  const https = request.listener === 'https';
  const bound = bindings.map(({ name }): string => name);

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

  test('only the load balancer is open to clients, to those that the request allows, on 443 and 80, or on 80 alone', () => {
    const open = traffic.flatMap((row) =>
      row.from === 'clients' ? [`${row.cidr} ${row.to} ${row.port}/${row.protocol}`] : [],
    );
    expect(open).toEqual(
      request.allowFrom.flatMap((cidr) => (https ? [443, 80] : [80]).map((port) => `${cidr} loadBalancer ${port}/tcp`)),
    );
  });

  test('proxies are reached by the load balancer only, and asked for a redirect only where there is https', () => {
    const front = traffic.filter(({ to }) => to === 'proxy').map(({ from, port }) => [from, port]);
    const expected = https ? [80, 8_080] : [80];
    expect(front).toEqual(here('proxy') ? expected.map((port) => ['loadBalancer', port]) : []);
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

  test('app nodes are reached by what stands in front of them, on 8065, and by HAProxy whether they drain, on 8068', () => {
    const front = traffic.filter(({ to, from }) => to === 'appFleet' && from !== 'appFleet');
    expect(front.map(({ from, port, protocol }) => [from, port, protocol])).toEqual(
      here('proxy')
        ? [
            ['proxy', 8_065, 'tcp'],
            ['proxy', 8_068, 'tcp'],
          ]
        : [['loadBalancer', 8_065, 'tcp']],
    );
  });

  test('an id tells the ends, the port and the protocol', () => {
    for (const { id: row, from, to, port, protocol } of traffic) {
      expect(row.startsWith(from)).toBe(true);
      expect(row.endsWith(`-${to}-${port}-${protocol}`)).toBe(true);
    }
  });

  test('no role may do more than it is named: actions are sorted, each once, none with a wildcard', () => {
    for (const { id: row, who, actions } of access) {
      expect([row, actions]).toEqual([row, [...new Set(actions)].sort()]);
      for (const action of actions) expect(action).toMatch(/^[a-z0-9]+:[A-Z][A-Za-z]+$/);
      expect(here(who) && contract[who].principal).toBe(true);
      expect(row.startsWith(`${who}-`)).toBe(true);
    }
  });

  test('access is to what the plan offers, or to what the engine knows', () => {
    for (const { id: row, on } of access) {
      const [kind, name] = on.split('.') as [ComponentKind, string];
      const offered = here(kind) && (contract[kind].arns as readonly string[]).includes(name) && bound.includes(on);
      expect([row, on, offered || ofTheEngine.includes(on)]).toEqual([row, on, true]);
    }
  });

  test('access to anything is for actions without a resource, or under a condition', () => {
    const open = access.filter(({ on, where }) => on === 'anything' && where === undefined);
    expect(open.length).toBeGreaterThan(0);
    for (const { id: row, actions, suffix } of open) {
      expect([row, actions.filter((action) => !(action in onAnything)), suffix]).toEqual([row, [], undefined]);
    }
    const conditional = access.filter(({ on, where }) => on === 'anything' && where !== undefined);
    expect(conditional.map(({ actions, where }) => [actions, where])).toEqual(
      ['appFleet', 'proxy']
        .filter(here)
        .map(() => [['cloudwatch:PutMetricData'], { 'cloudwatch:namespace': 'Mattermost/Nodes' }]),
    );
  });

  test('a node speaks to Auto Scaling for its own fleet only', () => {
    const hooks = access.filter(({ on }) => on === 'groups');
    expect(hooks.map(({ who }) => who)).toEqual(['appFleet', 'proxy'].filter(here));
    for (const { who, where } of hooks) {
      expect(where).toEqual({ 'aws:ResourceTag/mattermost:fleet': `${request.id}/${who}` });
    }
    const elsewhere = access.filter(
      ({ on, actions }) => on !== 'groups' && actions.some((a) => /Lifecycle|SetInstanceHealth/.test(a)),
    );
    expect(elsewhere).toEqual([]);
  });

  test('every secret and every bucket of the plan may be used by the app nodes, and none by proxies', () => {
    const offered = (Object.keys(components) as ComponentKind[]).flatMap((kind) =>
      contract[kind].arns.map((arn) => `${kind}.${arn}`).filter((name) => bound.includes(name)),
    );
    const used = (who: string) => access.filter((row) => row.who === who).map(({ on }): string => on);
    const engine = ofTheEngine.filter((name) => name !== 'mirror' || request.mirror !== undefined);
    expect([...new Set(used('appFleet'))].sort()).toEqual([...offered, ...engine].sort());
    expect([...new Set(used('proxy'))].sort()).toEqual(here('proxy') ? ['observability.logs', ...engine].sort() : []);
    expect(offered.length).toBeGreaterThanOrEqual(6);
  });

  test('a secret that only a customer has is read only where the plan needs it', () => {
    const needed = {
      'secrets.licence': licence.edition !== 'Entry',
      'secrets.mail': Boolean(request.smtp) && request.smtpLogin,
    };
    for (const [secret, is] of Object.entries(needed)) {
      expect([secret, access.filter(({ on }) => on === secret)]).toEqual([
        secret,
        is ? [expect.objectContaining({ who: 'appFleet', actions: ['secretsmanager:GetSecretValue'] })] : [],
      ]);
      expect([secret, bound.includes(secret)]).toEqual([secret, is]);
    }
  });

  test('of the parameters a node writes the running version and reads the rest', () => {
    const writing = access.filter(({ actions }) =>
      actions.some((action) => /^ssm:(Put|Delete|Label|Add)/.test(action)),
    );
    expect(writing).toEqual([
      expect.objectContaining({
        who: 'appFleet',
        actions: ['ssm:PutParameter'],
        on: 'parameters',
        suffix: '/appFleet/runningVersion',
      }),
    ]);
    const reading = access.filter(({ on, id: row }) => on === 'parameters' && row !== writing[0]!.id);
    expect(reading.map(({ who, actions, suffix }) => [who, actions, suffix])).toEqual(
      ['appFleet', 'proxy'].filter(here).map((who) => [who, ['ssm:GetParameters'], '/*']),
    );
  });

  test('every late value that the plan needs has a parameter below the id of the request', () => {
    const unneeded = [
      ...(licence.edition === 'Entry' ? ['secrets.licence'] : []),
      ...(request.smtp && request.smtpLogin ? [] : ['secrets.mail']),
    ];
    const late = (Object.keys(components) as ComponentKind[]).flatMap((kind) =>
      Object.entries<{ readonly holds: string }>(contract[kind].late).map(([name, { holds }]) => ({
        name: `${kind}.${name}`,
        parameter: `/mattermost/${request.id}/${kind}/${name}`,
        holds,
      })),
    );
    expect(bindings).toEqual(late.filter(({ name }) => !unneeded.includes(name)));
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

  test('alarms tell their resource apart by a name that their component offers, and by texts', () => {
    for (const { id: row, about, dimensions } of alarms) {
      const [texts, owners] = [
        Object.values(dimensions).filter((each) => typeof each === 'string'),
        Object.values(dimensions).flatMap((each) => (typeof each === 'string' ? [] : [each.named])),
      ];
      expect([row, owners]).not.toEqual([row, []]);
      const offered = Object.keys(contract[about].names).map((name) => `${about}.${name}`);
      expect([row, here(about), owners.filter((owner) => !offered.includes(owner))]).toEqual([row, true, []]);
      expect([row, texts.filter((text) => !/^\w+$/.test(text))]).toEqual([row, []]);
    }
  });

  test('silence is a fault, but for metrics that are sent only while something happens', () => {
    for (const { id: row, missing } of alarms) {
      expect([row, missing]).toEqual([row, row in silentWhenWell ? 'notBreaching' : 'breaching']);
    }
  });

  test('a certificate is watched where there is one, once a day', () => {
    const watch = alarms.filter(({ namespace }) => namespace === 'AWS/CertificateManager');
    expect(watch.map(({ id: row, periodSeconds, periods }) => [row, periodSeconds, periods])).toEqual(
      https ? [['certificate-expiry', 86_400, 1]] : [],
    );
    const others = alarms.filter(({ id: row }) => row !== 'certificate-expiry');
    expect(new Set(others.map(({ periodSeconds }) => periodSeconds))).toEqual(new Set([60]));
  });
});

test('every exception that these tests make is needed by some plan', () => {
  const all = plans.flatMap(([, plan]) => plan.access.filter(({ on }) => on === 'anything'));
  const actions: readonly string[] = all.flatMap((row) => row.actions);
  expect(Object.keys(onAnything).filter((action) => !actions.includes(action))).toEqual([]);
  const alarms = plans.flatMap(([, plan]) => plan.alarms.map((row) => row.id));
  expect(Object.keys(silentWhenWell).filter((row) => !alarms.includes(row))).toEqual([]);
});

describe('errors that people see', () => {
  const errors = (proxy: Request['proxy']) =>
    planArchitecture({ concurrentUsers: '15k', proxy })
      .alarms.filter(({ metric }) => /5xx_count|5XX/.test(metric))
      .map(({ id: row, about, namespace, missing }) => [row, about, namespace, missing]);

  test('are counted by the proxies, which always have a number to send', () => {
    expect(errors('nginx')).toEqual([['proxy-errors', 'proxy', 'Mattermost/Nodes', 'breaching']]);
  });

  test('are counted by the load balancer where there are none', () => {
    expect(errors('alb')).toEqual([['load-balancer-errors', 'loadBalancer', 'AWS/ApplicationELB', 'notBreaching']]);
  });
});

test('lag is that of the readers, not of the cluster as one', () => {
  const [lag] = planArchitecture({ concurrentUsers: '15k' }).alarms.filter(({ id: row }) => row === 'replica-lag');
  expect(lag!.dimensions).toEqual({ DBClusterIdentifier: { named: 'database.cluster' }, Role: 'READER' });
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
    expect(alarm({ concurrentUsers: '15k', pins: { 'appFleet.nodes': 5 } }, 'proxy-members')).toMatchObject({
      threshold: 5,
    });
  });

  test.each([
    ['replica-lag', { concurrentUsers: '200' }],
    ['replica-lag', { concurrentUsers: '15k', pins: { 'database.readers': 0 } }],
    ['cache-lag', { concurrentUsers: '200k', availability: 'as-published' }],
    ['search-red', { concurrentUsers: '15k', search: 'database' }],
    ['proxy-cpu', { concurrentUsers: '15k', proxy: 'alb' }],
    ['proxy-members', { concurrentUsers: '15k', proxy: 'alb' }],
    ['proxy-logins', { concurrentUsers: '15k', pins: { 'proxy.logins.admission': false } }],
    ['certificate-expiry', { concurrentUsers: '15k', listener: 'http' }],
    ['server-errors', { concurrentUsers: '200' }],
  ] as const)('%s is left out where nothing could be measured: %j', (name, request) => {
    expect(alarm(request, name)).toBeUndefined();
    expect(alarm({ concurrentUsers: '200k' }, name)).toMatchObject({ id: name });
  });
});
