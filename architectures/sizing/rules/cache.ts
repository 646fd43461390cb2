import {
  count,
  byDefault,
  derived,
  from,
  published,
  type CacheSpec,
  type Explained,
  type Reason,
} from '../../../constructs/spec';
import { lineOf, rows } from '../data/rows';
import { pages } from '../data/pages';
import type { Facts } from '../facts';

const threshold = 100_000;
/** The one published row with a cache. */
const row = rows.find(({ cache }) => cache !== null)!;

/** Whether the nodes share a cache, and why not. */
export function cacheWanted({ request, claim }: Facts): true | Reason {
  if (request.cache === 'redis' || (request.cache === 'auto' && claim > threshold)) return true;
  return {
    provenance: 'derived',
    because:
      request.cache === 'none'
        ? `the request's cache is none; each node keeps its own, for ${count(claim)} concurrent users`
        : `${count(claim)} concurrent users: Redis is advised against up to ${count(threshold)}, and no table below 200,000 lists it`,
    source: pages.redis,
  };
}

export function cache({ request }: Facts): Explained<CacheSpec> {
  const [nodes, instance] = row.cache!;
  const page = lineOf(row, 'cache');
  return {
    engineVersion: published('7.1', 'ElastiCache for Redis OSS 7.1 or later; the load tests ran 7.1', pages.redis),
    instance: published(
      instance,
      `the only published cache, of the ${count(row.concurrentUsers)} row, and the class to start with`,
      page,
    ),
    nodes:
      request.availability === 'node-loss'
        ? derived(nodes + 1, from`${nodes} node published + 1 replica that takes over`, page)
        : byDefault(
            nodes,
            `our choice: ${nodes}, as the ${count(row.concurrentUsers)} row lists; nothing takes over when it is lost`,
            page,
          ),
  };
}
