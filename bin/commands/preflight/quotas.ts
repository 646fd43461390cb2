import { ec2Shapes } from '../../../architectures/sizing/data/shapes';
import { fleetTag } from '../../../constructs/boot';
import type { Call } from './aws';
import { check, fails, fine, note, notChecked, type AnyCheck, type Finding, type Subject } from './check';
import { parametersCall, type Parameters } from './parameters';
import { subnetsCall, takenZones, zonesCall, type Subnets, type Zones } from './zones';

interface Quota {
  readonly service: 'ec2' | 'vpc';
  readonly code: string;
  readonly name: string;
}
interface QuotaAnswer {
  readonly Quota: { readonly Value: number };
}

const onDemandPage = 'docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html';
const vpcPage = 'docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html';

/** Codes and names are those of the two pages. */
const quotas = {
  vcpus: {
    service: 'ec2',
    code: 'L-1216C47A',
    name: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances',
  },
  addresses: { service: 'ec2', code: 'L-0263D0A3', name: 'EC2-VPC Elastic IPs' },
  gateways: { service: 'vpc', code: 'L-FE5A380F', name: 'NAT gateways per Availability Zone' },
  vpcs: { service: 'vpc', code: 'L-F678F1CE', name: 'VPCs per Region' },
} as const satisfies Readonly<Record<string, Quota>>;

const wordsOf = ({ service, code }: Quota) => ['--service-code', service, '--quota-code', code] as const;

/** The account's own value, and where it has none the one that every account begins with. */
const quotaCall = (quota: Quota): Call => ({
  service: 'service-quotas',
  operation: 'get-service-quota',
  args: wordsOf(quota),
  permission: 'servicequotas:GetServiceQuota',
  absent: ['NoSuchResourceException'],
  otherwise: {
    service: 'service-quotas',
    operation: 'get-aws-default-service-quota',
    args: wordsOf(quota),
    permission: 'servicequotas:GetAWSDefaultServiceQuota',
    absent: ['NoSuchResourceException'],
  },
});

interface Use {
  readonly needed: number;
  readonly used: number;
  /** What is in use may be the deployment's own. */
  readonly deployed?: boolean;
}

function room(quota: Quota, answer: QuotaAnswer | undefined, { needed, used, deployed }: Use): Finding {
  if (!answer) return notChecked('AWS knows no such quota here', `look for '${quota.name}' in Service Quotas`);
  const most = answer.Quota.Value;
  const found = `${used} of ${most} in use`;
  if (used + needed <= most) return fine(found);
  if (deployed) {
    return note(found, 'the deployment is there already, and those in use may be its own: then nothing is missing');
  }
  return fails(found, `ask for '${quota.name}' of at least ${used + needed}, or end something that uses it`, [
    ...['aws', 'service-quotas', 'request-service-quota-increase'],
    ...wordsOf(quota),
    ...['--desired-value', String(used + needed)],
  ]);
}

const isDeployed = (parameters: Parameters | undefined): boolean => (parameters?.Parameters ?? []).length > 0;

type Instance = readonly [
  type: string,
  lifecycle: string | null,
  cpu: { readonly CoreCount: number; readonly ThreadsPerCore: number },
  tags: readonly { readonly Key: string; readonly Value: string }[] | null,
];

/** An entry without a lifecycle is on demand; im and is are of the family I, while dl, inf, mac and trn are not standard. */
const countsAsStandard = ([type, lifecycle]: Instance): boolean =>
  lifecycle === null && /^([acdhimrtz]|i[ms])\d/.test(type);

const isOf = ({ plan }: Subject, [, , , tags]: Instance): boolean =>
  (tags ?? []).some(({ Key, Value }) => Key === fleetTag && Value.startsWith(`${plan.request.id}/`));

/** The most nodes of each fleet at a time, both replaced in one update; `stop` ends old app nodes before it starts new ones. */
const fleetsOf = ({ plan: { components, request } }: Subject) => {
  const { appFleet, proxy } = components;
  const surge = request.upgrade === 'rolling' ? appFleet.surge : 0;
  return [
    { instance: appFleet.instance, nodes: appFleet.nodes, surge },
    ...(proxy ? [{ instance: proxy.instance, nodes: proxy.nodes, surge: 1 }] : []),
  ];
};

const vcpusOf = (subject: Subject): number =>
  fleetsOf(subject).reduce((sum, { instance, nodes, surge }) => sum + (nodes + surge) * ec2Shapes[instance]!.vcpu, 0);

export const quotaChecks: readonly AnyCheck[] = [
  check<{ readonly quota: QuotaAnswer; readonly instances: readonly Instance[] }>({
    id: 'vcpus',
    what: 'vCPUs on demand',
    why: 'nodes above the quota do not start, and the deployment is rolled back when they are not there in time',
    page: onDemandPage,
    applies: () => true,
    needed: (subject) =>
      `${vcpusOf(subject)}: ${fleetsOf(subject)
        .map(({ instance, nodes, surge }) => `${nodes}${surge ? ` + ${surge}` : ''} x ${instance}`)
        .join(', ')}`,
    // Reserved capacity that nobody uses counts too, and is not asked for.
    ask: () => ({
      quota: quotaCall(quotas.vcpus),
      instances: {
        service: 'ec2',
        operation: 'describe-instances',
        args: [
          ...['--filters', 'Name=instance-state-name,Values=pending,running'],
          ...['--query', 'Reservations[].Instances[].[InstanceType,InstanceLifecycle,CpuOptions,Tags]'],
        ],
        permission: 'ec2:DescribeInstances',
      },
    }),
    judge: ({ quota, instances = [] }, subject) => {
      const others = instances.filter((each) => countsAsStandard(each) && !isOf(subject, each));
      const used = others.reduce((sum, [, , { CoreCount, ThreadsPerCore }]) => sum + CoreCount * ThreadsPerCore, 0);
      return room(quotas.vcpus, quota, { needed: vcpusOf(subject), used });
    },
  }),
  check<{
    readonly quota: QuotaAnswer;
    readonly addresses: { readonly Addresses: readonly unknown[] };
    readonly parameters: Parameters;
  }>({
    id: 'addresses',
    what: 'elastic IP addresses',
    why: 'each NAT gateway takes one',
    page: vpcPage,
    applies: ({ plan }) => plan.components.network.natGateways > 0,
    needed: ({ plan }) => `${plan.components.network.natGateways}`,
    ask: (subject) => ({
      quota: quotaCall(quotas.addresses),
      addresses: {
        service: 'ec2',
        operation: 'describe-addresses',
        args: [],
        permission: 'ec2:DescribeAddresses',
      },
      parameters: parametersCall(subject),
    }),
    judge: ({ quota, addresses, parameters }, { plan }) =>
      room(quotas.addresses, quota, {
        needed: plan.components.network.natGateways,
        used: addresses!.Addresses.length,
        deployed: isDeployed(parameters),
      }),
  }),
  check<{
    readonly quota: QuotaAnswer;
    readonly gateways: { readonly NatGateways: readonly { readonly SubnetId?: string }[] };
    readonly zones: Zones;
    readonly subnets: Subnets;
    readonly parameters: Parameters;
  }>({
    id: 'nat-gateways',
    what: 'NAT gateways in a zone',
    why: 'private subnets reach the internet through them',
    page: vpcPage,
    applies: ({ plan }) => plan.components.network.natGateways > 0,
    needed: ({ plan: { components } }) => `1 in each of ${components.network.natGateways} zones`,
    ask: (subject) => ({
      quota: quotaCall(quotas.gateways),
      gateways: {
        service: 'ec2',
        operation: 'describe-nat-gateways',
        // Others do not count.
        args: ['--filter', 'Name=state,Values=pending,available,deleting'],
        permission: 'ec2:DescribeNatGateways',
      },
      zones: zonesCall,
      subnets: subnetsCall,
      parameters: parametersCall(subject),
    }),
    judge: ({ quota, gateways, zones, subnets, parameters }, { plan }) => {
      const zoneOf = new Map(subnets!.Subnets.map(({ SubnetId, AvailabilityZone }) => [SubnetId, AvailabilityZone]));
      const taken = takenZones(plan, zones, subnets).slice(0, plan.components.network.natGateways);
      const usedIn = (zone: string) =>
        gateways!.NatGateways.filter(({ SubnetId = '' }) => zoneOf.get(SubnetId) === zone).length;
      return room(quotas.gateways, quota, {
        needed: 1,
        used: Math.max(0, ...taken.map(usedIn)),
        deployed: isDeployed(parameters),
      });
    },
  }),
  check<{
    readonly quota: QuotaAnswer;
    readonly vpcs: { readonly Vpcs: readonly unknown[] };
    readonly parameters: Parameters;
  }>({
    id: 'vpcs',
    what: 'VPCs',
    why: 'the deployment makes one of its own; with existing.vpc it makes neither that nor gateways',
    page: vpcPage,
    applies: () => true,
    needed: () => '1',
    ask: (subject) => ({
      quota: quotaCall(quotas.vpcs),
      vpcs: { service: 'ec2', operation: 'describe-vpcs', args: [], permission: 'ec2:DescribeVpcs' },
      parameters: parametersCall(subject),
    }),
    judge: ({ quota, vpcs, parameters }) =>
      room(quotas.vpcs, quota, { needed: 1, used: vpcs!.Vpcs.length, deployed: isDeployed(parameters) }),
  }),
];
