import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { registeredSeconds } from '../../constructs/boot';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Proxy, type ProxyProps } from '../../constructs/cdk/proxy';
import type { ProxySpec } from '../../constructs/spec';
import { ofType, recommendedFlags, resourcesOf, type Resource, type Resources } from './templates';

const spec: ProxySpec = {
  instance: 'c7i.xlarge',
  image: '20251212',
  nodes: 2,
  diskGiB: 20,
  launchSeconds: 600,
  drainSeconds: 180,
  bodyMiB: 128,
  imageCacheGiB: 3,
  slots: 64,
  logins: { admission: true, atATime: 2, queueSeconds: 3, queueMost: 100, retryAfterSeconds: 5 },
};
const proxyIn = (stack: Stack, props: Partial<ProxyProps> = {}) =>
  new Proxy(stack, 'It', {
    spec,
    vpc: new ec2.Vpc(stack, 'Vpc'),
    deployment: 'chat',
    bootFiles: [{ path: '/etc/nginx/nginx.conf', mode: '0644', text: 'events {}\n' }],
    ...props,
  });
const proxy = (props: Partial<ProxyProps> = {}): Resources => resourcesOf((stack) => proxyIn(stack, props));
interface Group extends Resource {
  readonly id: string;
  readonly CreationPolicy: unknown;
  readonly UpdatePolicy: unknown;
}
const groupOf = (resources: Resources) => ofType(resources, 'AWS::AutoScaling::AutoScalingGroup')[0] as Group;
const templateOf = (resources: Resources) =>
  ofType(resources, 'AWS::EC2::LaunchTemplate')[0]!.Properties.LaunchTemplateData as Readonly<Record<string, unknown>>;

describe('the proxies', () => {
  test('are as many as the plan has, and one more during an update', () => {
    const group = groupOf(proxy());
    expect(group.Properties).toMatchObject({ MinSize: '2', MaxSize: '3' });
    expect(group.Properties.DesiredCapacity).toBeUndefined();
    expect(group.UpdatePolicy).toMatchObject({
      AutoScalingRollingUpdate: {
        MaxBatchSize: 1,
        MinInstancesInService: 2,
        WaitOnResourceSignals: true,
        PauseTime: 'PT20M',
      },
    });
    expect(group.CreationPolicy).toEqual({ ResourceSignal: { Count: 2, Timeout: 'PT20M' } });
  });

  test('are replaced when the load balancer finds them ill', () => {
    expect(groupOf(proxy()).Properties).toMatchObject({
      HealthCheckType: 'ELB',
      HealthCheckGracePeriod: registeredSeconds,
    });
  });

  test('can be the targets of a load balancer that is made later', () => {
    const resources = resourcesOf((stack) => {
      const vpc = new ec2.Vpc(stack, 'Theirs');
      const { group } = proxyIn(stack, { vpc });
      return new elbv2.NetworkTargetGroup(stack, 'Targets', { port: 80, targets: [group], vpc });
    });
    expect(groupOf(resources).Properties.TargetGroupARNs).toEqual([{ Ref: expect.stringMatching(/^Targets/) }]);
  });

  test('have their own time to start and to drain, in hooks that stand in the group itself', () => {
    const resources = proxy();
    expect(groupOf(resources).Properties.LifecycleHookSpecificationList).toEqual([
      expect.objectContaining({ LifecycleHookName: 'launch', DefaultResult: 'ABANDON', HeartbeatTimeout: 600 }),
      expect.objectContaining({ LifecycleHookName: 'terminate', DefaultResult: 'CONTINUE', HeartbeatTimeout: 180 }),
    ]);
    expect(ofType(resources, 'AWS::AutoScaling::LifecycleHook')).toEqual([]);
  });

  test('are found by their fleet', () => {
    expect(groupOf(proxy()).Properties.Tags).toContainEqual({
      Key: 'mattermost:fleet',
      Value: 'chat/proxy',
      PropagateAtLaunch: true,
    });
  });

  test('are of the class, the image and the disk of the plan, and find their files at boot', () => {
    const data = templateOf(proxy());
    expect(data).toMatchObject({
      InstanceType: spec.instance,
      ImageId: expect.stringContaining('/24.04/stable/20251212/'),
      BlockDeviceMappings: [{ Ebs: { VolumeSize: 20, Encrypted: true } }],
      MetadataOptions: { HttpTokens: 'required' },
    });
    const text = gunzipSync(Buffer.from(data.UserData as string, 'base64')).toString('utf8');
    expect(text).toContain('/etc/nginx/nginx.conf');
    expect(text).toContain('/usr/local/bin/mattermost-boot');
  });

  test('may do nothing and let nobody in until they are wired', () => {
    const resources = proxy();
    expect(Object.values(resources).filter(({ Type }) => /^AWS::IAM::(Managed)?Policy$/.test(Type))).toEqual([]);
    expect(ofType(resources, 'AWS::IAM::Role')[0]?.Properties.ManagedPolicyArns).toBeUndefined();
    expect(ofType(resources, 'AWS::EC2::SecurityGroup')[0]?.Properties.SecurityGroupIngress).toBeUndefined();
  });

  test('offer their group and their role', () => {
    const stack = new Stack(new App(), 'Theirs');
    const it = proxyIn(stack);
    const id = stack.getLogicalId(it.group.node.defaultChild as CfnResource);
    expect(stack.resolve(it.names)).toEqual({ group: { Ref: id } });
    expect(it.connections.securityGroups).toEqual([it.securityGroup]);
    expect(it.group.role).toBe(it.role);
  });

  test('give the same resources with none and with all of the recommended feature flags', () => {
    const its = (context: Readonly<Record<string, unknown>>) =>
      Object.fromEntries(
        Object.entries(resourcesOf((stack) => proxyIn(stack), { context })).filter(([id]) => id.startsWith('It')),
      );
    const without = its({});
    expect(Object.keys(without).length).toBeGreaterThan(4);
    expect(its(recommendedFlags)).toEqual(without);
  });
});
