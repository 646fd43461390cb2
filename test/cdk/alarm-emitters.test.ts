import { describe, expect, test } from '@jest/globals';
import { appNodeMetrics, proxyNodeMetrics, type BootFile } from '../../constructs/boot';
import { cases } from '../../bin/cases';
import { architecture, ofType, planOf, type Resources } from './templates';

/** A metric with the names of its dimensions, as one text. */
const key = (namespace: string, metric: string, dimensions: readonly string[]): string =>
  `${namespace} ${metric} by ${[...dimensions].sort().join(', ')}`;

/** What AWS sends by itself, by the page that lists it in AWS's user guides. */
const native: readonly (readonly [
  page: string,
  namespace: string,
  dimensions: readonly string[],
  metrics: readonly string[],
])[] = [
  ['Amazon EC2, CloudWatch metrics', 'AWS/EC2', ['AutoScalingGroupName'], ['CPUUtilization']],
  ['EC2 Auto Scaling, group metrics', 'AWS/AutoScaling', ['AutoScalingGroupName'], ['GroupInServiceInstances']],
  [
    'Aurora, instance-level metrics',
    'AWS/RDS',
    ['DBClusterIdentifier'],
    ['CPUUtilization', 'DatabaseConnections', 'FreeableMemory'],
  ],
  ['Aurora, instance-level metrics', 'AWS/RDS', ['DBClusterIdentifier', 'Role'], ['AuroraReplicaLag']],
  [
    'OpenSearch Service, cluster metrics',
    'AWS/ES',
    ['ClientId', 'DomainName'],
    ['ClusterStatus.red', 'ClusterStatus.yellow', 'CPUUtilization', 'FreeStorageSpace', 'JVMMemoryPressure'],
  ],
  [
    'ElastiCache, metrics for Redis OSS',
    'AWS/ElastiCache',
    ['CacheClusterId', 'CacheNodeId'],
    ['DatabaseMemoryUsagePercentage', 'EngineCPUUtilization', 'ReplicationLag'],
  ],
  ['Network Load Balancers, metrics', 'AWS/NetworkELB', ['LoadBalancer', 'TargetGroup'], ['UnHealthyHostCount']],
  [
    'Application Load Balancers, metrics',
    'AWS/ApplicationELB',
    ['LoadBalancer', 'TargetGroup'],
    ['HTTPCode_Target_5XX_Count', 'UnHealthyHostCount'],
  ],
  ['Certificate Manager, metrics', 'AWS/CertificateManager', ['CertificateArn'], ['DaysToExpiry']],
];

const sentByAws = native.flatMap(([, namespace, dimensions, metrics]) =>
  metrics.map((metric) => key(namespace, metric, dimensions)),
);
const sentByNodes = [...appNodeMetrics, ...proxyNodeMetrics].map(({ namespace, metric, dimensions }) =>
  key(namespace, metric, dimensions),
);

interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string }[];
}
/** What the alarms of a template listen to: a metric, or those of an expression. */
const heard = (resources: Resources): string[] =>
  ofType(resources, 'AWS::CloudWatch::Alarm').flatMap(({ Properties }) => {
    const { Metrics = [] } = Properties as { Metrics?: { MetricStat?: { Metric: Metric } }[] };
    const metrics = Metrics.length
      ? Metrics.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric] : []))
      : [Properties as unknown as Metric];
    return metrics.map(({ Namespace, MetricName, Dimensions = [] }) =>
      key(
        Namespace,
        MetricName,
        Dimensions.map(({ Name }) => Name),
      ),
    );
  });

const plans = [
  ...cases.map(({ name, request }) => [name, planOf(request)] as const),
  ['a load balancer only', planOf({ proxy: 'alb' })] as const,
  ['a cache at a small size', planOf({ concurrentUsers: '1k', cache: 'redis' })] as const,
];

describe('every alarm listens to a metric that somebody sends', () => {
  test.each(plans)('of %s', (_, plan) => {
    const alarms = heard(architecture({ plan }));
    expect(alarms.length).toBeGreaterThanOrEqual(plan.alarms.length - 1);
    expect([...new Set(alarms)].filter((each) => !sentByAws.includes(each) && !sentByNodes.includes(each))).toEqual([]);
  });

  test('fails an alarm on a metric, or on dimensions, that nobody sends', () => {
    const alarm = (MetricName: string, ...names: string[]): Resources => ({
      It: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { Namespace: 'AWS/EC2', MetricName, Dimensions: names.map((Name) => ({ Name })) },
      },
    });
    expect(sentByAws).toContain(heard(alarm('CPUUtilization', 'AutoScalingGroupName'))[0]);
    expect(sentByAws).not.toContain(heard(alarm('mem_used_percent', 'AutoScalingGroupName'))[0]);
    expect(sentByAws).not.toContain(heard(alarm('CPUUtilization', 'InstanceId', 'AutoScalingGroupName'))[0]);
  });
});

describe('what nodes are said to send', () => {
  const { bootFiles } = planOf();
  const textOf = (files: readonly BootFile[] = []) => files.map(({ text }) => text).join('\n');

  test.each([
    ['app nodes', appNodeMetrics, textOf(bootFiles.appFleet)],
    ['proxies', proxyNodeMetrics, textOf(bootFiles.proxy)],
  ])('stands in the boot files of %s: in the configuration of the agent or in a program', (_, metrics, text) => {
    expect(metrics.length).toBeGreaterThan(6);
    for (const { metric } of metrics) expect(text).toContain(metric.replace(/^ethtool_/, ''));
  });

  test('is by the name of their group, so that a node that comes or goes changes no alarm', () => {
    for (const { dimensions } of [...appNodeMetrics, ...proxyNodeMetrics])
      expect(dimensions).toEqual(['AutoScalingGroupName']);
  });
});

test('there is an alarm for everything that has ended a deployment before', () => {
  const ids = planOf({ concurrentUsers: '200k' }).alarms.map(({ id }) => id);
  for (const subject of [
    'conntrack-allowance',
    'bw-out-allowance',
    'replica-lag',
    'writer-connections',
    'app-unhealthy',
    'load-balancer-unhealthy',
    'server-errors',
    'proxy-errors',
    'proxy-logins',
    'search-red',
    'search-disk',
    'cache-memory',
    'app-disk',
    'certificate-expiry',
  ])
    expect(ids.filter((id) => id.includes(subject))).not.toEqual([]);
});
