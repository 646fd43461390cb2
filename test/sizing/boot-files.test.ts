import { describe, expect, test } from '@jest/globals';
import { planArchitecture, type Request } from '../../architectures/sizing';
import { cloudConfig, userData, type BootFile } from '../../constructs/boot';

const bootOf = (request: Partial<Request> = {}) =>
  planArchitecture({ id: 'chat', concurrentUsers: '15k', ...request }).bootFiles;
const textOf = (files: readonly BootFile[] | undefined, path: string): string =>
  files?.find((file) => file.path === path)?.text ?? '';

/** What a node is told, as it reads it. */
const told = (files: readonly BootFile[] | undefined): Readonly<Record<string, unknown>> =>
  JSON.parse(textOf(files, '/etc/mattermost/node.json')) as Readonly<Record<string, unknown>>;

describe('an app node is told', () => {
  const advanced = ['advanced'];
  const enterprise = ['E20', 'enterprise', ...advanced];

  test.each([
    [{ concurrentUsers: '200' }, { editions: [], seats: 0 }],
    [{ concurrentUsers: '15k' }, { editions: enterprise, seats: 15_000 }],
    [{ concurrentUsers: 17_001 }, { editions: enterprise, seats: 17_001 }],
    [{ concurrentUsers: '200k' }, { editions: advanced, seats: 200_000 }],
    [
      { concurrentUsers: '200k', cache: 'none' },
      { editions: enterprise, seats: 200_000 },
    ],
  ] as const)('for %j which licence is enough: %j', (request, licence) => {
    expect(told(bootOf(request).appFleet)).toMatchObject({ licence });
  });

  test.each([
    [{}, { upgrade: 'rolling', administrator: { email: 'admin@localhost.localdomain' } }],
    [
      { upgrade: 'stop', adminEmail: 'ops@example.com' },
      { upgrade: 'stop', administrator: { email: 'ops@example.com' } },
    ],
    [{ mirror: 's3://mirror' }, { server: { url: 's3://mirror/mattermost-11.7.9-linux-amd64.tar.gz' } }],
    [{ version: '11.10.0' }, { server: { version: '11.10.0' } }],
    [
      { pins: { 'appFleet.launchSeconds': 900, 'appFleet.drainSeconds': 60 } },
      { launchSeconds: 900, drainSeconds: 60 },
    ],
    [{ pins: { 'proxy.launchSeconds': 900, 'proxy.drainSeconds': 60 } }, { launchSeconds: 1_200, drainSeconds: 300 }],
  ] as const)('for %j what it has to do: %j', (request, expected) => {
    expect(told(bootOf(request).appFleet)).toMatchObject({ id: 'chat', ...expected });
  });

  test('every setting of the plan, and no other', () => {
    const { settings, bootFiles } = planArchitecture({ concurrentUsers: '200k', smtp: 'smtp://mail.example.com:587' });
    expect(Object.keys(told(bootFiles.appFleet).environment as object)).toEqual(settings.map(({ env }) => env));
  });

  test('that the button for calls, which nothing here answers, is to be switched off', () => {
    expect(told(bootOf().appFleet)).toMatchObject({ pluginsOff: ['com.mattermost.calls'] });
  });
});

describe('a proxy is told', () => {
  test('what was pinned for it', () => {
    const pins = {
      'proxy.bodyMiB': 300,
      'proxy.imageCacheGiB': 7,
      'proxy.slots': 77,
      'proxy.drainSeconds': 61,
    } as const;
    const { proxy } = bootOf({ pins });
    const nginx = textOf(proxy, '/etc/nginx/nginx.conf');
    expect(nginx).toContain('client_max_body_size 300m;');
    expect(nginx).toContain('max_size=7g');
    expect(textOf(proxy, '/etc/haproxy/haproxy.cfg')).toContain('server-template s 77 ');
    expect(told(proxy)).toMatchObject({ drainSeconds: 61 });
  });

  test.each([
    ['https', true],
    ['http', false],
  ] as const)('of a listener that speaks %s whether to answer with a redirect: %s', (listener, redirects) => {
    const nginx = textOf(bootOf({ listener }).proxy, '/etc/nginx/nginx.conf');
    expect(/listen 8080\b/.test(nginx)).toBe(redirects);
  });

  test('nothing where there is none', () => {
    expect(Object.keys(bootOf({ proxy: 'alb' }))).toEqual(['appFleet']);
  });
});

test('a node finds the parameters of its own deployment, and names no others', () => {
  const { appFleet, proxy } = bootOf({ concurrentUsers: '200k', smtp: 'smtp://mail.example.com:587' });
  for (const files of [appFleet, proxy!]) {
    const named = JSON.stringify(told(files)).match(/\/mattermost\/[\w-]+\/\w+\/\w+/g) ?? [];
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((parameter) => !parameter.startsWith('/mattermost/chat/'))).toEqual([]);
  }
});

describe('what nodes ask of AWS', () => {
  /** Asked by programs that the nodes do not bring: Session Manager's agent, CloudWatch's, and the server. */
  const byOthers: readonly RegExp[] = [
    /^ssm:UpdateInstanceInformation$/,
    /^ssmmessages:/,
    /^ec2:DescribeTags$/,
    /^logs:/,
    /^s3:/,
  ];
  const services: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };
  const plan = planArchitecture({ concurrentUsers: '15k', mirror: 's3://mirror' });
  const texts = [...plan.bootFiles.appFleet, ...(plan.bootFiles.proxy ?? [])].map(({ text }) => text);
  const asked = texts.flatMap((text) => [
    ...[...text.matchAll(/\b(?:rpc|query)\(\s*'(\w+)',\s*'(?:\w+\.)?(\w+)'/g)].map(
      ([, service = '', action]) => `${services[service] ?? service}:${action}`,
    ),
    ...[...text.matchAll(/\bon_hook\('(\w+)'/g)].map(([, action]) => `autoscaling:${action}`),
  ]);
  const granted = plan.access.flatMap(({ actions }) => actions);

  test('is granted', () => {
    expect(asked).toEqual(expect.arrayContaining(['ssm:PutParameter', 'autoscaling:CompleteLifecycleAction']));
    expect([...new Set(asked)].filter((action) => !granted.includes(action))).toEqual([]);
  });

  test('is all that is granted, but for what their agents and the server ask', () => {
    const unasked = [...new Set(granted)].filter((action) => !asked.includes(action));
    expect(unasked.filter((action) => !byOthers.some((others) => others.test(action)))).toEqual([]);
  });
});

test('user data is what EC2 takes, whatever a request says', () => {
  // Letters that do not repeat do not compress.
  const letters = (length: number): string =>
    Array.from({ length }, (_, i) => 'abcdefghijklmnopqrstuvwxyz0123456789'[(i * i * 7 + i * 11) % 36]).join('');
  const host = `${[63, 62, 61, 50].map(letters).join('.')}.example`;
  const boot = bootOf({
    id: `a${letters(20)}`,
    concurrentUsers: '200k',
    version: '11.10.0',
    domainName: host,
    mirror: `s3://${letters(63)}/${letters(200)}`,
    smtp: `smtp://${host}:65535`,
    mailFrom: `from@${host}`,
    adminEmail: `admin@${host}`,
  });
  for (const [fleet, files] of Object.entries<readonly BootFile[]>({ ...boot })) {
    const { length } = Buffer.from(userData(cloudConfig(files)), 'base64');
    expect([fleet, length <= 16_384]).toEqual([fleet, true]);
  }
});
