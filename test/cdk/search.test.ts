import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Search, type SearchProps } from '../../constructs/cdk/search';
import type { SearchSpec } from '../../constructs/spec';
import { ofType, recommendedFlags, resourcesOf, type Resource, type Resources } from './templates';

const spec: SearchSpec = {
  engineVersion: '2.19',
  instance: 'r6g.large',
  nodes: 2,
  zones: 2,
  masters: { instance: 'm6g.large', nodes: 3 },
  disk: { sizeGiB: 50, iops: 3_000, throughputMiBps: 250 },
};
const isolated = (name: string) => ({ name, subnetType: ec2.SubnetType.PRIVATE_ISOLATED });
const vpcIn = (stack: Stack, zones = 3, groups = ['Isolated']) =>
  new ec2.Vpc(stack, 'Vpc', {
    availabilityZones: ['a', 'b', 'c'].slice(0, zones).map((zone) => `eu-central-1${zone}`),
    subnetConfiguration: groups.map(isolated),
  });
const searchIn = (stack: Stack, props: Partial<SearchProps> = {}) =>
  new Search(stack, 'It', { spec, vpc: props.vpc ?? vpcIn(stack), ...props });
const search = (props: Partial<SearchProps> = {}, context = {}): Resources =>
  resourcesOf((stack) => searchIn(stack, props), { context });

interface Domain extends Resource {
  readonly UpdatePolicy?: unknown;
  readonly Properties: {
    readonly ClusterConfig: Readonly<Record<string, unknown>>;
    readonly VPCOptions: { readonly SubnetIds: readonly { readonly Ref: string }[] };
    readonly AccessPolicies: { readonly Statement: readonly unknown[] };
  } & Resource['Properties'];
}
const domainOf = (resources: Resources) => ofType(resources, 'AWS::OpenSearchService::Domain')[0] as unknown as Domain;
const zonesOf = (resources: Resources) =>
  domainOf(resources).Properties.VPCOptions.SubnetIds.map(({ Ref }) => resources[Ref]!.Properties.AvailabilityZone);

describe('the search', () => {
  test('has the data nodes, the dedicated masters and the disks of the plan', () => {
    const { Properties } = domainOf(search());
    expect(Properties).toMatchObject({
      EngineVersion: 'OpenSearch_2.19',
      ClusterConfig: {
        InstanceType: 'r6g.large.search',
        InstanceCount: 2,
        DedicatedMasterEnabled: true,
        DedicatedMasterType: 'm6g.large.search',
        DedicatedMasterCount: 3,
        ZoneAwarenessEnabled: true,
        ZoneAwarenessConfig: { AvailabilityZoneCount: 2 },
      },
      EBSOptions: { EBSEnabled: true, VolumeType: 'gp3', VolumeSize: 50, Iops: 3_000, Throughput: 250 },
    });
  });

  test('has no masters where the plan has none', () => {
    const { ClusterConfig } = domainOf(
      search({ spec: { ...spec, masters: { ...spec.masters, nodes: 0 } } }),
    ).Properties;
    expect(ClusterConfig.DedicatedMasterEnabled).toBe(false);
    expect(ClusterConfig.DedicatedMasterCount).toBeUndefined();
  });

  test.each([{}, recommendedFlags])('has no standby, which two zones cannot have, whatever the flags', (context) => {
    expect(domainOf(search({}, context)).Properties.ClusterConfig.MultiAZWithStandbyEnabled).toBe(false);
  });

  test.each([1, 2, 3])('lies in exactly one isolated subnet of each of %s zones', (zones) => {
    const resources = search({ spec: { ...spec, zones } });
    expect(zonesOf(resources)).toEqual(['eu-central-1a', 'eu-central-1b', 'eu-central-1c'].slice(0, zones));
    expect(domainOf(resources).Properties.ClusterConfig.ZoneAwarenessEnabled).toBe(zones > 1);
  });

  test('takes one subnet of a zone that has two', () => {
    const resources = resourcesOf((stack) => {
      const vpc = vpcIn(stack, 2, ['One', 'Two']);
      const subnets = [...vpc.isolatedSubnets].sort((a, b) => (a.availabilityZone < b.availabilityZone ? -1 : 1));
      return searchIn(stack, { vpc, vpcSubnets: { subnets } });
    });
    expect(zonesOf(resources)).toEqual(['eu-central-1a', 'eu-central-1b']);
  });

  test('lies where it is told to, in the first zones of more', () => {
    const resources = resourcesOf((stack) => {
      const vpc = vpcIn(stack, 3, ['One', 'Two']);
      return searchIn(stack, { vpc, vpcSubnets: { subnetGroupName: 'Two' } });
    });
    expect(domainOf(resources).Properties.VPCOptions.SubnetIds.map(({ Ref }) => Ref)).toEqual([
      expect.stringMatching(/^VpcTwoSubnet1/),
      expect.stringMatching(/^VpcTwoSubnet2/),
    ]);
  });

  test('fails in a VPC with fewer zones, however many subnets they have, and says how many it needs', () => {
    expect(() =>
      resourcesOf((stack) => searchIn(stack, { vpc: vpcIn(stack, 2, ['One', 'Two']), spec: { ...spec, zones: 3 } })),
    ).toThrow(
      "the subnets of Theirs/It are in too few zones; given 2; allowed: 3 or more; add subnets in other zones, name others in 'vpcSubnets' or pin search.zones",
    );
  });

  test('waits for the look-up of a VPC instead of failing on what stands in for it', () => {
    const stack = new Stack(new App(), 'Theirs', { env: { account: '123456789012', region: 'eu-central-1' } });
    const vpc = ec2.Vpc.fromLookup(stack, 'Vpc', { vpcId: 'vpc-1' });
    expect(() => searchIn(stack, { vpc, spec: { ...spec, nodes: 3, zones: 3 } })).not.toThrow();
  });

  test('is encrypted at rest, between nodes and to clients', () => {
    expect(domainOf(search()).Properties).toMatchObject({
      EncryptionAtRestOptions: { Enabled: true },
      NodeToNodeEncryptionOptions: { Enabled: true },
      DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-2019-07' },
    });
  });

  test('is encrypted with the key that is given, and so is the login', () => {
    const resources = resourcesOf((stack) => searchIn(stack, { encryptionKey: new kms.Key(stack, 'Key') }));
    const [key] = ofType(resources, 'AWS::KMS::Key');
    expect(domainOf(resources).Properties.EncryptionAtRestOptions).toEqual({
      Enabled: true,
      KmsKeyId: { Ref: key!.id },
    });
    expect(JSON.stringify(ofType(resources, 'AWS::SecretsManager::Secret')[0]?.Properties.KmsKeyId)).toContain(key!.id);
  });

  test('knows one user, whose password stands in a secret only', () => {
    const resources = search();
    const [secret] = ofType(resources, 'AWS::SecretsManager::Secret');
    const { AdvancedSecurityOptions } = domainOf(resources).Properties;
    expect(AdvancedSecurityOptions).toMatchObject({
      Enabled: true,
      InternalUserDatabaseEnabled: true,
      MasterUserOptions: { MasterUserName: 'mattermost' },
    });
    const { MasterUserPassword } = (
      AdvancedSecurityOptions as { MasterUserOptions: { MasterUserPassword: { 'Fn::Join': [string, unknown[]] } } }
    ).MasterUserOptions;
    expect(MasterUserPassword['Fn::Join'][1]).toEqual([
      '{{resolve:secretsmanager:',
      { Ref: secret!.id },
      ':SecretString:password::}}',
    ]);
    expect(secret!.Properties.Name).toBeUndefined();
  });

  test('generates a password that OpenSearch accepts and no URL, shell or environment file misreads', () => {
    const generate = ofType(search(), 'AWS::SecretsManager::Secret')[0]!.Properties.GenerateSecretString as {
      readonly ExcludeCharacters: string;
      readonly PasswordLength: number;
    };
    const printable = Array.from({ length: 0x7f - 0x21 }, (_, i) => String.fromCharCode(0x21 + i));
    const left = printable.filter((character) => !generate.ExcludeCharacters.includes(character)).join('');
    expect(left).toBe('-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');
    expect(generate.PasswordLength).toBeGreaterThanOrEqual(8);
    expect(generate.PasswordLength).toBeLessThanOrEqual(128);
    // One of each type is what Secrets Manager does unless it is told otherwise.
    expect(Object.keys(generate).filter((name) => /^Require|^Exclude[LUNP]/.test(name))).toEqual([]);
  });

  test('takes unsigned requests of whoever the security group lets in', () => {
    const { Statement } = domainOf(search()).Properties.AccessPolicies;
    expect(Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: 'es:ESHttp*',
        Resource: {
          'Fn::Join': [
            '',
            [
              'arn:',
              { Ref: 'AWS::Partition' },
              ':es:',
              { Ref: 'AWS::Region' },
              ':',
              { Ref: 'AWS::AccountId' },
              ':domain/*/*',
            ],
          ],
        },
      },
    ]);
  });

  test('lets nobody in until it is wired, and reaches nobody', () => {
    const { Properties } = ofType(search(), 'AWS::EC2::SecurityGroup')[0]!;
    expect(Properties.SecurityGroupIngress).toBeUndefined();
    expect(Properties.SecurityGroupEgress).toEqual([expect.objectContaining({ CidrIp: '255.255.255.255/32' })]);
  });

  test('is a domain, a login and a security group: no function, no custom resource, no role', () => {
    const its = Object.entries(search()).filter(([id]) => id.startsWith('It'));
    expect(its.map(([, { Type }]) => Type).sort()).toEqual([
      'AWS::EC2::SecurityGroup',
      'AWS::OpenSearchService::Domain',
      'AWS::SecretsManager::Secret',
    ]);
  });

  test('goes with the stack, login included, and is upgraded in place', () => {
    const resources = search();
    expect(domainOf(resources)).toMatchObject({
      DeletionPolicy: 'Delete',
      UpdatePolicy: { EnableVersionUpgrade: true },
    });
    expect(domainOf(resources).Properties.DomainName).toBeUndefined();
    expect(ofType(resources, 'AWS::SecretsManager::Secret')[0]?.DeletionPolicy).toBe('Delete');
  });

  test('offers its host name, its login and its name in CloudWatch', () => {
    const stack = new Stack(new App(), 'Theirs');
    const it = searchIn(stack);
    const domain = stack.getLogicalId(it.domain.node.defaultChild as opensearch.CfnDomain);
    const secret = stack.getLogicalId(it.secret.node.defaultChild as secretsmanager.CfnSecret);
    expect(stack.resolve(it.late)).toEqual({
      endpoint: { 'Fn::GetAtt': [domain, 'DomainEndpoint'] },
      secret: { Ref: secret },
    });
    expect(stack.resolve(it.arns)).toEqual({ secret: { Ref: secret } });
    expect(stack.resolve(it.names)).toEqual({ domain: { Ref: domain }, account: { Ref: 'AWS::AccountId' } });
    expect(it.connections.securityGroups).toEqual([it.securityGroup]);
  });

  test('can be a domain that is there, whose endpoint may have been written as a URL', () => {
    const stack = new Stack(new App(), 'Theirs', { env: { account: '123456789012', region: 'eu-central-1' } });
    const endpoint = 'vpc-theirs-abc.eu-central-1.es.amazonaws.com';
    const securityGroup = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1');
    const it = Search.fromExisting({
      domain: opensearch.Domain.fromDomainAttributes(stack, 'Domain', {
        domainArn: 'arn:aws:es:eu-central-1:123456789012:domain/theirs',
        domainEndpoint: `https://${endpoint}`,
      }),
      securityGroup,
      secret: secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'theirs'),
    });
    expect(it.late.endpoint).toBe(endpoint);
    expect(it.names).toEqual({ domain: 'theirs', account: '123456789012' });
    expect(JSON.stringify(stack.resolve(it.arns.secret))).toContain('secret:theirs-??????');
    expect(it.connections.securityGroups).toEqual([securityGroup]);
  });

  test('can be overridden, one callback for each inner resource', () => {
    const resources = search({
      overrides: {
        domain: (props) => ({ ...props, domainName: 'theirs' }),
        secret: (props) => ({ ...props, secretName: 'theirs' }),
        securityGroup: (props) => ({ ...props, securityGroupName: 'theirs' }),
      },
    });
    expect(domainOf(resources).Properties).toMatchObject({ DomainName: 'theirs', EngineVersion: 'OpenSearch_2.19' });
    expect(ofType(resources, 'AWS::SecretsManager::Secret')[0]?.Properties.Name).toBe('theirs');
    expect(ofType(resources, 'AWS::EC2::SecurityGroup')[0]?.Properties.GroupName).toBe('theirs');
  });

  test('gives the same resources with none and with all of the recommended feature flags', () => {
    const its = (context: Readonly<Record<string, unknown>>) =>
      Object.fromEntries(Object.entries(search({}, context)).filter(([id]) => id.startsWith('It')));
    const without = its({});
    expect(Object.keys(without)).toHaveLength(3);
    expect(its(recommendedFlags)).toEqual(without);
  });

  test('creates its resources below itself', () => {
    const strangers = Object.keys(search()).filter((id) => !id.startsWith('It') && !id.startsWith('Vpc'));
    expect(strangers).toEqual([]);
  });
});
