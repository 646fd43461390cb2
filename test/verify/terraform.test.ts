import { describe, expect, test } from '@jest/globals';
import { theirArn } from './stacks';
import { securityRules, type Change } from './terraform/security-rules';
import { configure, type Blocks, type Configuration } from './terraform/configuration';
import { terraformRules, type Judged } from './terraform/rules';
import { findingsBy, unknownTypes, unlike } from './terraform/security';

/** Every component, and a topic for alarms. */
const sound = configure({ name: 'sound', request: { concurrentUsers: '200k' } });

const changed = ({ resource, ...rest }: Configuration, change: Change): Configuration => {
  const made = Object.entries(change).flatMap(([type, its]) => {
    if (its === 'left out') return [];
    const names = Object.keys(resource[type] ?? { Theirs: {} });
    return [[type, Object.fromEntries(names.map((name) => [name, { ...resource[type]?.[name], ...its }]))] as const];
  });
  const kept = Object.entries(resource).filter(([type]) => !(type in change));
  return { ...rest, resource: Object.fromEntries([...kept, ...made]) };
};

describe('a rule of AWS Solutions is seen both ways', () => {
  const told = (change: Change): string => JSON.stringify(change, (_, its: unknown) => its ?? 'left out');
  const cases = securityRules.flatMap((rule) =>
    rule.changes.map(
      (change) => [`${rule.mirrors[0]}, ${rule.type} ${rule.says}: ${told(change)}`, rule, change] as const,
    ),
  );

  test.each(cases)('%s', (_, rule, change) => {
    const before = findingsBy(rule, sound.configuration);
    const after = findingsBy(rule, changed(sound.configuration, change));
    expect(before.length > 0).not.toBe(after.length > 0);
  });
});

describe('the rules for Terraform', () => {
  const judged = new Set(securityRules.map(({ mirrors: [id, type] }) => `${id} of ${type}`));

  test('fail on a rule that cdk-nag applies and they lack', () => {
    expect(unlike(judged)).toEqual([]);
    expect(unlike(new Set([...judged, 'S99 of AWS::S3::Bucket']))).toEqual([
      'the rules for Terraform lack S99 of AWS::S3::Bucket',
    ]);
  });

  test('fail on a rule that cdk-nag does not apply', () => {
    expect(unlike(new Set([...judged].slice(1)))).toEqual([
      'cdk-nag judges nothing by AEC1 of AWS::ElastiCache::ReplicationGroup',
    ]);
  });

  test('fail on a type of resource that nobody has looked at', () => {
    const theirs: Configuration = { resource: { aws_instance: { Theirs: {} } } };
    expect(unknownTypes([theirs])).toContain('aws_instance is judged by no rule, nor known to need none');
    expect(unknownTypes([theirs])).toContain('aws_vpc is rendered nowhere');
  });
});

/** The sound one with more resources, or others in the place of its own. */
function doctored(more: Blocks, sections: object = {}): Judged {
  const { resource } = sound.configuration;
  const merged = Object.entries(more).map(([type, named]) => [type, { ...resource[type], ...named }] as const);
  return {
    ...sound,
    configuration: { ...sound.configuration, ...sections, resource: { ...resource, ...Object.fromEntries(merged) } },
  };
}
const theirs = (type: string, its: Readonly<Record<string, unknown>>): Judged => doctored({ [type]: { Theirs: its } });
const ingress = (more: Readonly<Record<string, unknown>>): Judged =>
  theirs('aws_vpc_security_group_ingress_rule', {
    security_group_id: '${aws_security_group.Mattermost_LoadBalancer_SecurityGroup.id}',
    ip_protocol: 'tcp',
    from_port: 22,
    to_port: 22,
    ...more,
  });
const problemsOf = (judged: Judged): string[] => terraformRules.flatMap(({ problems }) => problems(judged));
const generated = '${data.aws_secretsmanager_random_password.Theirs.random_password}';

describe('what no Terraform configuration may hold', () => {
  test('is not in a sound one', () => {
    expect(problemsOf(sound)).toEqual([]);
  });

  test.each<readonly [string, Judged, RegExp]>([
    ['another port', ingress({ cidr_ipv4: '0.0.0.0/0' }), /^opens load balancer to 0\.0\.0\.0\/0 on tcp 22-22$/],
    ['another kind of range', ingress({ cidr_ipv6: '::/0' }), /^opens load balancer to ::\/0 on tcp 22-22$/],
    [
      'another group',
      ingress({ cidr_ipv4: '10.0.0.0/8', security_group_id: '${aws_security_group.Theirs.id}' }),
      /^opens .*Theirs.* to 10\.0\.0\.0\/8/,
    ],
    [
      'a rule inside a group',
      theirs('aws_security_group', { ingress: [{ cidr_blocks: ['0.0.0.0/0'], protocol: '-1' }] }),
      /^opens Theirs to 0\.0\.0\.0\/0 on -1/,
    ],
    [
      'a public database',
      theirs('aws_rds_cluster_instance', { publicly_accessible: true }),
      /publicly_accessible is true$/,
    ],
    [
      'a public node',
      theirs('aws_launch_template', { network_interfaces: [{ associate_public_ip_address: 'true' }] }),
      /associate_public_ip_address is true$/,
    ],
    [
      'an ARN of one partition',
      theirs('aws_ssm_parameter', { value: 'arn:aws:s3:::theirs' }),
      /value names a partition$/,
    ],
    ['a host of one partition', theirs('aws_ssm_parameter', { value: 's3.amazonaws.com' }), /value names a partition$/],
    ['a password', theirs('aws_rds_cluster', { master_password: 'hunter2' }), /master_password is written down$/],
    [
      'a password that is written down, although to no state',
      theirs('aws_rds_cluster', { master_password_wo: 'hunter2' }),
      /master_password_wo is written down$/,
    ],
    [
      'a password in the state',
      theirs('aws_rds_cluster', { master_password: generated }),
      /master_password keeps a secret in the state$/,
    ],
    [
      'a password in an output',
      doctored({}, { output: { Theirs: { value: generated } } }),
      /^output\.Theirs\.value keeps a secret in the state$/,
    ],
    [
      'an access key',
      theirs('aws_ssm_parameter', { value: `${'AKIA'}${'A'.repeat(16)}` }),
      /value holds an access key$/,
    ],
    ['a function', theirs('aws_lambda_function', {}), /^Theirs is aws_lambda_function$/],
    ['a resource of nobody', theirs('null_resource', {}), /^Theirs is null_resource$/],
    [
      'a provisioner',
      theirs('aws_ssm_parameter', { provisioner: [{ 'local-exec': { command: 'true' } }] }),
      /^Theirs has a provisioner$/,
    ],
    ['a program of somebody', doctored({}, { data: { external: { Theirs: {} } } }), /^external is not of AWS$/],
    [
      'policies of a role that are too long together',
      doctored({
        aws_iam_role_policy: Object.fromEntries(
          ['A', 'B'].map((name) => [name, { role: 'theirs', policy: 'x'.repeat(6_000) }]),
        ),
      }),
      /^12000 characters of inline policies of theirs, of at most 10240$/,
    ],
  ])('fails on %s', (_, judged, problem) => {
    expect(problemsOf(judged)).toEqual([expect.stringMatching(problem)]);
  });

  test('fails on a load balancer of a private site that is public', () => {
    const plan = { ...sound.plan, request: { ...sound.plan.request, exposure: 'private' as const } };
    expect(problemsOf({ ...sound, plan })).toEqual(['Mattermost_LoadBalancer_Balancer is not internal']);
  });

  test('fails on ports that nobody asked for, and on those that stay closed', () => {
    const plan = { ...sound.plan, request: { ...sound.plan.request, allowFrom: ['192.0.2.0/24'] } };
    expect(problemsOf({ ...sound, plan })).toEqual([
      'opens load balancer to 0.0.0.0/0 on tcp 443-443',
      'opens load balancer to 0.0.0.0/0 on tcp 80-80',
      'does not open load balancer to 192.0.2.0/24 on tcp 443-443',
      'does not open load balancer to 192.0.2.0/24 on tcp 80-80',
    ]);
  });

  test('fails on everything that is kept under another key than the one that is given', () => {
    const problems = problemsOf({ ...sound, kmsKeyArn: theirArn('kms', 'key/theirs') });
    expect(problems).toContain('aws_rds_cluster.Mattermost_Database_Cluster is under another key');
    expect(new Set(problems.map((problem) => problem.split('.')[0]))).toEqual(
      new Set([
        'aws_cloudwatch_log_group',
        'aws_elasticache_replication_group',
        'aws_launch_template',
        'aws_opensearch_domain',
        'aws_rds_cluster',
        'aws_rds_cluster_instance',
        'aws_s3_bucket_server_side_encryption_configuration',
        'aws_secretsmanager_secret',
        'aws_sns_topic',
      ]),
    );
  });
});
