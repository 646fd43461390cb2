import { describe, expect, test } from '@jest/globals';
import type { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Database, Search } from '../../architectures/cdk';
import { architecture, ofType, planOf, recommendedFlags, resourcesOf, type Resources } from './templates';

/** Every component. What is refused here AWS accepts: it would fail later, or fail somebody. */
const everything = planOf({ concurrentUsers: '200k' });
const resources = architecture({ plan: everything });
const { database, search } = everything.components;
const isolated = { subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] };
const vpcIn = (stack: Stack) => new ec2.Vpc(stack, 'Vpc', { ...isolated, availabilityZones: ['a', 'b', 'c'] });
const refersTo = (node: unknown, id: string): boolean => JSON.stringify(node).includes(`"${id}"`);

interface PolicyDocument {
  readonly Statement: readonly { readonly Action: string | readonly string[] }[];
}

/** Where a fixed name would stand. */
const names = {
  'AWS::AutoScaling::AutoScalingGroup': 'AutoScalingGroupName',
  'AWS::EC2::LaunchTemplate': 'LaunchTemplateName',
  'AWS::ElastiCache::ReplicationGroup': 'ReplicationGroupId',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'Name',
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'Name',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::OpenSearchService::Domain': 'DomainName',
  'AWS::RDS::DBCluster': 'DBClusterIdentifier',
  'AWS::RDS::DBClusterParameterGroup': 'DBClusterParameterGroupName',
  'AWS::RDS::DBInstance': 'DBInstanceIdentifier',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::SNS::Topic': 'TopicName',
} as const;

describe('no stack has', () => {
  test.each(Object.entries(names))(
    'a name of its own for %s: one that is kept, replaced or still being deleted would block the next',
    (type, name) => {
      const its = ofType(resources, type);
      expect(its.length).toBeGreaterThan(0);
      expect(its.filter(({ Properties }) => Properties[name] !== undefined)).toEqual([]);
    },
  );

  test('a rotation of passwords: the server reads them once, when it starts', () => {
    expect(ofType(resources, 'AWS::SecretsManager::RotationSchedule')).toEqual([]);
    expect(ofType(resources, 'AWS::RDS::DBCluster')[0]?.Properties.ManageMasterUserPassword).toBeUndefined();
  });

  test('a role that an account has once: to make it a second time fails', () => {
    expect(ofType(resources, 'AWS::IAM::ServiceLinkedRole')).toEqual([]);
  });

  test('a target group without a listener: nothing is checked there', () => {
    for (const plan of [everything, planOf({ proxy: 'alb' }), planOf({ listener: 'http' })]) {
      const its = architecture({ plan });
      const groups = ofType(its, 'AWS::ElasticLoadBalancingV2::TargetGroup');
      const listeners = ofType(its, 'AWS::ElasticLoadBalancingV2::Listener');
      expect(groups.length).toBeGreaterThan(0);
      expect(groups.filter(({ id }) => !refersTo(listeners, id))).toEqual([]);
    }
  });

  test('a policy of the endpoint for S3: package repositories are buckets too', () => {
    for (const { Properties } of ofType(resources, 'AWS::EC2::VPCEndpoint')) {
      expect(Properties.PolicyDocument).toBeUndefined();
    }
  });

  test.each(['appFleet', 'proxy'])('a node of %s that cannot say whether it is ready, drained or ill', (fleet) => {
    const actions = ofType(resources, 'AWS::IAM::Policy')
      .filter(({ id }) => id.startsWith(`MattermostWiring${fleet}`))
      .flatMap(({ Properties }) => (Properties.PolicyDocument as PolicyDocument).Statement)
      .flatMap(({ Action }) => Action);
    expect(actions).toEqual(
      expect.arrayContaining([
        'autoscaling:CompleteLifecycleAction',
        'autoscaling:RecordLifecycleActionHeartbeat',
        'autoscaling:SetInstanceHealth',
        'cloudformation:SignalResource',
      ]),
    );
  });
});

test.each([
  ['the load balancer where it reaches them itself', { proxy: 'alb' }, { appFleet: 'ELB' }],
  ['themselves behind proxies, which the load balancer asks', { proxy: 'nginx' }, { appFleet: 'EC2', proxy: 'ELB' }],
] as const)('app nodes are called ill by %s', (_, request, checks) => {
  const groups = ofType(architecture({ plan: planOf(request) }), 'AWS::AutoScaling::AutoScalingGroup');
  const checkOf = (fleet: string) =>
    groups.find(({ Properties }) => JSON.stringify(Properties.Tags).includes(`chat/${fleet}`))?.Properties
      .HealthCheckType;
  expect(Object.fromEntries(Object.keys(checks).map((fleet) => [fleet, checkOf(fleet)]))).toEqual(checks);
});

test('in GovCloud the server is told the region and the endpoint of its buckets, which it would guess wrong', () => {
  const plan = planOf({ region: 'us-gov-west-1' });
  const parameters = ofType(architecture({ plan }, { env: { region: 'us-gov-west-1' } }), 'AWS::SSM::Parameter');
  for (const [setting, binding, value] of [
    ['MM_FILESETTINGS_AMAZONS3REGION', 'fileStore.region', 'us-gov-west-1'],
    ['MM_FILESETTINGS_AMAZONS3ENDPOINT', 'fileStore.endpoint', 's3.us-gov-west-1.'],
  ]) {
    expect(plan.settings.find(({ env }) => env === setting)?.text).toEqual([{ binding }]);
    const parameter = plan.bindings.find(({ name }) => name === binding)?.parameter;
    const stored = parameters.find(({ Properties }) => Properties.Name === parameter)?.Properties.Value;
    expect(JSON.stringify(stored)).toContain(`"${value}`);
  }
});

describe('a list of CDK ends before that of AWS does', () => {
  test('so the engine of the database may be a version that CDK does not know', () => {
    const its = resourcesOf(
      (stack) => new Database(stack, 'It', { spec: { ...database, engineVersion: '99.1' }, vpc: vpcIn(stack) }),
    );
    expect(ofType(its, 'AWS::RDS::DBCluster')[0]?.Properties.EngineVersion).toBe('99.1');
    expect(ofType(its, 'AWS::RDS::DBClusterParameterGroup')[0]?.Properties.Family).toBe('aurora-postgresql99');
  });

  test('so the engine of the search may be one', () => {
    const its = resourcesOf(
      (stack) => new Search(stack, 'It', { spec: { ...search!, engineVersion: '99.1' }, vpc: vpcIn(stack) }),
    );
    expect(ofType(its, 'AWS::OpenSearchService::Domain')[0]?.Properties.EngineVersion).toBe('OpenSearch_99.1');
  });
});

test.each([{}, recommendedFlags])('a restored database has one login, whatever the flags', (context) => {
  const its: Resources = resourcesOf(
    (stack) => new Database(stack, 'It', { spec: database, vpc: vpcIn(stack), restoreFromSnapshot: 'theirs' }),
    { context },
  );
  expect(ofType(its, 'AWS::SecretsManager::Secret')).toHaveLength(1);
});
