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
import { ec2Shapes } from '../data/shapes';
import type { Facts } from '../facts';
import { image } from './image';

const disk = byDefault(
  30,
  'our choice: 8 GiB for the system, at most 16 for the image cache of the published configurations, the rest for logs',
  pages.nginx,
);

const shape = {
  diskGiB: disk,
  launchSeconds: byDefault(600, 'our choice: 10 minutes to install two packages from the distribution and to start'),
  drainSeconds: byDefault(
    240,
    'our choice: 240, twice the 90 s that a proxy waits for an answer and a minute to settle and stop; WebSockets that are left are closed then, and their clients come back elsewhere',
  ),
  bodyMiB: byDefault(
    128,
    "our choice: 128, above the server's file limit of 100 MiB by more than what a form adds; the page allows 50M and so refuses files that the server takes",
    pages.nginx,
  ),
  slots: byDefault(
    64,
    'our choice: 64 app nodes, four times the 14 of the largest row and more; one that is not used costs nothing',
  ),
} as const;

/** GiB of images on a proxy's disk, as the load-test tool gives them. */
const cacheOf = (instance: string) => {
  const memory = ec2Shapes[instance]?.memoryGiB ?? 0;
  return memory >= 32
    ? published(16, `16g where a proxy has 32 GiB of memory or more; ${instance} has ${memory}`, pages.ltngProxy)
    : published(3, `3g, as the high-scale page; ${instance} has ${memory} GiB of memory`, pages.nginx);
};

/** Why there is no proxy. */
export const noProxy: Reason = {
  provenance: 'default',
  because:
    "our choice: none, since the request's proxy is alb and an application load balancer speaks to the app nodes itself; it has no queue for logins and no cache for images",
};

type Nodes = Pick<ProxySpec, 'nodes' | 'imageCacheGiB'>;

const spareOf = ({ request }: Facts): number => (request.availability === 'node-loss' ? 1 : 0);
/** Lower bounds are added up: a proxy holds nothing of another's connections. */
const needed = (claim: number, each: number, spare: number): number => Math.ceil(claim / each) + spare;

export function proxy(facts: Facts): Explained<Omit<ProxySpec, 'nodes' | 'imageCacheGiB' | 'logins'>> {
  const { request, claim, row } = facts;
  if (request.availability === 'as-published') {
    const instance = row.proxy[1];
    return {
      instance: published(instance, `the proxy class of the ${count(row.concurrentUsers)} row`, lineOf(row, 'proxy')),
      image: image(facts, 'a proxy'),
      ...shape,
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
    image: image(facts, 'a proxy'),
    ...shape,
  };
}

/** Follows the class, whoever decided it. */
export const proxyNodes = (facts: Facts, instance: string): Explained<Nodes> => ({
  nodes: nodesOf(facts, instance),
  imageCacheGiB: cacheOf(instance),
});

function nodesOf(facts: Facts, instance: string): Explained<Nodes>['nodes'] {
  const { request, claim, row } = facts;
  const measured = proxyCapacities.find((each) => each.instance === instance);
  if (request.availability === 'as-published') {
    return published(row.proxy[0], `the proxies of the ${count(row.concurrentUsers)} row`, lineOf(row, 'proxy'));
  }
  const spare = spareOf(facts);
  if (!measured) {
    const { instance: other, users } = cheapest(claim, spare);
    return byDefault(
      needed(claim, users, spare),
      `our choice: as many ${instance} as of ${other}, since no run had a proxy of this class`,
    );
  }
  return derived(
    needed(claim, measured.users, spare),
    from`${claim} concurrent users / ${measured.users} for each ${instance}, rounded up, + ${spare}${spare ? ', so that one may be lost' : ' to spare'}`,
    run(measured.run),
  );
}

function cheapest(claim: number, spare: number) {
  const costOf = ({ instance, users }: (typeof proxyCapacities)[number]) =>
    needed(claim, users, spare) * prices.ec2[instance]!.usdPerHour;
  return proxyCapacities
    .filter(({ users }) => needed(claim, users, spare) <= mostProxies)
    .sort((a, b) => costOf(a) - costOf(b))[0]!;
}
