import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Cache, type CacheProps } from '../../constructs/cdk/cache';
import type { CacheSpec } from '../../constructs/spec';
import { ofType, recommendedFlags, resourcesOf, type Resources } from './templates';

const spec: CacheSpec = { engineVersion: '7.1', instance: 'm7g.2xlarge', nodes: 2 };
const vpcIn = (stack: Stack, zones = 3) =>
  new ec2.Vpc(stack, 'Vpc', {
    availabilityZones: ['a', 'b', 'c'].slice(0, zones).map((zone) => `eu-central-1${zone}`),
    subnetConfiguration: ['Isolated', 'Other'].map((name) => ({ name, subnetType: ec2.SubnetType.PRIVATE_ISOLATED })),
  });
const cacheIn = (stack: Stack, props: Partial<CacheProps> = {}) =>
  new Cache(stack, 'It', { spec, vpc: props.vpc ?? vpcIn(stack), ...props });
const cache = (props: Partial<CacheProps> = {}, context = {}): Resources =>
  resourcesOf((stack) => cacheIn(stack, props), { context });
const groupOf = (resources: Resources) => ofType(resources, 'AWS::ElastiCache::ReplicationGroup')[0]!;

describe('the cache', () => {
  test('is Redis of the plan with cluster mode off, and a replica in another zone takes over', () => {
    expect(groupOf(cache()).Properties).toMatchObject({
      Engine: 'redis',
      EngineVersion: '7.1',
      CacheNodeType: 'cache.m7g.2xlarge',
      CacheParameterGroupName: 'default.redis7',
      NumCacheClusters: 2,
      AutomaticFailoverEnabled: true,
      MultiAZEnabled: true,
      Port: 6379,
    });
  });

  test('promises no failover with a single node, which AWS would refuse', () => {
    expect(groupOf(cache({ spec: { ...spec, nodes: 1 } })).Properties).toMatchObject({
      NumCacheClusters: 1,
      AutomaticFailoverEnabled: false,
      MultiAZEnabled: false,
    });
  });

  test("has neither TLS nor AUTH, which the server's client could not use", () => {
    const { Properties } = groupOf(cache());
    expect(Properties.TransitEncryptionEnabled).toBe(false);
    expect(Object.keys(Properties).filter((name) => /AuthToken|UserGroup/.test(name))).toEqual([]);
  });

  test('is encrypted at rest, with the key that is given', () => {
    expect(groupOf(cache()).Properties).toMatchObject({ AtRestEncryptionEnabled: true });
    expect(groupOf(cache()).Properties.KmsKeyId).toBeUndefined();
    const resources = resourcesOf((stack) => cacheIn(stack, { encryptionKey: new kms.Key(stack, 'Key') }));
    const [key] = ofType(resources, 'AWS::KMS::Key');
    expect(groupOf(resources).Properties.KmsKeyId).toEqual({ 'Fn::GetAtt': [key!.id, 'Arn'] });
  });

  test('stays at the version of the plan', () => {
    expect(groupOf(cache()).Properties.AutoMinorVersionUpgrade).toBe(false);
  });

  test('lies in one isolated subnet of each zone, or where it is told to', () => {
    const subnetsOf = (props: Partial<CacheProps>) =>
      (ofType(cache(props), 'AWS::ElastiCache::SubnetGroup')[0]!.Properties.SubnetIds as { Ref: string }[]).map(
        ({ Ref }) => Ref.replace(/Subnet[0-9A-F]{8}$/, ''),
      );
    expect(subnetsOf({})).toEqual(['VpcIsolatedSubnet1', 'VpcIsolatedSubnet2', 'VpcIsolatedSubnet3']);
    expect(subnetsOf({ vpcSubnets: { subnetGroupName: 'Other' } })).toEqual([
      'VpcOtherSubnet1',
      'VpcOtherSubnet2',
      'VpcOtherSubnet3',
    ]);
    expect(groupOf(cache()).Properties.CacheSubnetGroupName).toEqual({ Ref: expect.stringMatching(/^ItSubnetGroup/) });
  });

  test('fails with a replica and a single zone, and says what to do', () => {
    expect(() => resourcesOf((stack) => cacheIn(stack, { vpc: vpcIn(stack, 1) }))).toThrow(
      "the subnets of Theirs/It are in too few zones; given 1; allowed: 2 or more; add subnets in other zones, name others in 'vpcSubnets' or pin cache.nodes to 1",
    );
    const alone = { ...spec, nodes: 1 };
    expect(() => resourcesOf((stack) => cacheIn(stack, { vpc: vpcIn(stack, 1), spec: alone }))).not.toThrow();
  });

  test('lets nobody in until it is wired, and reaches nobody', () => {
    const { Properties } = ofType(cache(), 'AWS::EC2::SecurityGroup')[0]!;
    expect(Properties.SecurityGroupIngress).toBeUndefined();
    expect(Properties.SecurityGroupEgress).toEqual([expect.objectContaining({ CidrIp: '255.255.255.255/32' })]);
  });

  test('goes with the stack, under names that AWS makes up', () => {
    const resources = cache();
    expect(groupOf(resources)).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    expect(groupOf(resources).Properties.ReplicationGroupId).toBeUndefined();
    expect(ofType(resources, 'AWS::ElastiCache::SubnetGroup')[0]?.Properties.CacheSubnetGroupName).toBeUndefined();
  });

  test.each([1, 2, 6])('offers its primary, and each of %s nodes under the name that CloudWatch knows', (nodes) => {
    const stack = new Stack(new App(), 'Theirs');
    const it = cacheIn(stack, { spec: { ...spec, nodes } });
    const group = stack.getLogicalId(it.replicationGroup);
    expect(stack.resolve(it.late)).toEqual({ primary: { 'Fn::GetAtt': [group, 'PrimaryEndPoint.Address'] } });
    expect(stack.resolve(it.names)).toEqual({
      nodes: ['001', '002', '003', '004', '005', '006']
        .slice(0, nodes)
        .map((number) => ({ 'Fn::Join': ['', [{ Ref: group }, `-${number}`]] })),
    });
    expect(it.connections.securityGroups).toEqual([it.securityGroup]);
  });

  test('can be one that is there', () => {
    const stack = new Stack(new App(), 'Theirs');
    const securityGroup = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1');
    const it = Cache.fromExisting({ primaryEndpoint: 'theirs.example.com', nodes: ['theirs-001'], securityGroup });
    expect(it.late).toEqual({ primary: 'theirs.example.com' });
    expect(it.names).toEqual({ nodes: ['theirs-001'] });
    expect(it.connections.securityGroups).toEqual([securityGroup]);
  });

  test('can be overridden, one callback for each inner resource', () => {
    const resources = cache({
      overrides: {
        replicationGroup: (props) => ({ ...props, replicationGroupId: 'theirs' }),
        subnetGroup: (props) => ({ ...props, cacheSubnetGroupName: 'theirs' }),
        securityGroup: (props) => ({ ...props, securityGroupName: 'theirs' }),
      },
    });
    expect(groupOf(resources).Properties).toMatchObject({ ReplicationGroupId: 'theirs', Engine: 'redis' });
    expect(ofType(resources, 'AWS::ElastiCache::SubnetGroup')[0]?.Properties.CacheSubnetGroupName).toBe('theirs');
    expect(ofType(resources, 'AWS::EC2::SecurityGroup')[0]?.Properties.GroupName).toBe('theirs');
  });

  test('gives the same resources with none and with all of the recommended feature flags', () => {
    const its = (context: Readonly<Record<string, unknown>>) =>
      Object.fromEntries(Object.entries(cache({}, context)).filter(([id]) => id.startsWith('It')));
    const without = its({});
    expect(Object.keys(without)).toHaveLength(3);
    expect(its(recommendedFlags)).toEqual(without);
  });

  test('creates its resources below itself', () => {
    const strangers = Object.keys(cache()).filter((id) => !id.startsWith('It') && !id.startsWith('Vpc'));
    expect(strangers).toEqual([]);
  });
});
