import { isDeepStrictEqual } from 'node:util';
import { digest } from './of-plan';
import { alarmName, componentIn, permission, sorted, trafficLine, type Facts } from './facts';

type Json = Readonly<Record<string, any>>; // eslint-disable-line @typescript-eslint/no-explicit-any
/** Resources by type and name, as Terraform reads them. */
export type TerraformResources = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-return */

const one = (value: any): any => (Array.isArray(value) ? value[0] : value); // eslint-disable-line @typescript-eslint/no-explicit-any

/** The facts in a Terraform configuration. */
export function factsOfTerraform(resources: TerraformResources): Facts {
  const all = (type: string): readonly (readonly [name: string, its: Json])[] => Object.entries(resources[type] ?? {});
  const of = (type: string, part = ''): Json | undefined => all(type).find(([name]) => name.includes(part))?.[1];
  const isTrue = (value: unknown): boolean => value === true || value === 'true';

  const fleet = (name: string) => {
    const group = of('aws_autoscaling_group', `_${name}_`);
    const template = of('aws_launch_template', `_${name}_`);
    if (!group || !template) return undefined;
    const lines = (hooks: readonly Json[]) =>
      sorted(hooks.map((hook) => `${hook.name} ${hook.default_result} ${hook.heartbeat_timeout}`));
    const first = lines(group.initial_lifecycle_hook as Json[]);
    const kept = lines(
      all('aws_autoscaling_lifecycle_hook').flatMap(([its, hook]) => (its.includes(`_${name}_`) ? [hook] : [])),
    );
    const disk = one(one(template.block_device_mappings).ebs);
    return {
      nodes: group.min_size,
      most: group.max_size,
      class: template.instance_type,
      image: template.image_id,
      diskGiB: disk.volume_size,
      diskEncrypted: isTrue(disk.encrypted),
      imdsv2: one(template.metadata_options).http_tokens,
      // Those of the first nodes, and those that take their place.
      hooks: isDeepStrictEqual(first, kept) ? kept : [...first, 'then', ...kept],
      userData: digest(template.user_data),
    };
  };
  const cluster = of('aws_rds_cluster')!;
  const instances = all('aws_rds_cluster_instance').map(([, its]) => its);
  const domain = of('aws_opensearch_domain');
  const cache = of('aws_elasticache_replication_group');
  const balancer = of('aws_lb')!;
  const rules = all('aws_s3_bucket_lifecycle_configuration').flatMap(([, its]) => its.rule as Json[]);
  const policies = all('aws_iam_role_policy').filter(([name]) => name.includes('_Wiring_'));
  const groupIn = (text: string): string => componentIn(/aws_security_group\.(\w+)/.exec(text)?.[1] ?? text);
  return {
    appFleet: fleet('AppFleet'),
    proxy: fleet('Proxy'),
    network: {
      cidr: of('aws_vpc')!.cidr_block,
      subnets: all('aws_subnet').length,
      endpoints: all('aws_vpc_endpoint').filter(([, its]) => its.vpc_endpoint_type === 'Interface').length,
      natGateways: all('aws_nat_gateway').length,
      flowLogDays: of('aws_cloudwatch_log_group', '_FlowLogs')!.retention_in_days,
    },
    database: {
      class: sorted([...new Set(instances.map((its) => its.instance_class as string))]).join(),
      instances: instances.length,
      engine: `${cluster.engine} ${cluster.engine_version}`,
      name: cluster.database_name,
      encrypted: cluster.storage_encrypted,
      backupDays: cluster.backup_retention_period,
      deletionProtection: cluster.deletion_protection,
      iamAuthentication: cluster.iam_database_authentication_enabled,
      performanceInsights: instances.every((its) => its.performance_insights_enabled),
      parameters: sorted(
        (of('aws_rds_cluster_parameter_group')!.parameter as Json[]).map((its) => `${its.name}=${its.value}`),
      ),
    },
    fileStore: {
      buckets: all('aws_s3_bucket').length,
      encrypted: all('aws_s3_bucket_server_side_encryption_configuration').length,
      private: all('aws_s3_bucket_public_access_block').filter(([, its]) =>
        [its.block_public_acls, its.block_public_policy, its.ignore_public_acls, its.restrict_public_buckets].every(
          Boolean,
        ),
      ).length,
      tlsOnly: all('aws_s3_bucket_policy').filter(([, its]) =>
        String(its.policy).includes('"aws:SecureTransport":"false"'),
      ).length,
      versioned: all('aws_s3_bucket_versioning').length,
      oldVersionsDays: one(rules.find((rule) => rule.id === 'old-versions')?.noncurrent_version_expiration)
        ?.noncurrent_days,
      abortUploadsDays: rules
        .filter((rule) => rule.id === 'unfinished-uploads')
        .map((rule) => one(rule.abort_incomplete_multipart_upload).days_after_initiation),
    },
    search: domain && {
      engine: domain.engine_version,
      class: one(domain.cluster_config).instance_type,
      nodes: one(domain.cluster_config).instance_count,
      zones: one(one(domain.cluster_config).zone_awareness_config)?.availability_zone_count ?? 1,
      masters: one(domain.cluster_config).dedicated_master_enabled
        ? `${one(domain.cluster_config).dedicated_master_count} x ${one(domain.cluster_config).dedicated_master_type}`
        : 'none',
      disk: `${one(domain.ebs_options).volume_size} GiB ${one(domain.ebs_options).iops} IOPS ${one(domain.ebs_options).throughput} MiB/s ${one(domain.ebs_options).volume_type}`,
      encryptedAtRest: one(domain.encrypt_at_rest).enabled,
      encryptedBetweenNodes: one(domain.node_to_node_encryption).enabled,
      httpsOnly: one(domain.domain_endpoint_options).enforce_https,
      login: one(domain.advanced_security_options).internal_user_database_enabled,
    },
    cache: cache && {
      engine: `${cache.engine} ${cache.engine_version}`,
      class: cache.node_type,
      nodes: cache.num_cache_clusters,
      failover: cache.automatic_failover_enabled,
      encryptedAtRest: isTrue(cache.at_rest_encryption_enabled),
    },
    loadBalancer: {
      type: balancer.load_balancer_type,
      scheme: balancer.internal ? 'internal' : 'internet-facing',
      crossZone: isTrue(
        balancer.enable_cross_zone_load_balancing ?? of('aws_lb_target_group')!.load_balancing_cross_zone_enabled,
      ),
      listeners: sorted(
        all('aws_lb_listener').map(([, its]) => [its.protocol, its.port, its.ssl_policy].filter(Boolean).join(' ')),
      ),
    },
    logsDays: of('aws_cloudwatch_log_group', '_Observability_')!.retention_in_days,
    traffic: sorted(
      all('aws_vpc_security_group_ingress_rule')
        .filter(([name]) => name.includes('_Wiring_'))
        .map(([, its]) =>
          trafficLine(
            its.cidr_ipv4 ?? groupIn(its.referenced_security_group_id),
            groupIn(its.security_group_id),
            its.ip_protocol,
            its.from_port,
            its.to_port,
          ),
        ),
    ),
    actions: Object.fromEntries(
      ['appFleet', 'proxy'].flatMap((kind) => {
        const its = policies.filter(([, { role }]) => componentIn(String(role)) === kind);
        const actions = its.flatMap(([, { policy }]) =>
          (JSON.parse(policy) as { Statement: Json[] }).Statement.flatMap(({ Action, Resource, Condition }) =>
            [Action as string | string[]].flat().map((action) => permission(action, Resource, Condition)),
          ),
        );
        return its.length ? [[kind, sorted(actions)]] : [];
      }),
    ),
    parameters: sorted(all('aws_ssm_parameter').map(([, its]) => its.name as string)),
    alarms: Object.fromEntries(
      all('aws_cloudwatch_metric_alarm').map(([name, its]) => {
        const counter = (its.metric_query as Json[] | undefined)?.find((query) => query.metric);
        const metric = counter ? one(counter.metric) : its;
        return [
          alarmName(name.replace(/^.*_Observability_/, '')),
          {
            namespace: metric.namespace,
            metric: metric.metric_name,
            statistic: metric.stat ?? metric.statistic,
            counter: counter !== undefined,
            comparison: its.comparison_operator,
            threshold: its.threshold,
            period: metric.period,
            periods: its.evaluation_periods,
            missing: its.treat_missing_data,
            dimensions: sorted(Object.keys(metric.dimensions)),
          },
        ];
      }),
    ),
  };
}
