import fc from 'fast-check';
import type { Request } from '../../architectures/sizing';
import { namedSizes, publishedRows } from './published';

const digest = 'a'.repeat(64);
const digestOf1179 = 'a22e631ae4a1f704c2bcf45ad8dcc377184081c50954a9269b7f62bd663a7a04';

/** Numbers of concurrent users: any, those beside the end of a row, and the named sizes. */
export const concurrentUsers: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 1, max: 200_000 }),
  fc.constantFrom(
    ...publishedRows.flatMap(({ users }) => [users - 1, users, users + 1]).filter((users) => users <= 200_000),
  ),
);

const claimOf = (users: Request['concurrentUsers']): number =>
  typeof users === 'number' ? users : namedSizes.find(([name]) => name === users)![1];

/** An IPv4 range that begins where its prefix says. */
const range = (prefixes: { readonly min: number; readonly max: number }): fc.Arbitrary<string> =>
  fc.tuple(fc.nat(2 ** 32 - 1), fc.integer(prefixes)).map(([bits, prefix]) => {
    const network = prefix === 0 ? 0 : ((bits >>> (32 - prefix)) << (32 - prefix)) >>> 0;
    return `${[24, 16, 8, 0].map((shift) => (network >>> shift) & 255).join('.')}/${prefix}`;
  });

const mailAddress = fc.constantFrom('admin@example.com', "o'hara+chat@mail.example.org");

/** Pins that fit every plan. */
const pins = fc.record(
  {
    'network.flowLogs.days': fc.integer({ min: 1, max: 400 }),
    'database.backup.days': fc.integer({ min: 1, max: 35 }),
    'database.performanceInsights': fc.boolean(),
    'database.readers': fc.integer({ min: 1, max: 8 }),
    'database.parameters.random_page_cost': fc.constantFrom(1, 1.1, 4),
    'appFleet.surge': fc.integer({ min: 1, max: 3 }),
    'appFleet.maxOpenConns': fc.integer({ min: 4, max: 120 }),
    'appFleet.image': fc.constantFrom('20251212', '20260115.1'),
    'appFleet.drainSeconds': fc.integer({ min: 60, max: 7_200 }),
    'loadBalancer.tlsPolicy': fc.constantFrom('ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04'),
    'observability.logs.days': fc.integer({ min: 1, max: 400 }),
    'loadBalancer.crossZone': fc.boolean(),
  },
  { requiredKeys: [], noNullPrototype: true },
);

const version = fc.constantFrom<Pick<Request, 'version' | 'sha256'>>(
  {},
  { version: '11.7.9' },
  { version: '11.7.9', sha256: digestOf1179 },
  { version: '11.10.0' },
  { version: '11.8.5', sha256: digest },
  { version: '11.99.0', sha256: digest },
);

/** Every option of a request, each within what it may be. */
export const valid: fc.Arbitrary<Request> = fc
  .tuple(
    fc.record(
      {
        id: fc.stringMatching(/^[a-z][a-z0-9-]{1,20}$/),
        concurrentUsers: fc.oneof(concurrentUsers, fc.constantFrom(...namedSizes.map(([name]) => name))),
        availability: fc.constantFrom('node-loss', 'as-published', 'single-node'),
        platform: fc.constant('ec2'),
        proxy: fc.constantFrom('nginx', 'alb'),
        search: fc.constantFrom('auto', 'opensearch', 'database'),
        cache: fc.constantFrom('auto', 'redis', 'none'),
        calls: fc.constant(false),
        postsMillions: fc.oneof(
          fc.constantFrom(0.001, 2, 2.4, 2.5, 3, 5, 100, 1_600),
          fc.double({ min: 0.001, max: 1_600, noNaN: true }),
        ),
        retentionMonths: fc.integer({ min: 1, max: 600 }),
        filesPerUserPerMonthMB: fc.oneof(
          fc.constantFrom('low', 'medium', 'high'),
          fc.double({ min: 0.001, max: 100_000, noNaN: true }),
        ),
        mirror: fc.constantFrom('s3://mirror', 's3://my.mirror-1/mattermost', 's3://m1r/a_b/11.7.9'),
        operatingSystem: fc.constant('ubuntu-24.04'),
        egress: fc.constantFrom('nat', 'http://proxy.example.com:3128'),
        upgrade: fc.constantFrom('rolling', 'stop'),
        region: fc.constantFrom('us-east-1', 'us-west-2', 'eu-central-1', 'us-gov-west-1', 'ap-southeast-2'),
        domainName: fc.constantFrom('chat.example.com', 'a.b', 'xn--bcher-kva.example'),
        listener: fc.constantFrom('https', 'http'),
        exposure: fc.constantFrom('public', 'private'),
        allowFrom: fc.uniqueArray(range({ min: 0, max: 32 }), { minLength: 1, maxLength: 5 }),
        vpcCidr: range({ min: 16, max: 22 }),
        smtp: fc.constantFrom('smtp://mail.example.com:587', 'smtps://10.1.2.3:465', 'smtp://relay:25'),
        smtpLogin: fc.boolean(),
        mailFrom: mailAddress,
        adminEmail: mailAddress,
        alarmEmail: mailAddress,
        openSignUp: fc.boolean(),
        pins,
      },
      { requiredKeys: ['concurrentUsers'], noNullPrototype: true },
    ),
    version,
    fc.option(fc.uniqueArray(fc.constantFrom(...'abcdef'), { minLength: 3 }), { nil: undefined }),
  )
  .map(([options, which, zones]) => {
    const availabilityZones = options.region && zones?.map((zone) => `${options.region}${zone}`);
    const request = { ...options, ...which, ...(availabilityZones && { availabilityZones }) } as Request;
    if (request.availability !== 'single-node' || claimOf(request.concurrentUsers) <= 200) return request;
    const { availability: _, ...others } = request;
    return others;
  });

/** Numbers that the engines put in the place of a number that is not known yet. */
export const numberTokens = [-1.8881545897087505e289, -8.100000000000002e298] as const;
/** The same for a text. */
export const textToken = '${Token[TOKEN.1]}';

const notNumbers = [
  NaN,
  Infinity,
  -Infinity,
  ...numberTokens,
  0,
  -1,
  null,
  [],
  {},
  true,
  '',
  ' ',
  'many',
  '1',
] as const;
const notTexts = [1, null, true, [], {}, '', ' ', textToken, `a${textToken}`] as const;
const notChoices = [...notTexts, 'auto ', 'AUTO', 'none of them'] as const;
const notSwitches = ['true', 'false', 'yes', 0, 1, null, [], {}, textToken] as const;
const notAddresses = [
  ...notTexts,
  'admin',
  'admin@',
  '@example.com',
  'admin@example',
  'a b@example.com',
  'a@b@c.de',
] as const;

/** For each field, values that it may not have. */
export const wrong: Readonly<Record<keyof Request, readonly unknown[]>> = {
  id: [...notTexts, 'a', '1chat', 'Chat', 'chat_1', '-chat', 'chat\n', 'c'.repeat(22), 'chät'],
  concurrentUsers: [...notNumbers, 1.5, 200_001, '15K', '15k ', ' 15k', '15000', textToken],
  availability: notChoices,
  platform: [...notChoices, 'kubernetes', 'ecs'],
  proxy: notChoices,
  search: [...notChoices, 'elasticsearch'],
  cache: [...notChoices, true],
  calls: [true, 'false', 0, 1, null, [], {}, textToken],
  postsMillions: [...notNumbers, 10_000.1],
  retentionMonths: [...notNumbers, 1.5, 601],
  filesPerUserPerMonthMB: [...notNumbers, 100_001, 'Medium', textToken],
  version: [...notTexts, '11', '11.7', 'v11.7.9', '11.7.9 ', '11.7.9-rc1', '11.6.9', '10.11.17', '12.0.0'],
  sha256: [...notTexts, 'A'.repeat(64), 'a'.repeat(63), 'a'.repeat(65), 'g'.repeat(64)],
  mirror: [
    ...notTexts,
    'mirror',
    'https://mirror.example.com',
    's3://',
    's3://m',
    's3://Mirror',
    's3://mirror/',
    's3://mirror//mattermost',
    's3://mirror/a b',
    's3://mirror/a?versionId=1',
    's3://-mirror',
    's3://key:secret@mirror',
    'S3://mirror',
    `s3://${textToken}`,
  ],
  operatingSystem: [...notChoices, 'ubuntu', 'Ubuntu-24.04', 'amazon-linux-2', 'rhel-8'],
  egress: [
    ...notChoices,
    'proxy',
    'http://proxy.example.com',
    'https://proxy.example.com:3128',
    'http://user:word@proxy.example.com:3128',
    'http://proxy.example.com:3128/',
    'http://proxy.example.com:99999',
    'http://proxy_1:3128',
    'NAT',
  ],
  upgrade: [...notChoices, 'Stop', 'blue-green'],
  region: [...notTexts, 'eu-central', 'EU-CENTRAL-1', 'eu_central_1', 'us-east-1a', 'Frankfurt'],
  availabilityZones: [
    [],
    null,
    'eu-central-1a,eu-central-1b',
    {},
    [1, 2],
    ['eu-central-1a'],
    ['eu-central-1a', 'eu-central-1a'],
    ['eu-central-1a', 'eu-central-1'],
    ['eu-central-1a', 'euc1-az2'],
    ['us-west-2a', 'us-west-2-lax-1a'],
    [textToken, textToken],
    [...'abcdefg'].map((letter) => `us-east-1${letter}`),
  ],
  domainName: [
    ...notTexts,
    'chat',
    'https://chat.example.com',
    'chat.example.com/',
    'chat.example.com:443',
    'chat.example.com.',
    '10.0.0.1',
    'a b.c',
  ],
  listener: [...notChoices, 'HTTPS', 'tcp', true],
  exposure: [...notChoices, 'internal'],
  allowFrom: [
    [],
    null,
    '10.0.0.0/8',
    {},
    [null],
    [1],
    ['10.0.0.0/8', 'x'],
    ['10.0.0.1/8'],
    ['10.0.0.0'],
    ['10.0.0.0/33'],
    ['256.0.0.0/8'],
    ['::/0'],
    [textToken],
    Array.from({ length: 51 }, (_, i) => `10.0.${i}.0/24`),
  ],
  vpcCidr: [
    ...notTexts,
    '10.0.0.0',
    '10.0.0.0/15',
    '10.0.0.0/23',
    '10.0.3.7/16',
    '10.0.0.0/016',
    '010.0.0.0/16',
    '10.0.0.0/-16',
    '10.0.0/16',
    '300.0.0.0/16',
    'fd00::/16',
    ' 10.0.0.0/16',
  ],
  smtp: [
    ...notTexts,
    'mail.example.com',
    'mail.example.com:587',
    'smtp://mail.example.com',
    'smtp://:587',
    'http://mail.example.com:587',
    'SMTP://mail.example.com:587',
    'smtp://mail.example.com:587/',
    'smtp://user:secret@mail.example.com:587',
    'smtp://mail.example.com:submission',
    'smtp://-mail.example.com:587',
    'smtp://mail..example.com:587',
    `smtp://${textToken}:587`,
  ],
  smtpLogin: notSwitches,
  mailFrom: [...notAddresses, 'Chat <chat@example.com>'],
  adminEmail: notAddresses,
  alarmEmail: [...notAddresses, 'a@example.com,b@example.com'],
  openSignUp: notSwitches,
  pins: [
    null,
    [],
    'database.readers=2',
    1,
    true,
    { 'database.readers': null },
    { 'database.readers': [2] },
    { 'database.readers': { value: 2 } },
    { 'database.readers': NaN },
    { 'database.readers': Infinity },
  ],
};

/** Pins that no plan takes: the name, or the value, or how much. */
export const wrongPins: readonly (readonly [path: string, value: string | number | boolean])[] = [
  ['database.reeders', 2],
  ['database', 2],
  ['databases.readers', 2],
  ['database.backup', 7],
  ['database.readers.nodes', 2],
  ['readers', 2],
  ['', 2],
  ['constructor', 2],
  ['toString', 'x'],
  ['request.id', 'chat'],
  ['components.database.readers', 2],
  ['database.readers', '2'],
  ['database.readers', true],
  ['database.readers', -1],
  ['database.readers', 1.5],
  ['database.readers', numberTokens[0]],
  ['database.readers', numberTokens[1]],
  ['database.readers', 2 ** 53],
  ['database.readers', 16],
  ['database.backup.days', 0],
  ['database.backup.days', 36],
  ['database.backup.deletionProtection', 'true'],
  ['database.backup.deletionProtection', 1],
  ['database.instance', textToken],
  ['database.instance', 5],
  ['database.instance', 'db.r7g.large'],
  ['database.instance', 'r7g.huge'],
  ['database.instance', ''],
  ['database.engineVersion', '15.4'],
  ['database.name', 'Mattermost'],
  ['database.parameters.random_page_cost', -1.1],
  ['database.parameters.rds.force_ssl', 2],
  ['database.maxConnections', 5],
  ['appFleet.instance', 'c7g.large'],
  ['appFleet.instance', 'constructor'],
  ['appFleet.nodes', 0],
  ['appFleet.maxIdleConns', 10_001],
  ['appFleet.diskGiB', 9],
  ['appFleet.image', 'noble'],
  ['appFleet.image', 20_251_212],
  ['appFleet.image', '20251212.'],
  ['appFleet.image', 'ami-xyz'],
  ['appFleet.server.version', '11.7'],
  ['appFleet.server.sha256', 'A'.repeat(64)],
  ['appFleet.server.url', 'http://releases.example.com/x.tar.gz'],
  ['appFleet.server.url', 'https://releases.example.com/"x'],
  ['appFleet.launchSeconds', 299],
  ['appFleet.drainSeconds', 59],
  ['proxy.image', '2025-12-12'],
  ['proxy.launchSeconds', 3_601],
  ['proxy.drainSeconds', 7_201],
  ['proxy.bodyMiB', 100],
  ['proxy.imageCacheGiB', 0],
  ['proxy.slots', 257],
  ['loadBalancer.listener', 'tcp'],
  ['loadBalancer.tlsPolicy', 'TLS13'],
  ['network.zones', 1],
  ['network.zones', 4],
  ['loadBalancer.type', 'gateway'],
  ['loadBalancer.scheme', 'public'],
  ['observability.logs.days', 0],
];

type Spoiler = (request: Request) => Readonly<Record<string, unknown>>;

const fields = Object.keys(wrong) as (keyof Request)[];

const spoilers: fc.Arbitrary<Spoiler> = fc.oneof(
  fc
    .constantFrom(...fields)
    .chain((field) =>
      fc.constantFrom(...wrong[field]).map((value): Spoiler => (request) => ({ ...request, [field]: value })),
    ),
  fc
    .tuple(fc.string(), fc.anything())
    .filter(([key]) => !(fields as string[]).includes(key))
    .map(([key, value]): Spoiler => (request) => ({ ...request, [key]: value })),
  fc
    .constantFrom(...wrongPins)
    .map(([path, value]): Spoiler => (request) => ({ ...request, pins: { ...request.pins, [path]: value } })),
  fc.constantFrom<Spoiler>(
    ({ concurrentUsers: _, ...others }) => others,
    (request) => ({ ...request, concurrentUsers: 201, availability: 'single-node' }),
    ({ sha256: _, ...others }) => ({ ...others, version: '11.8.5' }),
    (request) => ({ ...request, version: '11.7.9', sha256: digest }),
  ),
);

/** A valid request that was spoilt in one to three places. */
export const invalid: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc
  .tuple(valid, fc.array(spoilers, { minLength: 1, maxLength: 3 }))
  .map(([request, all]) =>
    all.reduce<Readonly<Record<string, unknown>>>((spoilt, spoil) => spoil(spoilt as unknown as Request), {
      ...request,
    }),
  );
