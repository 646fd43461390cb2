import {
  count,
  byDefault,
  derived,
  from,
  published,
  type Explained,
  type Reason,
  type SearchSpec,
} from '../../../constructs/spec';
import { lineOf, rows } from '../data/rows';
import { pages } from '../data/pages';
import {
  gp3,
  leastSearchDiskGiB,
  searchDiskExample as example,
  searchGiBPerMillionPosts as perMillion,
} from '../data/search-disk';
import type { Facts } from '../facts';

/** Posts above which a multi-node plan gets search though its row has none. */
export const searchThreshold = 2.5;

/** The pages disagree. */
const thresholds = '2, 2.5 and 3 million on enterprise-search.rst, 5 million on scaling-for-enterprise.rst';

const many = ({ request }: Facts): boolean => (request.postsMillions ?? 0) >= searchThreshold;

/** The published row with search that a plan buys its domain from. */
const rowOf = ({ row }: Facts) =>
  rows.find(({ concurrentUsers: users, search }) => users >= row.concurrentUsers && search !== null)!;

/** Whether the plan has search, and why not. */
export function searchWanted(facts: Facts): true | Reason {
  const { request, row } = facts;
  if (request.search === 'opensearch') return true;
  const without = (because: string): Reason => ({ provenance: 'derived', because, source: pages.enterpriseSearch });
  if (request.search === 'database')
    return without(`the request's search is database, whatever the ${count(row.concurrentUsers)} row has`);
  if (row.search) return true;
  if (!many(facts)) {
    return without(
      `the ${count(row.concurrentUsers)} row has no search, and ${request.postsMillions === undefined ? 'without postsMillions few posts are expected' : `${request.postsMillions} million posts are below ${searchThreshold}`}: the pages ask for search from ${thresholds}`,
    );
  }
  return request.availability === 'node-loss'
    ? true
    : without(
        `${request.availability} of the ${count(row.concurrentUsers)} row has one app node: search needs the Enterprise edition, which one node does without`,
      );
}

type Disk = SearchSpec['disk'];

export function search(facts: Facts): Explained<Omit<SearchSpec, 'zones' | 'disk'>> & SizedDisk {
  const { request } = facts;
  const row = rowOf(facts);
  const [nodes, instance] = row.search!;
  const page = lineOf(row, 'search');
  const survives = request.availability === 'node-loss';
  const asked = facts.row.search !== null || request.search === 'opensearch';
  return {
    engineVersion: byDefault(
      '2.19',
      'our choice: the last 2.x; the vendor documents 1.x and 2.x, and drops 1.x with server 12',
      pages.openSearch,
    ),
    instance: published(
      instance,
      `the search class of the ${count(row.concurrentUsers)} row; the table says Elasticsearch and lists an OpenSearch class`,
      page,
    ),
    nodes: published(
      nodes,
      asked
        ? `the search nodes of the ${count(row.concurrentUsers)} row`
        : `the search nodes of the ${count(row.concurrentUsers)} row, for ${request.postsMillions} million posts: the pages ask for search from ${thresholds}`,
      page,
    ),
    masters: {
      instance: survives
        ? byDefault(
            'm6g.large',
            'our choice: 2 vCPU and 8 GiB coordinate a few nodes; the cheapest current class in the price data',
          )
        : byDefault('m6g.large', 'our choice: of no effect while there are no dedicated masters'),
      nodes: survives
        ? derived(
            3,
            from`of ${3} masters two still agree when one is lost; the vendor's example has 2, which cannot`,
            pages.openSearch,
          )
        : published(0, `the ${count(row.concurrentUsers)} row lists no dedicated masters`, page),
    },
    disk: { sizeGiB: diskSize(request.postsMillions) },
  };
}

interface SizedDisk {
  readonly disk: Pick<Explained<Disk>, 'sizeGiB'>;
}

const diskSize = (postsMillions: number | undefined) =>
  postsMillions === undefined
    ? published(
        example.sizeGiB,
        "GiB of each data node in the vendor's example; give postsMillions to size it",
        pages.openSearch,
      )
    : byDefault(
        Math.max(leastSearchDiskGiB, Math.ceil(postsMillions * perMillion)),
        `our choice: ${postsMillions} million posts x ${perMillion} GiB on each data node, at least ${leastSearchDiskGiB}; no page gives GiB for posts, so the vendor's example of ${count(example.sizeGiB)} GiB on 2 nodes is read as the disk of the runs' ${example.postsMillions} million posts on 2 nodes of that class; each node holds a copy of all`,
        pages.openSearch,
      );

/** Follows the nodes and the size of their disks, whoever decided them. */
export const searchSpread = (
  nodes: number,
  sizeGiB: number,
): Explained<Pick<SearchSpec, 'zones'>> & {
  readonly disk: Explained<Omit<Disk, 'sizeGiB'>>;
} => ({
  zones: derived(
    2,
    from`${nodes} data nodes in two equal halves; every node holds a copy of each index, so either half answers alone`,
  ),
  disk: {
    iops: derived(
      Math.max(gp3.leastIops, sizeGiB * gp3.iopsPerGiB),
      from`${gp3.iopsPerGiB} for each of ${sizeGiB} GiB as in the vendor's example, at least ${gp3.leastIops}`,
      pages.openSearch,
    ),
    throughputMiBps: published(
      example.throughputMiBps,
      "MiB/s of the vendor's example, whatever the size of the disk",
      pages.openSearch,
    ),
  },
});
