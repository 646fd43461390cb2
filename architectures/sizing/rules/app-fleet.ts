import {
  count,
  byDefault,
  derived,
  from,
  published,
  type AppFleetSpec,
  type Explained,
} from '../../../constructs/spec';
import { lineOf } from '../data/rows';
import { pages } from '../data/pages';
import type { Facts } from '../facts';
import type { Spare } from './spare';

type Idle = 'maxIdleConns';

export const appFleet = ({ row }: Facts, spare: Spare): Explained<Omit<AppFleetSpec, Idle>> => {
  const [nodes, instance] = row.app;
  const page = lineOf(row, 'app');
  return {
    instance: published(instance, `the app class of the ${count(row.concurrentUsers)} row`, page),
    nodes: spare.count
      ? derived(nodes + spare.count, from`${nodes} app nodes published + ${spare.count}: ${spare.because}`, page)
      : published(nodes, `the app nodes of the ${count(row.concurrentUsers)} row; ${spare.because}`, page),
    surge: byDefault(
      1,
      'our choice: a rolling update starts 1 new node before it drains 1 old one, so capacity never falls',
    ),
    diskGiB: byDefault(
      30,
      'our choice: 8 GiB for the system, 2 for the server, 20 for logs that rotate at 100 MB; the load tests ran on 10',
    ),
    maxOpenConns: published(
      100,
      "the server's default since 11.0, and what the published runs used",
      pages.environment,
    ),
  };
};

/** Follows the open connections, whoever decided them. */
export const idleConnections = (maxOpenConns: number): Explained<Pick<AppFleetSpec, Idle>> => ({
  maxIdleConns: derived(
    Math.max(1, Math.floor(maxOpenConns / 2)),
    from`half of ${maxOpenConns} open connections, the advised ratio of 2 to 1; the load-test tool runs 100 of 100`,
    pages.environment,
  ),
});
