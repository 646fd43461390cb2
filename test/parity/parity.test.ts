import { describe, expect, test } from '@jest/globals';
import { planArchitecture, type Plan, type Request } from '../../architectures/sizing';
import { factsOfPlan } from './of-plan';
import { factsOfTemplate } from './of-template';
import { factsOfTerraform, type TerraformResources } from './of-terraform';
import { outputNames, templateOf, terraformOf } from './rendered';

const planOf = (request: Partial<Request>): Plan =>
  planArchitecture({ concurrentUsers: '15k', domainName: 'chat.example.com', ...request });

/** Together they have every component, both front ends, both listeners, mail, and one node as well as many. */
const requests: readonly (readonly [name: string, request: Partial<Request>])[] = [
  ['15k', {}],
  ['200k behind an application load balancer', { concurrentUsers: '200k', proxy: 'alb', availability: 'as-published' }],
  ['200 on one node, http', { concurrentUsers: '200', listener: 'http' }],
  [
    '1k without a way out',
    { concurrentUsers: '1k', exposure: 'private', egress: 'none', mirror: 's3://mirror/mattermost' },
  ],
  ['1k, private, with mail', { concurrentUsers: '1k', exposure: 'private', smtp: 'smtp://mail.example.com:587' }],
];

describe.each(requests)('%s', (_, request) => {
  const plan = planOf(request);
  const promised = factsOfPlan(plan);

  test('is in the template what it is in the plan', () => {
    expect(factsOfTemplate(templateOf(plan))).toEqual(promised);
  });

  test('is in the Terraform configuration what it is in the plan', () => {
    expect(factsOfTerraform(terraformOf(plan))).toEqual(promised);
  });
});

test('outputs have the same names', () => {
  const plan = planOf({ smtp: 'smtp://mail.example.com:587', alarmEmail: 'ops@example.com' });
  expect(outputNames.cdktf(plan)).toEqual(outputNames.cdk(plan));
});

/** The Terraform configuration with one resource changed, as a mistake in a renderer would change it. */
function broken(
  resources: TerraformResources,
  type: string,
  part: string,
  change: (its: Readonly<Record<string, unknown>>) => object | undefined,
): TerraformResources {
  const entries = Object.entries(resources[type] ?? {});
  const found = entries.find(([name]) => name.includes(part));
  if (!found) throw new Error(`there is no ${type} ${part}; there are ${entries.map(([name]) => name).join(', ')}`);
  const changed = change(found[1]);
  const rest = entries.filter((entry) => entry !== found);
  return {
    ...resources,
    [type]: Object.fromEntries(changed ? [...rest, [found[0], changed]] : rest) as TerraformResources[string],
  };
}

/** A mistake for each fact: what it is called, and what is done to the configuration of a sound renderer. */
const mistakes: readonly (readonly [fact: string, type: string, part: string, wrong: object | 'left out'])[] = [
  ['appFleet.nodes', 'aws_autoscaling_group', 'AppFleet', { min_size: 1 }],
  ['appFleet.most', 'aws_autoscaling_group', 'AppFleet', { max_size: 99 }],
  ['appFleet.hooks', 'aws_autoscaling_group', 'AppFleet', { initial_lifecycle_hook: [] }],
  ['appFleet.class', 'aws_launch_template', 'AppFleet', { instance_type: 'c7i.metal' }],
  ['appFleet.image', 'aws_launch_template', 'AppFleet', { image_id: 'ami-0123456789abcdef0' }],
  ['appFleet.imdsv2', 'aws_launch_template', 'AppFleet', { metadata_options: { http_tokens: 'optional' } }],
  [
    'appFleet.diskEncrypted',
    'aws_launch_template',
    'AppFleet',
    { block_device_mappings: [{ ebs: { volume_size: 30 } }] },
  ],
  ['appFleet.userData', 'aws_launch_template', 'AppFleet', { user_data: 'other' }],
  ['proxy.nodes', 'aws_autoscaling_group', 'Proxy', { min_size: 1 }],
  ['network.natGateways', 'aws_nat_gateway', 'Nat1', 'left out'],
  ['network.subnets', 'aws_subnet', 'Isolated1', 'left out'],
  ['network.cidr', 'aws_vpc', 'Vpc', { cidr_block: '10.1.0.0/16' }],
  ['network.flowLogDays', 'aws_cloudwatch_log_group', 'FlowLogs', { retention_in_days: 1 }],
  ['database.instances', 'aws_rds_cluster_instance', 'Reader1', 'left out'],
  ['database.class', 'aws_rds_cluster_instance', 'Writer', { instance_class: 'db.t3.medium' }],
  ['database.performanceInsights', 'aws_rds_cluster_instance', 'Writer', { performance_insights_enabled: false }],
  ['database.engine', 'aws_rds_cluster', 'Cluster', { engine_version: '15.4' }],
  ['database.name', 'aws_rds_cluster', 'Cluster', { database_name: 'other' }],
  ['database.encrypted', 'aws_rds_cluster', 'Cluster', { storage_encrypted: false }],
  ['database.backupDays', 'aws_rds_cluster', 'Cluster', { backup_retention_period: 1 }],
  ['database.deletionProtection', 'aws_rds_cluster', 'Cluster', { deletion_protection: false }],
  ['database.iamAuthentication', 'aws_rds_cluster', 'Cluster', { iam_database_authentication_enabled: false }],
  ['database.parameters', 'aws_rds_cluster_parameter_group', 'ParameterGroup', { parameter: [] }],
  ['fileStore.buckets', 'aws_s3_bucket', 'Exports', 'left out'],
  ['fileStore.encrypted', 'aws_s3_bucket_server_side_encryption_configuration', 'Bucket', 'left out'],
  ['fileStore.private', 'aws_s3_bucket_public_access_block', 'Bucket', { block_public_acls: false }],
  ['fileStore.tlsOnly', 'aws_s3_bucket_policy', 'Bucket', { policy: '{}' }],
  ['fileStore.versioned', 'aws_s3_bucket_versioning', 'Bucket', 'left out'],
  ['fileStore.oldVersionsDays', 'aws_s3_bucket_lifecycle_configuration', 'Bucket', { rule: [] }],
  ['search.nodes', 'aws_opensearch_domain', 'Domain', { cluster_config: { instance_count: 1 } }],
  ['search.disk', 'aws_opensearch_domain', 'Domain', { ebs_options: { volume_size: 10 } }],
  ['search.encryptedAtRest', 'aws_opensearch_domain', 'Domain', { encrypt_at_rest: { enabled: false } }],
  ['search.encryptedBetweenNodes', 'aws_opensearch_domain', 'Domain', { node_to_node_encryption: { enabled: false } }],
  ['search.httpsOnly', 'aws_opensearch_domain', 'Domain', { domain_endpoint_options: { enforce_https: false } }],
  ['search.login', 'aws_opensearch_domain', 'Domain', { advanced_security_options: { enabled: false } }],
  ['loadBalancer.scheme', 'aws_lb', 'Balancer', { internal: true }],
  ['loadBalancer.crossZone', 'aws_lb', 'Balancer', { enable_cross_zone_load_balancing: false }],
  ['loadBalancer.listeners', 'aws_lb_listener', 'Https', { ssl_policy: 'ELBSecurityPolicy-2016-08' }],
  ['logsDays', 'aws_cloudwatch_log_group', 'Observability_Logs', { retention_in_days: 1 }],
  ['traffic', 'aws_vpc_security_group_ingress_rule', 'appFleet-appFleet', 'left out'],
  ['traffic', 'aws_vpc_security_group_ingress_rule', 'appFleet-database', { from_port: 5433 }],
  ['traffic', 'aws_vpc_security_group_ingress_rule', 'appFleet-database', { to_port: 65_535 }],
  ['actions', 'aws_iam_role_policy', 'Wiring_appFleet', { policy: '{"Statement":[{"Action":"*"}]}' }],
  ['parameters', 'aws_ssm_parameter', 'database_writer', 'left out'],
  ['alarms', 'aws_cloudwatch_metric_alarm', 'app-cpu', { threshold: 1 }],
  ['alarms', 'aws_cloudwatch_metric_alarm', 'app-cpu', { treat_missing_data: 'ignore' }],
  ['alarms', 'aws_cloudwatch_metric_alarm', 'database-cpu', 'left out'],
];

describe('a mistake in a renderer', () => {
  const plan = planOf({});
  const promised = factsOfPlan(plan);
  const sound = terraformOf(plan);

  test.each(mistakes)('is seen at %s (%s %s)', (fact, type, part, wrong) => {
    const found = factsOfTerraform(
      broken(sound, type, part, (its) => (wrong === 'left out' ? undefined : { ...its, ...wrong })),
    );
    const at = (facts: unknown) =>
      fact.split('.').reduce<unknown>((inside, key) => (inside as Readonly<Record<string, unknown>>)[key], facts);
    expect(at(found)).not.toEqual(at(promised));
  });
});
