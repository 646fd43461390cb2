import {
  count,
  byDefault,
  derived,
  from,
  published,
  type Explained,
  type ProxySpec,
  type Reason,
} from '../../../constructs/spec';
import { prices } from '../data/prices';
import { mostProxies, proxyCapacities } from '../data/proxies';
import { lineOf } from '../data/rows';
import { pages } from '../data/pages';
import { run } from '../data/runs';
import type { Facts } from '../facts';

const disk = byDefault(
  30,
  'our choice: 8 GiB for the system, 3 for the image cache of the published configuration, the rest for logs',
  pages.nginx,
);

/** Why there is no proxy. */
export const noProxy: Reason = {
  provenance: 'default',
  because: "the request's proxy is alb: an application load balancer speaks to the app nodes itself",
};

export function proxy(facts: Facts): Explained<ProxySpec> {
  const { request, claim, row } = facts;
  if (request.availability === 'as-published') {
    const [nodes, instance] = row.proxy;
    const page = lineOf(row, 'proxy');
    return {
      instance: published(instance, `the proxy class of the ${count(row.users)} row`, page),
      nodes: published(nodes, `the proxies of the ${count(row.users)} row`, page),
      diskGiB: disk,
    };
  }
  const spare = request.availability === 'node-loss' ? 1 : 0;
  const { instance, users, id, nodes } = cheapest(claim, spare);
  const each = `each serves its share of the connections, and one ${instance} carried ${count(users)} in run ${id} without being the bottleneck`;
  return {
    instance: derived(
      instance,
      from`the cheapest class of which at most ${mostProxies} carry ${claim} concurrent users with ${spare} lost: ${each}`,
      run(id),
    ),
    nodes: derived(
      nodes,
      from`${claim} concurrent users / ${users}, rounded up, + ${spare}${spare ? ', so that one may be lost' : ' to spare'}`,
      run(id),
    ),
    diskGiB: disk,
  };
}

/** Lower bounds are added up: a proxy holds nothing of another's connections. */
function cheapest(claim: number, spare: number) {
  const fleets = proxyCapacities
    .map(({ instance, users, run: id }) => ({ instance, users, id, nodes: Math.ceil(claim / users) + spare }))
    .filter(({ nodes }) => nodes <= mostProxies)
    .sort((a, b) => a.nodes * prices.ec2[a.instance]!.usdPerHour - b.nodes * prices.ec2[b.instance]!.usdPerHour);
  return fleets[0]!;
}
