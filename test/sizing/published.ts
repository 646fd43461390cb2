/**
 * The vendor's tables and measurements, read from the pages by eye and written as the pages print them: another shape
 * than the data of the product, so that neither can be wrong alone.
 */

/** Concurrent users, app nodes, writer + readers, search nodes, proxies, cache nodes, and the last part of the page. */
export const tables = `
    200   1 c7i.large      1+0 r7g.large      -               1 m7i.4xlarge   -               scale-to-200-users
   2000   2 c7i.large      1+1 r7g.large      2 r6g.xlarge    1 m7i.4xlarge   -               scale-to-2000-users
  15000   2 c7i.xlarge     1+1 r7g.xlarge     2 r6g.xlarge    1 m7i.4xlarge   -               scale-to-15000-users
  30000   2 c7i.2xlarge    1+1 r7g.2xlarge    4 r6g.2xlarge   1 m7i.4xlarge   -               scale-to-30000-users
  50000   5 c7i.2xlarge    1+4 r7g.2xlarge    4 r6g.2xlarge   1 m7i.4xlarge   -               scale-to-50000-users
  80000   4 c7i.4xlarge    1+3 r7g.4xlarge    4 r6g.2xlarge   1 m7i.4xlarge   -               scale-to-80000-users
  90000   5 c7i.4xlarge    1+4 r7g.4xlarge    4 r6g.2xlarge   1 m7i.4xlarge   -               scale-to-90000-users
 100000   6 c7i.4xlarge    1+5 r7g.4xlarge    4 r6g.2xlarge   1 m7i.4xlarge   -               scale-to-100000-users
 200000   14 c7i.4xlarge   1+6 r7g.4xlarge    4 r6g.2xlarge   4 m6in.8xlarge  1 m7g.2xlarge   scale-to-200000-users
`;

/** Ceiling tests v2: id, app nodes, databases, search nodes, proxy, concurrent users. */
export const ceilings = `
L.110     1 c7i.large      1 r7g.large      0   1 m7i.4xlarge    217
L.220     2 c7i.large      2 r7g.large      0   1 m7i.4xlarge    231
L.222     2 c7i.large      2 r7g.large      2   1 m7i.4xlarge    2221
XL.220    2 c7i.xlarge     2 r7g.xlarge     0   1 m7i.4xlarge    17206
XL.222    2 c7i.xlarge     2 r7g.xlarge     2   1 m7i.4xlarge    17128
2XL.220   2 c7i.2xlarge    2 r7g.2xlarge    0   1 m7i.4xlarge    29504
2XL.222   2 c7i.2xlarge    2 r7g.2xlarge    2   1 m7i.4xlarge    30661
2XL.330   3 c7i.2xlarge    3 r7g.2xlarge    0   1 m7i.4xlarge    43371
2XL.440   4 c7i.2xlarge    4 r7g.2xlarge    0   1 m7i.4xlarge    51572
2XL.550   5 c7i.2xlarge    5 r7g.2xlarge    0   1 m7i.4xlarge    61461
2XL.552   5 c7i.2xlarge    5 r7g.2xlarge    2   1 m7i.4xlarge    58851
4XL.440   4 c7i.4xlarge    4 r7g.4xlarge    0   1 m6in.8xlarge   80573
4XL.442   4 c7i.4xlarge    4 r7g.4xlarge    2   1 m6in.8xlarge   80532
4XL.550   5 c7i.4xlarge    5 r7g.4xlarge    0   1 m6in.8xlarge   93808
4XL.552   5 c7i.4xlarge    5 r7g.4xlarge    2   1 m6in.8xlarge   91571
4XL.662   6 c7i.4xlarge    6 r7g.4xlarge    2   1 m6in.8xlarge   100926
`;

/** The monthly regression series and the comparison of two Extended Support Releases: id, server, concurrent users. */
export const regressionSeries = `
monthly-10.3        10.3        8600
monthly-10.5        10.5        7200
monthly-10.6        10.6        10000
monthly-10.9        10.9        7600
monthly-10.11       10.11       16300
monthly-11.0        11.0        17000
monthly-11.1        11.1        16400
monthly-11.2        11.2        16900
monthly-11.3        11.3        15400
monthly-11.4        11.4        16600
monthly-11.7        11.7        17000
monthly-11.8        11.8        16800
monthly-11.10.1     11.10.1     18145
monthly-11.11-rc2   11.11-rc2   18129
esr-10.11.17        10.11.17    16392
esr-11.7.1          11.7.1      17273
`;

/** One line of a table, its columns apart by a blank or two. */
export const linesOf = (table: string): string[] =>
  table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).join(' '));

export interface Nodes {
  readonly count: number;
  readonly instance: string;
}

export interface PublishedRow {
  readonly users: number;
  readonly app: Nodes;
  /** Writer and readers. */
  readonly database: Nodes;
  readonly search: Nodes;
  readonly proxy: Nodes;
  readonly cache: Nodes;
}

const nodes = (text: string): Nodes => {
  const [counts = '', instance = ''] = text.split(' ');
  return { count: text === '-' ? 0 : counts.split('+').reduce((sum, count) => sum + Number(count), 0), instance };
};

/** The same tables as numbers. */
export const publishedRows: readonly PublishedRow[] = tables
  .trim()
  .split('\n')
  .map((line) => {
    const [users = '', app = '', database = '', search = '', proxy = '', cache = ''] = line.trim().split(/\s{2,}/);
    return {
      users: Number(users),
      app: nodes(app),
      database: nodes(database),
      search: nodes(search),
      proxy: nodes(proxy),
      cache: nodes(cache),
    };
  });

/** The smallest published row that holds so many concurrent users. */
export const rowFor = (concurrentUsers: number): PublishedRow =>
  publishedRows.find(({ users }) => users >= concurrentUsers)!;

/** What each named size claims, and the row that is bought for it. */
export const namedSizes = [
  ['200', 200, 200],
  ['1k', 1_000, 2_000],
  ['2k', 2_000, 2_000],
  ['5k', 5_000, 15_000],
  ['10k', 10_000, 15_000],
  ['15k', 15_000, 15_000],
  ['30k', 30_000, 30_000],
  ['50k', 50_000, 50_000],
  ['80k', 80_000, 80_000],
  ['90k', 90_000, 90_000],
  ['100k', 100_000, 100_000],
  ['200k', 200_000, 200_000],
] as const;

/** vCPU and GiB of the app classes and the database classes of the tables. */
export const shapes: Readonly<Record<string, readonly [vcpu: number, GiB: number]>> = {
  'c7i.large': [2, 4],
  'c7i.xlarge': [4, 8],
  'c7i.2xlarge': [8, 16],
  'c7i.4xlarge': [16, 32],
  'r7g.large': [2, 16],
  'r7g.xlarge': [4, 32],
  'r7g.2xlarge': [8, 64],
  'r7g.4xlarge': [16, 128],
};

/** On-demand list prices of an hour in us-east-1, in USD, by what is bought. */
export const listPrices: Readonly<Record<string, number>> = {
  'app nodes c7i.large': 0.08925,
  'app nodes c7i.xlarge': 0.1785,
  'app nodes c7i.2xlarge': 0.357,
  'app nodes c7i.4xlarge': 0.714,
  'database instances r7g.large': 0.276,
  'database instances r7g.xlarge': 0.553,
  'database instances r7g.2xlarge': 1.106,
  'database instances r7g.4xlarge': 2.211,
  'search nodes r6g.xlarge': 0.335,
  'search nodes r6g.2xlarge': 0.669,
  'search masters m6g.large': 0.128,
  'proxies c7i.xlarge': 0.1785,
  'proxies m7i.4xlarge': 0.8064,
  'proxies m6in.8xlarge': 2.22768,
  'cache nodes m7g.2xlarge': 0.629,
};

/** Pages of the vendor's documentation that the facts behind the product were read from. */
export const documentation: readonly string[] = [
  'deployment-guide/reference-architecture/deployment-scenarios/air-gapped-deployment.rst',
  'administration-guide/comply/legal-hold.rst',
  'administration-guide/configure/configuration-in-your-database.rst',
  'administration-guide/configure/environment-configuration-settings.rst',
  'administration-guide/configure/environment-variables.rst',
  'administration-guide/configure/experimental-configuration-settings.rst',
  'administration-guide/configure/rate-limiting-configuration-settings.rst',
  'administration-guide/manage/configure-health-check-probes.rst',
  'administration-guide/manage/logging.rst',
  'administration-guide/configure/push-notification-server-configuration-settings.rst',
  'administration-guide/manage/product-limits.rst',
  'administration-guide/scale/common-configure-mattermost-for-enterprise-search.rst',
  'administration-guide/scale/deploy-grafana-loki-for-centralized-logging.rst',
  'administration-guide/scale/deploy-prometheus-grafana-for-performance-monitoring.rst',
  'administration-guide/scale/enterprise-search.rst',
  'administration-guide/scale/estimated-storage-per-user-per-month.rst',
  'administration-guide/scale/high-availability-cluster-based-deployment.rst',
  'administration-guide/scale/lifetime-storage.rst',
  'administration-guide/scale/opensearch-setup.rst',
  'administration-guide/scale/performance-monitoring-metrics.rst',
  'administration-guide/scale/redis.rst',
  'administration-guide/scale/scaling-for-enterprise.rst',
  'administration-guide/scale/server-architecture.rst',
  ...publishedRows.map(({ users }) => `administration-guide/scale/scale-to-${users}-users.rst`),
  'administration-guide/upgrade/prepare-to-upgrade-mattermost.rst',
  'deployment-guide/disaster-recovery-aws.rst',
  'deployment-guide/encryption-options.rst',
  'deployment-guide/reference-architecture/application-architecture.rst',
  'deployment-guide/server/linux/deploy-tar.rst',
  'deployment-guide/server/preparations.rst',
  'deployment-guide/server/setup-nginx-proxy.rst',
  'deployment-guide/server/trouble-postgres.rst',
  'deployment-guide/software-hardware-requirements.rst',
  'deployment-guide/transport-encryption.rst',
  'product-overview/editions-and-offerings.rst',
  'product-overview/mattermost-server-releases.md',
  'product-overview/version-archive.rst',
  // Sources that are no pages: the load-test tool's gates and its proxy, and the server's configuration model.
  'mattermost-load-test-ng config/coordinator.sample.json',
  'mattermost-load-test-ng deployment/terraform/strings.go',
  'mattermost/server/public/model/config.go',
];
