import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { planArchitecture, sizeNames, type Request } from '../../architectures/sizing';
import { alternatives, answersFrom, shellLines } from '../../bin/commands/preflight/aws';
import type { Subject, Verdict } from '../../bin/commands/preflight/check';
import { callsOf, checks, checksOf } from '../../bin/commands/preflight/checks';
import { covers } from '../../bin/commands/preflight/given';
import { judgeLicence } from '../../bin/commands/preflight/licence';
import { invoke, problems, tooLong } from './invoke';

const region = 'us-east-1';
const certificate = `arn:aws:acm:${region}:123456789012:certificate/00000000-0000-0000-0000-000000000000`;
const now = new Date('2026-06-01T00:00:00Z');

const subjectOf = (request: Partial<Request> = {}, given: Partial<Subject> = {}): Subject => ({
  plan: planArchitecture({ concurrentUsers: '15k', region, domainName: 'chat.example.com', ...request }),
  region,
  now,
  certificate,
  licenceSecret: 'mattermost/licence',
  ...given,
});

const signature = 'x'.repeat(256);
const day = 86_400_000;
/** A licence with a signature that nobody would accept. */
function licenceText(fields: Readonly<Record<string, unknown>> = {}): string {
  const licence = {
    id: 'secretid',
    customer: { name: 'Secret Person', email: 'person@secret.example' },
    sku_short_name: 'enterprise',
    starts_at: now.getTime() - 100 * day,
    expires_at: now.getTime() + 265 * day,
    features: { users: 15_000 },
    ...fields,
  };
  return Buffer.from(JSON.stringify(licence) + signature).toString('base64');
}

const zoneNames = ['a', 'b', 'c', 'd'].map((letter) => region + letter);
const zones = {
  AvailabilityZones: zoneNames.map((ZoneName) => ({
    ZoneName,
    State: 'available',
    OptInStatus: 'opt-in-not-required',
  })),
};
const noSubnets = { Subnets: [] };
const defaultSubnets = (...names: readonly string[]) => ({
  Subnets: names.map((AvailabilityZone) => ({
    SubnetId: `in-${AvailabilityZone}`,
    AvailabilityZone,
    DefaultForAz: true,
  })),
});
const offered = (...names: readonly string[]) => ({
  InstanceTypeOfferings: names.map((Location) => ({ InstanceType: 'c7i.xlarge', Location })),
});
const orderable = (...names: readonly string[]) => ({
  OrderableDBInstanceOptions: [{ AvailabilityZones: names.map((Name) => ({ Name })) }],
});
const imagesOf = (...ids: readonly string[]) => ({
  Images: ids.map((ImageId) => ({
    ImageId,
    State: 'available',
    Architecture: 'x86_64',
    RootDeviceName: '/dev/sda1',
  })),
});
const onRedHat = subjectOf({
  operatingSystem: 'rhel-9',
  pins: { 'appFleet.image': 'ami-01234567', 'proxy.image': 'ami-89abcdef' },
});
const quota = (Value: number) => ({ Quota: { Value } });
const some = (count: number) => Array.from({ length: count }, () => ({}));
const running = (type: string, CoreCount: number, lifecycle: string | null = null, fleet?: string) => [
  type,
  lifecycle,
  { CoreCount, ThreadsPerCore: 2 },
  fleet === undefined ? null : [{ Key: 'mattermost:fleet', Value: fleet }],
];
const deployed = { Parameters: [{ Name: '/mattermost/mattermost/database/writer' }] };
const nothing = { Parameters: [] };
const certificateOf = (Status: string, ...names: readonly string[]) => ({
  Certificate: { Status, DomainName: names[0], SubjectAlternativeNames: names },
});
const gatewaysIn = (zone: string, count: number) => ({
  NatGateways: Array.from({ length: count }, () => ({ SubnetId: `in-${zone}` })),
});

type Case = readonly [
  id: string,
  state: string,
  answers: Readonly<Record<string, unknown>>,
  verdict: Verdict,
  says: RegExp,
  subject?: Subject,
];

const cases: readonly Case[] = [
  ['account', 'credentials', { identity: { Account: '123456789012' } }, 'fine', /^123456789012$/],

  ['parameters', 'an empty folder', { parameters: nothing }, 'fine', /nothing/],
  ['parameters', 'a deployment', { parameters: deployed }, 'note', /1 parameter .*updates it; .*--id/],

  // 3 + 1 app nodes and 2 + 1 proxies of c7i.xlarge, 4 vCPUs each
  ['vcpus', 'exactly enough', { quota: quota(28), instances: [] }, 'fine', /0 of 28/],
  ['vcpus', 'one too few', { quota: quota(27), instances: [] }, 'would fail', /0 of 27 .*at least 28/],
  ['vcpus', 'others', { quota: quota(32), instances: [running('m5.large', 1)] }, 'fine', /2 of 32/],
  ['vcpus', 'too many others', { quota: quota(32), instances: [running('t3.xlarge', 4)] }, 'would fail', /least 36/],
  ['vcpus', 'spot instances', { quota: quota(28), instances: [running('c5.xlarge', 2, 'spot')] }, 'fine', /0 of/],
  [
    'vcpus',
    'classes under other quotas',
    {
      quota: quota(28),
      instances: ['g5.xlarge', 'dl1.24xlarge', 'inf2.xlarge', 'x2gd.large'].map((type) => running(type, 2)),
    },
    'fine',
    /0 of 28/,
  ],
  ['vcpus', 'storage classes', { quota: quota(28), instances: [running('im4gn.large', 1)] }, 'would fail', /2 of 28/],
  [
    'vcpus',
    'its own nodes, which the plan counts already',
    { quota: quota(28), instances: [running('c7i.xlarge', 2, null, 'mattermost/appFleet')] },
    'fine',
    /0 of 28/,
  ],
  [
    'vcpus',
    'nodes of another deployment',
    { quota: quota(28), instances: [running('c7i.xlarge', 2, null, 'mattermost-two/appFleet')] },
    'would fail',
    /4 of 28/,
  ],
  [
    'vcpus',
    'an update that ends old app nodes first',
    { quota: quota(24), instances: [] },
    'fine',
    /0 of 24/,
    subjectOf({ upgrade: 'stop' }),
  ],
  ['vcpus', 'no such quota', { instances: [] }, 'not checked', /no such quota .*'Running On-Demand Standard/],

  [
    'addresses',
    'room for 3',
    { quota: quota(5), addresses: { Addresses: some(2) }, parameters: nothing },
    'fine',
    /2 of 5/,
  ],
  [
    'addresses',
    'room for 2',
    { quota: quota(5), addresses: { Addresses: some(3) }, parameters: nothing },
    'would fail',
    /at least 6.*--quota-code L-0263D0A3 --desired-value 6/,
  ],
  [
    'addresses',
    'a deployment',
    { quota: quota(5), addresses: { Addresses: some(3) }, parameters: deployed },
    'note',
    /its own/,
  ],

  [
    'nat-gateways',
    'room in every zone',
    {
      quota: quota(5),
      gateways: gatewaysIn(region + 'a', 4),
      zones,
      subnets: defaultSubnets(...zoneNames),
      parameters: nothing,
    },
    'fine',
    /4 of 5/,
  ],
  [
    'nat-gateways',
    'a full zone',
    {
      quota: quota(5),
      gateways: gatewaysIn(region + 'b', 5),
      zones,
      subnets: defaultSubnets(...zoneNames),
      parameters: nothing,
    },
    'would fail',
    /5 of 5.*L-FE5A380F --desired-value 6/,
  ],
  [
    'nat-gateways',
    'a full zone that is not used',
    {
      quota: quota(5),
      gateways: gatewaysIn(region + 'd', 5),
      zones,
      subnets: defaultSubnets(...zoneNames),
      parameters: nothing,
    },
    'fine',
    /0 of 5/,
  ],

  ['vpcs', 'room', { quota: quota(5), vpcs: { Vpcs: some(4) }, parameters: nothing }, 'fine', /4 of 5/],
  ['vpcs', 'none left', { quota: quota(5), vpcs: { Vpcs: some(5) }, parameters: nothing }, 'would fail', /L-F678F1CE/],

  [
    'zones',
    'all classes',
    { zones, subnets: noSubnets, offerings: offered(...zoneNames) },
    'fine',
    /1a, us-east-1b, us-east-1c$/,
  ],
  [
    'zones',
    'a first zone without the class',
    { zones, subnets: noSubnets, offerings: offered(...zoneNames.slice(1)) },
    'would fail',
    /no c7i\.xlarge in us-east-1a .*availabilityZones: \['us-east-1b', 'us-east-1c', 'us-east-1d'\]/,
  ],
  [
    'zones',
    'default subnets elsewhere, to which Fn::GetAZs keeps',
    { zones, subnets: defaultSubnets(...zoneNames.slice(1)), offerings: offered(...zoneNames.slice(1)) },
    'fine',
    /1b, us-east-1c, us-east-1d$/,
  ],
  [
    'zones',
    'default subnets in too few zones',
    { zones, subnets: defaultSubnets(zoneNames[2]!), offerings: offered(...zoneNames) },
    'would fail',
    /1 zones: us-east-1c .*availabilityZones: \['us-east-1a'/,
  ],
  [
    'zones',
    'the class in too few zones',
    { zones, subnets: noSubnets, offerings: offered(zoneNames[0]!) },
    'would fail',
    /zones that have them: us-east-1a; pin another class/,
  ],
  [
    'zones',
    'zones that the account has not opted into',
    {
      zones: { AvailabilityZones: zones.AvailabilityZones.map((zone) => ({ ...zone, OptInStatus: 'not-opted-in' })) },
      subnets: noSubnets,
      offerings: offered(...zoneNames),
    },
    'would fail',
    /none/,
  ],

  ['image', 'the serial', { images: { Parameters: some(1), InvalidParameters: [] } }, 'fine', /published/],
  [
    'image',
    'no such serial',
    {
      images: {
        Parameters: [],
        InvalidParameters: ['/aws/service/canonical/ubuntu/server/24.04/stable/20251212/amd64/hvm/ebs-gp3/ami-id'],
      },
    },
    'would fail',
    /not published: 20251212 /,
  ],

  ['image-ids', 'both images', { images: imagesOf('ami-01234567', 'ami-89abcdef') }, 'fine', /available/, onRedHat],
  ['image-ids', 'no such image', { images: undefined }, 'would fail', /not all of them are there/, onRedHat],
  [
    'image-ids',
    'one of two',
    { images: imagesOf('ami-01234567') },
    'would fail',
    /^ami-89abcdef: not there /,
    onRedHat,
  ],
  [
    'image-ids',
    'images that nodes of the plan do not start from',
    {
      images: {
        Images: [
          { ...imagesOf('ami-01234567').Images[0], Architecture: 'arm64', RootDeviceName: '/dev/xvda' },
          { ...imagesOf('ami-89abcdef').Images[0], State: 'pending' },
        ],
      },
    },
    'would fail',
    /ami-01234567: made for arm64, not x86_64, its disk is \/dev\/xvda, not \/dev\/sda1; ami-89abcdef: pending /,
    onRedHat,
  ],

  [
    'database-class',
    'it',
    { options: orderable(...zoneNames), zones, subnets: noSubnets },
    'fine',
    /1a, us-east-1b, us-east-1c$/,
  ],
  ['database-class', 'no such class', { zones, subnets: noSubnets }, 'would fail', /not offered.*database\.instance/],
  ['database-class', 'no option', { options: orderable(), zones, subnets: noSubnets }, 'would fail', /not offered/],
  [
    'database-class',
    'another zone',
    { options: orderable(zoneNames[3]!), zones, subnets: noSubnets },
    'would fail',
    /us-east-1d only/,
  ],
  [
    'database-class',
    'one zone',
    { options: orderable(zoneNames[0]!), zones, subnets: noSubnets },
    'note',
    /us-east-1a only/,
  ],

  [
    'search-classes',
    'both',
    { data: { InstanceTypeDetails: some(1) }, masters: { InstanceTypeDetails: some(1) } },
    'fine',
    /offered/,
  ],
  [
    'search-classes',
    'no masters',
    { data: { InstanceTypeDetails: some(1) }, masters: { InstanceTypeDetails: [] } },
    'would fail',
    /not offered: m6g\.large\.search/,
  ],
  ['search-classes', 'neither', {}, 'would fail', /r6g\.xlarge\.search, m6g\.large\.search/],

  [
    'search-role',
    'a role',
    { role: { Role: { RoleName: 'AWSServiceRoleForAmazonElasticsearchService' } } },
    'fine',
    /Elastic/,
  ],
  [
    'search-role',
    'none',
    {},
    'would fail',
    /aws iam create-service-linked-role --aws-service-name opensearchservice\.amazonaws\.com$/,
  ],
  [
    'auto-scaling-role',
    'a role',
    { role: { Role: { RoleName: 'AWSServiceRoleForAutoScaling' } } },
    'fine',
    /AutoScaling/,
  ],
  ['auto-scaling-role', 'none', {}, 'note', /--aws-service-name autoscaling\.amazonaws\.com$/],

  [
    'certificate',
    'the name',
    { certificate: certificateOf('ISSUED', 'chat.example.com') },
    'fine',
    /chat\.example\.com/,
  ],
  ['certificate', 'a star', { certificate: certificateOf('ISSUED', 'example.com', '*.example.com') }, 'fine', /\*/],
  [
    'certificate',
    'another name',
    { certificate: certificateOf('ISSUED', 'example.com') },
    'would fail',
    /names chat\.example/,
  ],
  [
    'certificate',
    'no proof yet',
    { certificate: certificateOf('PENDING_VALIDATION', 'chat.example.com') },
    'would fail',
    /PENDING/,
  ],
  ['certificate', 'none', {}, 'would fail', /no such certificate/],
  ['certificate', 'no ARN', {}, 'note', /give --certificate/, subjectOf({}, { certificate: undefined })],
  [
    'certificate',
    'one of another region',
    {},
    'would fail',
    /of eu-west-1/,
    subjectOf({}, { certificate: certificate.replace(region, 'eu-west-1') }),
  ],
  [
    'certificate',
    'a name to compare with nothing',
    { certificate: certificateOf('ISSUED', 'chat.example.com') },
    'note',
    /--domain-name/,
    subjectOf({ domainName: undefined }),
  ],

  ['licence-secret', 'a value', { secret: { VersionIdsToStages: { v: ['AWSCURRENT'] } } }, 'fine', /has a value/],
  ['licence-secret', 'no value', { secret: {} }, 'would fail', /put-secret-value/],
  [
    'licence-secret',
    'an old value',
    { secret: { VersionIdsToStages: { v: ['AWSPREVIOUS'] } } },
    'would fail',
    /no value/,
  ],
  [
    'licence-secret',
    'one that goes',
    { secret: { DeletedDate: 1, VersionIdsToStages: {} } },
    'would fail',
    /restore-secret/,
  ],
  ['licence-secret', 'none', {}, 'would fail', /create-secret/],
  ['licence-secret', 'no name', {}, 'note', /Enterprise.*create-secret/, subjectOf({}, { licenceSecret: undefined })],
  [
    'licence-secret',
    'one of another region',
    {},
    'would fail',
    /of eu-west-1/,
    subjectOf({}, { licenceSecret: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:licence' }),
  ],

  ['licence-file', 'a licence', {}, 'fine', /enterprise, 15,000 seats/, subjectOf({}, { licence: licenceText() })],
  ['licence-file', 'something else', {}, 'would fail', /no licence/, subjectOf({}, { licence: 'x' })],
];

describe('a judge', () => {
  test.each(cases)('of %s that finds %s', (id, _, answers, verdict, says, subject = subjectOf()) => {
    const check = checks.find((each) => each.id === id)!;
    const finding = check.judge(answers, subject);
    const said = [finding.found, finding.todo, ...(finding.commands ?? []).map((words) => words.join(' '))];
    expect({ verdict: finding.verdict, said: said.filter(Boolean).join(' ') }).toEqual({
      verdict,
      said: expect.stringMatching(says),
    });
  });

  test('is there for every check, with a case that passes and, where one can, one that does not', () => {
    const verdictsOf = (id: string) => cases.filter(([each]) => each === id).map(([, , , verdict]) => verdict);
    for (const { id } of checks) {
      expect(verdictsOf(id)).toContain('fine');
      if (id !== 'account') expect(verdictsOf(id).some((verdict) => verdict !== 'fine')).toBe(true);
    }
  });

  test.each([
    ['chat.example.com', 'chat.example.com', true],
    ['CHAT.example.com', 'chat.Example.com', true],
    ['*.example.com', 'chat.example.com', true],
    ['*.example.com', 'a.chat.example.com', false],
    ['*.example.com', 'example.com', false],
    ['chat.*.com', 'chat.example.com', false],
    ['*.com', 'chat.example.com', false],
  ])('knows whether a certificate of %s is one of %s', (pattern, host, expected) => {
    expect(covers(pattern, host)).toBe(expected);
  });
});

describe('a licence', () => {
  const needs = { edition: 'Enterprise', seats: 15_000 } as const;
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  test.each([
    ['as the vendor writes it', licenceText(), needs],
    ['in lines', licenceText().replace(/(.{76})/g, '$1\r\n') + '\n', needs],
    ['behind which zero bytes are left', base64(`${Buffer.from(licenceText(), 'base64').toString()}\0\0`), needs],
    ['of the edition that Enterprise was', licenceText({ sku_short_name: 'E20' }), needs],
    ['of a higher edition', licenceText({ sku_short_name: 'advanced' }), needs],
    [
      'that is needed in full',
      licenceText({ sku_short_name: 'advanced' }),
      { ...needs, edition: 'Enterprise Advanced' },
    ],
    [
      'of any edition where none is needed',
      licenceText({ sku_short_name: 'professional' }),
      { ...needs, edition: 'Entry' },
    ],
  ] as const)('%s is enough', (_, text, needed) => {
    expect(judgeLicence(text, needed, now)).toMatchObject({ verdict: 'fine' });
  });

  test.each([
    ['is no base64', `${licenceText()} `, /not base64/],
    ['is cut', licenceText().slice(0, -1), /not base64/],
    ['is empty', '', /not base64/],
    ['has no signature', base64('{}'), /too short/],
    ['is no JSON', base64(`<licence/>${signature}`), /no JSON/],
    ['is JSON of another kind', base64(`null${signature}`), /no JSON/],
    ['says nothing of seats', licenceText({ features: null }), /dates and seats/],
    ['has expired', licenceText({ expires_at: now.getTime() }), /has expired/],
    ['has not begun', licenceText({ starts_at: now.getTime() + day }), /begins on 2026-06-02/],
    ['has too few seats', licenceText({ features: { users: 14_999 } }), /15,000 people/],
    ['is of a lower edition', licenceText({ sku_short_name: 'professional' }), /needs Enterprise \(/],
    ['names no edition', licenceText({ sku_short_name: undefined }), /needs Enterprise \(/],
  ])('fails when it %s', (_, text, says) => {
    const { verdict, found, todo } = judgeLicence(text, needs, now);
    expect({ verdict, said: `${found} ${todo}` }).toEqual({ verdict: 'would fail', said: expect.stringMatching(says) });
  });

  test('fails for all reasons at once', () => {
    const text = licenceText({ expires_at: 0, features: { users: 1 }, sku_short_name: 'E10' });
    expect(judgeLicence(text, needs, now).todo).toMatch(/expired; .*needs Enterprise.*; .*15,000 people/);
  });

  test('of Enterprise is not enough where Enterprise Advanced is needed', () => {
    expect(judgeLicence(licenceText(), { ...needs, edition: 'Enterprise Advanced' }, now).verdict).toBe('would fail');
  });

  test('that ends soon is told', () => {
    const ending = (days: number) => judgeLicence(licenceText({ expires_at: now.getTime() + days * day }), needs, now);
    expect([ending(59).verdict, ending(60).verdict]).toEqual(['note', 'fine']);
  });
});

describe('every call', () => {
  const calls = sizeNames.flatMap((size) => {
    const subject = subjectOf({ concurrentUsers: size }, { licence: licenceText() });
    return checksOf(subject)
      .flatMap((check) => callsOf(check, subject))
      .flatMap(alternatives);
  });

  test('only reads, and reads no secret', () => {
    expect(calls.length).toBeGreaterThan(checks.length);
    for (const { operation, args } of calls) {
      expect(operation).toMatch(/^(describe|get|list)-/);
      expect(operation).not.toMatch(/secret-value|password|credentials|token/);
      expect(args).not.toContain('--with-decryption');
    }
  });

  test('names the permission that it takes', () => {
    for (const { operation, permission } of calls) {
      const [, action] = permission?.split(':') ?? [undefined, 'GetCallerIdentity'];
      expect(action!.toLowerCase()).toBe(operation.replaceAll('-', ''));
    }
  });

  test('is in words that no shell touches', () => {
    expect(shellLines(['aws', 'x', '--a', 'b c', '--d', `it's`, '--e', `"it's"`], 98)).toEqual([
      String.raw`aws x --a 'b c' --d "it's" --e '"it'\''s"'`,
    ]);
  });

  test('breaks into lines before a flag', () => {
    expect(shellLines(['aws', 'x', '--flag', 'value', '--other'], 18)).toEqual([
      'aws x \\',
      '  --flag value \\',
      '  --other',
    ]);
  });
});

describe('preflight', () => {
  const path = process.env.PATH!;
  let folder: string;
  const log = () => join(folder, 'calls');
  const asked = () => (existsSync(log()) ? readFileSync(log(), 'utf8').trim().split('\n') : []);
  const answers = {
    'sts.get-caller-identity': { Account: '123456789012' },
    'ssm.describe-parameters': nothing,
    'service-quotas.get-service-quota': quota(64),
    'ec2.describe-instances': [running('m5.large', 1)],
    'ec2.describe-addresses': { Addresses: [] },
    'ec2.describe-nat-gateways': { NatGateways: [] },
    'ec2.describe-availability-zones': zones,
    'ec2.describe-subnets': noSubnets,
    'ec2.describe-vpcs': { Vpcs: some(1) },
    'ec2.describe-instance-type-offerings': offered(...zoneNames),
    'ssm.get-parameters': { Parameters: some(1), InvalidParameters: [] },
    'rds.describe-orderable-db-instance-options': orderable(...zoneNames),
    'opensearch.list-instance-type-details': { InstanceTypeDetails: some(1) },
    'iam.get-role': { Role: { RoleName: 'AWSServiceRole' } },
    'acm.describe-certificate': certificateOf('ISSUED', 'chat.example.com'),
    'secretsmanager.describe-secret': { VersionIdsToStages: { v: ['AWSCURRENT'] } },
  };
  const answer = (call: string, json: unknown) => writeFileSync(join(folder, `${call}.json`), JSON.stringify(json));
  const refuse = (call: string, text: string) => {
    rmSync(join(folder, `${call}.json`), { force: true });
    writeFileSync(join(folder, `${call}.error`), `\n${text}\n`);
  };
  const refusal = (code: string) => `An error occurred (${code}) when calling the X operation: arn:aws:iam::1:user/me`;
  const script = (...lines: readonly string[]) => {
    const file = join(folder, 'bin', 'aws');
    writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'));
    chmodSync(file, 0o755);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mattermost-arch-'));
    mkdirSync(join(folder, 'bin'));
    script(
      `printf '%s|' "$@" >> '${log()}'; echo >> '${log()}'`,
      `test -f '${folder}'/"$1.$2.json" && exec cat '${folder}'/"$1.$2.json"`,
      `cat '${folder}'/"$1.$2.error" >&2; exit 254`,
    );
    for (const [call, json] of Object.entries(answers)) answer(call, json);
    process.env.PATH = [join(folder, 'bin'), path].join(delimiter);
  });
  afterEach(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  });

  const flags = ['15k', '--region', region, '--domain-name', 'chat.example.com', '--certificate', certificate];
  const complete = [...flags, '--licence-secret', 'mattermost/licence'];
  const preflight = (...more: readonly string[]) => invoke('preflight', ...complete, ...more);
  const rowsOf = ({ stdout }: { readonly stdout: string }) =>
    (JSON.parse(stdout) as { readonly checks: readonly Record<'id' | 'verdict' | 'found' | 'todo', string>[] }).checks;
  const row = (id: string) => rowsOf(preflight('--json')).find((each) => each.id === id)!;

  test('ends with 0 when nothing is in the way, and says what was found, in 100 columns', () => {
    const { code, stdout, stderr } = preflight();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Nothing is in the way');
    expect(stdout).toMatch(/^account +credentials +123456789012 +fine$/m);
    expect(stdout).toMatch(/^vCPUs on demand +28: 3 \+ 1 x c7i\.xlarge.* 2 of 64 in use +fine$/m);
    expect(tooLong(stdout)).toEqual([]);
  });

  test('asks each thing once, in the region and with the profile that were given', () => {
    preflight('--profile', 'a profile');
    const lines = asked();
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines.length).toBeGreaterThan(Object.keys(answers).length);
    for (const line of lines) expect(line).toMatch(/\|--region\|us-east-1\|--profile\|a profile\|--output\|json\|$/);
  });

  test('ends with 1 when something would fail, and says what to do with a command that can be copied', () => {
    refuse('iam.get-role', refusal('NoSuchEntity'));
    const { code, stdout } = preflight();
    expect(code).toBe(1);
    expect(stdout).toContain('1 of 14 checks did not pass');
    expect(stdout).toContain(
      '  aws iam create-service-linked-role --aws-service-name opensearchservice.amazonaws.com \\\n    --region us-east-1\n',
    );
    expect(asked().filter((line) => line.includes('AWSServiceRoleForAmazonElasticsearchService'))).toHaveLength(1);
  });

  test('asks for the default where an account has no quota of its own', () => {
    refuse('service-quotas.get-service-quota', refusal('NoSuchResourceException'));
    answer('service-quotas.get-aws-default-service-quota', quota(5));
    expect(row('vpcs')).toMatchObject({ verdict: 'fine', found: '1 of 5 in use' });
    expect(row('vcpus')).toMatchObject({ verdict: 'would fail', found: '2 of 5 in use' });
  });

  test('fails to check what is denied, names the permission, and checks the rest', () => {
    refuse('ec2.describe-instances', refusal('UnauthorizedOperation'));
    const rows = rowsOf(preflight('--json'));
    expect(rows.filter(({ verdict }) => verdict !== 'fine')).toEqual([
      expect.objectContaining({
        id: 'vcpus',
        verdict: 'not checked',
        found: 'denied: UnauthorizedOperation',
        todo: expect.stringContaining('allow ec2:DescribeInstances'),
      }),
    ]);
    expect(preflight().code).toBe(1);
  });

  test.each([
    ['Unable to locate credentials. You can configure credentials by running "aws configure".', /no valid credentials/],
    [refusal('ExpiredToken'), /no valid credentials: ExpiredToken$/],
    [refusal('InvalidClientTokenId'), /no valid credentials: InvalidClientTokenId$/],
    ['The config profile (nobody) could not be found', /no valid credentials/],
    ['Could not connect to the endpoint URL: "https://sts.xx-east-1.amazonaws.com/"', /AWS was not reached/],
    ['', /^failed$/],
  ])('fails once, and asks nothing more, where aws says %j', (said, reason) => {
    refuse('sts.get-caller-identity', said);
    const { code, stdout } = preflight('--json');
    const rows = rowsOf({ stdout });
    expect(code).toBe(1);
    expect(rows.every(({ verdict }) => verdict === 'not checked')).toBe(true);
    expect(rows.map(({ found }) => found).filter((found) => found !== 'not asked: no account')).toEqual([
      expect.stringMatching(reason),
    ]);
    expect(asked()).toHaveLength(1);
  });

  test('fails where there is no program aws, and says so', () => {
    process.env.PATH = folder;
    expect(row('account')).toMatchObject({
      verdict: 'not checked',
      found: `the program 'aws' is not installed`,
      todo: expect.stringContaining('--list'),
    });
  });

  test('fails on an answer that is not JSON, and on JSON of another kind', () => {
    writeFileSync(join(folder, 'ec2.describe-vpcs.json'), 'None');
    answer('rds.describe-orderable-db-instance-options', { OrderableDBInstanceOptions: 3 });
    expect(row('vpcs')).toMatchObject({ verdict: 'not checked', found: 'the answer is not JSON' });
    expect(row('database-class')).toMatchObject({
      verdict: 'not checked',
      found: expect.stringContaining('understood'),
    });
  });

  test('fails on a call that does not end, after its time', () => {
    script('exec sleep 60');
    const started = Date.now();
    const ask = answersFrom({ region }, 300);
    const call = { service: 'sts', operation: 'get-caller-identity', args: [] } as const;
    expect(ask(call)).toMatchObject({ reason: 'no answer in 0.3 seconds' });
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  test('leaves out what the plan has nothing to do with', () => {
    const ids = rowsOf(invoke('preflight', '200', '--region', region, '--listener', 'http', '--json')).map(
      ({ id }) => id,
    );
    expect(ids).not.toContain('search-role');
    expect(ids).not.toContain('certificate');
    expect(ids).not.toContain('licence-secret');
  });

  test('judges what was not given as nothing in the way, and says how to have it judged', () => {
    const { code, stdout } = invoke('preflight', '15k', '--region', region);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^certificate .*not given +note$/m);
    expect(stdout).toContain('give --licence-secret to have it');
  });

  test('says that nothing tells whether the class of a cache is offered', () => {
    const text = invoke('preflight', '200k', '--region', region).stdout;
    expect(text).toContain('whether ElastiCache offers cache.m7g.2xlarge');
  });

  test('judges a licence that is not stored, and shows nothing of its customer', () => {
    const file = join(folder, 'licence.txt');
    const current = { starts_at: Date.now() - day, expires_at: Date.now() + 300 * day };
    writeFileSync(file, licenceText(current));
    const { code, stdout } = preflight('--licence-file', file);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^licence file .*enterprise, 15,000 seats, to/m);
    writeFileSync(file, licenceText({ ...current, sku_short_name: 'professional' }));
    const refused = preflight('--licence-file', file);
    expect(refused.code).toBe(1);
    for (const text of [stdout, refused.stdout]) expect(text).not.toMatch(/secret(id|\.example)|Secret Person/i);
    expect(asked().join()).not.toContain('licence.txt');
  });

  describe('--list', () => {
    test('prints every check with the command that would be run, and runs nothing', () => {
      const { code, stdout } = preflight('--list');
      expect(code).toBe(0);
      expect(asked()).toEqual([]);
      expect(tooLong(stdout)).toEqual([]);
      const folded = stdout.replaceAll(/ \\\n +/g, ' ');
      preflight();
      for (const line of asked()) {
        const [service, operation] = line.split('|');
        expect(folded).toContain(`  aws ${service} ${operation} `);
      }
      expect(folded).toContain(
        '  aws iam get-role --role-name AWSServiceRoleForAmazonOpenSearchService --region us-east-1 --output json\n',
      );
    });

    test('as JSON says the same, with permissions', () => {
      const listed = JSON.parse(preflight('--list', '--json').stdout) as readonly Readonly<Record<string, unknown>>[];
      expect(listed.map(({ id }) => id)).toEqual(rowsOf(preflight('--json')).map(({ id }) => id));
      expect(listed.find(({ id }) => id === 'licence-secret')).toMatchObject({
        commands: [
          'aws secretsmanager describe-secret --secret-id mattermost/licence --region us-east-1 --output json',
        ],
        permissions: ['secretsmanager:DescribeSecret'],
      });
    });

    test('needs neither region nor the program aws', () => {
      process.env.PATH = folder;
      const { code, stdout } = invoke('preflight', '15k', '--list');
      expect(code).toBe(0);
      expect(stdout).toContain('--region REGION');
    });
  });

  describe('bad input', () => {
    afterEach(() => {
      expect(asked()).toEqual([]);
    });

    test('fails without a region', () => {
      const failed = invoke('preflight', '15k');
      expect(failed).toMatchObject({ code: 2, stdout: '' });
      expect(problems(failed)).toEqual([`'--region' is missing`]);
    });

    test('fails with all problems at once, and shows no licence that was given in place of a name', () => {
      const failed = invoke(
        ...['preflight', '15K', '--regoin', region, '--certificate', 'arn:x', '--licence-secret', licenceText()],
        ...['--profile', '--query', '--licence-file', join(folder, 'missing')],
      );
      expect(failed).toMatchObject({ code: 2, stdout: '' });
      expect(problems(failed)).toEqual([
        `unknown flag '--regoin'`,
        `'--certificate' is not valid`,
        `'--licence-secret' is not valid`,
        `'--profile' is not valid`,
        `'--region' is missing`,
        expect.stringMatching(/^the licence file '.*missing' cannot be read$/),
        `'concurrentUsers' is not valid`,
      ]);
      expect(failed.stderr).toContain('characters (not shown)');
      expect(failed.stderr).not.toContain(licenceText().slice(0, 20));
    });

    test('fails on a certificate beside a listener that has none', () => {
      expect(problems(preflight('--listener', 'http'))).toEqual(['a certificate is given, and the listener is http']);
    });

    test('fails on a licence file that is none', () => {
      writeFileSync(join(folder, 'large'), 'x'.repeat(10_001));
      for (const [file, given] of [
        [folder, 'not a file'],
        ['/dev/zero', 'not a file'],
        [join(folder, 'large'), '10,001 bytes'],
      ] as const) {
        const failed = preflight('--licence-file', file);
        expect(failed).toMatchObject({ code: 2, stdout: '' });
        expect(failed.stderr).toContain(given);
      }
    });

    test('fails when the last flag has no value, and asks nothing to find out what else is wrong', () => {
      const failed = preflight('--profile');
      expect(failed).toMatchObject({ code: 2, stdout: '' });
      expect(problems(failed)).toEqual([`option '--profile <name>' argument missing`]);
    });

    test('fails on a second size', () => {
      expect(problems(preflight('30k'))).toEqual([`'preflight' was given too much`]);
    });
  });
});
