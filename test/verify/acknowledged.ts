import type { Engine } from '../../architectures/engines';

/** What a rule of AWS Solutions says about one construct. */
export interface Finding {
  /** Path below the Mattermost construct. */
  readonly construct: string;
  /** The rule, and of several findings which; resources stand in it by their paths. */
  readonly rule: string;
}

/** A finding that stays in both engines, why it does, and what one would do about it. */
export interface Acknowledged extends Finding {
  readonly because: string;
  /** The row of the plan's access matrix, whose reason says why the role may do it at all. */
  readonly row?: string;
  /** What Terraform names otherwise. */
  readonly cdktf?: Partial<Finding>;
  /** The one engine that has it. @default - both */
  readonly only?: Engine;
}

/** What of a table one engine must find. */
export const findingsOf = (table: readonly Acknowledged[], engine: Engine): Acknowledged[] =>
  table
    .filter(({ only = engine }) => only === engine)
    .map((entry) => (engine === 'cdktf' ? { ...entry, ...entry.cdktf } : entry));

/** A construct, or what each engine calls it. */
type Named = string | Readonly<Record<Engine, string>>;

const entry = (because: string, rule: string, ...constructs: readonly Named[]): Acknowledged[] =>
  constructs.map((construct) => ({
    ...(typeof construct === 'string'
      ? { construct }
      : { construct: construct.cdk, cdktf: { construct: construct.cdktf } }),
    rule: `AwsSolutions-${rule}`,
    because,
  }));

const wildcardRule = (resource: string): string => `IAM5[Resource::${resource}]`;

/** Permissions of access rows that end in a wildcard: what it spans. */
const wildcard = (because: string, resource: string, ...rows: readonly string[]): Acknowledged[] =>
  rows.flatMap((row) => entry(because, wildcardRule(resource), `Wiring/${row}`).map((each) => ({ ...each, row })));

const ours = (service: string, resource: string): string =>
  `arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>:${resource}`;
const both = (row: string): string[] => [`appFleet-${row}`, `proxy-${row}`];

/** Every finding of the AWS Solutions rules in the architectures that are proved; each entry is about one construct. */
export const acknowledged: readonly Acknowledged[] = [
  ...entry(
    'a mail for each node that comes or goes would bury the alarms, which ring when a group has fewer nodes than it should; give a topic of your own by overrides.appFleet.group and overrides.proxy.group (notifications), with Terraform by an aws_autoscaling_notification beside them',
    'AS3',
    'AppFleet/Group',
    'Proxy/Group',
  ),
  ...entry(
    'the server reads its passwords when it starts, so a rotation by clock would cut nodes off until they restart; change the secret and the login together and replace the nodes, one after the other',
    'SMG4',
    { cdk: 'Database/Secret', cdktf: 'Database/Login/Secret' },
    'Search/Secret',
  ),
  ...entry(
    'the secret is the first password of an account in the database, which a rotation would not change; change the password in Mattermost after the first sign-in',
    'SMG4',
    { cdk: 'Secrets/Administrator', cdktf: 'Secrets/Administrator/Secret' },
  ),
  ...entry(
    'server access logs need a bucket of their own, whose retention is a decision of the organisation; give it by overrides.fileStore (serverAccessLogsBucket), with Terraform by an aws_s3_bucket_logging beside it, or record data events of S3 in CloudTrail',
    'S1',
    'FileStore/Bucket',
    'FileStore/Exports',
    'FileStore/LegalHold',
  ),
  ...entry(
    'access logs need a bucket of their own, whose retention is a decision of the organisation, and the proxies log what fails; give one by logAccessLogs of the load balancer inside, with Terraform by overrides.loadBalancer.loadBalancer (accessLogs)',
    'ELB2',
    'LoadBalancer/Balancer',
  ),
  ...entry(
    'people come from anywhere unless the request names their ranges: allowFrom: [203.0.113.0/24], or exposure: private',
    'EC23',
    'Wiring/clients-0-0-0-0-0-loadBalancer-443-tcp',
    'Wiring/clients-0-0-0-0-0-loadBalancer-80-tcp',
  ),
  ...entry(
    'the domain has no address outside the VPC, where access policies know no addresses; the security group lets in the app nodes only',
    'OS3',
    'Search/Domain',
  ),
  ...entry(
    'the server signs no requests; the domain asks for a user and a password instead, over TLS, and lets in the app nodes only',
    'OS5',
    'Search/Domain',
  ),
  ...['SEARCH_SLOW_LOGS', 'INDEX_SLOW_LOGS'].flatMap((log) =>
    entry(
      'a slow log stays empty until each index has a threshold for it, and it takes a resource policy, of which an account has ten in a region; give log groups by overrides.search.domain (logging, with suppressLogsResourcePolicy; with Terraform logPublishingOptions) and the policy beside it',
      `OS9[LogExport::${log}]`,
      'Search/Domain',
    ),
  ),
  ...entry(
    'as-published is the bill of the vendor, which has no dedicated masters; availability node-loss, the default, buys three',
    'OS4',
    'Search/Domain',
  ),
  ...entry(
    "the server's Redis client has no option for TLS; the cache is encrypted at rest and its security group lets in the app nodes only",
    'AEC3',
    'Cache/Group',
  ),
  ...entry(
    'as-published is the bill of the vendor, which has a single cache node; availability node-loss, the default, buys a replica in another zone',
    'AEC4',
    'Cache/Group',
  ),
  ...entry('another port hides nothing from the app nodes, and nobody else is let in', 'AEC5', 'Cache/Group'),
  ...entry(
    "AUTH needs TLS, for which the server's Redis client has no option; the security group lets in the app nodes only",
    'AEC6',
    'Cache/Group',
  ),
  ...entry(
    'ephemeral means that everything goes with the stack; leave it out to protect the database from deletion',
    'RDS10',
    'Database/Cluster',
  ),

  ...(['bucket', 'exports', 'legalHold'] as const).flatMap((bucket, i) => {
    const rows = [`appFleet-${bucket}-objects`];
    const made = ['Bucket', 'Exports', 'LegalHold'][i];
    const existing = ['their-files', 'their-exports', 'their-holds'][i];
    return [
      ...wildcard('every object of one bucket', `<FileStore/${made}.Arn>/*`, ...rows),
      ...wildcard('every object of one bucket', `arn:<AWS::Partition>:s3:::${existing}/*`, ...rows),
    ];
  }),
  ...wildcard(
    "every object below the request's folder of the mirror",
    'arn:<AWS::Partition>:s3:::their-mirror/mattermost/*',
    ...both('mirror'),
  ),
  ...wildcard('every parameter of one deployment', ours('ssm', 'parameter/mattermost/chat/*'), ...both('parameters')),
  ...wildcard('every stream of one log group', ours('logs', 'log-group:<Observability/Logs>:*'), ...both('logs')).map(
    (each) => ({ ...each, cdktf: { rule: `AwsSolutions-${wildcardRule('<Observability/Logs.Arn>:*')}` } }),
  ),
  ...entry(
    "every stream of one log group; CloudFormation's ARN of a group ends with the wildcard, and Terraform's without it",
    wildcardRule('<Network/FlowLogs.Arn>:*'),
    'Network/FlowLogPolicy',
  ).map((each): Acknowledged => ({ ...each, only: 'cdktf' })),
  ...wildcard(
    'every group of the account that carries the tag of the same fleet, by a condition: nobody knows beforehand the identifier in the ARN of a group',
    ours('autoscaling', 'autoScalingGroup:*:autoScalingGroupName/*'),
    ...both('hooks'),
  ),
  ...wildcard(
    'anything, since IAM knows no resource for these actions',
    '*',
    ...['groups', 'session', 'tags', 'targets'].flatMap(both),
    'proxy-members',
  ),
  ...wildcard('one namespace of metrics, by a condition: IAM knows no resource for metrics', '*', ...both('metrics')),
];
