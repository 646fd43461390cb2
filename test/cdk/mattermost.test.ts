import { describe, expect, test } from '@jest/globals';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Stack } from 'aws-cdk-lib';
import { Database, FileStore } from '../../architectures/cdk';
import type { Request } from '../../architectures/sizing';
import { endpointServiceNames } from '../../constructs/spec';
import { architecture, ofType, planOf, stackTemplate, type Resources } from './templates';

/** Ids that a resource refers to. */
function references(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(references);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === 'Ref') return [String(value)];
    if (key === 'Fn::GetAtt') return [String((value as readonly unknown[])[0])];
    if (key === 'DependsOn') return [value as string | string[]].flat();
    return references(value);
  });
}

const kept = (resources: Resources) =>
  Object.entries(resources).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'RetainExceptOnCreate');

const descriptions = (resources: Resources): string[] =>
  ofType(resources, 'AWS::EC2::SecurityGroupIngress').map(({ Properties }) => String(Properties.Description));

describe('the wiring', () => {
  test.each([
    ['15k', {}],
    ['everything', { concurrentUsers: '200k', smtp: 'smtps://mail.example.com:465' }],
    ['a load balancer only', { proxy: 'alb' }],
    ['plain http', { listener: 'http' }],
    ['no way out', { egress: 'none', mirror: 's3://mirror', exposure: 'private' }],
    ['a forward proxy', { egress: 'http://proxy.example.com:3128' }],
  ] as const satisfies readonly (readonly [string, Partial<Request>])[])(
    'of %s has one rule, one policy and one parameter a row, and no other',
    (_, request) => {
      const plan = planOf(request);
      const resources = architecture({ plan });
      expect(descriptions(resources).sort()).toEqual(plan.traffic.map(({ id }) => id).sort());
      const policies = ofType(resources, 'AWS::IAM::Policy').filter(({ id }) => id.startsWith('MattermostWiring'));
      expect(policies).toHaveLength(plan.access.length);
      const names = ofType(resources, 'AWS::SSM::Parameter').map(({ Properties }) => Properties.Name);
      expect(names.sort()).toEqual(plan.bindings.map(({ parameter }) => parameter).sort());
      // What nodes reach AWS by is there before they boot, and nodes go before it does.
      const endpoints = ofType(resources, 'AWS::EC2::VPCEndpoint').map(({ id }) => id);
      expect(endpoints).toHaveLength(
        1 + (plan.components.network.interfaceEndpoints ? endpointServiceNames.length : 0),
      );
      for (const { DependsOn = [] } of ofType(resources, 'AWS::AutoScaling::AutoScalingGroup')) {
        expect(DependsOn).toEqual(expect.arrayContaining(endpoints));
      }
    },
  );

  test('stores a list as a list, and none where it is empty', () => {
    const readers = (plan: ReturnType<typeof planOf>) =>
      ofType(architecture({ plan }), 'AWS::SSM::Parameter').find(
        ({ Properties }) => Properties.Name === '/mattermost/chat/database/readers',
      );
    const plan = planOf();
    expect(readers(plan)?.Properties.Type).toBe('StringList');
    expect(references(readers(plan)?.Properties)).toHaveLength(plan.components.database.readers);
    expect(readers(planOf({ pins: { 'database.readers': 0 } }))).toBeUndefined();
  });

  test('opens nothing to the internet but the load balancer, to the ranges of the request', () => {
    const open = (request: Partial<Request>) =>
      ofType(architecture({ plan: planOf(request) }), 'AWS::EC2::SecurityGroupIngress')
        .filter(({ Properties }) => Properties.CidrIp)
        .map(({ Properties }) => `${String(Properties.CidrIp)} ${String(Properties.FromPort)}`)
        .sort();
    expect(open({})).toEqual(['0.0.0.0/0 443', '0.0.0.0/0 80']);
    expect(open({ listener: 'http' })).toEqual(['0.0.0.0/0 80']);
    expect(open({ exposure: 'private' })).toEqual(['10.0.0.0/16 443', '10.0.0.0/16 80']);
    expect(open({ allowFrom: ['203.0.113.0/24'] })).toEqual(['203.0.113.0/24 443', '203.0.113.0/24 80']);
  });

  test('has no rule inside a security group, where nobody would count it', () => {
    for (const { Properties } of ofType(architecture(), 'AWS::EC2::SecurityGroup'))
      expect(Properties.SecurityGroupIngress).toBeUndefined();
  });

  test('names actions and resources: a wildcard stands only where the plan says so', () => {
    const plan = planOf();
    const wide = ofType(architecture({ plan }), 'AWS::IAM::Policy').filter(({ Properties }) =>
      JSON.stringify(Properties).includes('"Resource":"*"'),
    );
    expect(wide).toHaveLength(plan.access.filter(({ on }) => on === 'anything').length);
    expect(JSON.stringify(ofType(architecture(), 'AWS::IAM::Policy'))).not.toContain('"Action":"*"');
  });

  test('lets a node complete hooks only in groups that carry the tag of its own fleet', () => {
    const policies = ofType(architecture(), 'AWS::IAM::Policy').filter(({ Properties }) =>
      JSON.stringify(Properties).includes('CompleteLifecycleAction'),
    );
    const conditions = policies.map(({ Properties }) =>
      JSON.stringify((Properties.PolicyDocument as { Statement: { Condition: unknown }[] }).Statement[0]?.Condition),
    );
    expect(conditions.sort()).toEqual(
      ['appFleet', 'proxy'].map((kind) =>
        JSON.stringify({ StringEquals: { 'aws:ResourceTag/mattermost:fleet': `chat/${kind}` } }),
      ),
    );
    for (const { Properties } of policies)
      expect(JSON.stringify(Properties)).toContain(':autoScalingGroup:*:autoScalingGroupName/*');
  });

  test('lets the nodes use the key that is given', () => {
    const resources = architecture((stack) => ({ encryptionKey: new kms.Key(stack, 'Key') }));
    const uses = ofType(resources, 'AWS::IAM::Policy').filter(({ Properties }) =>
      JSON.stringify(Properties).includes('["kms:Decrypt","kms:GenerateDataKey"]'),
    );
    expect(uses).toHaveLength(2);
  });

  test('lets services use it for disks, logs and alarms, or no node would start and no alarm be heard', () => {
    const resources = architecture((stack) => ({ encryptionKey: new kms.Key(stack, 'Key') }));
    const policy = JSON.stringify(ofType(resources, 'AWS::KMS::Key')[0]?.Properties.KeyPolicy);
    for (const user of ['logs.', 'cloudwatch.amazonaws.com', '"kms:ViaService"', '"kms:CreateGrant"'])
      expect([user, policy.includes(user)]).toEqual([user, true]);
  });

  test('is there before a node boots', () => {
    const resources = architecture();
    const groups = ofType(resources, 'AWS::AutoScaling::AutoScalingGroup');
    expect(groups).toHaveLength(2);
    const wiring = Object.keys(resources).filter((id) => id.startsWith('MattermostWiring'));
    expect(wiring.length).toBeGreaterThan(40);
    for (const { DependsOn = [] } of groups) {
      const waits = [DependsOn].flat();
      expect(wiring.filter((id) => !waits.includes(id))).toEqual([]);
    }
  });
});

describe('what a customer already has is used instead', () => {
  const imported = (stack: Stack) => ({
    vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: ['a', 'b', 'c'],
      publicSubnetIds: ['subnet-7', 'subnet-8', 'subnet-9'],
      privateSubnetIds: ['subnet-4', 'subnet-5', 'subnet-6'],
      isolatedSubnetIds: ['subnet-1', 'subnet-2', 'subnet-3'],
    }),
    database: Database.fromExisting({
      cluster: rds.DatabaseCluster.fromDatabaseClusterAttributes(stack, 'Cluster', {
        clusterIdentifier: 'theirs',
        clusterEndpointAddress: 'writer.example.com',
        port: 5432,
        securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
      }),
      readerEndpoints: ['reader-1.example.com', 'reader-2.example.com'],
      secret: secretsmanager.Secret.fromSecretNameV2(stack, 'Login', 'theirs'),
    }),
    fileStore: FileStore.fromExisting(stack, {
      bucket: s3.Bucket.fromBucketName(stack, 'Files', 'their-files'),
      exports: s3.Bucket.fromBucketName(stack, 'Exports', 'their-exports'),
      legalHold: s3.Bucket.fromBucketName(stack, 'Holds', 'their-holds'),
    }),
  });
  const theirs = architecture((stack) => ({ existing: imported(stack) }));

  test('a network, a database and buckets', () => {
    const types = new Set(Object.values(theirs).map(({ Type }) => Type));
    for (const type of ['AWS::EC2::VPC', 'AWS::RDS::DBCluster', 'AWS::S3::Bucket']) expect(types).not.toContain(type);
    const values = ofType(theirs, 'AWS::SSM::Parameter').map(({ Properties }) => Properties.Value);
    expect(values).toContain('writer.example.com');
    expect(values).toContain('reader-1.example.com,reader-2.example.com');
    expect(values).toContain('their-holds');
  });

  test('a database is reached and watched under its own names', () => {
    const rule = ofType(theirs, 'AWS::EC2::SecurityGroupIngress').find(
      ({ Properties }) => Properties.Description === 'appFleet-database-5432-tcp',
    );
    expect(rule?.Properties).toMatchObject({ GroupId: 'sg-1', FromPort: 5432 });
    expect(JSON.stringify(ofType(theirs, 'AWS::CloudWatch::Alarm'))).toContain(
      '{"Name":"DBClusterIdentifier","Value":"theirs"}',
    );
  });

  test('secrets may be read although their imported ARNs lack the last characters', () => {
    const policies = JSON.stringify(ofType(theirs, 'AWS::IAM::Policy'));
    expect(policies).toContain(':secret:theirs-??????');
    expect(policies).toContain(':secret:mattermost/licence-??????');
  });

  test('fails where an imported database has no security group to open', () => {
    const build = () =>
      architecture((stack) => {
        const cluster = rds.DatabaseCluster.fromDatabaseClusterAttributes(stack, 'Bare', {
          clusterIdentifier: 'bare',
          clusterEndpointAddress: 'writer.example.com',
          port: 5432,
        });
        const secret = secretsmanager.Secret.fromSecretNameV2(stack, 'BareLogin', 'bare');
        return { existing: { database: Database.fromExisting({ cluster, secret }) } };
      });
    expect(build).toThrow(/'database' of Theirs\/Mattermost\/Wiring has no security group; allowed: .*import it with/);
  });
});

describe('deleting the stack', () => {
  test('keeps the database as a snapshot, three buckets with their policies and the logins of what lives on', () => {
    const resources = architecture();
    expect(
      kept(resources)
        .map(([, { Type }]) => Type)
        .sort(),
    ).toEqual([
      'AWS::S3::Bucket',
      'AWS::S3::Bucket',
      'AWS::S3::Bucket',
      'AWS::S3::BucketPolicy',
      'AWS::S3::BucketPolicy',
      'AWS::S3::BucketPolicy',
      'AWS::SecretsManager::Secret',
      'AWS::SecretsManager::Secret',
    ]);
    expect(ofType(resources, 'AWS::RDS::DBCluster')[0]?.DeletionPolicy).toBe('Snapshot');
  });

  test('keeps nothing that depends on something deleted', () => {
    const resources = architecture();
    const dangling = kept(resources).flatMap(([id, resource]) =>
      references(resource)
        .filter((other) => resources[other] && resources[other].DeletionPolicy !== 'RetainExceptOnCreate')
        .map((other) => `${id} -> ${other}`),
    );
    expect(dangling).toEqual([]);
  });

  test('keeps nothing at all when it is ephemeral', () => {
    const resources = architecture({ ephemeral: true });
    const stays = Object.entries(resources).filter(
      ([, { DeletionPolicy }]) => DeletionPolicy && DeletionPolicy !== 'Delete',
    );
    expect(stays).toEqual([]);
  });

  test('is refused while the database is protected, and the output says what to do', () => {
    const guarded = stackTemplate();
    expect(guarded.terminationProtection).toBe(true);
    expect(output(guarded, 'HowToDestroy')).toContain('-c pins=database.backup.deletionProtection=false');
    const unguarded = stackTemplate({ plan: planOf({ pins: { 'database.backup.deletionProtection': false } }) });
    expect(unguarded.terminationProtection).toBe(false);
    expect(output(unguarded, 'HowToDestroy')).toBe('cdk destroy; a snapshot, the buckets and two secrets stay');
    expect(stackTemplate({ ephemeral: true }).terminationProtection).toBe(false);
  });
});

const output = (stack: ReturnType<typeof stackTemplate>, name: string): unknown =>
  (stack.template as { Outputs: Record<string, { Value: unknown }> }).Outputs[name]?.Value;

describe('every architecture', () => {
  test('with everything has every type of component', () => {
    const types = new Set(
      Object.values(architecture({ plan: planOf({ concurrentUsers: '200k' }) })).map(({ Type }) => Type),
    );
    for (const type of [
      'OpenSearchService::Domain',
      'ElastiCache::ReplicationGroup',
      'ElasticLoadBalancingV2::LoadBalancer',
    ])
      expect(types).toContain(`AWS::${type}`);
  });

  test('synthesises correct addresses in GovCloud', () => {
    const plan = planOf({ region: 'us-gov-west-1' });
    const text = JSON.stringify(stackTemplate({ plan, env: { region: 'us-gov-west-1' } }).template);
    expect(text.includes('arn:aws:')).toBe(false);
    expect(text).toContain('s3.us-gov-west-1.');
  });

  test('asks for no look-up where account and region are named', () => {
    const { assembly } = stackTemplate({ env: { account: '123456789012', region: 'eu-central-1' } });
    expect(assembly.manifest.missing ?? []).toEqual([]);
  });

  test('holds no secret: passwords are generated or referred to', () => {
    for (const { Properties } of Object.values(architecture())) {
      for (const [name, value] of Object.entries(Properties)) {
        if (/password|secretstring$/i.test(name))
          expect(JSON.stringify(value)).toMatch(/resolve:secretsmanager|GenerateStringKey/);
      }
    }
  });
});
