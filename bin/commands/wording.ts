import type { Evidence, Grade, Plan, Survival } from '../../architectures/sizing';
import type { Measurement } from '../../architectures/sizing/data/runs';
import type { ComponentKind, Reason } from '../../constructs/spec';
import type { Cell } from './table';

/** What a grade says. */
export const grades = {
  A: 'measured on this bill and server line',
  B: 'measured on the same app and database classes, with another proxy, search or server line',
  C: 'interpolated between measured points',
  D: 'extrapolated: no measurement supports it',
  P: 'claimed by the vendor without a public run',
} as const satisfies Readonly<Record<Grade, string>>;

export const count = (value: number): string => value.toLocaleString('en-US');

/** Two to five decimals: as many as the price lists have. */
export const usd = (value: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 5 });

export const fleet = ([nodes, instance]: readonly [nodes: number, instance: string]): string =>
  `${nodes} x ${instance}`;

/** A measurement in one sentence. */
export const measurement = ({
  concurrentUsers: users,
  app,
  database,
  search,
  proxy,
  server,
  tool,
  dataset,
  date,
}: Measurement): string =>
  [
    `${count(users)} concurrent users on ${fleet(app)} app nodes`,
    `${fleet(database)} database instances`,
    search ? `${fleet(search)} search nodes` : 'no search nodes',
    `${fleet(proxy)} as proxy; server ${server}`,
    tool,
    dataset,
    `date ${date}`,
  ].join(', ');

/** How far the measurement lies above the claim. */
export const headroom = ({ headroomPercent }: Evidence): string =>
  headroomPercent === undefined ? 'not known' : `${headroomPercent} %`;

/** Whether the claim holds. */
export const holds = (value: Survival['holds']): Cell =>
  value === 'not known'
    ? { text: value, tone: 'doubtful' }
    : { text: value ? 'yes' : 'no', tone: value ? 'good' : 'bad' };

/** What is carried: a smaller run is a lower bound. */
export const capacity = ({ capacity: users, exact }: Survival): string =>
  users === 'not known' ? users : `${exact ? '' : 'at least '}${count(users)}`;

/** The reason at a path, or why its component is left out. */
export const reasonAt = ({ reasons }: Plan, path: string): Reason | undefined =>
  reasons[path] ?? reasons[path.split('.')[0]!];

export const componentNames = {
  network: 'network',
  secrets: 'secrets',
  database: 'database',
  fileStore: 'file store',
  search: 'search',
  cache: 'cache',
  appFleet: 'app nodes',
  proxy: 'proxies',
  loadBalancer: 'load balancer',
  observability: 'observability',
} as const satisfies Readonly<Record<ComponentKind, string>>;
