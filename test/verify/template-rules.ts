import { gunzipSync } from 'node:zlib';
import type { Plan } from '../../architectures/sizing';
import type { Resource } from '../cdk/templates';
import type { Synthesised, Template } from './stacks';

export type Judged = Pick<Synthesised, 'name' | 'plan' | 'template' | 'props'>;

/** What everything that is rendered has to hold to, whatever was asked for. */
export interface Rule<J> {
  readonly name: string;
  /** What breaks it, one line each. */
  readonly problems: (judged: J) => readonly string[];
}

export interface Text {
  /** Keys from the template down, `Resources.X.Properties.Name`. */
  readonly path: readonly string[];
  readonly text: string;
}

/** Keys of user data, in each engine. */
const packed = ['UserData', 'user_data'];

/** Every text of a template: joined where it is joined, with `${…}` for what is not known, and user data unpacked. */
export function textsOf(node: unknown, path: readonly string[] = []): Text[] {
  if (typeof node === 'string') return [{ path, text: packed.includes(path.at(-1)!) ? unpacked(node) : node }];
  if (typeof node !== 'object' || node === null) return [];
  const join = (node as { readonly 'Fn::Join'?: readonly [string, readonly unknown[]] })['Fn::Join'];
  if (join && Array.isArray(join[1])) {
    const [separator, parts] = join;
    return [{ path, text: parts.map((part) => (typeof part === 'string' ? part : '${…}')).join(separator) }];
  }
  return Object.entries(node).flatMap(([key, value]) => textsOf(value, [...path, key]));
}

const unpacked = (userData: string): string => {
  const bytes = Buffer.from(userData, 'base64');
  return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString();
};

export const at = ({ path }: Text): string => path.join('.');
const resourcesOf = ({ Resources }: Template): [string, Resource][] => Object.entries(Resources);

type IngressRule = Readonly<Record<string, unknown>>;

/** Rules of security groups and rules on their own, each with the group that it opens. */
const ingressOf = (template: Template): (readonly [group: string, rule: IngressRule])[] =>
  resourcesOf(template).flatMap(([id, { Type, Properties }]) => {
    if (Type === 'AWS::EC2::SecurityGroupIngress') return [[JSON.stringify(Properties.GroupId), Properties] as const];
    const inside = (Type === 'AWS::EC2::SecurityGroup' && Properties.SecurityGroupIngress) || [];
    return (inside as readonly IngressRule[]).map((rule) => [id, rule] as const);
  });

/** Groups that are open to ranges, by the forms of their logical ids. */
const open: Readonly<Record<string, RegExp>> = {
  'load balancer': /MattermostLoadBalancerSecurityGroup[0-9A-F]{8}/,
  endpoints: /MattermostNetworkEndpointSecurityGroup[0-9A-F]{8}/,
};

/** What is open and was not asked for, and the other way round; each as `load balancer to 0.0.0.0/0 on tcp 443-443`. */
export function unlikeAsked({ request }: Plan, opened: readonly string[]): string[] {
  const { allowFrom, listener, egress, vpcCidr } = request;
  const ports = listener === 'https' ? [443, 80] : [80];
  const asked = [
    ...allowFrom.flatMap((range) => ports.map((port) => `load balancer to ${range} on tcp ${port}-${port}`)),
    ...(egress === 'none' ? [`endpoints to ${vpcCidr} on tcp 443-443`] : []),
  ];
  return [
    ...opened.filter((opening) => !asked.includes(opening)).map((opening) => `opens ${opening}`),
    ...asked.filter((opening) => !opened.includes(opening)).map((opening) => `does not open ${opening}`),
  ];
}

function openings({ plan, template }: Judged): string[] {
  const opened = ingressOf(template).flatMap(([group, rule]) => {
    const range = rule.CidrIp ?? rule.CidrIpv6 ?? rule.SourcePrefixListId;
    if (range === undefined) return [];
    const known = Object.entries(open).find(([, form]) => form.test(group));
    return [
      `${known?.[0] ?? group} to ${[range, 'on', rule.IpProtocol].join(' ')} ${[rule.FromPort, rule.ToPort].join('-')}`,
    ];
  });
  return unlikeAsked(plan, opened);
}

/** Properties that give a resource an address on the internet, where the request may want none. */
const addresses: Readonly<Record<string, (value: unknown, judged: Judged) => boolean>> = {
  PubliclyAccessible: (value) => value === true,
  AssociatePublicIpAddress: (value) => value === true,
  MapPublicIpOnLaunch: (value) => value === true,
  Scheme: (value, { plan }) => value === 'internet-facing' && plan.request.exposure === 'private',
};

function publicAddresses(judged: Judged): string[] {
  const visit = (node: unknown, path: string): string[] =>
    typeof node !== 'object' || node === null
      ? []
      : Object.entries(node).flatMap(([key, value]) => [
          ...(addresses[key]?.(value, judged) ? [`${path}.${key} is ${String(value)}`] : []),
          ...visit(value, `${path}.${key}`),
        ]);
  return visit(judged.template.Resources, 'Resources');
}

/** What the customer of these tests brings; how CDK calls Secrets Manager in the policy of a key. */
const notOurs = [
  /arn:aws(-us-gov)?:acm:[\w-]+:123456789012:certificate\/0123/g,
  /^secretsmanager\.\$\{…\}\.amazonaws\.com$/g,
];

function partitions({ plan, template }: Judged): string[] {
  // Of a region that is named CDK knows the partition and writes it down.
  const its = plan.request.region?.startsWith('us-gov-') ? [/arn:aws-us-gov:/g] : [];
  return textsOf(template)
    .filter(({ path, text }) => {
      const left = [...notOurs, ...its].reduce((rest, known) => rest.replace(known, ''), text);
      // Service principals are alike in every partition, and the programs of a node know the hosts of all of them.
      const hosts = !['Service', 'UserData'].includes(path.at(-1)!) && left.includes('amazonaws.com');
      return hosts || /arn:aws[\w-]*:/.test(left);
    })
    .map((text) => `${at(text)} names a partition`);
}

const secretReference = /\{\{resolve:(secretsmanager|ssm-secure):/;
const named = /password|passphrase|secret(string)?$|token$|privatekey/i;
/** Forms of secrets that are known whatever their name is. */
const secretForms: Readonly<Record<string, RegExp>> = {
  'an access key': /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  'a URL with a password': /\b[a-z][a-z0-9+]{2,20}:\/\/[\w.-]{1,64}:[^\s@/${}%'"<]{1,128}@/,
};

/** Secrets that are known by their form. */
export const formsIn = (each: Text): string[] =>
  Object.entries(secretForms)
    .filter(([, form]) => form.test(each.text))
    .map(([form]) => `${at(each)} holds ${form}`);

const secrets = ({ template }: Judged): string[] =>
  textsOf(template).flatMap((each) => {
    const name = each.path.at(-1)!;
    // What is generated is described below this key, and nothing there is a secret.
    const generated = each.path.includes('GenerateSecretString');
    return [
      ...(named.test(name) && !generated && !secretReference.test(each.text) ? [`${at(each)} is written down`] : []),
      ...(secretReference.test(each.text) && !named.test(name) ? [`${at(each)} resolves a secret`] : []),
      ...formsIn(each),
    ];
  });

const functions = ({ template, props }: Judged): string[] =>
  props?.ephemeral
    ? []
    : [
        ...('Transform' in template ? ['the template has a Transform'] : []),
        ...resourcesOf(template)
          .filter(([, { Type }]) => /^(Custom::|AWS::CloudFormation::(CustomResource|Macro)|AWS::Lambda::)/.test(Type))
          .map(([id, { Type }]) => `${id} is ${Type}`),
      ];

const bytes = (node: unknown): number => Buffer.byteLength(JSON.stringify(node));

/** Of one role, together. Source: the user guide of IAM, 'IAM and AWS STS quotas'. */
export const inlinePolicyCharacters = 10_240;

/**
 * Quotas that no deployment can raise. CloudFormation: 'Understand CloudFormation quotas' in its user guide (1 MB is taken as
 * a million bytes).
 */
export const quotas: readonly (readonly [what: string, most: number, count: (template: Template) => number])[] = [
  ['resources', 500, ({ Resources }) => Object.keys(Resources).length],
  ['outputs', 200, ({ Outputs }) => Object.keys(Outputs).length],
  ['bytes of template', 1_000_000, (template) => bytes(template)],
  ['bytes of description', 1_024, ({ Description = '' }) => Buffer.byteLength(Description)],
  ['dynamic references', 60, (template) => textsOf(template).filter(({ text }) => text.includes('{{resolve:')).length],
  [
    'characters of inline policies of a role',
    inlinePolicyCharacters,
    (template) => Math.max(0, ...policies(template).values()),
  ],
];

/** References count as they are written: an ARN is about as long as what stands for it. */
function policies(template: Template): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const [, { Type, Properties }] of resourcesOf(template)) {
    if (Type !== 'AWS::IAM::Policy') continue;
    for (const role of (Properties.Roles as readonly unknown[]).map((each) => JSON.stringify(each))) {
      sizes.set(role, (sizes.get(role) ?? 0) + bytes(Properties.PolicyDocument));
    }
  }
  return sizes;
}

/** What keeps data: with a key of the customer's, each under that key. */
const stores = [
  'AWS::EC2::LaunchTemplate',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::Logs::LogGroup',
  'AWS::OpenSearchService::Domain',
  'AWS::RDS::DBCluster',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
  'AWS::SNS::Topic',
];

function withoutTheirKey({ template }: Judged): string[] {
  const key = resourcesOf(template).find(([, { Type }]) => Type === 'AWS::KMS::Key')?.[0];
  if (!key) return [];
  return resourcesOf(template)
    .filter(([, { Type, Properties }]) => stores.includes(Type) && !JSON.stringify(Properties).includes(`"${key}"`))
    .map(([id, { Type }]) => `${id} (${Type}) is under another key`);
}

export const templateRules: readonly Rule<Judged>[] = [
  {
    name: 'only the load balancer is open to address ranges, to those of the request, and endpoints to the network',
    problems: openings,
  },
  { name: 'nothing behind the load balancer has a public address', problems: publicAddresses },
  { name: 'no partition is written down', problems: partitions },
  { name: 'no secret is written down, nor resolved where others can read it', problems: secrets },
  { name: 'no function, no custom resource and no macro, but in an ephemeral stack', problems: functions },
  {
    name: 'everything is within the quotas of CloudFormation and IAM',
    problems: ({ template }) =>
      quotas
        .map(([what, most, count]) => [what, most, count(template)] as const)
        .filter(([, most, counted]) => counted > most)
        .map(([what, most, counted]) => `${counted} ${what}, of at most ${most}`),
  },
  { name: "with a key of the customer's everything that is kept is under it", problems: withoutTheirKey },
];
