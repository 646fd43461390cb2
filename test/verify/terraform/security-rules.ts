import {
  addressOf,
  blockIn,
  blocksIn,
  isTrue,
  listOf,
  ofType,
  refersTo,
  type Arguments,
  type Configuration,
  type Resource,
} from './configuration';
import { refusesPlaintext, statementsIn, type Statement } from './policy';

/**
 * What is done to a configuration so that a rule judges otherwise: arguments of all resources of a type, which are left out
 * altogether, or made anew where there are none.
 */
export type Change = Readonly<Record<string, Arguments | 'left out'>>;

/** A rule of AWS Solutions, said about a Terraform configuration. */
export interface SecurityRule {
  /** Its id in cdk-nag, and the type of CloudFormation that it judges there. */
  readonly mirrors: readonly [rule: string, type: string];
  readonly type: string;
  /** What it says of a resource that holds to it. */
  readonly says: string;
  /** Whether a resource breaks it; of a rule with parts, which. */
  readonly broken: (its: Arguments, resource: Resource, configuration: Configuration) => boolean | readonly string[];
  /** Each makes a sound configuration break it; where the findings are acknowledged, each takes them away. */
  readonly changes: readonly [Change, ...Change[]];
}

/** Another resource of a type names this one. */
const isNamedBy = (
  resource: Resource,
  configuration: Configuration,
  type: string,
  sound: (its: Arguments) => boolean,
) => ofType(configuration, type).some(({ its }) => refersTo(its, resource) && sound(its));

/** A range that is everybody, and one that nobody knows yet: not one that is written down. */
const isOpen = (range: string): boolean => !/^[\da-f.:]+\/[1-9]\d*$/.test(range);

const isAurora = ({ engine }: Arguments): boolean => String(engine).startsWith('aurora');

const wildcardsOf = (policy: unknown): readonly string[] => [
  ...new Set(
    statementsIn(policy)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action, Resource }) => [
        ...listOf(Action).map((each) => `Action::${each}`),
        ...listOf(Resource).map((each) => `Resource::${each}`),
      ])
      .filter((each) => each.includes('*')),
  ),
];

/** Every statement that allows holds to something, and there is one. */
function everyAllowed(policy: unknown, holds: (statement: Statement) => boolean): boolean {
  const allowed = statementsIn(policy).filter(({ Effect }) => Effect === 'Allow');
  return allowed.length > 0 && allowed.every(holds);
}

const autoScaling = { type: 'aws_autoscaling_group', of: 'AWS::AutoScaling::AutoScalingGroup' } as const;
const bucket = { type: 'aws_s3_bucket', of: 'AWS::S3::Bucket' } as const;
const bucketPolicy = { type: 'aws_s3_bucket_policy', of: 'AWS::S3::BucketPolicy' } as const;
const cache = { type: 'aws_elasticache_replication_group', of: 'AWS::ElastiCache::ReplicationGroup' } as const;
const cluster = { type: 'aws_rds_cluster', of: 'AWS::RDS::DBCluster' } as const;
const domain = { type: 'aws_opensearch_domain', of: 'AWS::OpenSearchService::Domain' } as const;
const ingress = { type: 'aws_vpc_security_group_ingress_rule', of: 'AWS::EC2::SecurityGroupIngress' } as const;
const instance = { type: 'aws_rds_cluster_instance', of: 'AWS::RDS::DBInstance' } as const;
const balancer = { type: 'aws_lb', of: 'AWS::ElasticLoadBalancingV2::LoadBalancer' } as const;
const role = { type: 'aws_iam_role', of: 'AWS::IAM::Role' } as const;
const rolePolicy = { type: 'aws_iam_role_policy', of: 'AWS::IAM::Policy' } as const;
const secret = { type: 'aws_secretsmanager_secret', of: 'AWS::SecretsManager::Secret' } as const;
const securityGroup = { type: 'aws_security_group', of: 'AWS::EC2::SecurityGroup' } as const;
const topic = { type: 'aws_sns_topic', of: 'AWS::SNS::Topic' } as const;
const vpc = { type: 'aws_vpc', of: 'AWS::EC2::VPC' } as const;

const rule = (
  id: string,
  { type, of }: { readonly type: string; readonly of: string },
  says: string,
  broken: SecurityRule['broken'],
  ...changes: SecurityRule['changes']
): SecurityRule => ({ mirrors: [id, of], type, says, broken, changes });

const tlsOnly = (its: Arguments, { type, name }: Resource): boolean => {
  const arn = `\${${type}.${name}.arn}`;
  return refusesPlaintext(its.policy, 's3:*', arn, `${arn}/*`);
};
const scalingEvents = ['LAUNCH', 'LAUNCH_ERROR', 'TERMINATE', 'TERMINATE_ERROR'].map(
  (event) => `autoscaling:EC2_INSTANCE_${event}`,
);
const slowLogs = ['SEARCH_SLOW_LOGS', 'INDEX_SLOW_LOGS'];
const serverlessLogs = ['audit', 'error', 'general', 'slowquery'];
const publicAccess = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'];

/**
 * Every rule that cdk-nag applies to what is rendered; its RULES.md says what each is about. S2 and S5 are stricter here:
 * what keeps a bucket private must be there, and no bucket may be a website.
 */
export const securityRules: readonly SecurityRule[] = [
  rule('AEC1', cache, 'is in a VPC', ({ subnet_group_name }) => !subnet_group_name, {
    [cache.type]: { subnet_group_name: undefined },
  }),
  rule(
    'AEC3',
    cache,
    'is encrypted at rest and in transit',
    (its) => !isTrue(its.at_rest_encryption_enabled) || !isTrue(its.transit_encryption_enabled),
    { [cache.type]: { transit_encryption_enabled: true } },
  ),
  rule('AEC4', cache, 'is in several zones', ({ multi_az_enabled }) => !isTrue(multi_az_enabled), {
    [cache.type]: { multi_az_enabled: false },
  }),
  rule('AEC5', cache, 'has a port of its own', ({ port }) => port === undefined || port === 6379, {
    [cache.type]: { port: 6380 },
  }),
  rule('AEC6', cache, 'asks for a password', ({ auth_token }) => !auth_token, {
    [cache.type]: { auth_token: '${var.token}' },
  }),
  rule('AS1', autoScaling, 'has a cooldown period', ({ default_cooldown = 300 }) => !(Number(default_cooldown) > 0), {
    [autoScaling.type]: { default_cooldown: 0 },
  }),
  rule(
    'AS2',
    autoScaling,
    'lets new nodes boot before a load balancer checks them',
    (its) => its.health_check_type === 'ELB' && its.health_check_grace_period === undefined,
    { [autoScaling.type]: { health_check_type: 'ELB', health_check_grace_period: undefined } },
  ),
  rule(
    'AS3',
    autoScaling,
    'tells somebody of each node that comes or goes',
    (_, group, configuration) =>
      !scalingEvents.every((event) =>
        isNamedBy(group, configuration, 'aws_autoscaling_notification', ({ notifications }) =>
          listOf(notifications).includes(event),
        ),
      ),
    {
      aws_autoscaling_notification: {
        group_names: ['AppFleet', 'Proxy'].map((fleet) => `\${aws_autoscaling_group.Mattermost_${fleet}_Group.name}`),
        notifications: scalingEvents,
      },
    },
  ),
  rule(
    'EC23',
    securityGroup,
    'lets no address range in by itself',
    (its) =>
      blocksIn(its.ingress).some((each) =>
        [...listOf(each.cidr_blocks), ...listOf(each.ipv6_cidr_blocks)].some(isOpen),
      ),
    { [securityGroup.type]: { ingress: [{ cidr_blocks: ['0.0.0.0/0'] }] } },
    { [securityGroup.type]: { ingress: { ipv6_cidr_blocks: ['::/0'] } } },
  ),
  rule(
    'EC23',
    ingress,
    'does not let everybody in',
    ({ cidr_ipv4, cidr_ipv6 }) => [...listOf(cidr_ipv4), ...listOf(cidr_ipv6)].some(isOpen),
    { [ingress.type]: { cidr_ipv4: '10.0.0.0/8' } },
  ),
  rule(
    'EC26',
    autoScaling,
    'starts nodes whose disks are encrypted',
    ({ launch_template }, _, configuration) => {
      const [template] = ofType(configuration, 'aws_launch_template').filter((each) => refersTo(launch_template, each));
      const disks = blocksIn(template?.its.block_device_mappings);
      return disks.length === 0 || !disks.every(({ ebs }) => isTrue(blockIn(ebs).encrypted));
    },
    { aws_launch_template: { block_device_mappings: [{ ebs: { volume_size: 30 } }] } },
    { aws_launch_template: { block_device_mappings: undefined } },
    { aws_launch_template: 'left out' },
  ),
  rule('EC27', securityGroup, 'is described', ({ description }) => (listOf(description)[0] ?? '').length < 2, {
    [securityGroup.type]: { description: undefined },
  }),
  rule('ELB2', balancer, 'writes an access log', ({ access_logs }) => !isTrue(blockIn(access_logs).enabled), {
    [balancer.type]: { access_logs: { bucket: 'theirs', enabled: true } },
  }),
  rule(
    'IAM4',
    role,
    'has no policy that AWS manages',
    ({ managed_policy_arns }, resource, configuration) =>
      [
        ...listOf(managed_policy_arns),
        ...ofType(configuration, 'aws_iam_role_policy_attachment')
          .filter(({ its }) => refersTo(its.role, resource))
          .flatMap(({ its }) => listOf(its.policy_arn)),
      ]
        .filter((arn) => arn.includes(':iam::aws:'))
        .map((arn) => `Policy::${arn}`),
    { [role.type]: { managed_policy_arns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] } },
    {
      aws_iam_role_policy_attachment: {
        role: '${aws_iam_role.Mattermost_AppFleet_Role.name}',
        policy_arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
      },
    },
  ),
  rule(
    'IAM5',
    role,
    'may do nothing by a wildcard inside of it',
    ({ inline_policy }) => blocksIn(inline_policy).flatMap(({ policy }) => wildcardsOf(policy)),
    { [role.type]: { inline_policy: [{ policy: '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}' }] } },
  ),
  rule('IAM5', rolePolicy, 'allows nothing by a wildcard', ({ policy }) => wildcardsOf(policy), {
    [rolePolicy.type]: { policy: '{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}' },
  }),
  rule('OS1', domain, 'is in a VPC', ({ vpc_options }) => !listOf(blockIn(vpc_options).subnet_ids).length, {
    [domain.type]: { vpc_options: undefined },
  }),
  rule(
    'OS2',
    domain,
    'encrypts what goes between its nodes',
    ({ node_to_node_encryption }) => !isTrue(blockIn(node_to_node_encryption).enabled),
    { [domain.type]: { node_to_node_encryption: { enabled: false } } },
  ),
  rule(
    'OS3',
    domain,
    'knows the addresses that it answers',
    ({ access_policies }) =>
      !everyAllowed(access_policies, ({ Condition }) => Boolean(Condition?.IpAddress?.['aws:sourceIp'])),
    {
      [domain.type]: {
        access_policies: '{"Statement":[{"Effect":"Allow","Condition":{"IpAddress":{"aws:sourceIp":"10.0.0.0/16"}}}]}',
      },
    },
  ),
  rule(
    'OS4',
    domain,
    'has dedicated masters',
    ({ cluster_config }) => !isTrue(blockIn(cluster_config).dedicated_master_enabled),
    { [domain.type]: { cluster_config: { instance_count: 3 } } },
  ),
  rule(
    'OS5',
    domain,
    'answers nobody who is not known',
    ({ access_policies }) =>
      !everyAllowed(access_policies, ({ Principal }) => !JSON.stringify(Principal ?? '').includes('*')),
    {
      [domain.type]: {
        access_policies:
          '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:role/theirs"}}]}',
      },
    },
  ),
  rule(
    'OS7',
    domain,
    'is in several zones',
    ({ cluster_config }) => !isTrue(blockIn(cluster_config).zone_awareness_enabled),
    { [domain.type]: { cluster_config: { instance_count: 3 } } },
  ),
  rule('OS8', domain, 'is encrypted at rest', ({ encrypt_at_rest }) => !isTrue(blockIn(encrypt_at_rest).enabled), {
    [domain.type]: { encrypt_at_rest: undefined },
  }),
  rule(
    'OS9',
    domain,
    'writes slow logs',
    ({ log_publishing_options }) =>
      slowLogs
        .filter(
          (log) =>
            !blocksIn(log_publishing_options).some(
              ({ log_type, enabled = true }) => log_type === log && isTrue(enabled),
            ),
        )
        .map((log) => `LogExport::${log}`),
    { [domain.type]: { log_publishing_options: slowLogs.map((log_type) => ({ log_type })) } },
  ),
  rule('RDS2', cluster, 'is encrypted', ({ storage_encrypted }) => !isTrue(storage_encrypted), {
    [cluster.type]: { storage_encrypted: undefined },
  }),
  ...(
    [
      ['RDS2', 'is encrypted by its cluster'],
      ['RDS3', 'is replaced by its cluster'],
      ['RDS10', 'is protected by its cluster'],
      ['RDS11', 'has the port of its cluster'],
    ] as const
  ).map(([id, says]) => rule(id, instance, says, (its) => !isAurora(its), { [instance.type]: { engine: 'postgres' } })),
  rule(
    'RDS6',
    cluster,
    'knows people of IAM',
    ({ iam_database_authentication_enabled }) => !isTrue(iam_database_authentication_enabled),
    { [cluster.type]: { iam_database_authentication_enabled: false } },
  ),
  rule('RDS10', cluster, 'is protected from deletion', ({ deletion_protection }) => !isTrue(deletion_protection), {
    [cluster.type]: { deletion_protection: undefined },
  }),
  // As cdk-nag, which knows one port that every cluster of Aurora could have.
  rule('RDS11', cluster, 'has another port than 3306', ({ port }) => port === undefined || port === 3306, {
    [cluster.type]: { port: 3306 },
  }),
  rule(
    'RDS13',
    instance,
    'is backed up by its cluster',
    ({ cluster_identifier }, _, configuration) =>
      !ofType(configuration, cluster.type).some(
        (each) => refersTo(cluster_identifier, each) && Number(each.its.backup_retention_period) > 0,
      ),
    { [cluster.type]: { backup_retention_period: 0 } },
    { [instance.type]: { cluster_identifier: 'theirs' } },
  ),
  rule(
    'RDS14',
    cluster,
    'can be taken back in time, or restored',
    ({ engine, backtrack_window = 0 }) => engine !== 'aurora-postgresql' && !(Number(backtrack_window) > 0),
    { [cluster.type]: { engine: 'aurora-mysql' } },
  ),
  rule(
    'RDS16',
    cluster,
    'writes logs, where it is serverless and MySQL',
    ({ engine, engine_mode, enabled_cloudwatch_logs_exports }) =>
      engine_mode === 'serverless' && engine !== 'aurora-postgresql'
        ? serverlessLogs
            .filter((log) => !listOf(enabled_cloudwatch_logs_exports).includes(log))
            .map((log) => `LogExport::${log}`)
        : [],
    { [cluster.type]: { engine: 'aurora-mysql', engine_mode: 'serverless' } },
  ),
  rule(
    'S1',
    bucket,
    'writes an access log',
    (_, resource, configuration) =>
      !isNamedBy(resource, configuration, 'aws_s3_bucket_logging', ({ target_bucket }) => Boolean(target_bucket)),
    {
      aws_s3_bucket_logging: {
        bucket: ['Bucket', 'Exports', 'LegalHold'].map((each) => `\${aws_s3_bucket.Mattermost_FileStore_${each}.id}`),
        target_bucket: 'theirs',
      },
    },
  ),
  rule(
    'S2',
    bucket,
    'is never public',
    (_, resource, configuration) =>
      !isNamedBy(resource, configuration, 'aws_s3_bucket_public_access_block', (its) =>
        publicAccess.every((each) => isTrue(its[each])),
      ),
    { aws_s3_bucket_public_access_block: 'left out' },
    ...publicAccess.map((each) => ({ aws_s3_bucket_public_access_block: { [each]: undefined } })),
  ),
  rule(
    'S5',
    bucket,
    'is no website',
    ({ website }, resource, configuration) =>
      website !== undefined || isNamedBy(resource, configuration, 'aws_s3_bucket_website_configuration', () => true),
    { [bucket.type]: { website: { index_document: 'index.html' } } },
    { aws_s3_bucket_website_configuration: { bucket: '${aws_s3_bucket.Mattermost_FileStore_Bucket.id}' } },
  ),
  rule(
    'S10',
    bucket,
    'answers over TLS only',
    (_, resource, configuration) =>
      !isNamedBy(resource, configuration, bucketPolicy.type, (its) => tlsOnly(its, resource)),
    { [bucketPolicy.type]: 'left out' },
  ),
  rule(
    'S10',
    bucketPolicy,
    'refuses what does not come over TLS',
    (its, _, configuration) =>
      !ofType(configuration, bucket.type).some((each) => refersTo(its.bucket, each) && tlsOnly(its, each)),
    { [bucketPolicy.type]: { policy: '{"Statement":[]}' } },
    { [bucketPolicy.type]: { policy: '${data.aws_iam_policy_document.Theirs.json}' } },
    { [bucketPolicy.type]: { bucket: 'theirs' } },
  ),
  rule(
    'SMG4',
    secret,
    'is rotated',
    (_, resource, configuration) =>
      !isNamedBy(
        resource,
        configuration,
        'aws_secretsmanager_secret_rotation',
        ({ rotation_rules }) => blocksIn(rotation_rules).length > 0,
      ),
    {
      aws_secretsmanager_secret_rotation: {
        secret_id: ['Database_Login', 'Search', 'Secrets_Administrator'].map(
          (each) => `\${aws_secretsmanager_secret.Mattermost_${each}_Secret.id}`,
        ),
        rotation_rules: { automatically_after_days: 30 },
      },
    },
  ),
  rule(
    'SNS3',
    topic,
    'is published to over TLS only',
    ({ kms_master_key_id }, resource, configuration) =>
      !kms_master_key_id &&
      !isNamedBy(resource, configuration, 'aws_sns_topic_policy', ({ policy }) =>
        refusesPlaintext(policy, 'sns:publish', `\${${addressOf(resource)}.arn}`),
      ),
    { aws_sns_topic_policy: 'left out' },
  ),
  rule(
    'VPC7',
    vpc,
    'writes a flow log',
    (_, resource, configuration) =>
      !ofType(configuration, 'aws_flow_log').some(({ its }) => refersTo(its.vpc_id, resource)),
    { aws_flow_log: 'left out' },
  ),
];

/** Types that no rule judges: parts of what is judged, and what AWS Solutions says nothing about. */
export const unjudgedTypes: readonly string[] = [
  'aws_acm_certificate',
  'aws_acm_certificate_validation',
  'aws_autoscaling_lifecycle_hook',
  'aws_cloudwatch_dashboard',
  'aws_cloudwatch_log_group',
  'aws_cloudwatch_metric_alarm',
  'aws_db_subnet_group',
  'aws_eip',
  'aws_elasticache_subnet_group',
  'aws_flow_log',
  'aws_iam_instance_profile',
  'aws_internet_gateway',
  'aws_launch_template',
  'aws_lb_listener',
  'aws_lb_target_group',
  'aws_nat_gateway',
  'aws_rds_cluster_parameter_group',
  'aws_route',
  'aws_route53_record',
  'aws_route_table',
  'aws_route_table_association',
  'aws_s3_bucket_lifecycle_configuration',
  'aws_s3_bucket_ownership_controls',
  'aws_s3_bucket_public_access_block',
  'aws_s3_bucket_server_side_encryption_configuration',
  'aws_s3_bucket_versioning',
  'aws_secretsmanager_secret_version',
  'aws_sns_topic_policy',
  'aws_sns_topic_subscription',
  'aws_ssm_parameter',
  'aws_subnet',
  'aws_vpc_endpoint',
  'aws_vpc_security_group_egress_rule',
];
