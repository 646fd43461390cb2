/** What is wrong with a resource: values by their paths in it, `rule.1.status`, or that it is not there at all. */
export type Wrong = Readonly<Record<string, unknown>> | 'left out';

/** A mistake of a renderer: the first resource of a type whose name holds a part. */
export type Broken = readonly [type: string, part: string, wrong: Wrong];

/** A fact, by its path, and a mistake in each engine that it must not survive. */
export interface Mistake {
  readonly fact: string;
  readonly cdk: Broken;
  readonly cdktf: Broken;
}

const mistake = (fact: string, cdk: Broken, cdktf: Broken): Mistake => ({ fact, cdk, cdktf });

const group = ['AWS::AutoScaling::AutoScalingGroup', 'aws_autoscaling_group'] as const;
const template = ['AWS::EC2::LaunchTemplate', 'aws_launch_template'] as const;
const cluster = ['AWS::RDS::DBCluster', 'aws_rds_cluster'] as const;
const instance = ['AWS::RDS::DBInstance', 'aws_rds_cluster_instance'] as const;
const domain = ['AWS::OpenSearchService::Domain', 'aws_opensearch_domain'] as const;
const cache = ['AWS::ElastiCache::ReplicationGroup', 'aws_elasticache_replication_group'] as const;
const balancer = ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'aws_lb'] as const;
const ingress = ['AWS::EC2::SecurityGroupIngress', 'aws_vpc_security_group_ingress_rule'] as const;
const logs = ['AWS::Logs::LogGroup', 'aws_cloudwatch_log_group'] as const;
const alarm = ['AWS::CloudWatch::Alarm', 'aws_cloudwatch_metric_alarm'] as const;

/** Where both engines have a resource under one type each, and a part that each spells in its way. */
const rows =
  ([cdkType, cdktfType]: readonly [string, string], [cdkPart, cdktfPart = cdkPart]: readonly [string, string?]) =>
  (...facts: readonly (readonly [fact: string, cdk: Wrong, cdktf: Wrong])[]): Mistake[] =>
    facts.map(([fact, cdk, cdktf]) => mistake(fact, [cdkType, cdkPart, cdk], [cdktfType, cdktfPart, cdktf]));

const fleet = (name: string, part: string): Mistake[] => [
  ...rows(group, [part])(
    [`${name}.nodes`, { MinSize: '1' }, { min_size: 1 }],
    [`${name}.most`, { MaxSize: '99' }, { max_size: 99 }],
    [
      `${name}.hooks`,
      { 'LifecycleHookSpecificationList.0.DefaultResult': 'CONTINUE' },
      { 'initial_lifecycle_hook.0.default_result': 'CONTINUE' },
    ],
    [`${name}.hooks`, { LifecycleHookSpecificationList: [] }, { initial_lifecycle_hook: [] }],
  ),
  ...(['Launch', 'Terminate'] as const).map((which, i) =>
    mistake(
      `${name}.hooks`,
      [group[0], part, { [`LifecycleHookSpecificationList.${i}.HeartbeatTimeout`]: 30 }],
      ['aws_autoscaling_lifecycle_hook', `${part}_${which}Hook`, { heartbeat_timeout: 30 }],
    ),
  ),
  ...rows(template, [part])(
    [`${name}.class`, { 'LaunchTemplateData.InstanceType': 'c7i.metal' }, { instance_type: 'c7i.metal' }],
    [`${name}.image`, { 'LaunchTemplateData.ImageId': 'ami-0123456789abcdef0' }, { image_id: 'ami-0123456789abcdef0' }],
    [
      `${name}.diskGiB`,
      { 'LaunchTemplateData.BlockDeviceMappings.0.Ebs.VolumeSize': 8 },
      { 'block_device_mappings.0.ebs.volume_size': 8 },
    ],
    [
      `${name}.diskEncrypted`,
      { 'LaunchTemplateData.BlockDeviceMappings.0.Ebs.Encrypted': false },
      { 'block_device_mappings.0.ebs.encrypted': undefined },
    ],
    [
      `${name}.imdsv2`,
      { 'LaunchTemplateData.MetadataOptions.HttpTokens': 'optional' },
      { 'metadata_options.http_tokens': 'optional' },
    ],
    [`${name}.userData`, { 'LaunchTemplateData.UserData': 'other' }, { user_data: 'other' }],
  ),
];

/** What makes an alarm one about a value where it should be about a counter. */
const plainMetric = { namespace: 'Theirs', metric_name: 'theirs', dimensions: {} } as const;

/** What lets a node complete hooks and judge nodes in its own group, with a mistake. */
const hooksOfAnybody = (kind: string, wrong: object): string =>
  JSON.stringify({
    Statement: [
      {
        Action: [
          'autoscaling:CompleteLifecycleAction',
          'autoscaling:RecordLifecycleActionHeartbeat',
          'autoscaling:SetInstanceHealth',
        ],
        Resource: 'arn:aws:autoscaling:*',
        Condition: { StringEquals: { 'aws:ResourceTag/mattermost:fleet': `mattermost/${kind}` } },
        ...wrong,
      },
    ],
  });

/** Each fact broken once in each engine, and some in several ways. */
export const mistakes: readonly Mistake[] = [
  ...fleet('appFleet', 'AppFleet'),
  ...fleet('proxy', 'Proxy'),

  mistake(
    'network.cidr',
    ['AWS::EC2::VPC', '', { CidrBlock: '10.1.0.0/16' }],
    ['aws_vpc', '', { cidr_block: '10.1.0.0/16' }],
  ),
  mistake('network.subnets', ['AWS::EC2::Subnet', 'Isolated', 'left out'], ['aws_subnet', 'Isolated1', 'left out']),
  mistake(
    'network.endpoints',
    ['AWS::EC2::VPCEndpoint', '', { VpcEndpointType: 'Interface' }],
    ['aws_vpc_endpoint', '', { vpc_endpoint_type: 'Interface' }],
  ),
  mistake('network.natGateways', ['AWS::EC2::NatGateway', '', 'left out'], ['aws_nat_gateway', '', 'left out']),
  ...rows(logs, ['FlowLogs'])(['network.flowLogDays', { RetentionInDays: 1 }, { retention_in_days: 1 }]),

  ...rows(instance, ['Reader1'])(['database.instances', 'left out', 'left out']),
  ...rows(instance, ['Writer'])(
    ['database.class', { DBInstanceClass: 'db.t3.medium' }, { instance_class: 'db.t3.medium' }],
    ['database.performanceInsights', { EnablePerformanceInsights: false }, { performance_insights_enabled: false }],
  ),
  ...rows(cluster, [''])(
    ['database.engine', { EngineVersion: '15.4' }, { engine_version: '15.4' }],
    ['database.name', { DatabaseName: 'other' }, { database_name: 'other' }],
    ['database.encrypted', { StorageEncrypted: false }, { storage_encrypted: false }],
    ['database.backupDays', { BackupRetentionPeriod: 1 }, { backup_retention_period: 1 }],
    ['database.deletionProtection', { DeletionProtection: false }, { deletion_protection: false }],
    [
      'database.iamAuthentication',
      { EnableIAMDatabaseAuthentication: false },
      { iam_database_authentication_enabled: false },
    ],
  ),
  mistake(
    'database.parameters',
    ['AWS::RDS::DBClusterParameterGroup', '', { 'Parameters.max_connections': '1' }],
    ['aws_rds_cluster_parameter_group', '', { 'parameter.0.value': '1' }],
  ),

  mistake('fileStore.buckets', ['AWS::S3::Bucket', 'Exports', 'left out'], ['aws_s3_bucket', 'Exports', 'left out']),
  mistake(
    'fileStore.encrypted',
    ['AWS::S3::Bucket', 'LegalHold', { BucketEncryption: undefined }],
    ['aws_s3_bucket_server_side_encryption_configuration', 'LegalHold', 'left out'],
  ),
  mistake(
    'fileStore.private',
    ['AWS::S3::Bucket', 'LegalHold', { 'PublicAccessBlockConfiguration.BlockPublicAcls': false }],
    ['aws_s3_bucket_public_access_block', 'LegalHold', { block_public_acls: false }],
  ),
  mistake(
    'fileStore.tlsOnly',
    ['AWS::S3::BucketPolicy', '', { 'PolicyDocument.Statement': [] }],
    ['aws_s3_bucket_policy', '', { policy: '{}' }],
  ),
  mistake(
    'fileStore.versioned',
    ['AWS::S3::Bucket', 'FileStoreBucket', { VersioningConfiguration: undefined }],
    ['aws_s3_bucket_versioning', '', 'left out'],
  ),
  mistake(
    'fileStore.oldVersionsDays',
    [
      'AWS::S3::Bucket',
      'FileStoreBucket',
      { 'LifecycleConfiguration.Rules.1.NoncurrentVersionExpiration.NoncurrentDays': 1 },
    ],
    [
      'aws_s3_bucket_lifecycle_configuration',
      'FileStore_Bucket',
      { 'rule.1.noncurrent_version_expiration.0.noncurrent_days': 1 },
    ],
  ),
  mistake(
    'fileStore.abortUploadsDays',
    [
      'AWS::S3::Bucket',
      'Exports',
      { 'LifecycleConfiguration.Rules.0.AbortIncompleteMultipartUpload.DaysAfterInitiation': 99 },
    ],
    [
      'aws_s3_bucket_lifecycle_configuration',
      'Exports',
      { 'rule.0.abort_incomplete_multipart_upload.0.days_after_initiation': 99 },
    ],
  ),

  ...rows(domain, [''])(
    ['search.engine', { EngineVersion: 'OpenSearch_1.0' }, { engine_version: 'OpenSearch_1.0' }],
    [
      'search.class',
      { 'ClusterConfig.InstanceType': 't3.small.search' },
      { 'cluster_config.instance_type': 't3.small.search' },
    ],
    ['search.nodes', { 'ClusterConfig.InstanceCount': 1 }, { 'cluster_config.instance_count': 1 }],
    [
      'search.zones',
      { 'ClusterConfig.ZoneAwarenessConfig.AvailabilityZoneCount': 3 },
      { 'cluster_config.zone_awareness_config.availability_zone_count': 3 },
    ],
    [
      'search.masters',
      { 'ClusterConfig.DedicatedMasterEnabled': false },
      { 'cluster_config.dedicated_master_enabled': false },
    ],
    ['search.masters', { 'ClusterConfig.DedicatedMasterCount': 1 }, { 'cluster_config.dedicated_master_count': 1 }],
    ['search.disk', { 'EBSOptions.VolumeSize': 10 }, { 'ebs_options.volume_size': 10 }],
    ['search.disk', { 'EBSOptions.Iops': 3_000 }, { 'ebs_options.iops': 3_000 }],
    ['search.disk', { 'EBSOptions.Throughput': 125 }, { 'ebs_options.throughput': 125 }],
    ['search.encryptedAtRest', { 'EncryptionAtRestOptions.Enabled': false }, { 'encrypt_at_rest.enabled': false }],
    [
      'search.encryptedBetweenNodes',
      { 'NodeToNodeEncryptionOptions.Enabled': false },
      { 'node_to_node_encryption.enabled': false },
    ],
    [
      'search.httpsOnly',
      { 'DomainEndpointOptions.EnforceHTTPS': false },
      { 'domain_endpoint_options.enforce_https': false },
    ],
    [
      'search.login',
      { 'AdvancedSecurityOptions.InternalUserDatabaseEnabled': false },
      { 'advanced_security_options.internal_user_database_enabled': false },
    ],
  ),
  ...rows(cache, [''])(
    ['cache.engine', { EngineVersion: '6.2' }, { engine_version: '6.2' }],
    ['cache.class', { CacheNodeType: 'cache.t3.micro' }, { node_type: 'cache.t3.micro' }],
    ['cache.nodes', { NumCacheClusters: 1 }, { num_cache_clusters: 1 }],
    ['cache.failover', { AutomaticFailoverEnabled: false }, { automatic_failover_enabled: false }],
    ['cache.encryptedAtRest', { AtRestEncryptionEnabled: false }, { at_rest_encryption_enabled: undefined }],
  ),
  ...rows(balancer, [''])(
    ['loadBalancer.type', { Type: 'application' }, { load_balancer_type: 'application' }],
    ['loadBalancer.scheme', { Scheme: 'internal' }, { internal: true }],
    [
      'loadBalancer.crossZone',
      { 'LoadBalancerAttributes.1.Value': 'false' },
      { enable_cross_zone_load_balancing: false },
    ],
  ),
  ...rows(['AWS::ElasticLoadBalancingV2::Listener', 'aws_lb_listener'], ['Https'])(
    ['loadBalancer.listeners', { SslPolicy: 'ELBSecurityPolicy-2016-08' }, { ssl_policy: 'ELBSecurityPolicy-2016-08' }],
    ['loadBalancer.listeners', 'left out', 'left out'],
  ),
  ...rows(logs, ['Observability'])(['logsDays', { RetentionInDays: 1 }, { retention_in_days: 1 }]),

  ...rows(ingress, ['appFleetappFleet', 'appFleet-appFleet'])(['traffic', 'left out', 'left out']),
  ...rows(ingress, ['appFleetdatabase', 'appFleet-database'])(
    ['traffic', { FromPort: 5433 }, { from_port: 5433 }],
    ['traffic', { ToPort: 65_535 }, { to_port: 65_535 }],
    ['traffic', { IpProtocol: 'udp' }, { ip_protocol: 'udp' }],
    [
      'traffic',
      { SourceSecurityGroupId: { 'Fn::GetAtt': ['MattermostProxySecurityGroup0', 'GroupId'] } },
      { referenced_security_group_id: '${aws_security_group.Mattermost_Proxy_SecurityGroup.id}' },
    ],
  ),
  ...rows(ingress, ['clients'])(['traffic', { CidrIp: '10.0.0.0/8' }, { cidr_ipv4: '10.0.0.0/8' }]),
  ...['appFleet', 'proxy'].flatMap((kind) =>
    rows(['AWS::IAM::Policy', 'aws_iam_role_policy'], [`Wiring${kind}`, `Wiring_${kind}`])(
      [`actions.${kind}`, 'left out', 'left out'],
      [
        `actions.${kind}`,
        { 'PolicyDocument.Statement.0.Action': '*' },
        { policy: '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}' },
      ],
    ),
  ),
  // A node may complete hooks in its own group alone, and send metrics to its own namespace.
  ...['appFleet', 'proxy'].flatMap((kind) =>
    rows(
      ['AWS::IAM::Policy', 'aws_iam_role_policy'],
      [`Wiring${kind}metrics`, `Wiring_${kind}-metrics`],
    )([
      `actions.${kind}`,
      { 'PolicyDocument.Statement.0.Condition': undefined },
      { policy: '{"Statement":[{"Effect":"Allow","Action":["cloudwatch:PutMetricData"],"Resource":"*"}]}' },
    ]),
  ),
  ...['appFleet', 'proxy'].flatMap((kind) =>
    rows(['AWS::IAM::Policy', 'aws_iam_role_policy'], [`Wiring${kind}hooks`, `Wiring_${kind}-hooks`])(
      [
        `actions.${kind}`,
        { 'PolicyDocument.Statement.0.Resource': '*' },
        { policy: hooksOfAnybody(kind, { Resource: '*' }) },
      ],
      [
        `actions.${kind}`,
        { 'PolicyDocument.Statement.0.Condition': undefined },
        { policy: hooksOfAnybody(kind, { Condition: undefined }) },
      ],
    ),
  ),
  ...rows(
    ['AWS::SSM::Parameter', 'aws_ssm_parameter'],
    ['databasewriter', 'database_writer'],
  )(['parameters', 'left out', 'left out']),

  ...rows(alarm, ['Observabilityappcpu', 'Observability_app-cpu'])(
    ['alarms.appcpu', 'left out', 'left out'],
    ['alarms.appcpu.namespace', { Namespace: 'AWS/RDS' }, { namespace: 'AWS/RDS' }],
    ['alarms.appcpu.metric', { MetricName: 'CPUCreditUsage' }, { metric_name: 'CPUCreditUsage' }],
    ['alarms.appcpu.statistic', { Statistic: 'Minimum' }, { statistic: 'Minimum' }],
    [
      'alarms.appcpu.comparison',
      { ComparisonOperator: 'LessThanThreshold' },
      { comparison_operator: 'LessThanThreshold' },
    ],
    ['alarms.appcpu.threshold', { Threshold: 1 }, { threshold: 1 }],
    ['alarms.appcpu.period', { Period: 3_600 }, { period: 3_600 }],
    ['alarms.appcpu.periods', { EvaluationPeriods: 99 }, { evaluation_periods: 99 }],
    ['alarms.appcpu.missing', { TreatMissingData: 'ignore' }, { treat_missing_data: 'ignore' }],
    ['alarms.appcpu.dimensions', { Dimensions: [] }, { dimensions: {} }],
  ),
  ...rows(alarm, ['Observabilityappbwin', 'Observability_app-bw-in'])(
    [
      'alarms.appbwinallowance.counter',
      { Metrics: undefined, Dimensions: [] },
      { metric_query: undefined, ...plainMetric },
    ],
    [
      'alarms.appbwinallowance.metric',
      { 'Metrics.1.MetricStat.Metric.MetricName': 'theirs' },
      { 'metric_query.1.metric.metric_name': 'theirs' },
    ],
    [
      'alarms.appbwinallowance.statistic',
      { 'Metrics.1.MetricStat.Stat': 'Minimum' },
      { 'metric_query.1.metric.stat': 'Minimum' },
    ],
    [
      'alarms.appbwinallowance.period',
      { 'Metrics.1.MetricStat.Period': 3_600 },
      { 'metric_query.1.metric.period': 3_600 },
    ],
  ),
];
