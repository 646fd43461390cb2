import type { Components } from '../../constructs/spec';
import { billOf, capacityOf } from './capacity';
import { logins } from './data/logins';
import { proxyCapacities } from './data/proxies';
import type { SizeRow } from './data/rows';
import type { RunId } from './data/runs';
import { ec2Shapes } from './data/shapes';
import { compareVersions, withoutLoginLock } from './data/versions';
import type { Facts } from './facts';

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
  readonly stormPerSecond: number;
  readonly because: string;
}

interface Left {
  readonly app: number;
  readonly databases: number;
  readonly proxies: number;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** How fast a node checks passwords; graded as the inference that it is. */
export function loginRate({ request }: Facts, { appFleet }: Components): Logins {
  const { hashSeconds, restSeconds, vcpusPerCore, storm } = logins;
  const stormPerSecond = round(storm.people / (storm.minutes * 60));
  const locked = compareVersions(request.version, withoutLoginLock) < 0;
  const vcpu = ec2Shapes[appFleet.instance]?.vcpu ?? 0;
  return locked
    ? {
        perNodePerSecond: round(1 / (hashSeconds + restSeconds)),
        stormPerSecond,
        because: `inferred: servers before ${withoutLoginLock} check one password at a time on a node, 1 / (${hashSeconds} s for the hash + ${restSeconds} s for the rest), however many cores it has; ${request.version} is such a server`,
      }
    : {
        perNodePerSecond: round(vcpu / vcpusPerCore / hashSeconds),
        stormPerSecond,
        because: `inferred: ${vcpu} vCPU / ${vcpusPerCore} / ${hashSeconds} s for the hash, if a node did nothing else; ${request.version} has no lock around it`,
      };
}

export function survival(facts: Facts, components: Components): Survival[] {
  const { appFleet, database, proxy, network } = components;
  const whole: Left = { app: appFleet.nodes, databases: database.readers + 1, proxies: proxy?.nodes ?? 0 };
  const inZone = (count: number) => Math.ceil(count / network.zones);
  const zone = { app: inZone(whole.app), databases: inZone(whole.databases), proxies: inZone(whole.proxies) };
  const none: Left = { app: 0, databases: 0, proxies: 0 };
  const cases: readonly (readonly [Loss, Left])[] = [
    ['nothing', none],
    ['app node', { ...none, app: 1 }],
    ['database instance', { ...none, databases: 1 }],
    ...(proxy ? ([['proxy', { ...none, proxies: 1 }]] as const) : []),
    ['zone', zone],
  ];
  return cases.map(([lost, gone]) => {
    const left = {
      app: whole.app - gone.app,
      databases: whole.databases - gone.databases,
      proxies: whole.proxies - gone.proxies,
    };
    const down = left.app === 0 || left.databases === 0 || (proxy !== undefined && left.proxies === 0);
    const { perNodePerSecond } = loginRate(facts, components);
    return {
      lost,
      gone: goneText(gone),
      ...(down ? { capacity: 0, holds: false, exact: true } : carried(facts, components, left)),
      loginsPerSecond: down ? 0 : round(perNodePerSecond * left.app),
    };
  });
}

const goneText = ({ app, databases, proxies }: Left): string =>
  [
    [app, 'app node'],
    [databases, 'database instance'],
    [proxies, 'proxy'],
  ]
    .filter(([count]) => count !== 0)
    .map(([count, what]) => `${count} ${what}${count === 1 ? '' : '(s)'}`)
    .join(', ') || 'nothing';

/** A smaller run is a lower bound: it can show that the claim holds, never that it does not. */
function carried(
  { claim, row }: Facts,
  components: Components,
  { app, databases, proxies }: Left,
): Pick<Survival, 'capacity' | 'holds' | 'run' | 'exact'> {
  const bill = billOf(components);
  const found = capacityOf({ ...bill, app: [app, bill.app[1]], database: [databases, bill.database[1]] });
  if (!found) return { capacity: 'not known', holds: 'not known', exact: false };
  const { run, exact } = found;
  if (exact && found.users < claim) return { capacity: found.users, holds: false, run, exact };
  const users = Math.min(found.users, proxyCapacity(row, components, proxies));
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
