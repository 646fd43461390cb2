import { describe, expect, test } from '@jest/globals';
import { planArchitecture, type Plan, type Request } from '../../architectures/sizing';
import { compareVersions } from '../../architectures/sizing/data/versions';
import { contract, type ComponentKind, type Setting } from '../../constructs/spec';
import { cases } from '../../bin/cases';
import model from './settings-11.7.json';
import since11_9 from './settings-11.9.json';

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
  ['no way out', { concurrentUsers: '15k', egress: 'none', mirror: 's3://mirror', exposure: 'private' }],
  ['the newest release', { concurrentUsers: '200k', version: '11.10.0' }],
  [
    'a trial',
    { concurrentUsers: '15k', listener: 'http', smtp: 'smtp://relay:25', smtpLogin: false, openSignUp: true },
  ],
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

/** Every setting of the server's configuration model, and its type. */
const modelOf = (version: string): Readonly<Record<string, string>> =>
  compareVersions(version, '11.9.0') < 0
    ? model
    : Object.fromEntries(
        Object.entries({ ...model, ...since11_9.added }).filter(([env]) => !since11_9.removed.includes(env)),
      );

/** Read from the environment before there is a configuration: no settings of the model. */
const beforeTheModel = ['MM_CONFIG', 'MM_LICENSE'];

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

  test('are settings of its server, each of the type of its setting', () => {
    const types = modelOf(plan.request.version);
    for (const setting of settings.filter(({ env }) => !beforeTheModel.includes(env))) {
      const type = types[setting.env];
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
    // The configuration is written, so it is never asked of a reader.
    expect(by.CONFIG).toBe(source('writer'));
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
    const { domainName = '<loadBalancer.address>', listener } = plan.request;
    expect(by.SERVICESETTINGS_SITEURL).toBe(`${listener}://${domainName}`);
    expect(by.SERVICESETTINGS_TRUSTEDPROXYIPHEADER).toBe('X-Forwarded-For');
  });

  test("open the door of an operator on the node only, in the unit's own folder", () => {
    expect(by.SERVICESETTINGS_ENABLELOCALMODE).toBe('true');
    expect(by.SERVICESETTINGS_LOCALMODESOCKETLOCATION).toMatch(/^\/run\/mattermost\/[a-z.]+$/);
  });

  test('let people make accounts uninvited only where the request says so', () => {
    expect(by.TEAMSETTINGS_ENABLEOPENSERVER).toBe(String(plan.request.openSignUp));
  });

  test('sign in to a mail server only where it asks for it, with a secret that the plan binds', () => {
    const { smtp, smtpLogin } = plan.request;
    const login = bindings.some(({ name }) => name === 'secrets.mail');
    expect(login).toBe(smtp !== undefined && smtpLogin);
    expect([by.EMAILSETTINGS_SMTPUSERNAME, by.EMAILSETTINGS_SMTPPASSWORD]).toEqual(
      login ? ['<secrets.mail>', '<secrets.mail>'] : [undefined, undefined],
    );
  });
});

describe('the address of the site', () => {
  test.each([
    [{}, 'https://<loadBalancer.address>'],
    [{ listener: 'http' }, 'http://<loadBalancer.address>'],
    [{ domainName: 'chat.example.com' }, 'https://chat.example.com'],
    [{ domainName: 'chat.example.com', listener: 'http' }, 'http://chat.example.com'],
    [{ proxy: 'alb' }, 'https://<loadBalancer.address>'],
  ] as const)('of %j is %s', (options, address) => {
    const plan = planArchitecture({ concurrentUsers: '15k', ...options });
    expect(settingsOf(plan).SERVICESETTINGS_SITEURL).toBe(address);
  });
});

describe('mail', () => {
  const smtp = 'smtps://mail.example.com:465';
  const mailOf = (options: Partial<Request>) =>
    Object.fromEntries(
      planArchitecture({ concurrentUsers: '200', ...options })
        .settings.filter(({ env }) => env.startsWith('MM_EMAILSETTINGS_'))
        .map(({ env, text }) => [env.replace('MM_EMAILSETTINGS_', ''), text]),
    );
  const server = {
    SENDEMAILNOTIFICATIONS: ['true'],
    SMTPSERVER: ['mail.example.com'],
    SMTPPORT: ['465'],
    CONNECTIONSECURITY: ['TLS'],
  };
  const from = (address: string) => ({ FEEDBACKEMAIL: [address], REPLYTOADDRESS: [address] });

  test('with a login is sent by a name and a password that stand in a secret, and nowhere else', () => {
    expect(mailOf({ smtp })).toEqual({
      ...server,
      ENABLESMTPAUTH: ['true'],
      SMTPUSERNAME: [{ binding: 'secrets.mail', key: 'username' }],
      SMTPPASSWORD: [{ binding: 'secrets.mail', key: 'password' }],
      ...from('admin@localhost.localdomain'),
    });
  });

  test('without a login names no secret', () => {
    expect(mailOf({ smtp, smtpLogin: false, domainName: 'chat.example.com' })).toEqual({
      ...server,
      ENABLESMTPAUTH: ['false'],
      ...from('admin@chat.example.com'),
    });
  });

  test('is not sent where no server is named, whatever else the request says of it', () => {
    expect(mailOf({ smtpLogin: true, mailFrom: 'chat@example.com', adminEmail: 'admin@example.com' })).toEqual({
      SENDEMAILNOTIFICATIONS: ['false'],
    });
  });

  test.each([
    [{ adminEmail: 'admin@example.com' }, 'admin@example.com', 'adminEmail'],
    [{ mailFrom: 'chat@example.com' }, 'chat@example.com', 'mailFrom'],
    [{ mailFrom: 'chat@example.com', adminEmail: 'admin@example.com' }, 'chat@example.com', 'mailFrom'],
  ] as const)('of %j comes from %s, and the reason says that it is the %s', (options, address, field) => {
    expect(mailOf({ smtp, ...options })).toMatchObject(from(address));
    const { settings } = planArchitecture({ concurrentUsers: '200', smtp, ...options });
    const reasons = settings.filter(({ env }) => /FEEDBACKEMAIL|REPLYTOADDRESS/.test(env)).map((each) => each.because);
    expect(reasons).toEqual([`the request's ${field} is the sender`, `the request's ${field} is where answers go`]);
  });
});

describe('a setting that a later server brought', () => {
  const envs = (version: string, sha256?: string) =>
    planArchitecture({ concurrentUsers: '200k', version, ...(sha256 && { sha256 }) }).settings.map(({ env }) => env);
  const added = Object.keys(since11_9.added);

  test('is given to that server and to no earlier one', () => {
    const digest = 'a'.repeat(64);
    const newest = envs('11.10.0');
    const brought = newest.filter((env) => !envs('11.7.9').includes(env));
    expect(brought).toEqual(['MM_SQLSETTINGS_ANALYTICSQUERYTIMEOUT']);
    expect(brought.filter((env) => !added.includes(env))).toEqual([]);
    expect(envs('11.8.5', digest)).toEqual(envs('11.7.9'));
    expect(envs('11.9.0', digest)).toEqual(newest);
  });

  test('is not in the model of the earlier one', () => {
    expect(added).toHaveLength(30);
    expect(added.filter((env) => env in model)).toEqual([]);
    expect(since11_9.removed.filter((env) => !(env in model))).toEqual([]);
  });
});

test.each(beforeTheModel)('%s is no setting of the model', (env) => {
  expect(modelOf('11.10.0')).not.toHaveProperty(env);
  expect(modelOf('11.7.9')).not.toHaveProperty(env);
  const { settings } = planArchitecture({ concurrentUsers: '15k' });
  expect(settings.filter((setting) => setting.env === env)).toHaveLength(1);
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
