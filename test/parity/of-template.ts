import type { Resources } from '../cdk/templates';
import { componentIn, permission, sorted, trafficLine, type Facts } from './facts';
import { digest } from './of-plan';

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-return */

type Json = Readonly<Record<string, any>>;

/** The facts in a CloudFormation template. */
export function factsOfTemplate(resources: Resources): Facts {
  const all = (type: string): readonly (readonly [id: string, its: Json])[] =>
    Object.entries(resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, { Properties }]) => [id, Properties as Json] as const);
  const of = (type: string, part = ''): Json | undefined => all(type).find(([id]) => id.includes(part))?.[1];

  const fleet = (name: string) => {
    const group = of('AWS::AutoScaling::AutoScalingGroup', `Mattermost${name}`);
    const template = of('AWS::EC2::LaunchTemplate', `Mattermost${name}`)?.LaunchTemplateData as Json | undefined;
    if (!group || !template) return undefined;
    const disk = template.BlockDeviceMappings[0].Ebs;
    return {
      nodes: Number(group.MinSize),
      most: Number(group.MaxSize),
      class: template.InstanceType,
      image: template.ImageId,
      diskGiB: disk.VolumeSize,
      diskEncrypted: disk.Encrypted,
      imdsv2: template.MetadataOptions.HttpTokens,
      hooks: (group.LifecycleHookSpecificationList as Json[]).map(
        (hook) => `${hook.LifecycleHookName} ${hook.DefaultResult} ${hook.HeartbeatTimeout}`,
      ),
      userData: digest(template.UserData),
    };
  };
  const cluster = of('AWS::RDS::DBCluster')!;
  const instances = all('AWS::RDS::DBInstance').map(([, its]) => its);
  const domain = of('AWS::OpenSearchService::Domain');
  const cache = of('AWS::ElastiCache::ReplicationGroup');
  const balancer = of('AWS::ElasticLoadBalancingV2::LoadBalancer')!;
  const attribute = (its: Json, part: string, key: string): string | undefined =>
    (its[part] as Json[] | undefined)?.find((each) => each.Key === key)?.Value as string | undefined;
  const buckets = all('AWS::S3::Bucket').map(([, its]) => its);
  const rules = buckets.flatMap((its) => its.LifecycleConfiguration.Rules as Json[]);
  const policies = all('AWS::IAM::Policy').filter(([id]) => id.includes('Wiring'));
  const logical = (value: any): string => value['Fn::GetAtt']?.[0] ?? value.Ref ?? String(value);
  return {
    appFleet: fleet('AppFleet'),
    proxy: fleet('Proxy'),
    network: {
      cidr: of('AWS::EC2::VPC')!.CidrBlock,
      subnets: all('AWS::EC2::Subnet').length,
      endpoints: all('AWS::EC2::VPCEndpoint').filter(([, its]) => its.VpcEndpointType === 'Interface').length,
      natGateways: all('AWS::EC2::NatGateway').length,
      flowLogDays: of('AWS::Logs::LogGroup', 'FlowLogs')!.RetentionInDays,
    },
    database: {
      class: sorted([...new Set(instances.map((its) => its.DBInstanceClass as string))]).join(),
      instances: instances.length,
      engine: `${cluster.Engine} ${cluster.EngineVersion}`,
      name: cluster.DatabaseName,
      encrypted: cluster.StorageEncrypted,
      backupDays: cluster.BackupRetentionPeriod,
      deletionProtection: cluster.DeletionProtection,
      iamAuthentication: cluster.EnableIAMDatabaseAuthentication,
      performanceInsights: instances.every((its) => its.EnablePerformanceInsights),
      parameters: sorted(
        Object.entries(of('AWS::RDS::DBClusterParameterGroup')!.Parameters).map(
          ([name, value]) => `${name}=${String(value)}`,
        ),
      ),
    },
    fileStore: {
      buckets: buckets.length,
      encrypted: buckets.filter((its) => its.BucketEncryption).length,
      private: buckets.filter((its) => Object.values(its.PublicAccessBlockConfiguration).every(Boolean)).length,
      tlsOnly: all('AWS::S3::BucketPolicy').filter(([, its]) =>
        JSON.stringify(its).includes('"aws:SecureTransport":"false"'),
      ).length,
      versioned: buckets.filter((its) => its.VersioningConfiguration).length,
      oldVersionsDays: rules.find((rule) => rule.Id === 'old-versions')?.NoncurrentVersionExpiration.NoncurrentDays,
      abortUploadsDays: rules
        .filter((rule) => rule.Id === 'unfinished-uploads')
        .map((rule) => rule.AbortIncompleteMultipartUpload.DaysAfterInitiation),
    },
    search: domain && {
      engine: domain.EngineVersion,
      class: domain.ClusterConfig.InstanceType,
      nodes: domain.ClusterConfig.InstanceCount,
      zones: domain.ClusterConfig.ZoneAwarenessConfig?.AvailabilityZoneCount ?? 1,
      masters: domain.ClusterConfig.DedicatedMasterEnabled
        ? `${domain.ClusterConfig.DedicatedMasterCount} x ${domain.ClusterConfig.DedicatedMasterType}`
        : 'none',
      disk: `${domain.EBSOptions.VolumeSize} GiB ${domain.EBSOptions.Iops} IOPS ${domain.EBSOptions.Throughput} MiB/s ${domain.EBSOptions.VolumeType}`,
      encryptedAtRest: domain.EncryptionAtRestOptions.Enabled,
      encryptedBetweenNodes: domain.NodeToNodeEncryptionOptions.Enabled,
      httpsOnly: domain.DomainEndpointOptions.EnforceHTTPS,
      login: domain.AdvancedSecurityOptions.InternalUserDatabaseEnabled,
    },
    cache: cache && {
      engine: `${cache.Engine} ${cache.EngineVersion}`,
      class: cache.CacheNodeType,
      nodes: cache.NumCacheClusters,
      failover: cache.AutomaticFailoverEnabled,
      encryptedAtRest: cache.AtRestEncryptionEnabled,
    },
    loadBalancer: {
      type: balancer.Type,
      scheme: balancer.Scheme,
      crossZone:
        (attribute(balancer, 'LoadBalancerAttributes', 'load_balancing.cross_zone.enabled') ??
          attribute(
            of('AWS::ElasticLoadBalancingV2::TargetGroup')!,
            'TargetGroupAttributes',
            'load_balancing.cross_zone.enabled',
          )) === 'true',
      listeners: sorted(
        all('AWS::ElasticLoadBalancingV2::Listener').map(([, its]) =>
          [its.Protocol, its.Port, its.SslPolicy].filter(Boolean).join(' '),
        ),
      ),
    },
    logsDays: of('AWS::Logs::LogGroup', 'Observability')!.RetentionInDays,
    traffic: sorted(
      all('AWS::EC2::SecurityGroupIngress').map(([, its]) =>
        trafficLine(
          its.CidrIp ?? componentIn(logical(its.SourceSecurityGroupId)),
          componentIn(logical(its.GroupId)),
          its.IpProtocol,
          its.FromPort,
          its.ToPort,
        ),
      ),
    ),
    actions: Object.fromEntries(
      ['appFleet', 'proxy'].flatMap((kind) => {
        const its = policies.filter(([, { Roles }]) => componentIn(logical(Roles[0])) === kind);
        const statements = its.flatMap(([, { PolicyDocument }]) => PolicyDocument.Statement as Json[]);
        const actions = statements.flatMap(({ Action, Resource, Condition }) =>
          [Action as string | string[]].flat().map((action) => permission(action, Resource, Condition)),
        );
        return its.length ? [[kind, sorted(actions)]] : [];
      }),
    ),
    parameters: sorted(all('AWS::SSM::Parameter').map(([, its]) => its.Name as string)),
    alarms: Object.fromEntries(
      all('AWS::CloudWatch::Alarm').map(([id, its]) => {
        const counter = (its.Metrics as Json[] | undefined)?.find((query) => query.MetricStat);
        const metric = counter?.MetricStat.Metric ?? its;
        return [
          alarmId(id),
          {
            namespace: metric.Namespace,
            metric: metric.MetricName,
            statistic: counter?.MetricStat.Stat ?? its.Statistic,
            counter: counter !== undefined,
            comparison: its.ComparisonOperator,
            threshold: its.Threshold,
            period: counter?.MetricStat.Period ?? its.Period,
            periods: its.EvaluationPeriods,
            missing: its.TreatMissingData,
            dimensions: sorted((metric.Dimensions as Json[]).map(({ Name }) => Name as string)),
          },
        ];
      }),
    ),
  };
}

/** `Mattermost…Observabilityappcpu1A2B3C4D`: CDK leaves out hyphens and adds a hash of eight. */
const alarmId = (logicalId: string): string => logicalId.replace(/^.*Observability/, '').slice(0, -8);
