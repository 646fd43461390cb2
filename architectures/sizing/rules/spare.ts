import { count } from '../../../constructs/spec';
import { capacityOf } from '../capacity';
import type { Fleet } from '../data/rows';
import type { Facts } from '../facts';

/** App nodes, and as many database instances, bought beyond the published row. */
export interface Spare {
  readonly count: number;
  readonly because: string;
}

const less = ([nodes, instance]: Fleet): Fleet => [nodes - 1, instance];

/** One of each, unless the row without one of each was measured to hold the row's users. */
export function spare({ request, row }: Facts, searchNodes: number): Spare {
  if (request.availability !== 'node-loss') {
    return { count: 0, because: `${request.availability} buys no spare` };
  }
  const left = capacityOf({ app: less(row.app), database: less(row.database), search: searchNodes });
  return left && left.users >= row.concurrentUsers
    ? {
        count: 0,
        because: `without one app node and one database instance run ${left.run} still carried ${count(left.users)}, so nothing is added`,
      }
    : { count: 1, because: `so that the claim of ${count(row.concurrentUsers)} holds with one lost` };
}
