import type { Components } from '../../constructs/spec';
import { listPrices, type PublishedRow } from './published';

type Bought = readonly (readonly [what: string, count: number, instance: string])[];

const usdPerHour = (bought: Bought): number =>
  bought
    .filter(([, count]) => count > 0)
    .reduce((sum, [what, count, instance]) => {
      const price = listPrices[`${what} ${instance}`];
      if (price === undefined) throw new Error(`the price list of the tests lacks ${what} ${instance}`);
      return sum + count * price;
    }, 0);

/** What a plan costs in an hour, from the price list of the tests. */
export const costOfPlan = ({ appFleet, database, search, proxy, cache }: Components): number =>
  usdPerHour([
    ['app nodes', appFleet.nodes, appFleet.instance],
    ['database instances', 1 + database.readers, database.instance],
    ['search nodes', search?.nodes ?? 0, search?.instance ?? ''],
    ['search masters', search?.masters.nodes ?? 0, search?.masters.instance ?? ''],
    ['proxies', proxy?.nodes ?? 0, proxy?.instance ?? ''],
    ['cache nodes', cache?.nodes ?? 0, cache?.instance ?? ''],
  ]);

/** What a published table costs in an hour, from the price list of the tests. */
export const costOfRow = ({ app, database, search, proxy, cache }: PublishedRow): number =>
  usdPerHour([
    ['app nodes', app.count, app.instance],
    ['database instances', database.count, database.instance],
    ['search nodes', search.count, search.instance],
    ['proxies', proxy.count, proxy.instance],
    ['cache nodes', cache.count, cache.instance],
  ]);
