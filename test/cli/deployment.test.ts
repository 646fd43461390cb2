import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { planArchitecture, PlanError, requestFields, type Issue } from '../../architectures/sizing';
import { deploymentOf } from '../../bin/deployment';

type Context = Readonly<Record<string, unknown>>;

const folder = mkdtempSync(join(tmpdir(), 'deployment-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

/** The props of a stack whose app has this context, and nothing else. */
const deployment = (context: Context) =>
  deploymentOf((name) => (Object.hasOwn(context, name) ? context[name] : undefined));
const planned = (context: Context) => deployment(context).plan;

/** What a deployment imports into its stack. */
function importedBy(context: Context) {
  const { imports } = deployment({ size: '15k', ...context });
  return imports!(new Stack(new App(), 'Stack', { env: { region: 'eu-central-1', account: '123456789012' } }));
}

function issuesOf(context: Context): readonly Issue[] {
  try {
    deployment(context);
  } catch (error) {
    if (error instanceof PlanError) return error.issues;
    throw error;
  }
  throw new Error(`was accepted: ${JSON.stringify(context)}`);
}

const certificate = 'arn:aws:acm:eu-central-1:123456789012:certificate/00000000-0000-0000-0000-000000000000';
const secretArn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:mattermost/licence';

describe('fields of the request', () => {
  test('the size and the host name have short names', () => {
    expect(planned({ size: '15k', domain: 'chat.example.com' })).toEqual(
      planArchitecture({ concurrentUsers: '15k', domainName: 'chat.example.com' }),
    );
  });

  test('every other field has its own name', () => {
    const fields = {
      id: 'chat',
      availability: 'as-published',
      platform: 'ec2',
      proxy: 'alb',
      search: 'opensearch',
      cache: 'redis',
      calls: 'false',
      postsMillions: '12.5',
      retentionMonths: '6',
      filesPerUserPerMonthMB: 'high',
      version: '11.8.1',
      sha256: 'a'.repeat(64),
      mirror: 's3://mirror/mattermost',
      operatingSystem: 'rhel-9',
      egress: 'none',
      upgrade: 'stop',
      region: 'eu-central-1',
      availabilityZones: 'eu-central-1a,eu-central-1b,eu-central-1c',
      listener: 'http',
      exposure: 'private',
      allowFrom: '10.0.0.0/8,192.0.2.0/24',
      vpcCidr: '10.1.0.0/16',
      smtp: 'smtps://mail.example.com:465',
      smtpLogin: 'false',
      mailFrom: 'chat@example.com',
      adminEmail: 'admin@example.com',
      alarmEmail: 'operators@example.com',
      openSignUp: 'true',
      pins: 'database.readers=3,appFleet.nodes=4,appFleet.image=ami-0123456789abcdef0',
    } as const;
    expect([...Object.keys(fields), 'concurrentUsers', 'domainName'].sort()).toEqual([...requestFields].sort());
    expect(planned({ size: '15000', domain: 'chat.example.com', ...fields })).toEqual(
      planArchitecture({
        ...fields,
        concurrentUsers: 15_000,
        domainName: 'chat.example.com',
        calls: false,
        postsMillions: 12.5,
        retentionMonths: 6,
        availabilityZones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
        allowFrom: ['10.0.0.0/8', '192.0.2.0/24'],
        smtpLogin: false,
        openSignUp: true,
        pins: { 'database.readers': 3, 'appFleet.nodes': 4, 'appFleet.image': 'ami-0123456789abcdef0' },
      }),
    );
  });

  test('may be numbers and booleans, as cdk.json holds them', () => {
    expect(planned({ size: 15_000, smtpLogin: false, postsMillions: 12.5 })).toEqual(
      planArchitecture({ concurrentUsers: 15_000, smtpLogin: false, postsMillions: 12.5 }),
    );
  });

  test('in a file lose against those of the context, and pins are merged', () => {
    const request = file(
      'chat.yaml',
      'id: chat\nconcurrentUsers: 2k\nproxy: alb\nsmtpLogin: false\npins:\n  database.readers: 2\n',
    );
    expect(planned({ request })).toEqual(
      planArchitecture({
        id: 'chat',
        concurrentUsers: '2k',
        proxy: 'alb',
        smtpLogin: false,
        pins: { 'database.readers': 2 },
      }),
    );
    const { request: merged } = planned({ request, size: '15k', proxy: 'nginx', pins: 'appFleet.nodes=4' });
    expect(merged).toMatchObject({
      id: 'chat',
      concurrentUsers: '15k',
      proxy: 'nginx',
      pins: { 'database.readers': 2, 'appFleet.nodes': 4 },
    });
  });

  test.each([
    ['concurrentUsers', '15k', 'size'],
    ['domainName', 'chat.example.com', 'domain'],
  ])('fails on -c %s=%s: it is called %s here', (name, given, instead) => {
    expect(issuesOf({ size: '15k', [name]: given })).toEqual([
      { what: `'-c ${name}' is not read`, given, allowed: `-c ${instead}`, todo: 'use that name' },
    ]);
  });

  test.each([
    [{}, "'concurrentUsers' is missing"],
    [{ size: '15K' }, "'concurrentUsers' is not valid"],
    [{ size: '' }, "'concurrentUsers' is not valid"],
    [{ size: '15k', domain: 'a b' }, "'domainName' is not valid"],
    [{ size: '15k', smtpLogin: 'maybe' }, "'smtpLogin' is not valid"],
    [{ size: '15k', upgrade: 'blue-green' }, "'upgrade' is not valid"],
    [{ size: '15k', pins: 'database.reeders=3' }, "'pins' names no leaf of this plan"],
  ])('fails on %j in the words of the parser', (context, what) => {
    expect(issuesOf(context)).toEqual([expect.objectContaining({ what })]);
  });
});

describe('the stack', () => {
  test('goes to the region of the request, and anywhere without one', () => {
    expect(deployment({ size: '15k', region: 'eu-central-1' }).env).toEqual({ region: 'eu-central-1' });
    expect(deployment({ size: '15k' })).not.toHaveProperty('env');
  });

  test.each([
    ['true', true],
    [true, true],
    ['false', false],
    [undefined, false],
  ])('with -c ephemeral=%s is thrown away with all that it holds: %s', (ephemeral, expected) => {
    expect(deployment({ size: '15k', ephemeral }).ephemeral).toBe(expected);
  });
});

describe('what a customer has', () => {
  test('is nothing unless it is named', () => {
    expect(importedBy({})).toEqual({ existing: {} });
  });

  test('is a certificate by its ARN', () => {
    expect(importedBy({ certificate }).certificate?.certificateArn).toBe(certificate);
  });

  test('is a hosted zone by its name and identifier: nothing is looked up', () => {
    const { hostedZone } = importedBy({ hostedZone: 'example.com', hostedZoneId: 'Z0123456789ABCDEFGHIJ' });
    expect([hostedZone?.zoneName, hostedZone?.hostedZoneId]).toEqual(['example.com', 'Z0123456789ABCDEFGHIJ']);
  });

  test('is an image by its identifier, for every fleet', () => {
    const { machineImage } = importedBy({ image: 'ami-0123456789abcdef0' });
    expect(machineImage?.getImage(new Stack())).toMatchObject({ imageId: 'ami-0123456789abcdef0' });
  });

  test('is a secret by its name', () => {
    const { existing } = importedBy({ licenceSecret: 'mattermost/licence', mailSecret: 'mattermost/mail' });
    expect([existing?.licence?.secretName, existing?.mail?.secretName]).toEqual([
      'mattermost/licence',
      'mattermost/mail',
    ]);
  });

  test('is a secret by its ARN, whole or without the six characters of Secrets Manager', () => {
    const whole = `${secretArn}-AbCdEf`;
    const { existing } = importedBy({ licenceSecret: whole, mailSecret: secretArn });
    expect([existing?.licence?.secretArn, existing?.licence?.secretFullArn]).toEqual([whole, whole]);
    expect([existing?.mail?.secretArn, existing?.mail?.secretFullArn]).toEqual([secretArn, undefined]);
  });
});

describe('fails on what is named', () => {
  test.each([
    ['certificate', 'mattermost', 'the ARN of a certificate of ACM'],
    ['certificate', 'arn:aws:iam::123456789012:server-certificate/chat', 'the ARN of a certificate of ACM'],
    ['certificate', '${Token[TOKEN.1]}', 'the ARN of a certificate of ACM'],
    ['hostedZone', 'example', 'the name of a hosted zone, such as example.com'],
    ['hostedZone', 'https://example.com', 'the name of a hosted zone, such as example.com'],
    ['hostedZoneId', '/hostedzone/Z0123', 'the identifier of a hosted zone, such as Z0123456789ABCDEFGHIJ'],
    ['image', 'ubuntu', 'the identifier of an image, such as ami-0123456789abcdef0'],
    ['image', '20251212', 'the identifier of an image, such as ami-0123456789abcdef0'],
    ['ephemeral', 'yes', 'true, false'],
    ['ephemeral', '', 'true, false'],
  ])('by -c %s=%s: allowed is %s', (name, given, allowed) => {
    const zone = { hostedZone: 'example.com', hostedZoneId: 'Z0123456789ABCDEFGHIJ' };
    expect(issuesOf({ size: '15k', ...(name in zone && zone), [name]: given })).toEqual([
      { what: `'-c ${name}' is not valid`, given: JSON.stringify(given), allowed, todo: 'correct it or leave it out' },
    ]);
  });

  /** As a licence is written: base64 in one line, or in several. */
  const licence = Buffer.from(JSON.stringify({ id: 'x', customer: 'y'.repeat(300) })).toString('base64');

  test.each([
    ['licenceSecret', licence],
    ['licenceSecret', licence.replace(/.{64}/g, '$&\n')],
    ['licenceSecret', ` ${licence.slice(0, 40)}`],
    ['licenceSecret', ''],
    ['mailSecret', '{"username":"relay","password":"hunter2"}'],
    ['mailSecret', 'correct horse battery staple'],
  ])('by -c %s, and does not show what may be the secret itself: %#', (name, pasted) => {
    const [issue, ...others] = issuesOf({ size: '15k', [name]: pasted });
    expect(others).toEqual([]);
    expect(issue).toEqual({
      what: `'-c ${name}' is not valid`,
      given: `${pasted.length} characters (not shown)`,
      allowed: 'the name or ARN of a secret',
      todo: 'store the value in Secrets Manager and give the name of the secret',
    });
  });

  test.each([
    ['hostedZone', 'example.com'],
    ['hostedZoneId', 'Z0123456789ABCDEFGHIJ'],
  ])('by halves: a hosted zone by -c %s alone', (name, given) => {
    expect(issuesOf({ size: '15k', [name]: given })).toEqual([
      {
        what: 'a hosted zone is named by halves',
        given: `-c ${name}`,
        allowed: '-c hostedZone and -c hostedZoneId together',
        todo: expect.stringMatching(/^give both/),
      },
    ]);
  });
});

describe('fails at once', () => {
  const wrong = {
    licenceSecret: 'a b',
    certificate: 'x',
    hostedZone: 'example.com',
    ephemeral: 'maybe',
    concurrentUsers: '15k',
    size: '15K',
    proxy: 'haproxy',
    pins: 'database.readers',
  };

  test('with everything that is wrong, of the deployment and of the request', () => {
    expect(issuesOf(wrong).map(({ what }) => what)).toEqual([
      "'-c licenceSecret' is not valid",
      "'-c certificate' is not valid",
      "'-c ephemeral' is not valid",
      "'-c concurrentUsers' is not read",
      'a hosted zone is named by halves',
      expect.stringContaining('holds no path with a value'),
      "'concurrentUsers' is not valid",
      "'proxy' is not valid",
    ]);
  });

  test('with all of that when the file of the request cannot be read', () => {
    const whats = issuesOf({ ...wrong, request: join(folder, 'missing.yaml') }).map(({ what }) => what);
    expect(whats).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^the request file '.*missing\.yaml' cannot be read$/),
        "'-c licenceSecret' is not valid",
        "'proxy' is not valid",
      ]),
    );
  });
});
