/** A `terraform test` in which the provider is mocked: its schemas and validations are real, AWS is not. */
import type { Plan } from '../../architectures/sizing';

const account = '123456789012';
const region = 'eu-central-1';
const arn = (service: string, resource: string): { arn: string } => ({
  arn: `arn:aws:${service}:${region}:${account}:${resource}`,
});

/** What is generated otherwise is no ARN and no JSON, and what refers to it refuses it. */
const resources: Readonly<Record<string, object>> = {
  aws_acm_certificate: {
    ...arn('acm', 'certificate/12345678-1234-1234-1234-123456789012'),
    domain_validation_options: [
      {
        domain_name: 'chat.example.com',
        resource_record_name: '_1.chat.example.com',
        resource_record_type: 'CNAME',
        resource_record_value: '_2.acm-validations.aws',
      },
    ],
  },
  aws_acm_certificate_validation: {
    certificate_arn: arn('acm', 'certificate/12345678-1234-1234-1234-123456789012').arn,
  },
  aws_cloudwatch_log_group: arn('logs', 'log-group:name'),
  aws_iam_instance_profile: { arn: `arn:aws:iam::${account}:instance-profile/name` },
  aws_iam_role: { arn: `arn:aws:iam::${account}:role/name` },
  aws_launch_template: { id: 'lt-0123456789abcdef0' },
  aws_lb: arn('elasticloadbalancing', 'loadbalancer/net/name/0123456789abcdef'),
  aws_lb_target_group: arn('elasticloadbalancing', 'targetgroup/name/0123456789abcdef'),
  aws_s3_bucket: { arn: 'arn:aws:s3:::name' },
  aws_secretsmanager_secret: arn('secretsmanager', 'secret:name-AbCdEf'),
  aws_sns_topic: arn('sns', 'name'),
};
const data: Readonly<Record<string, object>> = {
  aws_availability_zones: { names: ['a', 'b', 'c'].map((zone) => region + zone) },
  aws_caller_identity: { account_id: account },
  aws_partition: { partition: 'aws', dns_suffix: 'amazonaws.com' },
  aws_region: { id: region },
  aws_route53_zone: { name: 'example.com' },
};

const mocked = (all: Readonly<Record<string, object>>): object =>
  Object.fromEntries(Object.entries(all).map(([type, defaults]) => [type, { defaults }]));

/** Of what is applied, by Terraform's expressions. */
function assertions({ components, request }: Plan): Readonly<Record<string, string>> {
  const { appFleet, database, search, cache } = components;
  return {
    'aws_autoscaling_group.Mattermost_AppFleet_Group.min_size': String(appFleet.nodes),
    'aws_launch_template.Mattermost_AppFleet_LaunchTemplate.instance_type': JSON.stringify(appFleet.instance),
    'aws_rds_cluster_instance.Mattermost_Database_Writer.instance_class': JSON.stringify(`db.${database.instance}`),
    [`aws_rds_cluster_instance.Mattermost_Database_Reader${database.readers}.promotion_tier`]: '1',
    ...(search && {
      'aws_opensearch_domain.Mattermost_Search_Domain.cluster_config[0].instance_count': String(search.nodes),
    }),
    ...(cache && {
      'aws_elasticache_replication_group.Mattermost_Cache_Group.num_cache_clusters': String(cache.nodes),
    }),
    'output.Url': JSON.stringify(`https://${request.domainName}`),
  };
}

/** The text of a file NAME.tftest.json. */
export function testOf(plan: Plan): string {
  const assert = Object.entries(assertions(plan)).map(([expression, value]) => ({
    condition: `\${${expression} == ${value}}`,
    error_message: `${expression} is not ${value}`,
  }));
  return testFile({ plan: { command: 'plan' }, apply: { command: 'apply', assert } });
}

/** The zone of another name: it has the right form, and only AWS knows what it holds. */
const zone = 'data.aws_route53_zone.Mattermost_LoadBalancer_Zone';
const foreignZone = { override_data: [{ target: zone, values: { name: 'example.org' } }], expect_failures: [zone] };

/** As `testOf`: each wrong value alone is refused by the variable that it is given to, a foreign zone where it is read. */
export const refusalsOf = (wrong: Readonly<Record<string, readonly unknown[]>>): string => {
  const given = Object.entries(wrong).flatMap(([name, values]) =>
    values.map((value, i) => [`${name}_${i + 1}`, { variables: { [name]: value }, expect_failures: [`var.${name}`] }]),
  );
  const runs = { ...Object.fromEntries(given), foreign_zone: foreignZone } as Readonly<Record<string, object>>;
  return testFile(Object.fromEntries(Object.entries(runs).map(([name, run]) => [name, { command: 'plan', ...run }])));
};

const testFile = (run: object): string =>
  JSON.stringify(
    { mock_provider: { aws: { mock_resource: mocked(resources), mock_data: mocked(data) } }, run },
    undefined,
    2,
  );
