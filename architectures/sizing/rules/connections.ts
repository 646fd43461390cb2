import {
  derived,
  from,
  published,
  type AppFleetSpec,
  type Components,
  type DatabaseSpec,
  type Explained,
  type Issue,
} from '../../../constructs/spec';
import { pages } from '../data/pages';
import { prices } from '../data/prices';
import { databaseShapes } from '../data/shapes';

const floor = 1_024;
const step = 256;
/** Aurora's own default is LEAST(memory / 9531392, 5000). */
const bytesPerConnection = 9_531_392;
const mostConnections = 5_000;

/** What one database instance must hold in one state of the system. */
export interface ConnectionState {
  readonly state: 'normal' | 'rolling update' | 'failover' | 'failover during a rolling update';
  readonly connections: number;
  /** The arithmetic. */
  readonly text: string;
}

export interface ConnectionBudget {
  readonly states: readonly ConnectionState[];
  readonly maxConnections: number;
  /** All connections of all instances together; reported, compared with nothing. */
  readonly clusterWide: number;
}

type Pools = Pick<AppFleetSpec, 'nodes' | 'surge' | 'maxOpenConns'>;
type Instances = Pick<DatabaseSpec, 'instance' | 'readers' | 'reservedConnections'>;

/** A promoted reader is still listed as a reader and is the writer too: it carries both pools. */
function states({ nodes, surge, maxOpenConns }: Pools, { readers, reservedConnections }: Instances): ConnectionState[] {
  const promoted = readers > 0 ? 2 : 1;
  const cases = [
    ['normal', 1, nodes],
    ['rolling update', 1, nodes + surge],
    ['failover', promoted, nodes],
    ['failover during a rolling update', promoted, nodes + surge],
  ] as const;
  return cases.map(([state, pools, fleet]) => {
    const connections = maxOpenConns * pools * fleet + reservedConnections;
    const text = `${state}: ${maxOpenConns} connections x ${pools} data source${pools > 1 ? 's' : ''} x ${fleet} node${fleet > 1 ? 's' : ''} + ${reservedConnections} reserved = ${connections}`;
    return { state, connections, text };
  });
}

const worst = (pools: Pools, instances: Instances): ConnectionState =>
  states(pools, instances).reduce((most, state) => (state.connections > most.connections ? state : most));

/** What the memory of a class allows; 0 for a class that the data does not know. */
const ceilingOf = (instance: string): number =>
  Math.min(Math.floor(((databaseShapes[instance]?.memoryGiB ?? 0) * 2 ** 30) / bytesPerConnection), mostConnections);

export function connectionBudget({ appFleet, database }: Components): ConnectionBudget {
  const dataSources = 1 + database.readers;
  return {
    states: states(appFleet, database),
    maxConnections: database.maxConnections,
    clusterWide: appFleet.maxOpenConns * dataSources * appFleet.nodes,
  };
}

/** Every app node opens a pool for each data source, so this waits for both to be written. */
export function maxConnections(pools: Pools, instances: Instances): Explained<Pick<DatabaseSpec, 'maxConnections'>> {
  const { connections, text } = worst(pools, instances);
  const ceiling = ceilingOf(instances.instance);
  const rounded = Math.ceil(connections / step) * step;
  return {
    maxConnections:
      connections <= floor && floor <= ceiling
        ? published(
            floor,
            `the published value for writer and readers holds the worst state, ${text}`,
            pages.highAvailability,
          )
        : derived(
            connections <= ceiling ? Math.min(rounded, ceiling) : rounded,
            from`the worst state, ${text}, rounded up to a multiple of ${step}, at most ${ceiling} by the memory of the class; the published ${floor} is ${connections > floor ? 'too few' : 'more than it holds'}`,
            pages.highAvailability,
          ),
  };
}

/** Judges the finished components, pins included. */
export function checkConnections({ appFleet, database }: Components): Issue[] {
  const ceiling = ceilingOf(database.instance);
  if (!ceiling) return [];
  const need = worst(appFleet, database);
  const allowed = Math.min(database.maxConnections, ceiling);
  const short = states(appFleet, database).filter(({ connections }) => connections > allowed);
  if (short.length === 0 && database.maxConnections <= ceiling) return [];
  return [
    {
      what: short.length
        ? `the database runs out of connections: ${short.map(({ text }) => text).join('; ')}`
        : `'database.maxConnections' is more than the memory of the class holds`,
      given: `maxConnections ${database.maxConnections} on ${database.instance}`,
      allowed: `at most ${ceiling} on this class (memory / ${bytesPerConnection}, at most ${mostConnections})`,
      todo:
        remedies(need.connections, appFleet, database, ceiling).join(', or ') ||
        'ask for fewer app nodes: no class in the data holds so many connections',
    },
  ];
}

/** Sets of pins that cure it, cheapest first: what costs nothing, then the cheapest class that is large enough. */
function remedies(need: number, pools: AppFleetSpec, database: DatabaseSpec, ceiling: number): string[] {
  const perConnection = (need - database.reservedConnections) / pools.maxOpenConns;
  const fewer = Math.floor((ceiling - database.reservedConnections) / perConnection);
  const larger = Object.entries(prices.database)
    .filter(([instance]) => ceilingOf(instance) >= need)
    .sort(([, a], [, b]) => a.usdPerHour - b.usdPerHour)[0];
  const cures: (readonly [pins: Readonly<Record<string, string | number>>, cost: string] | false | undefined)[] =
    need <= ceiling
      ? [[{ 'database.maxConnections': need }, 'no cost']]
      : [
          fewer >= 1 && [
            {
              'appFleet.maxOpenConns': fewer,
              ...(pools.maxIdleConns > fewer && { 'appFleet.maxIdleConns': fewer }),
              'database.maxConnections': ceiling,
            },
            'no cost',
          ],
          larger && [
            { 'database.instance': larger[0], 'database.maxConnections': need },
            `${larger[1].usdPerHour} USD an hour for each instance in us-east-1`,
          ],
        ];
  return cures.flatMap((cure) => {
    if (!cure) return [];
    const pins = Object.entries(cure[0]).map(([path, value]) => `${path} to ${value}`);
    return [`pin ${pins.join(' and ')} (${cure[1]})`];
  });
}
