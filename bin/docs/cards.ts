import type { Plan } from '../../architectures/sizing';
import type { ComponentKind, Components, SpecOf } from '../../constructs/spec';
import { count, fleet } from '../commands/wording';

/** Tiers of subnets, by their names in the picture. */
export const tiers = { public: 'Public subnets', private: 'Private subnets', isolated: 'Isolated subnets' } as const;
export type Tier = keyof typeof tiers;
export type Place = Tier | 'region' | 'outside';

/** What a box of the picture says. */
interface Card {
  readonly title: string;
  readonly lines: readonly string[];
  /** Nodes, and the zones that they are spread over. */
  readonly fleet?: { readonly nodes: number; readonly zones: number };
}

export interface Box extends Card {
  readonly id: string;
  readonly place: Place;
}

/** Components that are boxes; the network is what they stand in. */
type Boxed = Exclude<ComponentKind, 'network'>;

/** Where each component stands. */
const placesIn = ({ loadBalancer }: Components): Readonly<Record<Boxed, Place>> => ({
  // AWS puts one that faces the internet into subnets with a route from there; an internal one needs none.
  loadBalancer: loadBalancer.scheme === 'internet-facing' ? 'public' : 'private',
  // They fetch packages through NAT, and nobody outside opens a connection to them.
  proxy: 'private',
  appFleet: 'private',
  // They answer the app nodes and call nobody: no route leads out.
  database: 'isolated',
  search: 'isolated',
  cache: 'isolated',
  // Called through AWS's own API: no network interface in the VPC.
  secrets: 'region',
  fileStore: 'region',
  observability: 'region',
});

const some = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`;

/** In the order in which a request meets them. */
const cards: { readonly [K in Boxed]: (spec: SpecOf<K>, plan: Plan) => Card } = {
  loadBalancer: ({ type, scheme }, { components: { network } }) => ({
    title: 'Load balancer',
    lines: [`${type}, ${scheme}`],
    fleet: { nodes: network.zones, zones: network.zones },
  }),
  proxy: ({ nodes, instance }, { components: { network } }) => ({
    title: 'NGINX proxies',
    lines: [fleet([nodes, instance])],
    fleet: { nodes, zones: network.zones },
  }),
  appFleet: ({ nodes, instance, server }, { components: { network } }) => ({
    title: 'App nodes',
    lines: [fleet([nodes, instance]), `Mattermost ${server.version}`],
    fleet: { nodes, zones: network.zones },
  }),
  database: ({ readers, instance, engineVersion }, { components: { network } }) => ({
    title: 'Aurora PostgreSQL',
    lines: [
      fleet([readers + 1, instance]),
      readers ? `writer + ${some(readers, 'reader')}` : 'writer only',
      `version ${engineVersion}`,
    ],
    fleet: { nodes: readers + 1, zones: network.zones },
  }),
  search: ({ nodes, instance, zones, masters, engineVersion }) => ({
    title: 'OpenSearch',
    lines: [
      fleet([nodes, instance]),
      masters.nodes ? `masters ${fleet([masters.nodes, masters.instance])}` : 'no dedicated masters',
      `version ${engineVersion}, ${some(zones, 'zone')}`,
    ],
    fleet: { nodes, zones },
  }),
  cache: ({ nodes, instance, engineVersion }, { components: { network } }) => ({
    title: 'ElastiCache Redis',
    lines: [fleet([nodes, instance]), `version ${engineVersion}`],
    fleet: { nodes, zones: network.zones },
  }),
  secrets: () => ({ title: 'Secrets Manager', lines: ['logins, licence'] }),
  fileStore: ({ versioned, expireOldVersionsDays }) => ({
    title: 'S3 file store',
    lines: [
      'attachments, exports,',
      'legal hold',
      versioned ? `old versions: ${some(expireOldVersionsDays, 'day')}` : 'not versioned',
    ],
  }),
  observability: ({ logs, dashboard }, { alarms }) => ({
    title: 'CloudWatch',
    lines: [`logs: ${some(logs.days, 'day')}`, `${some(alarms.length, 'alarm')}${dashboard ? ', dashboard' : ''}`],
  }),
};

/** The boxes of a plan: clients, a box with its kind as id for each component, and the way out. */
export function boxesOf(plan: Plan): readonly Box[] {
  const { claim, components, traffic } = plan;
  const { zones, natGateways } = components.network;
  const places = placesIn(components);
  const kinds = (Object.keys(cards) as Boxed[]).filter((kind) => kind in components);
  const boxOf = <K extends Boxed>(kind: K): Box => ({
    id: kind,
    place: places[kind],
    ...cards[kind](components[kind] as SpecOf<K>, plan),
  });
  const cidrs = new Set(traffic.flatMap((row) => (row.from === 'clients' ? [row.cidr] : [])));
  return [
    { id: 'clients', place: 'outside', title: 'Clients', lines: [`${count(claim)} concurrent users`, ...cidrs] },
    ...kinds.map(boxOf),
    {
      id: 'natGateways',
      place: 'public',
      title: 'NAT gateways',
      lines: [`${natGateways} for outgoing traffic`],
      fleet: { nodes: natGateways, zones },
    },
  ];
}
