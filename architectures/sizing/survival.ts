import type { Components } from '../../constructs/spec';
import { billOf, capacityOf } from './capacity';
import { logins } from './data/logins';
import { proxyCapacities } from './data/proxies';
import type { SizeRow } from './data/rows';
import type { RunId } from './data/runs';
import { withoutLoginLock } from './data/versions';
import type { Facts } from './facts';
import { passwordChecks } from './rules/logins';

export type Loss = 'nothing' | 'app node' | 'database instance' | 'proxy' | 'zone';

/** What the bill still carries when something is lost. */
export interface Survival {
  readonly lost: Loss;
  /** What is gone, in numbers. */
  readonly gone: string;
  /** Concurrent users of a named run with no more than what is left; never a share. */
  readonly capacity: number | 'not known';
  /** Whether the claim still holds. */
  readonly holds: boolean | 'not known';
  readonly run?: RunId;
  /** The run had the very bill that is left. */
  readonly exact: boolean;
  /** Password logins a second; an inference, see `logins`. */
  readonly loginsPerSecond: number;
}

/** Password logins that the app nodes check, against a storm of people who all come at once. */
export interface Logins {
  readonly perNodePerSecond: number;
  /** People who sign in at once: the claim, at most 15,000, within 15 minutes. */
  readonly storm: { readonly people: number; readonly minutes: number; readonly perSecond: number };
  readonly because: string;
}

interface Nodes {
  readonly app: number;
  readonly databases: number;
  readonly proxies: number;
  readonly search: number;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** How fast a node checks passwords; graded as the inference that it is. */
export function loginRate({ request, claim }: Facts, { appFleet, proxy }: Components): Logins {
  const { hashSeconds, restSeconds, vcpusPerCore } = logins;
  const { minutes } = logins.storm;
  const people = Math.min(claim, logins.storm.people);
  const { perSecond, locked, vcpu } = passwordChecks(request.version, appFleet.instance);
  const why = locked
    ? `servers before ${withoutLoginLock} check one password at a time on a node, 1 / (${hashSeconds} s for the hash + ${restSeconds} s for the rest), however many cores it has; ${request.version} is such a server`
    : `${vcpu} vCPU / ${vcpusPerCore} / ${hashSeconds} s for the hash, if a node did nothing else; ${request.version} has no lock around it`;
  return {
    perNodePerSecond: round(perSecond),
    storm: { people, minutes, perSecond: round(people / (minutes * 60)) },
    because: `inferred: ${why}; ${admission(proxy, round(round(perSecond) * appFleet.nodes))}`,
  };
}

/** What becomes of a storm of more people than the nodes check. */
const admission = (proxy: Components['proxy'], perSecond: number): string =>
  proxy?.logins.admission
    ? `in a larger storm ${perSecond} people a second still get in, since the proxies let no more through and ask whoever has waited ${proxy.logins.queueSeconds} s to come back`
    : `in a storm of more than ${perSecond} a second hardly anybody gets in, since nothing keeps the nodes from checking for people who have given up`;

const nothing: Nodes = { app: 0, databases: 0, proxies: 0, search: 0 };

export function survival(facts: Facts, components: Components): Survival[] {
  const { appFleet, database, proxy, search, network } = components;
  const whole: Nodes = {
    app: appFleet.nodes,
    databases: database.readers + 1,
    proxies: proxy?.nodes ?? 0,
    search: search?.nodes ?? 0,
  };
  const share = (nodes: number, zones: number) => Math.ceil(nodes / zones);
  const zone: Nodes = {
    app: share(whole.app, network.zones),
    databases: share(whole.databases, network.zones),
    proxies: share(whole.proxies, network.zones),
    search: share(whole.search, search?.zones ?? 1),
  };
  const cases: readonly (readonly [Loss, Nodes])[] = [
    ['nothing', nothing],
    ['app node', { ...nothing, app: 1 }],
    ['database instance', { ...nothing, databases: 1 }],
    ...(proxy ? ([['proxy', { ...nothing, proxies: 1 }]] as const) : []),
    ['zone', zone],
  ];
  const { perNodePerSecond } = loginRate(facts, components);
  return cases.map(([lost, gone]) => {
    const left: Nodes = {
      app: whole.app - gone.app,
      databases: whole.databases - gone.databases,
      proxies: whole.proxies - gone.proxies,
      search: whole.search - gone.search,
    };
    const down = left.app === 0 || left.databases === 0 || (proxy !== undefined && left.proxies === 0);
    return {
      lost,
      gone: inWords(gone),
      ...(down ? { capacity: 0, holds: false, exact: true } : carried(facts, components, left)),
      loginsPerSecond: down ? 0 : round(perNodePerSecond * left.app),
    };
  });
}

const words: readonly (readonly [keyof Nodes, one: string, many: string])[] = [
  ['app', 'app node', 'app nodes'],
  ['databases', 'database instance', 'database instances'],
  ['proxies', 'proxy', 'proxies'],
  ['search', 'search node', 'search nodes'],
];
const inWords = (nodes: Nodes): string =>
  words
    .filter(([kind]) => nodes[kind] !== 0)
    .map(([kind, one, many]) => `${nodes[kind]} ${nodes[kind] === 1 ? one : many}`)
    .join(', ') || 'nothing';

/** A smaller run is a lower bound: it can show that the claim holds, never that it does not. */
function carried(
  { claim, row }: Facts,
  components: Components,
  { app, databases, proxies, search }: Nodes,
): Pick<Survival, 'capacity' | 'holds' | 'run' | 'exact'> {
  const bill = billOf(components);
  const found = capacityOf({ app: [app, bill.app[1]], database: [databases, bill.database[1]], search });
  if (!found) return { capacity: 'not known', holds: 'not known', exact: false };
  const { run } = found;
  if (found.exact && found.users < claim) return { capacity: found.users, holds: false, run, exact: true };
  const users = Math.min(found.users, proxyCapacity(row, components, proxies));
  // Where the proxies are the bound the number is theirs, not the run's.
  const exact = found.exact && users === found.users;
  return users >= claim
    ? { capacity: users, holds: true, run, exact }
    : { capacity: 'not known', holds: 'not known', run, exact };
}

/** Lower bounds, added up. The row's own proxies are part of its claim; a class that was never measured carries nothing known. */
function proxyCapacity(row: SizeRow, { proxy }: Components, nodes: number): number {
  if (!proxy || (proxy.instance === row.proxy[1] && nodes >= row.proxy[0])) return Infinity;
  const each = proxyCapacities.find(({ instance }) => instance === proxy.instance);
  return (each?.users ?? 0) * nodes;
}
