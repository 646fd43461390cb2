import { release } from '../../../constructs/boot';
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
import { releaseOf } from '../request';
import { image } from './image';
import type { Spare } from './spare';

type Idle = 'maxIdleConns';

export const appFleet = (facts: Facts, spare: Spare): Explained<Omit<AppFleetSpec, Idle>> => {
  const { row, request } = facts;
  const [nodes, instance] = row.app;
  const page = lineOf(row, 'app');
  return {
    instance: published(instance, `the app class of the ${count(row.concurrentUsers)} row`, page),
    image: image(facts, 'an app node'),
    server: server(request),
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
    launchSeconds: byDefault(
      1_200,
      'our choice: 20 minutes; the unit may take an hour to migrate a large schema, but a new deployment has none, and a node that is not ready after 20 minutes is better replaced',
    ),
    drainSeconds: byDefault(
      300,
      'our choice: 300, twice the 90 s that a proxy waits for an answer, and the rest for clients to move to other nodes',
    ),
    maxOpenConns: published(
      100,
      "the server's default since 11.0, and what the published runs used",
      pages.environment,
    ),
  };
};

/** Where the server comes from: the vendor's release site, or the mirror of the request. */
function server({ version, sha256, mirror }: Facts['request']): Explained<AppFleetSpec['server']> {
  const { name: tarball, url } = release(version);
  const known = releaseOf(version);
  return {
    version: derived(version, from`the request's version, ${version}`, pages.releases),
    sha256: sha256
      ? derived(sha256, from`the request's sha256 of ${tarball}`)
      : published(known!.sha256, `of ${tarball}; a node refuses any other`, pages.versionArchive),
    url: mirror
      ? derived(`${mirror}/${tarball}`, from`${tarball} in the request's mirror, ${mirror}`)
      : published(url, 'the release site: a node needs a way out to it', pages.tarball),
  };
}

/** Follows the open connections, whoever decided them. */
export const idleConnections = (maxOpenConns: number): Explained<Pick<AppFleetSpec, Idle>> => ({
  maxIdleConns: derived(
    Math.max(1, Math.floor(maxOpenConns / 2)),
    from`half of ${maxOpenConns} open connections, the advised ratio of 2 to 1; the load-test tool runs 100 of 100`,
    pages.environment,
  ),
});
