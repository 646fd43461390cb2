import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { registeredSeconds } from '../../constructs/boot';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { BootFile } from '../../constructs/boot';
import { AppFleet, type AppFleetProps } from '../../constructs/cdk/app-fleet';
import type { AppFleetSpec } from '../../constructs/spec';
import { ofType, recommendedFlags, resourcesOf, type Resource, type Resources } from './templates';

const spec: AppFleetSpec = {
  instance: 'c7i.2xlarge',
  image: '20251212',
  server: {
    version: '11.7.1',
    sha256: '0'.repeat(64),
    url: 'https://releases.mattermost.com/11.7.1/mattermost.tar.gz',
  },
  nodes: 3,
  surge: 1,
  diskGiB: 30,
  launchSeconds: 1_200,
  drainSeconds: 300,
  maxOpenConns: 100,
  maxIdleConns: 50,
};
const bootFiles: readonly BootFile[] = [
  { path: '/etc/mattermost/node.json', mode: '0644', text: '{"id":"chat — café"}\n' },
];
const zones = ['a', 'b', 'c'].map((zone) => `eu-central-1${zone}`);
const fleetIn = (stack: Stack, props: Partial<AppFleetProps> = {}) =>
  new AppFleet(stack, 'It', {
    spec,
    vpc: new ec2.Vpc(stack, 'Vpc', { availabilityZones: zones }),
    deployment: 'chat',
    bootFiles,
    ...props,
  });
const fleet = (props: Partial<AppFleetProps> = {}): Resources => resourcesOf((stack) => fleetIn(stack, props));

interface RollingUpdate {
  readonly MaxBatchSize: number;
  readonly MinInstancesInService: number;
  readonly SuspendProcesses: readonly string[];
}
interface Group extends Resource {
  readonly id: string;
  readonly CreationPolicy: unknown;
  readonly UpdatePolicy: { readonly AutoScalingRollingUpdate: RollingUpdate };
}
const groupOf = (resources: Resources) => ofType(resources, 'AWS::AutoScaling::AutoScalingGroup')[0] as Group;
const rollingUpdate = (resources: Resources) => groupOf(resources).UpdatePolicy.AutoScalingRollingUpdate;
const templateOf = (resources: Resources) =>
  ofType(resources, 'AWS::EC2::LaunchTemplate')[0]!.Properties.LaunchTemplateData as Readonly<Record<string, unknown>>;

describe('the group of the app nodes', () => {
  test('holds the nodes of the plan and has room for those that a rolling update adds', () => {
    const { Properties } = groupOf(fleet());
    expect(Properties).toMatchObject({ MinSize: '3', MaxSize: '4', NewInstancesProtectedFromScaleIn: false });
  });

  test('does not undo a number of nodes that somebody changed', () => {
    expect(groupOf(fleet()).Properties.DesiredCapacity).toBeUndefined();
  });

  test('lies in the private subnet of every zone', () => {
    const subnets = groupOf(fleet()).Properties.VPCZoneIdentifier as { Ref: string }[];
    expect(subnets.map(({ Ref }) => /VpcPrivateSubnet\d/.exec(Ref)?.[0])).toEqual(
      zones.map((_, i) => `VpcPrivateSubnet${i + 1}`),
    );
  });

  test('lies in the subnets that are named', () => {
    const resources = fleet({ vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } });
    expect(JSON.stringify(groupOf(resources).Properties.VPCZoneIdentifier)).toContain('VpcPublicSubnet1');
  });

  test('sends every metric of its own, each minute', () => {
    expect(groupOf(fleet()).Properties.MetricsCollection).toEqual([{ Granularity: '1Minute' }]);
  });

  test.each([undefined, 'EC2'] as const)('sees to the state of the instances when asked for %s', (healthCheck) => {
    const { Properties } = groupOf(fleet({ healthCheck }));
    expect(Properties).toMatchObject({ HealthCheckType: 'EC2', HealthCheckGracePeriod: registeredSeconds });
  });

  test('asks the load balancer where one checks the nodes', () => {
    const { Properties } = groupOf(fleet({ healthCheck: 'ELB' }));
    expect(Properties).toMatchObject({ HealthCheckType: 'ELB', HealthCheckGracePeriod: registeredSeconds });
  });

  test('is named and found by its fleet, and so is each node', () => {
    const { Properties } = groupOf(fleet());
    expect(Properties.Tags).toEqual([
      { Key: 'mattermost:fleet', Value: 'chat/appFleet', PropagateAtLaunch: true },
      { Key: 'Name', Value: 'chat/appFleet', PropagateAtLaunch: true },
    ]);
  });
});

describe('a change of the app nodes', () => {
  test('starts new nodes before it drains old ones, and waits for the word of each', () => {
    expect(rollingUpdate(fleet())).toEqual({
      MaxBatchSize: 1,
      MinInstancesInService: 3,
      WaitOnResourceSignals: true,
      PauseTime: 'PT30M',
      SuspendProcesses: [
        'HealthCheck',
        'ReplaceUnhealthy',
        'AZRebalance',
        'AlarmNotification',
        'ScheduledActions',
        'InstanceRefresh',
      ],
    });
  });

  test.each([2, 3])('leaves room above the %s nodes that must serve', (nodes) => {
    const resources = fleet({ spec: { ...spec, nodes } });
    expect(rollingUpdate(resources).MinInstancesInService).toBe(nodes);
    expect(Number(groupOf(resources).Properties.MaxSize)).toBeGreaterThan(nodes);
  });

  test('never suspends what it needs', () => {
    const needed = ['Launch', 'Terminate', 'AddToLoadBalancer'];
    expect(rollingUpdate(fleet()).SuspendProcesses.filter((process) => needed.includes(process))).toEqual([]);
  });

  test('adds as many as the plan lets it', () => {
    const resources = fleet({ spec: { ...spec, surge: 2 } });
    expect(rollingUpdate(resources).MaxBatchSize).toBe(2);
    expect(groupOf(resources).Properties.MaxSize).toBe('5');
  });

  test('replaces all at once where two versions may not meet', () => {
    // One that was added by hand too: the new nodes wait until all the old ones have gone.
    expect(rollingUpdate(fleet({ upgrade: 'stop' }))).toMatchObject({ MaxBatchSize: 4, MinInstancesInService: 0 });
  });

  test('replaces a single node before another starts: two without a licence are not a cluster', () => {
    const alone = fleet({ spec: { ...spec, nodes: 1 } });
    expect(rollingUpdate(alone)).toMatchObject({ MaxBatchSize: 2, MinInstancesInService: 0 });
  });
});

describe('the first deployment of app nodes', () => {
  test('waits for the word of each of them', () => {
    expect(groupOf(fleet()).CreationPolicy).toEqual({ ResourceSignal: { Count: 3, Timeout: 'PT30M' } });
  });

  test('has the hooks in the group itself: a resource of its own would come after its nodes', () => {
    const resources = fleet();
    expect(groupOf(resources).Properties.LifecycleHookSpecificationList).toEqual([
      {
        LifecycleHookName: 'launch',
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
        DefaultResult: 'ABANDON',
        HeartbeatTimeout: 1_200,
      },
      {
        LifecycleHookName: 'terminate',
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        DefaultResult: 'CONTINUE',
        HeartbeatTimeout: 300,
      },
    ]);
    expect(ofType(resources, 'AWS::AutoScaling::LifecycleHook')).toEqual([]);
  });

  test('starts no node before its subnets have a way out', () => {
    const resources = fleet();
    const routes = ofType(resources, 'AWS::EC2::Route').filter(({ Properties }) => Properties.NatGatewayId);
    expect(routes).toHaveLength(zones.length);
    expect(groupOf(resources).DependsOn).toEqual(expect.arrayContaining(routes.map(({ id }) => id)));
  });

  test('starts no node before what it waits for, and nothing else waits', () => {
    const resources = resourcesOf((stack) => {
      const it = fleetIn(stack);
      const parameter = new ssm.StringParameter(stack, 'Parameter', { stringValue: it.late.runningVersion });
      const statements = [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] })];
      const grant = new iam.Policy(stack, 'Grant', { roles: [it.role], statements });
      const rule = new ec2.CfnSecurityGroupIngress(stack, 'Rule', {
        groupId: it.connections.securityGroups[0]!.securityGroupId,
        ipProtocol: 'tcp',
        cidrIp: '10.0.0.0/8',
      });
      it.startAfter(parameter, grant, rule);
      return it;
    });
    const awaited = Object.keys(resources).filter((id) => /^(Parameter|Grant|Rule)/.test(id));
    expect(awaited).toHaveLength(3);
    const waiting = Object.entries(resources).filter(([, { DependsOn }]) =>
      awaited.some((id) => [DependsOn].flat().includes(id)),
    );
    expect(waiting.map(([, { Type }]) => Type)).toEqual(['AWS::AutoScaling::AutoScalingGroup']);
    expect(waiting[0]![1].DependsOn).toEqual(expect.arrayContaining(awaited));
  });
});

describe('an app node', () => {
  test('is of the class of the plan, with its disk encrypted and gone when it is', () => {
    expect(templateOf(fleet())).toMatchObject({
      InstanceType: spec.instance,
      Monitoring: { Enabled: true },
      BlockDeviceMappings: [
        {
          DeviceName: '/dev/sda1',
          Ebs: { Encrypted: true, VolumeType: 'gp3', VolumeSize: 30, DeleteOnTermination: true },
        },
      ],
    });
  });

  test('gives its credentials to nobody but its own programs', () => {
    expect(templateOf(fleet()).MetadataOptions).toEqual({
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 1,
      InstanceMetadataTags: 'disabled',
    });
  });

  test('has no public address, even in a public subnet, and no key pair', () => {
    const data = templateOf(fleet({ vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } }));
    const group = { 'Fn::GetAtt': [expect.stringMatching(/^ItSecurityGroup/), 'GroupId'] };
    expect(data.NetworkInterfaces).toEqual([{ DeviceIndex: 0, AssociatePublicIpAddress: false, Groups: [group] }]);
    expect(data.SecurityGroupIds).toBeUndefined();
    expect(data.KeyName).toBeUndefined();
  });

  test('starts from one image for ever: no update of the stack resolves a newer one', () => {
    const app = new App();
    fleetIn(new Stack(app, 'Theirs'));
    const { template } = app.synth().getStackByName('Theirs') as { template: { Parameters?: object } };
    const text = JSON.stringify(template);
    expect(text).toContain(
      '"resolve:ssm:/aws/service/canonical/ubuntu/server/24.04/stable/20251212/amd64/hvm/ebs-gp3/ami-id"',
    );
    expect(text).not.toMatch(/current|latest\b/);
    expect(Object.keys(template.Parameters ?? {})).toEqual(['BootstrapVersion']);
  });

  test('starts from the image that is given', () => {
    const machineImage = ec2.MachineImage.genericLinux({ 'eu-central-1': 'ami-theirs' });
    const resources = resourcesOf((stack) => fleetIn(stack, { machineImage }), { env: { region: 'eu-central-1' } });
    expect(templateOf(resources).ImageId).toBe('ami-theirs');
  });

  test('finds its files at boot, compressed and encoded once', () => {
    const { UserData } = templateOf(fleet());
    expect(UserData).toEqual(expect.any(String));
    const text = gunzipSync(Buffer.from(UserData as string, 'base64')).toString('utf8');
    expect(text).toMatch(/^#cloud-config/);
    expect(text).toContain('/etc/mattermost/node.json');
    expect(text).toContain('/usr/local/bin/mattermost-boot');
  });

  test.each([
    ['no', {}],
    ['all', recommendedFlags],
  ])('fails on commands that would be lost, with %s feature flags', (_, context) => {
    const stack = new Stack(new App({ context: { ...context } }), 'Theirs');
    expect(() => fleetIn(stack).group.addUserData('apt-get update')).toThrow();
  });

  test('may do nothing until it is granted: a wait for signals does not grant either', () => {
    const resources = fleet();
    const [role] = ofType(resources, 'AWS::IAM::Role');
    expect(role?.Properties.ManagedPolicyArns).toBeUndefined();
    expect(role?.Properties.Policies).toBeUndefined();
    expect(Object.values(resources).filter(({ Type }) => /^AWS::IAM::(Managed)?Policy$/.test(Type))).toEqual([]);
    expect(ofType(resources, 'AWS::IAM::InstanceProfile')).toHaveLength(1);
  });

  test('lets nobody in until it is wired, and reaches everybody', () => {
    const { Properties } = ofType(fleet(), 'AWS::EC2::SecurityGroup')[0]!;
    expect(Properties.SecurityGroupIngress).toBeUndefined();
    expect(Properties.SecurityGroupEgress).toEqual([
      expect.objectContaining({ CidrIp: '0.0.0.0/0', IpProtocol: '-1' }),
    ]);
  });

  test('has a disk of its name', () => {
    const { TagSpecifications } = templateOf(fleet());
    const Tags = [{ Key: 'Name', Value: 'chat/appFleet' }];
    expect(TagSpecifications).toContainEqual({ ResourceType: 'volume', Tags });
  });

  test('has a disk under the key that is given', () => {
    const resources = resourcesOf((stack) => fleetIn(stack, { encryptionKey: new kms.Key(stack, 'Key') }));
    const [{ Ebs }] = templateOf(resources).BlockDeviceMappings as [{ Ebs: { Encrypted: boolean; KmsKeyId: unknown } }];
    expect(Ebs.Encrypted).toBe(true);
    expect(Ebs.KmsKeyId).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] });
  });
});

describe('the app fleet', () => {
  test('offers its group, its role, and a version that no node has written yet', () => {
    const stack = new Stack(new App(), 'Theirs');
    const it = fleetIn(stack);
    expect(it.late).toEqual({ runningVersion: 'none' });
    expect(stack.resolve(it.names)).toEqual({
      group: { Ref: stack.getLogicalId(it.group.node.defaultChild as CfnResource) },
    });
    expect(it.connections.securityGroups).toEqual([it.securityGroup]);
    expect(it.group.role).toBe(it.role);
  });

  test('is offered by servers that are already there', () => {
    const stack = new Stack(new App(), 'Theirs');
    const group = autoscaling.AutoScalingGroup.fromAutoScalingGroupName(stack, 'Group', 'theirs');
    const role = iam.Role.fromRoleName(stack, 'Role', 'theirs');
    const securityGroup = ec2.SecurityGroup.fromSecurityGroupId(stack, 'SecurityGroup', 'sg-theirs');
    const offered = AppFleet.fromExisting({ group, role, securityGroup });
    expect(offered).toMatchObject({ names: { group: 'theirs' }, late: { runningVersion: 'none' }, role });
    expect(offered.connections.securityGroups).toEqual([securityGroup]);
  });

  test('fails with more boot files than a node can be given, and says how much it can', () => {
    const noise = Array.from({ length: 1_000 }, (_, i) => createHash('sha256').update(`${i}`).digest('base64')).join(
      '',
    );
    const filesOf = (length: number) => [
      { path: '/noise', mode: '0600', text: `${noise.slice(0, length)}\n` } as const,
    ];
    expect(() => fleet({ bootFiles: filesOf(15_000) })).not.toThrow();
    expect(() => fleet({ bootFiles: filesOf(30_000) })).toThrow(
      /'bootFiles' of Theirs\/It are too large; given \d+ bytes, compressed; allowed: 16384; let nodes download what is long/,
    );
  });

  test('can be overridden, one callback for each inner resource', () => {
    const resources = fleet({
      overrides: {
        role: (props) => ({ ...props, roleName: 'theirs' }),
        securityGroup: (props) => ({ ...props, securityGroupName: 'theirs' }),
        launchTemplate: (props) => ({ ...props, launchTemplateName: 'theirs' }),
        group: (props) => ({ ...props, autoScalingGroupName: 'theirs' }),
      },
    });
    expect(ofType(resources, 'AWS::IAM::Role')[0]?.Properties.RoleName).toBe('theirs');
    expect(ofType(resources, 'AWS::EC2::SecurityGroup')[0]?.Properties.GroupName).toBe('theirs');
    expect(ofType(resources, 'AWS::EC2::LaunchTemplate')[0]?.Properties.LaunchTemplateName).toBe('theirs');
    expect(groupOf(resources).Properties.AutoScalingGroupName).toBe('theirs');
    expect(templateOf(resources).UserData).toEqual(templateOf(fleet()).UserData);
  });

  test('boots as the customer says where the user data is overridden', () => {
    const userData = ec2.UserData.custom('#cloud-config\n{}');
    const resources = fleet({ overrides: { launchTemplate: (props) => ({ ...props, userData }) } });
    expect(templateOf(resources).UserData).toEqual({ 'Fn::Base64': '#cloud-config\n{}' });
  });

  test('gives the same resources with none and with all of the recommended feature flags', () => {
    const its = (context: Readonly<Record<string, unknown>>) =>
      Object.fromEntries(
        Object.entries(resourcesOf((stack) => fleetIn(stack), { context })).filter(([id]) => id.startsWith('It')),
      );
    const without = its({});
    expect(Object.keys(without).length).toBeGreaterThan(4);
    expect(its(recommendedFlags)).toEqual(without);
  });
});
