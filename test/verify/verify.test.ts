import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { planOf, type Resource } from '../cdk/templates';
import { acknowledged, findingsOf, type Acknowledged, type Finding } from './acknowledged';
import { differences, judge } from './nag';
import { subjects } from './stacks';
import { quotas, templateRules, type Judged } from './template-rules';

/** The least that holds to every rule. */
const ingress = (FromPort: number, CidrIp = '0.0.0.0/0', group = 'MattermostLoadBalancerSecurityGroup01234567') => ({
  Type: 'AWS::EC2::SecurityGroupIngress',
  Properties: { GroupId: { 'Fn::GetAtt': [group, 'GroupId'] }, IpProtocol: 'tcp', FromPort, ToPort: FromPort, CidrIp },
});
const front = { Https: ingress(443), Http: ingress(80) };
const template = (resources: Readonly<Record<string, Resource>> = {}, rest = {}): Judged => ({
  name: 'doctored',
  plan: planOf(),
  template: { Resources: { ...front, ...resources }, Outputs: {}, ...rest },
});
/** The same without a way out, where endpoints are open to a range. */
const endpoints = (range: string): Judged => ({
  ...template(),
  plan: planOf({ egress: 'none', mirror: 's3://mirror', exposure: 'private' }),
  template: {
    Resources: {
      Https: ingress(443, '10.0.0.0/16'),
      Http: ingress(80, '10.0.0.0/16'),
      Endpoints: ingress(443, range, 'MattermostNetworkEndpointSecurityGroup01234567'),
    },
    Outputs: {},
  },
});
const resource = (Properties: Resource['Properties'], Type = 'AWS::RDS::DBCluster') =>
  template({ It: { Type, Properties } });
const problemsOf = (judged: Judged): string[] => templateRules.flatMap(({ problems }) => problems(judged));
const packed = (text: string) => ({ LaunchTemplateData: { UserData: gzipSync(text).toString('base64') } });
const reference = '{{resolve:secretsmanager:arn:SecretString:password::}}';

describe('what no template may hold', () => {
  test('is not in the least that holds to every rule', () => {
    expect(problemsOf(template())).toEqual([]);
    expect(problemsOf(endpoints('10.0.0.0/16'))).toEqual([]);
  });

  test.each<readonly [string, Judged, RegExp]>([
    ['another port', template({ Ssh: ingress(22) }), /^opens load balancer to 0\.0\.0\.0\/0 on tcp 22-22$/],
    [
      'another range',
      template({ Wide: ingress(443, '10.0.0.0/8') }),
      /^opens load balancer to 10\.0\.0\.0\/8 on tcp 443/,
    ],
    ['another group', template({ Nodes: ingress(80, '0.0.0.0/0', 'Nodes') }), /^opens .*Nodes.* on tcp 80-80$/],
    [
      'a rule inside a group',
      resource({ SecurityGroupIngress: [{ CidrIpv6: '::/0', IpProtocol: '-1' }] }, 'AWS::EC2::SecurityGroup'),
      /^opens It to ::\/0 on -1/,
    ],
    [
      'a port that is closed',
      { ...template(), template: { Resources: { Http: front.Http }, Outputs: {} } },
      /^does not open .* 443/,
    ],
    ['a public database', resource({ PubliclyAccessible: true }), /PubliclyAccessible is true$/],
    [
      'a public node',
      resource({ Interfaces: [{ AssociatePublicIpAddress: true }] }),
      /AssociatePublicIpAddress is true$/,
    ],
    [
      'a public load balancer of a private site',
      { ...resource({ Scheme: 'internet-facing' }), plan: planOf({ exposure: 'private', allowFrom: ['0.0.0.0/0'] }) },
      /Scheme is internet-facing$/,
    ],
    ['an ARN of one partition', resource({ Role: 'arn:aws:iam::123456789012:role/it' }), /Role names a partition$/],
    ['such an ARN in user data', resource(packed('arn:aws-cn:s3:::theirs')), /UserData names a partition$/],
    ['a host of one partition', resource({ Endpoint: 's3.us-east-1.amazonaws.com' }), /Endpoint names a partition$/],
    [
      'an ARN of another partition in GovCloud',
      { ...resource({ Role: 'arn:aws:iam::123456789012:role/it' }), plan: planOf({ region: 'us-gov-west-1' }) },
      /Role names a partition$/,
    ],
    ['a password', resource({ MasterUserPassword: 'hunter2' }), /MasterUserPassword is written down$/],
    ['the text of a secret', resource({ SecretString: 'hunter2' }), /SecretString is written down$/],
    [
      'a secret that is resolved in an output',
      template({}, { Outputs: { It: { Value: reference } } }),
      /Outputs\.It\.Value resolves a secret$/,
    ],
    [
      'a secret that is resolved in user data',
      resource({ UserData: Buffer.from(reference).toString('base64') }),
      /UserData resolves a secret$/,
    ],
    ['an access key in user data', resource(packed(`key ${'AKIA'}${'A'.repeat(16)}`)), /UserData holds an access key$/],
    ['a private key', resource({ Text: `-----BEGIN ${'RSA PRIVATE KEY'}-----` }), /Text holds a private key$/],
    [
      'a data source with its password',
      resource({ Text: ['postgres:/', 'mattermost:hunter2@db', 'chat'].join('/') }),
      /Text holds a URL/,
    ],
    ['a function', resource({}, 'AWS::Lambda::Function'), /^It is AWS::Lambda::Function$/],
    ['a custom resource', resource({}, 'Custom::It'), /^It is Custom::It$/],
    ['a macro', template({}, { Transform: 'AWS::Serverless-2016-10-31' }), /has a Transform$/],
    [
      'a bucket under another key than the one that is there',
      template({ Key: { Type: 'AWS::KMS::Key', Properties: {} }, It: { Type: 'AWS::S3::Bucket', Properties: {} } }),
      /^It \(AWS::S3::Bucket\) is under another key$/,
    ],
    ['a description that is too long', template({}, { Description: 'x'.repeat(1_025) }), /^1025 bytes of description/],
    [
      'policies of a role that are too long together',
      template(
        Object.fromEntries(
          ['A', 'B'].map((id) => [
            id,
            { Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: 'x'.repeat(6_000) } },
          ]),
        ),
      ),
      /^12004 characters of inline policies of a role, of at most 10240$/,
    ],
  ])('fails on %s', (_, judged, problem) => {
    expect(problemsOf(judged)).toEqual([expect.stringMatching(problem)]);
  });

  test('fails on endpoints that are open to anybody else than the network', () => {
    expect(problemsOf(endpoints('0.0.0.0/0'))).toEqual([
      'opens endpoints to 0.0.0.0/0 on tcp 443-443',
      'does not open endpoints to 10.0.0.0/16 on tcp 443-443',
    ]);
  });

  test('allows a function in an ephemeral stack only', () => {
    expect(problemsOf({ ...resource({}, 'AWS::Lambda::Function'), props: { ephemeral: true } })).toEqual([]);
  });

  test('allows a password that is referred to or generated', () => {
    expect(
      problemsOf(resource({ MasterUserPassword: { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'It' }]] } })),
    ).toEqual([]);
    expect(problemsOf(resource({ GenerateSecretString: { Password: 'x' } }))).toEqual([]);
  });

  test('counts what every quota is about', () => {
    expect(quotas.map(([what, , count]) => [what, count(template().template)])).toEqual([
      ['resources', 2],
      ['outputs', 0],
      ['bytes of template', expect.any(Number)],
      ['bytes of description', 0],
      ['dynamic references', 0],
      ['characters of inline policies of a role', 0],
    ]);
  });
});

describe('findings of AWS Solutions', () => {
  const plan = planOf();
  const entry: Acknowledged = { construct: 'FileStore/Bucket', rule: 'AwsSolutions-S1', because: 'it is so' };
  const found = (...findings: readonly Finding[]) => [{ name: '15k', plan, findings }];

  test('may be those that are acknowledged', () => {
    expect(judge(found(entry), [entry], 'cdk')).toEqual([]);
  });

  test('fail where nobody acknowledged them, or the same of another construct', () => {
    expect(judge(found(entry), [], 'cdk')).toEqual(['not acknowledged: FileStore/Bucket AwsSolutions-S1 (15k)']);
    expect(judge(found(entry, { ...entry, construct: 'Other' }), [entry], 'cdk')).toEqual([
      'not acknowledged: Other AwsSolutions-S1 (15k)',
    ]);
  });

  test('fail where an acknowledgement is not needed any more, or names no row of the plan', () => {
    expect(judge(found(), [entry], 'cdk')).toEqual(['acknowledges nothing: FileStore/Bucket AwsSolutions-S1']);
    expect(judge(found(entry), [{ ...entry, row: 'appFleet-nonsense' }], 'cdk')).toEqual([
      "'appFleet-nonsense' is no row of a plan: FileStore/Bucket AwsSolutions-S1",
    ]);
  });

  test('are acknowledged for Terraform by its names', () => {
    const named = { ...entry, cdktf: { construct: 'FileStore/Files' } };
    expect(judge(found({ ...entry, construct: 'FileStore/Files' }), [named], 'cdktf')).toEqual([]);
    expect(judge(found(entry), [named], 'cdk')).toEqual([]);
    expect(judge(found(entry), [named], 'cdktf')).toEqual([
      'not acknowledged: FileStore/Bucket AwsSolutions-S1 (15k)',
      'acknowledges nothing: FileStore/Files AwsSolutions-S1',
    ]);
  });

  test('fail in an engine that is not the one that may have them', () => {
    const only: Acknowledged = { ...entry, only: 'cdktf' };
    expect(judge(found(), [only], 'cdk')).toEqual([]);
    expect(judge(found(entry), [only], 'cdk')).toEqual(['not acknowledged: FileStore/Bucket AwsSolutions-S1 (15k)']);
    expect(judge(found(), [only], 'cdktf')).toEqual(['acknowledges nothing: FileStore/Bucket AwsSolutions-S1']);
  });

  test('fail in an architecture where one engine alone has them', () => {
    expect(differences(found(entry), found(entry), [entry])).toEqual([]);
    expect(differences(found(), found(entry), [entry])).toEqual([
      'FileStore/Bucket AwsSolutions-S1 is found in Terraform only (15k)',
    ]);
    expect(differences(found(entry), found(), [entry])).toEqual([
      'FileStore/Bucket AwsSolutions-S1 is found in CDK only (15k)',
    ]);
    expect(differences(found(), found(entry), [{ ...entry, only: 'cdktf' }])).toEqual([]);
  });

  test.each(['cdk', 'cdktf'] as const)(
    'are acknowledged once each, by construct and with a reason, in %s',
    (engine) => {
      const entries = findingsOf(acknowledged, engine);
      const keys = entries.map(({ construct, rule }) => `${construct} ${rule}`);
      expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
      expect(entries.filter(({ construct, because }) => construct.includes('*') || because.length < 20)).toEqual([]);
    },
  );
});

describe('the architectures that are proved', () => {
  test('have names of their own', () => {
    const names = subjects.map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test('are given the same in both engines', () => {
    expect(subjects.filter((each) => !each.imports !== !each.terraformImports)).toEqual([]);
  });
});
