import { count } from '../../constructs/spec';
import type { Components } from '../../constructs/spec';
import { billOf, capacityOf, type Bill } from './capacity';
import { regressions, runs, type Measurement, type RunId } from './data/runs';
import type { Facts } from './facts';

/**
 * A measured on this bill and server line; B measured on the same app and database classes with another proxy, search or
 * server line; C interpolated between measured points; D extrapolated; P claimed by the vendor without a public run.
 */
export type Grade = 'A' | 'B' | 'C' | 'D' | 'P';

/** What supports the claim. */
export interface Evidence {
  readonly grade: Grade;
  readonly because: string;
  /** The run behind the grade. */
  readonly run?: RunId;
  readonly measured?: Measurement;
  /** How far the measurement lies above the claim, in percent of the claim. */
  readonly headroomPercent?: number;
  /** What is not as in the run. */
  readonly differs: readonly string[];
  /** Newer runs on the same app and database bill that lie below the claim. */
  readonly contestedBy: readonly Doubt[];
}

export interface Doubt {
  readonly run: string;
  readonly measured: Measurement;
  readonly differs: readonly string[];
}

/** The bill without what was added for a loss: a spare node does not lower the grade. */
function withoutSpare({ row }: Facts, components: Components): Bill {
  const bill = billOf(components);
  return {
    ...bill,
    app: [Math.min(bill.app[0], row.app[0]), bill.app[1]],
    database: [Math.min(bill.database[0], row.database[0]), bill.database[1]],
  };
}

export function evidence(facts: Facts, components: Components): Evidence {
  const bill = withoutSpare(facts, components);
  const found = capacityOf(bill);
  const measured = found && runs[found.run];
  const differs = measured ? differences(measured, facts, components) : [];
  const [grade, because] = gradeOf(facts, bill, found, differs);
  return {
    grade,
    because,
    ...(found &&
      measured && {
        run: found.run,
        measured,
        ...(found.exact && { headroomPercent: headroom(found.users, facts.claim) }),
      }),
    differs,
    contestedBy: doubts(facts, bill, components),
  };
}

const headroom = (users: number, claim: number): number => Math.round((users / claim - 1) * 1_000) / 10;

function gradeOf(
  { claim, row }: Facts,
  bill: Bill,
  found: ReturnType<typeof capacityOf>,
  differs: readonly string[],
): readonly [Grade, string] {
  if (found?.exact && found.users >= claim) {
    return differs.length
      ? [
          'B',
          `run ${found.run} carried ${count(found.users)} on the app nodes and databases of this bill without its spare ones, with ${differs.length} differences`,
        ]
      : ['A', `run ${found.run} carried ${count(found.users)} on this bill and server line`];
  }
  if (found && !found.exact && found.users < claim && asListed(bill, row)) {
    return [
      'P',
      `the page of the ${count(row.concurrentUsers)} row claims it; no public run is so large (the nearest, ${found.run}, carried ${count(found.users)})`,
    ];
  }
  if (found && !found.exact && found.users >= claim) {
    return [
      'C',
      `between measured points: run ${found.run} carried ${count(found.users)} with less of something, and the claim is ${count(claim)}`,
    ];
  }
  return [
    'D',
    found
      ? `run ${found.run} carried ${count(found.users)}${found.exact ? ' on this bill' : ' on the nearest smaller bill'}, below the claim of ${count(claim)}`
      : `no run used these classes, so nothing supports the claim of ${count(claim)}`,
  ];
}

/** Not less than the published row in classes, nodes, instances and search. */
const asListed = (bill: Bill, row: Facts['row']): boolean =>
  bill.app[0] >= row.app[0] &&
  bill.app[1] === row.app[1] &&
  bill.database[0] >= row.database[0] &&
  bill.database[1] === row.database[1] &&
  bill.search >= (row.search?.[0] ?? 0);

const fleet = (nodes: number, instance: string): string => `${nodes} x ${instance}`;
const line = (version: string): string => version.split('.').slice(0, 2).join('.');

function differences(run: Measurement, { request }: Facts, { proxy, search, database }: Components): string[] {
  const postgres = database.engineVersion.split('.')[0]!;
  const pairs = [
    ['server', line(run.server), line(request.version)],
    ['PostgreSQL', '14', postgres],
    ['proxy', fleet(...run.proxy), proxy ? fleet(proxy.nodes, proxy.instance) : 'a load balancer'],
    ['search', run.search ? fleet(...run.search) : 'none', search ? fleet(search.nodes, search.instance) : 'none'],
  ] as const;
  return pairs
    .filter(([, there, here]) => there !== here)
    .map(([what, there, here]) => `${what}: ${there} there, ${here} here`);
}

/** Same classes, nodes and instances, measured on a newer server: of the plan's own line if there is one, else the newest. */
function doubts(facts: Facts, bill: Bill, components: Components): Doubt[] {
  const same = Object.entries(regressions).filter(
    ([, { app, database }]) =>
      app[0] === bill.app[0] &&
      app[1] === bill.app[1] &&
      database[0] === bill.database[0] &&
      database[1] === bill.database[1],
  );
  const ofLine = same.filter(([, { server }]) => line(server) === line(facts.request.version));
  const newest = ofLine.length ? ofLine : same.filter(([run]) => run.startsWith('monthly')).slice(-1);
  return newest
    .filter(([, { concurrentUsers: users }]) => users < facts.claim)
    .map(([run, measured]) => ({
      run,
      measured,
      differs: [
        ...differences(measured, facts, components),
        `dataset: ${measured.dataset} there, not the ceiling runs' 100 million`,
      ],
    }));
}
