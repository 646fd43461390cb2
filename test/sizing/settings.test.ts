import { describe, expect, test } from '@jest/globals';
import { planArchitecture, type Plan, type Request } from '../../architectures/sizing';
import { contract, type ComponentKind, type Setting } from '../../constructs/spec';
import { cases } from '../../bin/cases';
import model from './settings-11.7.json';

const requests: readonly (readonly [name: string, request: Request])[] = [
  ...cases.map(({ name, request }) => [name, request] as const),
  [
    'everything',
    {
      concurrentUsers: '200k',
      domainName: 'chat.example.com',
      smtp: 'smtps://mail.example.com:465',
      adminEmail: 'admin@example.com',
      postsMillions: 100,
    },
  ],
  ['a load balancer only', { concurrentUsers: '15k', proxy: 'alb', search: 'database' }],
  ['one node with everything', { concurrentUsers: '200', search: 'opensearch', cache: 'redis' }],
];
const plans = requests.map(([name, request]) => [name, planArchitecture(request)] as const);

/** Settings of a plan by their names, without the prefix of the server. */
const settingsOf = ({ settings }: Plan): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    settings.map(({ env, text }) => [
      env.replace('MM_', ''),
      text.map((piece) => (typeof piece === 'string' ? piece : `<${piece.binding}>`)).join(''),
    ]),
  );

const literal = ({ text }: Setting): string | undefined =>
  text.every((piece) => typeof piece === 'string') ? text.join('') : undefined;

/** How the server reads the text of an environment variable, by the type of the setting. */
const readable: Readonly<Record<string, (text: string) => boolean>> = {
  bool: (text) => /^(true|false)$/.test(text),
  int: (text) => /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text)),
  int64: (text) => /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text)),
  string: (text) => !/[\n\0]/.test(text),
  '[]string': (text) => text.split(' ').every((part) => part !== ''),
  'map[string]*model.PluginState': (text) => typeof JSON.parse(text) === 'object',
};

describe.each(plans)('the settings of %s', (_, plan) => {
  const { settings, components, bindings } = plan;
  const by = settingsOf(plan);

  test('are settings of server 11.7, each of the type of its setting', () => {
    // The licence is read from the environment too, and is no setting.
    for (const setting of settings.filter(({ env }) => env !== 'MM_LICENSE')) {
      const type = (model as Readonly<Record<string, string>>)[setting.env];
      expect([setting.env, type]).toEqual([setting.env, expect.any(String)]);
      const text = literal(setting);
      if (text !== undefined) expect([setting.env, readable[type!]?.(text)]).toEqual([setting.env, true]);
    }
  });

  test('mention only late values that the plan binds, and a secret only by one of its keys', () => {
    for (const piece of settings.flatMap(({ text }) => text)) {
      if (typeof piece === 'string') continue;
      expect(bindings.map(({ name }) => name)).toContain(piece.binding);
      const [kind, name] = piece.binding.split('.') as [ComponentKind, string];
      const offer = (contract[kind].late as Readonly<Record<string, { readonly keys?: readonly string[] }>>)[name]!;
      expect('key' in piece ? offer.keys : [undefined]).toContain('key' in piece ? piece.key : offer.keys);
    }
  });

  test('hold no password, key or salt, and no text that looks like one', () => {
    const secret = settings.filter(({ env }) => /PASSWORD|SECRET|SALT|KEY|LICENSE/.test(env));
    for (const { env, text } of secret)
      expect([env, text.filter((piece) => typeof piece === 'string')]).toEqual([env, []]);
    const literals = settings.flatMap(({ text }) => text).filter((piece) => typeof piece === 'string');
    for (const text of literals) {
      expect(text).not.toMatch(/AKIA|-----BEGIN|[A-Za-z0-9+/]{32,}/);
      // A user name and a password stand in front of a host only as late values.
      expect(text).not.toMatch(/:\/\/[^/\s]*:[^/\s]*@/);
    }
  });

  test('make a cluster only of several nodes, without batched mail', () => {
    const cluster = Object.keys(by).filter((name) => name.startsWith('CLUSTERSETTINGS_'));
    if (components.appFleet.nodes > 1) {
      expect(by).toMatchObject({
        CLUSTERSETTINGS_ENABLE: 'true',
        CLUSTERSETTINGS_CLUSTERNAME: plan.request.id,
        CLUSTERSETTINGS_GOSSIPPORT: '8074',
        CLUSTERSETTINGS_ENABLEGOSSIPENCRYPTION: 'true',
        EMAILSETTINGS_ENABLEEMAILBATCHING: 'false',
      });
    } else {
      expect(cluster).toEqual([]);
    }
  });

  test('name a shared cache only where there is one, and never its database -1', () => {
    const cache = Object.entries(by).filter(([name]) => name.startsWith('CACHESETTINGS_'));
    if (components.cache) {
      expect(Object.fromEntries(cache)).toEqual({
        CACHESETTINGS_CACHETYPE: 'redis',
        CACHESETTINGS_REDISADDRESS: '<cache.primary>:6379',
        CACHESETTINGS_REDISDB: '0',
      });
    } else {
      expect(cache).toEqual([]);
    }
  });

  test('name search only where there is one: every node holds a copy, and the database is not asked instead', () => {
    if (components.search) {
      const copies = String(components.search.nodes - 1);
      expect(by).toMatchObject({
        ELASTICSEARCHSETTINGS_BACKEND: 'opensearch',
        ELASTICSEARCHSETTINGS_CONNECTIONURL: 'https://<search.endpoint>:443',
        ELASTICSEARCHSETTINGS_SNIFF: 'false',
        ELASTICSEARCHSETTINGS_ENABLEINDEXING: 'true',
        ELASTICSEARCHSETTINGS_ENABLESEARCHING: 'true',
        ELASTICSEARCHSETTINGS_POSTINDEXREPLICAS: copies,
        ELASTICSEARCHSETTINGS_CHANNELINDEXREPLICAS: copies,
        ELASTICSEARCHSETTINGS_USERINDEXREPLICAS: copies,
        SQLSETTINGS_DISABLEDATABASESEARCH: 'true',
      });
    } else {
      const names = Object.keys(by).filter((name) => /^ELASTIC|DISABLEDATABASESEARCH/.test(name));
      expect(names).toEqual([]);
    }
  });

  test('read from the writer, and from readers only where there are some, over verified TLS', () => {
    const source = (host: string) =>
      `postgres://<database.secret>:<database.secret>@<database.${host}>:5432/mattermost?sslmode=verify-full&` +
      'sslrootcert=/etc/mattermost/rds.pem&connect_timeout=10&binary_parameters=yes';
    expect(by.SQLSETTINGS_DATASOURCE).toBe(source('writer'));
    expect(by.SQLSETTINGS_DATASOURCEREPLICAS).toBe(components.database.readers ? source('readers') : undefined);
  });

  test('open as many connections as the plan says', () => {
    expect([by.SQLSETTINGS_MAXOPENCONNS, by.SQLSETTINGS_MAXIDLECONNS]).toEqual([
      String(components.appFleet.maxOpenConns),
      String(components.appFleet.maxIdleConns),
    ]);
  });

  test('store files in buckets, encrypted, without an access key', () => {
    expect(by).toMatchObject({
      FILESETTINGS_DRIVERNAME: 'amazons3',
      FILESETTINGS_AMAZONS3BUCKET: '<fileStore.bucket>',
      FILESETTINGS_DEDICATEDEXPORTSTORE: 'true',
      FILESETTINGS_EXPORTAMAZONS3BUCKET: '<fileStore.exports>',
    });
    expect(Object.keys(by).filter((name) => name.includes('ACCESSKEY'))).toEqual([]);
  });

  test('have a licence and metrics where the edition is not the free one', () => {
    const paid = plan.licence.edition !== 'Entry';
    expect(by.LICENSE).toBe(paid ? '<secrets.licence>' : undefined);
    expect(by.METRICSSETTINGS_ENABLE).toBe(String(paid));
  });

  test('know one address of the site and trust one header of the proxy', () => {
    const { domainName } = plan.request;
    expect(by.SERVICESETTINGS_SITEURL).toBe(domainName && `https://${domainName}`);
    expect(by.SERVICESETTINGS_TRUSTEDPROXYIPHEADER).toBe('X-Forwarded-For');
  });
});

describe('a pin is followed by the settings', () => {
  const withPins = (pins: Request['pins']) => settingsOf(planArchitecture({ concurrentUsers: '15k', pins }));

  test('search nodes by the copies of an index', () => {
    expect(withPins({ 'search.nodes': 6 }).ELASTICSEARCHSETTINGS_POSTINDEXREPLICAS).toBe('5');
  });

  test('no readers by no data source for them', () => {
    expect(withPins({ 'database.readers': 0 })).not.toHaveProperty('SQLSETTINGS_DATASOURCEREPLICAS');
  });

  test('one node by no cluster', () => {
    expect(withPins({ 'appFleet.nodes': 1 })).not.toHaveProperty('CLUSTERSETTINGS_ENABLE');
  });

  test('the name of the database by the data source', () => {
    expect(withPins({ 'database.name': 'chat' }).SQLSETTINGS_DATASOURCE).toContain(':5432/chat?');
  });
});

test('metrics are said to need a licence where the vendor says so', () => {
  const [metrics] = planArchitecture({ concurrentUsers: '15k' }).settings.filter(
    ({ env }) => env === 'MM_METRICSSETTINGS_ENABLE',
  );
  expect(metrics).toMatchObject({
    source: { page: 'administration-guide/scale/deploy-prometheus-grafana-for-performance-monitoring.rst' },
  });
});

test('plugins stay with the administrator: a map in the environment replaces the states of all of them and locks it', () => {
  const maps = Object.entries(model).flatMap(([env, type]) => (type.startsWith('map[') ? [env] : []));
  expect(maps).toContain('MM_PLUGINSETTINGS_PLUGINSTATES');
  const set: readonly string[] = plans.flatMap(([, { settings }]) => settings.map(({ env }) => env));
  expect(maps.filter((env) => set.includes(env))).toEqual([]);
});
