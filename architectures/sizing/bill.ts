import type { Components } from '../../constructs/spec';
import { prices, type PricedService } from './data/prices';
import type { SizeRow } from './data/rows';
import type { Facts } from './facts';

export interface BillLine {
  readonly what: string;
  readonly planned: number;
  readonly published: number;
  readonly instance: string;
  /** On-demand, us-east-1; absent where the data has no price. */
  readonly usdPerHour?: number;
}

/** Compute of the plan against compute of the published row: on-demand, us-east-1, USD an hour. */
export interface Bill {
  readonly lines: readonly BillLine[];
  readonly plannedUsdPerHour: number | 'not known';
  readonly publishedUsdPerHour: number;
  readonly ratio: number | 'not known';
  /** What the plan buys beyond the row, or leaves out, with the reason's path. */
  readonly extra: readonly string[];
}

type Part = readonly [what: string, service: PricedService, nodes: number, instance: string, path: string];

const ofRow = ({ app, database, search, proxy, cache }: SizeRow): Part[] => [
  ['app nodes', 'ec2', ...app, 'appFleet.nodes'],
  ['database instances', 'database', ...database, 'database.readers'],
  ...(search ? [['search nodes', 'search', ...search, 'search.nodes'] as const] : []),
  ['proxies', 'ec2', ...proxy, 'proxy.nodes'],
  ...(cache ? [['cache nodes', 'cache', ...cache, 'cache.nodes'] as const] : []),
];

const ofPlan = ({ appFleet, database, search, proxy, cache }: Components): Part[] => [
  ['app nodes', 'ec2', appFleet.nodes, appFleet.instance, 'appFleet.nodes'],
  ['database instances', 'database', database.readers + 1, database.instance, 'database.readers'],
  ...(search
    ? ([
        ['search nodes', 'search', search.nodes, search.instance, 'search.nodes'],
        ['search masters', 'search', search.masters.nodes, search.masters.instance, 'search.masters.nodes'],
      ] as const)
    : []),
  ...(proxy ? [['proxies', 'ec2', proxy.nodes, proxy.instance, 'proxy.nodes'] as const] : []),
  ...(cache ? [['cache nodes', 'cache', cache.nodes, cache.instance, 'cache.nodes'] as const] : []),
];

const priceOf = (service: PricedService, instance: string): number | undefined => prices[service][instance]?.usdPerHour;
const total = (parts: readonly Part[]): number | undefined =>
  parts.reduce<number | undefined>((sum, [, service, nodes, instance]) => {
    const price = nodes ? priceOf(service, instance) : 0;
    return sum === undefined || price === undefined ? undefined : sum + nodes * price;
  }, 0);
const cents = (usd: number): number => Math.round(usd * 10_000) / 10_000;

export function bill({ row }: Facts, components: Components): Bill {
  const [published, planned] = [ofRow(row), ofPlan(components)];
  const publishedUsd = total(published)!;
  const plannedUsd = total(planned);
  const key = ([what, , , instance]: Part) => `${what} ${instance}`;
  const all = new Map([...published, ...planned].map((part) => [key(part), part]));
  const count = (parts: readonly Part[], at: string) => parts.find((part) => key(part) === at)?.[2] ?? 0;
  const lines = [...all].map(([at, [what, service, , instance]]): BillLine => {
    const usdPerHour = priceOf(service, instance);
    return {
      what,
      instance,
      planned: count(planned, at),
      published: count(published, at),
      ...(usdPerHour !== undefined && { usdPerHour }),
    };
  });
  const extra = [...all.values()].flatMap((part) => {
    const more = count(planned, key(part)) - count(published, key(part));
    return more ? [`${more > 0 ? '+' : ''}${more} ${part[0]} ${part[3]}: ${part[4]}`] : [];
  });
  return {
    lines: lines.filter((each) => each.planned || each.published),
    plannedUsdPerHour: plannedUsd === undefined ? 'not known' : cents(plannedUsd),
    publishedUsdPerHour: cents(publishedUsd),
    ratio: plannedUsd === undefined ? 'not known' : Math.round((plannedUsd / publishedUsd) * 1_000) / 1_000,
    extra,
  };
}
