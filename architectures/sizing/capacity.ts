import type { Components } from '../../constructs/spec';
import type { Fleet } from './data/rows';
import { classStep, runIds, runs, type RunId } from './data/runs';

/** What a capacity depends on. */
export interface Bill {
  readonly app: Fleet;
  readonly database: Fleet;
  /** Search nodes; 0 is search in the database. */
  readonly search: number;
}

export interface Capacity {
  readonly users: number;
  readonly run: RunId;
  /** The run had this very bill; otherwise it had less, and is a lower bound. */
  readonly exact: boolean;
}

export const billOf = ({ appFleet, database, search }: Components): Bill => ({
  app: [appFleet.nodes, appFleet.instance],
  database: [database.readers + 1, database.instance],
  search: search?.nodes ?? 0,
});

/**
 * The run of this bill, else the nearest run that has no more of anything, else nothing; never a share.
 * Nearest: class (the smaller of app's and database's), app nodes, database instances, then search like with like.
 */
export function capacityOf({ app, database, search }: Bill): Capacity | undefined {
  const step = Math.min(classStep(app[1]), classStep(database[1]));
  const searchesAlike = (id: RunId) => (runs[id].search !== null) === search > 0;
  const of = (id: RunId) => ({
    step: classStep(runs[id].app[1]),
    app: runs[id].app[0],
    database: runs[id].database[0],
  });
  const nearest = runIds
    .filter((id) => {
      const run = of(id);
      return (
        run.step <= step && run.app <= app[0] && run.database <= database[0] && (runs[id].search?.[0] ?? 0) <= search
      );
    })
    .sort((x, y) => {
      const [a, b] = [of(x), of(y)];
      const nearer = b.step - a.step || b.app - a.app || b.database - a.database;
      return nearer || Number(searchesAlike(y)) - Number(searchesAlike(x));
    })[0];
  if (!nearest) return undefined;
  const run = of(nearest);
  const sameClass = classStep(app[1]) === run.step && classStep(database[1]) === run.step;
  const exact = sameClass && run.app === app[0] && run.database === database[0] && searchesAlike(nearest);
  return { users: runs[nearest].concurrentUsers, run: nearest, exact };
}
