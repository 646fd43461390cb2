import { fleetTag, nodeMetrics } from '../../../constructs/boot';
import type { AccessRow, BindingName, Components, Principal, Reason } from '../../../constructs/spec';
import { pages } from '../data/pages';
import type { NormalisedRequest } from '../request';

const why = (because: string): Reason => ({ provenance: 'derived', because });
const byRole = (because: string): Reason => ({ provenance: 'derived', because, source: pages.environment });

const objects = [
  's3:AbortMultipartUpload',
  's3:DeleteObject',
  's3:GetObject',
  's3:ListMultipartUploadParts',
  's3:PutObject',
];
const listing = ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'];
const reading = ['secretsmanager:GetSecretValue'];

type Grant = Omit<AccessRow, 'id' | 'who' | keyof Reason> & { readonly name: string; readonly why: Reason };

/** What every node does about itself; `one` tells the reasons apart. */
const ofEveryNode = (id: string, who: Principal, one: string): readonly Grant[] => [
  {
    name: 'parameters',
    actions: ['ssm:GetParameters'],
    on: 'parameters',
    suffix: '/*',
    why: why(`${one} finds every late value under the parameters of its own deployment, and no others`),
  },
  {
    name: 'hooks',
    actions: [
      'autoscaling:CompleteLifecycleAction',
      'autoscaling:RecordLifecycleActionHeartbeat',
      'autoscaling:SetInstanceHealth',
    ],
    on: 'groups',
    where: { [`aws:ResourceTag/${fleetTag}`]: `${id}/${who}` },
    why: why(`${one} says itself that it is ready, that it has drained, or that it is ill; only in its own group`),
  },
  {
    name: 'groups',
    actions: ['autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeAutoScalingInstances'],
    on: 'anything',
    why: why(`${one} finds its own group; IAM knows no resource for describing`),
  },
  {
    name: 'signal',
    actions: ['cloudformation:SignalResource'],
    on: 'stack',
    why: why(`a deployment and a rolling update wait for the word of ${one}`),
  },
  {
    name: 'targets',
    actions: ['elasticloadbalancing:DescribeTargetHealth'],
    on: 'anything',
    why: why(`${one} waits until the load balancer sends it requests; IAM knows no resource for describing`),
  },
  {
    name: 'session',
    actions: [
      'ssm:UpdateInstanceInformation',
      'ssmmessages:CreateControlChannel',
      'ssmmessages:CreateDataChannel',
      'ssmmessages:OpenControlChannel',
      'ssmmessages:OpenDataChannel',
    ],
    on: 'anything',
    why: why(
      `an operator opens a session on ${one} by Session Manager, without SSH, key or open port; IAM knows no resource for its channels`,
    ),
  },
  {
    name: 'metrics',
    actions: ['cloudwatch:PutMetricData'],
    on: 'anything',
    where: { 'cloudwatch:namespace': nodeMetrics },
    why: why(`${one} sends its metrics to the namespace ${nodeMetrics} and to no other`),
  },
  {
    name: 'tags',
    actions: ['ec2:DescribeTags'],
    on: 'anything',
    why: why(`the agent of ${one} puts the name of the group on its metrics; IAM knows no resource for describing`),
  },
  {
    name: 'logs',
    actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
    on: 'observability.logs',
    suffix: ':*',
    why: why(`the agent ships the logs of ${one}`),
  },
];

/** What each role may call: all rows, then only those about what is in the plan. */
export function access(
  { id, mirror }: NormalisedRequest,
  components: Components,
  bound: readonly { readonly name: BindingName }[],
): AccessRow[] {
  const buckets = [
    ['bucket', 'attachments', 'so that no access key is needed'],
    ['exports', 'exports', 'which the server writes as one file each'],
    ['legalHold', 'legal holds', 'which the plugin writes through the server'],
  ] as const;
  const secrets = [
    ['database.secret', 'the data source is composed from it at boot'],
    ['secrets.administrator', 'the first node makes the first account with it'],
    ['secrets.licence', 'the licence is read from it at boot'],
    ['secrets.mail', 'the server signs in to the mail server with it'],
    ['search.secret', 'the server signs in to search with it'],
  ] as const;
  const rows: AccessRow[] = [
    ...buckets.flatMap(([bucket, what, because]): AccessRow[] => [
      {
        id: `appFleet-${bucket}-objects`,
        who: 'appFleet',
        actions: objects,
        on: `fileStore.${bucket}`,
        suffix: '/*',
        ...byRole(`the server reads, writes and deletes ${what} by the role of its node, ${because}`),
      },
      {
        id: `appFleet-${bucket}-list`,
        who: 'appFleet',
        actions: listing,
        on: `fileStore.${bucket}`,
        ...byRole(`the server lists ${what} and looks where the bucket is`),
      },
    ]),
    ...secrets.map(([on, because]): AccessRow => ({
      id: `appFleet-${on.replace('.', '-')}`,
      who: 'appFleet',
      actions: reading,
      on,
      ...why(because),
    })),
    {
      id: 'appFleet-runningVersion',
      who: 'appFleet',
      actions: ['ssm:PutParameter'],
      on: 'parameters',
      suffix: '/appFleet/runningVersion',
      ...why('a node that serves writes down its version, so that a later one can refuse to skip one'),
    },
    {
      id: 'proxy-members',
      who: 'proxy',
      actions: ['ec2:DescribeInstances'],
      on: 'anything',
      ...why('a proxy finds the addresses of the app nodes in service; IAM knows no resource for describing'),
    },
    ...(
      [
        ['appFleet', 'an app node'],
        ['proxy', 'a proxy'],
      ] as const
    ).flatMap(([who, one]) =>
      [...ofEveryNode(id, who, one), ...(mirror ? [mirrored(mirror, one)] : [])].map(
        ({ name, why: reason, ...grant }) => ({
          id: `${who}-${name}`,
          who,
          ...grant,
          ...reason,
        }),
      ),
    ),
  ];
  const offered = ['parameters', 'groups', 'stack', 'mirror', 'anything', ...bound.map(({ name }) => name)] as string[];
  return rows.filter(({ who, on }) => who in components && (offered.includes(on) || on.startsWith('fileStore.')));
}

const mirrored = (mirror: string, one: string): Grant => ({
  name: 'mirror',
  actions: ['s3:GetObject'],
  on: 'mirror',
  suffix: '/*',
  why: { provenance: 'derived', because: `${one} downloads what it installs from the request's mirror, ${mirror}` },
});
