import { at, formsIn, inlinePolicyCharacters, textsOf, unlikeAsked, type Rule } from '../template-rules';
import { blocksIn, isTrue, listOf, ofType, resourcesIn, type Arguments, type Configured } from './configuration';

export type Judged = Pick<Configured, 'name' | 'plan' | 'configuration' | 'kmsKeyArn'>;

/** Groups that are open to ranges, by their addresses. */
const open: Readonly<Record<string, string>> = {
  '${aws_security_group.Mattermost_LoadBalancer_SecurityGroup.id}': 'load balancer',
  '${aws_security_group.Mattermost_Network_EndpointSecurityGroup.id}': 'endpoints',
};

/** Rules of security groups and rules on their own, each with the group that it opens and what to. */
function openings({ plan, configuration }: Judged): string[] {
  const opening = (group: string, range: unknown, protocol: unknown, { from_port, to_port }: Arguments): string =>
    `${open[group] ?? group} to ${[range, 'on', protocol].join(' ')} ${[from_port, to_port].join('-')}`;
  const alone = ofType(configuration, 'aws_vpc_security_group_ingress_rule').flatMap(({ its }) =>
    [its.cidr_ipv4, its.cidr_ipv6, its.prefix_list_id]
      .filter((range) => range !== undefined)
      .map((range) => opening(String(its.security_group_id), range, its.ip_protocol, its)),
  );
  const inside = ofType(configuration, 'aws_security_group').flatMap(({ name, its }) =>
    blocksIn(its.ingress).flatMap((rule) =>
      [rule.cidr_blocks, rule.ipv6_cidr_blocks, rule.prefix_list_ids]
        .flatMap(listOf)
        .map((range) => opening(name, range, rule.protocol, rule)),
    ),
  );
  return unlikeAsked(plan, [...alone, ...inside]);
}

const givesAddress = /\.(publicly_accessible|associate_public_ip_address|map_public_ip_on_launch)$/;

function publicAddresses({ plan, configuration }: Judged): string[] {
  const given = leavesIn(configuration.resource)
    .filter(([path, value]) => givesAddress.test(path) && isTrue(value))
    .map(([path]) => `${path} is true`);
  const balancers = ofType(configuration, 'aws_lb')
    .filter(({ its }) => plan.request.exposure === 'private' && !isTrue(its.internal))
    .map(({ name }) => `${name} is not internal`);
  return [...given, ...balancers];
}

const leavesIn = (node: unknown, path: readonly string[] = []): (readonly [path: string, value: unknown])[] =>
  typeof node === 'object' && node !== null
    ? Object.entries(node).flatMap(([key, value]) => leavesIn(value, [...path, key]))
    : [[path.join('.'), node]];

/** What the customer brings, whose account is written down; services in policies, which are alike in every partition. */
const notOurs = [/arn:aws[\w-]*:[\w-]+:[\w-]*:123456789012:/g, /"Service":"[\w.-]+\.amazonaws\.com"/g];

const partitions = ({ configuration }: Judged): string[] =>
  textsOf(configuration)
    .filter(({ path, text }) => {
      const left = notOurs.reduce((rest, known) => rest.replace(known, ''), text);
      // The programs of a node know the hosts of all partitions.
      const hosts = path.at(-1) !== 'user_data' && left.includes('amazonaws.com');
      return hosts || /arn:aws[\w-]*:/.test(left);
    })
    .map((text) => `${at(text)} names a partition`);

const named = /password|passphrase|secret(_string)?(_wo)?$|token$|private_?key/i;
const secretValue = /\$\{[^}]*\.(random_password|secret_string)\b/;
/** That of search: the provider has no write-only argument for it. */
const keptInState = [
  'resource.aws_secretsmanager_secret_version.Mattermost_Search_Version.secret_string',
  'resource.aws_opensearch_domain.Mattermost_Search_Domain.advanced_security_options.master_user_options.master_user_password',
];

const secrets = ({ configuration }: Judged): string[] =>
  textsOf(configuration).flatMap((each) => {
    const name = each.path.at(-1)!;
    const kept = secretValue.test(each.text) && !name.endsWith('_wo') && !keptInState.includes(at(each));
    return [
      ...(named.test(name) && !each.text.includes('${') ? [`${at(each)} is written down`] : []),
      ...(kept ? [`${at(each)} keeps a secret in the state`] : []),
      ...formsIn(each),
    ];
  });

const runsSomething = /^aws_(lambda|cloudformation|codebuild|ssm_association)/;

function programs({ configuration }: Judged): string[] {
  const { provider, data } = configuration as { readonly provider?: object; readonly data?: object };
  const foreign = [...Object.keys(provider ?? {}), ...Object.keys(data ?? {})].filter(
    (type) => !/^aws(_|$)/.test(type),
  );
  return [
    ...foreign.map((type) => `${type} is not of AWS`),
    ...resourcesIn(configuration).flatMap(({ type, name, its }) => [
      ...(!type.startsWith('aws_') || runsSomething.test(type) ? [`${name} is ${type}`] : []),
      ...('provisioner' in its ? [`${name} has a provisioner`] : []),
    ]),
  ];
}

function quotas({ configuration }: Judged): string[] {
  const sizes = new Map<string, number>();
  for (const { its } of ofType(configuration, 'aws_iam_role_policy')) {
    sizes.set(String(its.role), (sizes.get(String(its.role)) ?? 0) + String(its.policy).length);
  }
  return [...sizes]
    .filter(([, size]) => size > inlinePolicyCharacters)
    .map(([role, size]) => `${size} characters of inline policies of ${role}, of at most ${inlinePolicyCharacters}`);
}

/** What keeps data: with a key of the customer's, each under that key. */
const stores = [
  'aws_cloudwatch_log_group',
  'aws_elasticache_replication_group',
  'aws_launch_template',
  'aws_opensearch_domain',
  'aws_rds_cluster',
  'aws_rds_cluster_instance',
  'aws_s3_bucket_server_side_encryption_configuration',
  'aws_secretsmanager_secret',
  'aws_sns_topic',
];

const withoutTheirKey = ({ configuration, kmsKeyArn }: Judged): string[] =>
  kmsKeyArn === undefined
    ? []
    : resourcesIn(configuration)
        .filter(({ type, its }) => stores.includes(type) && !JSON.stringify(its).includes(`"${kmsKeyArn}"`))
        .map(({ type, name }) => `${type}.${name} is under another key`);

/** Each has the sense of its sibling for CloudFormation. */
export const terraformRules: readonly Rule<Judged>[] = [
  {
    name: 'only the load balancer is open to address ranges, to those of the request, and endpoints to the network',
    problems: openings,
  },
  { name: 'nothing behind the load balancer has a public address', problems: publicAddresses },
  { name: 'no partition is written down', problems: partitions },
  { name: 'no secret is written down, nor kept in the state but that of search', problems: secrets },
  { name: 'no function, no provisioner and nothing outside of AWS', problems: programs },
  { name: 'everything is within the quotas of IAM', problems: quotas },
  { name: "with a key of the customer's everything that is kept is under it", problems: withoutTheirKey },
];
