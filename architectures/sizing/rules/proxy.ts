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
  because:
    "our choice: none, since the request's proxy is alb and an application load balancer speaks to the app nodes itself",
};

type Nodes = Pick<ProxySpec, 'nodes'>;

const spareOf = ({ request }: Facts): number => (request.availability === 'node-loss' ? 1 : 0);
/** Lower bounds are added up: a proxy holds nothing of another's connections. */
const needed = (claim: number, each: number, spare: number): number => Math.ceil(claim / each) + spare;

export function proxy(facts: Facts): Explained<Omit<ProxySpec, 'nodes'>> {
  const { request, claim, row } = facts;
  if (request.availability === 'as-published') {
    const instance = row.proxy[1];
    return {
      instance: published(instance, `the proxy class of the ${count(row.concurrentUsers)} row`, lineOf(row, 'proxy')),
      diskGiB: disk,
    };
  }
  const spare = spareOf(facts);
  const { instance, users, run: id } = cheapest(claim, spare);
  const each = `each serves its share of the connections, and one ${instance} carried ${count(users)} in run ${id} without being the bottleneck`;
  return {
    instance: derived(
      instance,
      from`the cheapest class of which at most ${mostProxies} carry ${claim} concurrent users with ${spare} lost: ${each}`,
      run(id),
    ),
    diskGiB: disk,
  };
}

/** Follows the class, whoever decided it. */
export function proxyNodes(facts: Facts, instance: string): Explained<Nodes> {
  const { request, claim, row } = facts;
  const measured = proxyCapacities.find((each) => each.instance === instance);
  if (request.availability === 'as-published') {
    return {
      nodes: published(row.proxy[0], `the proxies of the ${count(row.concurrentUsers)} row`, lineOf(row, 'proxy')),
    };
  }
  const spare = spareOf(facts);
  if (!measured) {
    const { instance: other, users } = cheapest(claim, spare);
    return {
      nodes: byDefault(
        needed(claim, users, spare),
        `our choice: as many ${instance} as of ${other}, since no run had a proxy of this class`,
      ),
    };
  }
  return {
    nodes: derived(
      needed(claim, measured.users, spare),
      from`${claim} concurrent users / ${measured.users} for each ${instance}, rounded up, + ${spare}${spare ? ', so that one may be lost' : ' to spare'}`,
      run(measured.run),
    ),
  };
}

function cheapest(claim: number, spare: number) {
  const costOf = ({ instance, users }: (typeof proxyCapacities)[number]) =>
    needed(claim, users, spare) * prices.ec2[instance]!.usdPerHour;
  return proxyCapacities
    .filter(({ users }) => needed(claim, users, spare) <= mostProxies)
    .sort((a, b) => costOf(a) - costOf(b))[0]!;
}
