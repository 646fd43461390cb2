import { nodeMetrics as agent, proxyMetrics, serverMetrics } from '../../../constructs/boot';
import type { AlarmSpec, ComponentKind, Components, Dimension, MetricOwner, Reason } from '../../../constructs/spec';
import { logins } from '../data/logins';
import { pages } from '../data/pages';
import type { LicenceEdition } from './licence';

const gate = (because: string): Reason => ({ provenance: 'published', because, source: pages.healthGates });
/** The load tests have gates for app nodes only. */
const gateOf = (fleet: 'app' | 'proxy', of: string): Reason =>
  fleet === 'app' ? gate(`${of}, the gate of the load tests`) : chosen(`85 ${of}, as for app nodes`);
const chosen = (because: string): Reason => ({ provenance: 'default', because: `our choice: ${because}` });
const derived = (because: string): Reason => ({ provenance: 'derived', because });

const rds = 'AWS/RDS';
const es = 'AWS/ES';

type Row = readonly [
  id: string,
  about: ComponentKind,
  namespace: string,
  metric: string,
  statistic: AlarmSpec['statistic'],
  comparison: AlarmSpec['comparison'],
  threshold: number,
  minutes: number,
  why: Reason,
  /** What differs from the rest: a minute, one period after the other, silence is a fault. */
  special?: Partial<Pick<AlarmSpec, 'periodSeconds' | 'missing' | 'dimensions' | 'counter'>>,
];

const named = (owner: MetricOwner): Dimension => ({ named: owner });
const targets = { LoadBalancer: named('loadBalancer.balancer'), TargetGroup: named('loadBalancer.targets') };
const group = (about: ComponentKind) => ({
  AutoScalingGroupName: named(about === 'proxy' ? 'proxy.group' : 'appFleet.group'),
});

/** What tells the resources of a namespace apart. */
const dimensionsOf: Readonly<Record<string, (about: ComponentKind) => AlarmSpec['dimensions']>> = {
  [agent]: group,
  'AWS/EC2': group,
  'AWS/AutoScaling': group,
  [rds]: () => ({ DBClusterIdentifier: named('database.cluster') }),
  [es]: () => ({ DomainName: named('search.domain'), ClientId: named('search.account') }),
  'AWS/ElastiCache': () => ({ CacheClusterId: named('cache.nodes'), CacheNodeId: '0001' }),
  'AWS/NetworkELB': () => targets,
  'AWS/ApplicationELB': () => targets,
  'AWS/CertificateManager': () => ({ CertificateArn: named('loadBalancer.certificate') }),
};

const allowances = ['bw_in', 'bw_out', 'pps', 'conntrack'] as const;
const GiB = 2 ** 30;
const percent = (of: number, share: number): number => Math.floor((of * share) / 100);

/** The alarms of every component of the plan; thresholds follow its numbers. A minute each, several in a row. */
export function alarms(
  { appFleet, proxy, database, search, cache, loadBalancer }: Components,
  licence: LicenceEdition,
): AlarmSpec[] {
  const share = 80;
  const fleets = [
    ['appFleet', 'app', 'an app node', appFleet],
    ['proxy', 'proxy', 'a proxy', proxy],
  ] as const;
  const balancer = loadBalancer.type === 'network' ? 'AWS/NetworkELB' : 'AWS/ApplicationELB';
  const rows: Row[] = [
    ...fleets.flatMap(([kind, name, one, fleet]): Row[] =>
      fleet === undefined
        ? []
        : [
            [
              `${name}-cpu`,
              kind,
              'AWS/EC2',
              'CPUUtilization',
              'Average',
              '>',
              85,
              5,
              gateOf(name, `percent of the processors of ${one}`),
            ],
            [
              `${name}-memory`,
              kind,
              agent,
              'mem_used_percent',
              'Average',
              '>',
              85,
              5,
              gateOf(name, `percent of the memory of ${one}`),
            ],
            [
              `${name}-disk`,
              kind,
              agent,
              'disk_used_percent',
              'Maximum',
              '>',
              80,
              5,
              chosen(`80 % of the ${fleet.diskGiB} GiB of ${one} leaves ${percent(fleet.diskGiB, 20)} GiB to act in`),
            ],
            [
              `${name}-unhealthy`,
              kind,
              'AWS/AutoScaling',
              'GroupInServiceInstances',
              'Minimum',
              '<',
              fleet.nodes,
              10,
              derived(`fewer than the ${fleet.nodes} ${name} nodes of the plan for longer than one needs to boot`),
            ],
            ...allowances.map((allowance): Row => [
              `${name}-${allowance.replace('_', '-')}-allowance`,
              kind,
              agent,
              `ethtool_${allowance}_allowance_exceeded`,
              'Sum',
              '>',
              0,
              5,
              chosen(
                `any packet that AWS dropped or queued because ${one} used up its ${allowance} allowance: the ceiling tests found bursts at the proxy`,
              ),
              // Since the driver was loaded.
              { counter: true },
            ]),
          ],
    ),
    ...(proxy
      ? ([
          [
            'proxy-errors',
            'proxy',
            agent,
            proxyMetrics.failures,
            'Sum',
            '>',
            10,
            5,
            chosen('more than 10 answers with 5xx in each of 5 minutes: a lost node costs those in flight once'),
          ],
          [
            'proxy-members',
            'proxy',
            agent,
            proxyMetrics.members,
            'Minimum',
            '<',
            appFleet.nodes,
            10,
            derived(`a proxy sees fewer than the ${appFleet.nodes} app nodes of the plan for longer than one boots`),
          ],
          [
            'proxy-old-workers',
            'proxy',
            agent,
            proxyMetrics.oldWorkers,
            'Maximum',
            '>',
            0,
            300,
            chosen('old workers of NGINX are still there 300 minutes after a reload, beyond their 4 hours'),
          ],
          ...(proxy.logins.admission
            ? ([
                [
                  'proxy-logins',
                  'proxy',
                  agent,
                  proxyMetrics.refusedLogins,
                  'Sum',
                  '>',
                  60,
                  logins.storm.minutes,
                  chosen(
                    `more than 60 logins refused, one a second, in each of ${logins.storm.minutes} minutes: the largest storm should be over by then, so the app nodes are too few or somebody does not stop`,
                  ),
                ],
              ] as Row[])
            : []),
        ] as Row[])
      : [
          [
            'load-balancer-errors',
            'loadBalancer',
            balancer,
            'HTTPCode_Target_5XX_Count',
            'Sum',
            '>',
            10,
            5,
            chosen('more than 10 answers with 5xx in each of 5 minutes: a lost node costs those in flight once'),
            // Sent only in minutes that have one.
            { missing: 'notBreaching' },
          ] as Row,
        ]),
    // Without a licence the server has no metrics.
    ...(licence === 'Entry'
      ? []
      : ([
          [
            'server-errors',
            'appFleet',
            agent,
            serverMetrics.errors,
            'Average',
            '>',
            0.025,
            5,
            gate('percent of API requests answered with 5xx, the gate of the load tests'),
          ],
          [
            'api-time-mean',
            'appFleet',
            agent,
            serverMetrics.time,
            'Average',
            '>',
            0.1,
            5,
            gate('seconds of a mean request, the gate of the load tests'),
          ],
        ] as Row[])),
    [
      'load-balancer-unhealthy',
      'loadBalancer',
      balancer,
      'UnHealthyHostCount',
      'Maximum',
      '>',
      0,
      5,
      chosen('more than 0 targets that do not answer the load balancer'),
    ],
    ...(loadBalancer.listener === 'https'
      ? ([
          [
            'certificate-expiry',
            'loadBalancer',
            'AWS/CertificateManager',
            'DaysToExpiry',
            'Minimum',
            '<',
            30,
            1,
            chosen('30 days before the end somebody still has time to find out why it was not renewed'),
            { periodSeconds: 86_400 },
          ],
        ] as Row[])
      : []),
    [
      'writer-connections',
      'database',
      rds,
      'DatabaseConnections',
      'Maximum',
      '>',
      percent(database.maxConnections, share),
      5,
      derived(`${share} % of the ${database.maxConnections} connections that an instance accepts`),
    ],
    [
      'database-cpu',
      'database',
      rds,
      'CPUUtilization',
      'Average',
      '>',
      85,
      5,
      chosen("85 % of an instance's processors, as for app nodes: the small sizes end at the database"),
    ],
    [
      'database-memory',
      'database',
      rds,
      'FreeableMemory',
      'Minimum',
      '<',
      GiB,
      5,
      chosen(`less than 1 GiB (${GiB} bytes) free: sorts spill and new connections fail`),
    ],
    ...(database.readers > 0
      ? ([
          [
            'replica-lag',
            'database',
            rds,
            'AuroraReplicaLag',
            'Maximum',
            '>',
            1_000,
            5,
            chosen('1,000 ms: people who have just written read from a reader'),
            { dimensions: { DBClusterIdentifier: named('database.cluster'), Role: 'READER' } },
          ],
        ] as Row[])
      : []),
    ...(search
      ? ([
          [
            'search-red',
            'search',
            es,
            'ClusterStatus.red',
            'Maximum',
            '>=',
            1,
            1,
            chosen('1 index without its primary answers nothing'),
          ],
          [
            'search-yellow',
            'search',
            es,
            'ClusterStatus.yellow',
            'Maximum',
            '>=',
            1,
            30,
            chosen('1 index that lacks a copy for 30 minutes: the next loss is a red one'),
          ],
          [
            'search-disk',
            'search',
            es,
            'FreeStorageSpace',
            'Minimum',
            '<',
            percent(search.disk.sizeGiB * 1_024, 20),
            5,
            derived(
              `MiB, a fifth of the ${search.disk.sizeGiB} GiB of a data node: below that OpenSearch stops writing soon`,
            ),
          ],
          [
            'search-heap',
            'search',
            es,
            'JVMMemoryPressure',
            'Maximum',
            '>',
            85,
            15,
            chosen('85 % of the heap for 15 minutes: garbage collection eats the processors'),
          ],
          [
            'search-cpu',
            'search',
            es,
            'CPUUtilization',
            'Average',
            '>',
            80,
            15,
            chosen('80 % of the data nodes for 15 minutes: two data nodes saturate near 30,000 concurrent users'),
          ],
        ] as Row[])
      : []),
    ...(cache
      ? ([
          [
            'cache-cpu',
            'cache',
            'AWS/ElastiCache',
            'EngineCPUUtilization',
            'Average',
            '>',
            80,
            5,
            chosen('80 % of the one core that Redis uses'),
          ],
          [
            'cache-memory',
            'cache',
            'AWS/ElastiCache',
            'DatabaseMemoryUsagePercentage',
            'Maximum',
            '>',
            80,
            5,
            chosen('80 % of the memory, before Redis throws entries away'),
          ],
        ] as Row[])
      : []),
    ...(cache && cache.nodes > 1
      ? ([
          [
            'cache-lag',
            'cache',
            'AWS/ElastiCache',
            'ReplicationLag',
            'Maximum',
            '>',
            10,
            5,
            chosen('10 s behind: a failover would lose what the nodes have just invalidated'),
            // The primary has no lag to send.
            { missing: 'notBreaching' },
          ],
        ] as Row[])
      : []),
  ];
  return rows.map(([id, about, namespace, metric, statistic, comparison, threshold, periods, why, special]) => ({
    id,
    about,
    namespace,
    metric,
    dimensions: dimensionsOf[namespace]!(about),
    statistic,
    comparison,
    threshold,
    periodSeconds: 60,
    periods,
    missing: 'breaching',
    ...special,
    ...why,
  }));
}
