import type { DatabaseParameters } from '../../../constructs/spec';

/** Who says that a customer may change a parameter on Aurora PostgreSQL. */
export interface Changeable {
  /** `pg_settings.unit`; null where the value is a bare number. */
  readonly unit: 'kB' | null;
  /** Static parameters wait for a restart of the instance. */
  readonly applies: 'static' | 'dynamic';
  readonly source: string;
  /** The Aurora PostgreSQL version that the source speaks of. */
  readonly speaksOf: '16' | '14' | 'no version';
}

const userGuide = (page: string): string => `docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/${page}.html`;
const group16 =
  'a cluster parameter group of family aurora-postgresql16 in public use (ronchese66/devops-lab infrastructure/terraform/modules/rds/psql_param.tf)';
const group14 =
  'describe-db-cluster-parameters of default.aurora-postgresql14 (wrasdf/ops-kube-crossplane-aws Ref/default.aurora-postgresql14.json @e375ab3a)';

/** The only parameters that a plan sets. No complete list for Aurora PostgreSQL 16 was found: each row says what its source speaks of. */
export const changeable = {
  max_connections: { unit: null, applies: 'static', source: group14, speaksOf: '14' },
  random_page_cost: { unit: null, applies: 'dynamic', source: group16, speaksOf: '16' },
  work_mem: { unit: 'kB', applies: 'dynamic', source: group16, speaksOf: '16' },
  maintenance_work_mem: { unit: 'kB', applies: 'dynamic', source: group16, speaksOf: '16' },
  'rds.force_ssl': {
    unit: null,
    applies: 'dynamic',
    source: userGuide('ssl-certificate-rotation-aurora-postgresql'),
    speaksOf: 'no version',
  },
} as const satisfies Readonly<Record<keyof DatabaseParameters | 'max_connections', Changeable>>;

/** Parameters of the vendor's table that stay at Aurora's default, and why. */
export const leftToAurora: readonly (readonly [names: readonly string[], because: string])[] = [
  [
    ['shared_buffers', 'effective_cache_size'],
    'Aurora sizes them from the memory of the class; the vendor gives 65 % of 32 GB and nothing for other sizes',
  ],
  [
    [
      'max_worker_processes',
      'max_parallel_workers',
      'max_parallel_workers_per_gather',
      'max_parallel_maintenance_workers',
    ],
    "the vendor's 12 and 4 stand under a heading for 32 and more vCPU, on a test machine that had 4; no class here has 32",
  ],
  [
    ['tcp_keepalives_idle', 'tcp_keepalives_interval', 'tcp_keepalives_count'],
    'no source was found that names all three for Aurora PostgreSQL 16',
  ],
  [
    ['autovacuum_max_workers', 'autovacuum_vacuum_cost_limit'],
    "AWS's guidance names them for Aurora PostgreSQL without a version, and no source for 16 was found; the vendor's 4 and 500 would be set otherwise",
  ],
  [['hot_standby_feedback'], 'Aurora fixes it to on'],
  [['hot_standby', 'wal_level', 'max_wal_senders', 'max_replication_slots'], 'Aurora replicates through its storage'],
  [['default_text_search_config'], "it is not among Aurora's parameters; the database of the plan must keep english"],
];
