import { describe, expect, test } from '@jest/globals';
import { Database, type MattermostStackConfig } from '../../architectures/cdktf';
import { arn, brought, planOf, refusalsOf } from './configuration';

const existing = brought.existing!;
const network = (kinds: readonly string[], zones: number) => ({
  vpcId: 'vpc-0123456789abcdef0',
  subnetIds: Object.fromEntries(
    ['public', 'private', 'isolated'].map((kind) => [
      kind,
      Array.from({ length: kinds.includes(kind) ? zones : 0 }, (_, i) => `subnet-0123456789abcdef${i}`),
    ]),
  ) as unknown as Readonly<Record<'public' | 'private' | 'isolated', readonly string[]>>,
});
const database = {
  clusterIdentifier: 'chat',
  writerEndpoint: 'chat.cluster-abc.eu-central-1.rds.amazonaws.com',
  readerEndpoints: ['chat-1.abc.eu-central-1.rds.amazonaws.com'],
  securityGroupId: 'sg-0123456789abcdef0',
  secretArn: arn('secretsmanager', 'secret:database-AbCdEf'),
};

describe('a deployment', () => {
  test.each([
    ['with a certificate and a licence', brought],
    ['in a hosted zone', { existing, hostedZone: { id: 'Z0123456789ABCDEFGHIJ', name: 'example.com' } }],
    ['in a network', { ...brought, existing: { ...existing, network: network(['public', 'private', 'isolated'], 3) } }],
    ['with a database', { ...brought, existing: { ...existing, database: Database.fromExisting(database) } }],
    ['under a key', { ...brought, kmsKeyArn: arn('kms', 'key/0123') }],
    [
      'in GovCloud',
      {
        certificateArn: 'arn:aws-us-gov:acm:eu-central-1:123456789012:certificate/0123',
        existing: { licence: 'arn:aws-us-gov:secretsmanager:eu-central-1:123456789012:secret:licence-AbCdEf' },
      },
    ],
  ] as readonly (readonly [string, Omit<MattermostStackConfig, 'plan'>])[])('%s is accepted', (_, config) => {
    expect(refusalsOf({ plan: planOf(), ...config })).toEqual([]);
  });

  test('fails all at once on no licence, no certificate, no host name and no login of the mail server', () => {
    const plan = planOf({ domainName: undefined, smtp: 'smtp://mail.example.com:587' });
    expect(refusalsOf({ plan })).toEqual([
      expect.stringMatching(/^no licence: 3 app nodes cluster only with Enterprise; .*licence_secret_arn.*single-node/),
      expect.stringMatching(/^no login for the mail server; .*mail_secret_arn/),
      expect.stringMatching(/^no host name for the certificate; .*--domain-name.*--listener http/),
      expect.stringMatching(/^no certificate; .*certificate_arn, or hosted_zone_id.*--listener http/),
    ]);
  });

  test.each([
    [
      'certificateArn',
      { ...brought, certificateArn: 'chat.example.com' },
      'arn:aws:acm:<region>:<account>:certificate/…',
    ],
    ['permissionsBoundaryArn', { ...brought, permissionsBoundaryArn: 'boundary' }, 'arn:aws:iam::<account>:policy/…'],
    ['kmsKeyArn', { ...brought, kmsKeyArn: 'alias/chat' }, 'arn:aws:kms:<region>:<account>:key/…'],
    ['hostedZone', { existing, hostedZone: { id: 'example.com' } }, 'Z and up to 31 capital letters and digits'],
    ['alarmTopic', { ...brought, existing: { ...existing, alarmTopic: 'ops' } }, 'arn:aws:sns:<region>:<account>:…'],
    [
      'vpcId',
      { ...brought, existing: { ...existing, network: { ...network(['private', 'isolated'], 3), vpcId: 'chat' } } },
      'vpc- and 8 or 17 digits from 0 to 9 and a to f',
    ],
    [
      'subnetIds',
      {
        ...brought,
        existing: {
          ...existing,
          network: {
            ...network(['public', 'private', 'isolated'], 3),
            subnetIds: {
              ...network(['public', 'private'], 3).subnetIds,
              isolated: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1', 'subnet-012'],
            },
          },
        },
      },
      'subnet- and 8 or 17 digits from 0 to 9 and a to f',
    ],
    ...(
      [
        ['clusterIdentifier', 'chat 1', 'up to 63 letters, digits and hyphens, a letter first'],
        ['writerEndpoint', 'chat:5432', 'the host name of an endpoint, without a port'],
        ['securityGroupId', 'default', 'sg- and 8 or 17 digits from 0 to 9 and a to f'],
      ] as const
    ).map(
      ([field, value, allowed]) =>
        [
          `database ${field}`,
          { ...brought, existing: { ...existing, database: Database.fromExisting({ ...database, [field]: value }) } },
          allowed,
        ] as const,
    ),
  ] as readonly (readonly [string, Omit<MattermostStackConfig, 'plan'>, string])[])(
    'fails on a %s of the wrong form, with the form',
    (name, config, allowed) => {
      expect(refusalsOf({ plan: planOf(), ...config })).toEqual([
        expect.stringMatching(
          new RegExp(`^'${name}' is not valid; .*; ${allowed.replace(/[.()]/g, '\\$&')}; correct it`),
        ),
      ]);
    },
  );

  test('fails on a licence, a login of mail or of the database in place of its ARN, and does not show it', () => {
    const pasted = 'pasted-by-mistake';
    const said = refusalsOf({
      plan: planOf({ smtp: 'smtp://mail.example.com:587' }),
      ...brought,
      existing: {
        licence: pasted,
        mail: pasted,
        database: Database.fromExisting({ ...database, secretArn: pasted }),
      },
    });
    expect(said).toHaveLength(3);
    for (const problem of said) expect(problem).toContain('17 characters (not shown)');
    expect(said.join()).not.toContain(pasted);
  });

  test.each([
    [
      'a certificate of another region',
      { ...brought, certificateArn: arn('acm', 'certificate/0', 'us-east-1') },
      /^the certificate is of another region/,
    ],
    [
      'a secret of another region',
      { ...brought, existing: { licence: arn('secretsmanager', 'secret:licence-AbCdEf', 'us-east-1') } },
      /^a secret is of another region/,
    ],
    [
      'a hosted zone that does not hold the name',
      { existing, hostedZone: { id: 'Z0123', name: 'ample.com' } },
      /^the hosted zone does not hold the host name/,
    ],
    [
      'a network with too few zones',
      { ...brought, existing: { ...existing, network: network(['public', 'private', 'isolated'], 2) } },
      /^the VPC has too few zones; 2; 3,/,
    ],
    [
      'a network without isolated subnets',
      { ...brought, existing: { ...existing, network: network(['public', 'private'], 3) } },
      /^the VPC has no isolated subnets; .*existing.network.subnetIds.isolated/,
    ],
  ] as readonly (readonly [string, Omit<MattermostStackConfig, 'plan'>, RegExp])[])(
    'fails on %s',
    (_, config, problem) => {
      expect(refusalsOf({ plan: planOf(), ...config })).toEqual([expect.stringMatching(problem)]);
    },
  );
});
