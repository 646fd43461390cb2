import type { Environment } from './models';

/** A change to an environment that a server starts with, after which it would not. */
export interface Refused {
  readonly what: string;
  /** Variables with other texts; without one where it is undefined. */
  readonly change: Readonly<Record<string, string | undefined>>;
  /** What the model says, of which variables. */
  readonly says: readonly (readonly [env: string, problem: string])[];
}

/** What is said of a variable that is not in the model. */
export const unknown = 'reads no such variable';

const wrong = (what: string, env: string, text: string, problem: string): Refused => ({
  what,
  change: { [env]: text },
  says: [[env, problem]],
});

/** What no server accepts, whatever its version. */
export const refused: readonly Refused[] = [
  wrong('an unknown name', 'MM_SQLSETTINGS_MAXOPENCONNECTIONS', '100', unknown),
  wrong('a section for a setting', 'MM_SQLSETTINGS', '{}', unknown),
  wrong('a variable outside of the configuration, but for two', 'MM_LICENSEFILE', 'licence', unknown),
  wrong('a word for a number', 'MM_SQLSETTINGS_MAXOPENCONNS', 'many', 'no whole number'),
  wrong('a fraction for a number', 'MM_SQLSETTINGS_QUERYTIMEOUT', '1.5', 'no whole number'),
  wrong('a word for a truth', 'MM_CLUSTERSETTINGS_ENABLE', 'yes', 'neither true nor false'),
  wrong('two blanks in a list', 'MM_SQLSETTINGS_DATASOURCEREPLICAS', 'postgres://a  postgres://b', 'empty element'),
  wrong('a map that is no JSON', 'MM_PLUGINSETTINGS_PLUGINSTATES', 'calls=true', 'no JSON'),
  wrong('what stops a server in its tracks', 'MM_SQLSETTINGS_REPLICALAGSETTINGS', '[]', 'it ends'),
  wrong('an address of the site without a scheme', 'MM_SERVICESETTINGS_SITEURL', 'chat.example.com', 'site_url'),
  {
    what: 'another engine of search',
    change: { MM_ELASTICSEARCHSETTINGS_BACKEND: 'solr' },
    says: [
      ['MM_ELASTICSEARCHSETTINGS_BACKEND MM_ELASTICSEARCHSETTINGS_ENABLEINDEXING', 'elastic_search.invalid_backend'],
    ],
  },
  {
    what: 'a socket in a folder that is not there',
    change: { MM_SERVICESETTINGS_LOCALMODESOCKETLOCATION: '/no/such/folder/local.socket' },
    says: [['MM_SERVICESETTINGS_ENABLELOCALMODE MM_SERVICESETTINGS_LOCALMODESOCKETLOCATION', 'local_mode_socket']],
  },
  {
    what: 'Redis without an address',
    change: { MM_CACHESETTINGS_REDISADDRESS: undefined },
    says: [['MM_CACHESETTINGS_CACHETYPE', 'empty_redis_address']],
  },
  {
    what: 'Redis without a database',
    change: { MM_CACHESETTINGS_REDISDB: undefined },
    says: [['MM_CACHESETTINGS_CACHETYPE MM_CACHESETTINGS_REDISADDRESS', 'invalid_redis_db']],
  },
  {
    what: 'batched mail in a cluster',
    change: { MM_EMAILSETTINGS_ENABLEEMAILBATCHING: 'true' },
    says: [
      [
        'MM_CLUSTERSETTINGS_ENABLE MM_EMAILSETTINGS_ENABLEEMAILBATCHING MM_SERVICESETTINGS_SITEURL',
        'cluster_email_batching',
      ],
    ],
  },
  {
    what: 'three problems, each of them named',
    change: {
      MM_SQLSETTINGS_MAXIDLECONNS: '0',
      MM_ELASTICSEARCHSETTINGS_CONNECTIONURL: '',
      MM_TEAMSETTINGS_MAXUSERSPERTEAM: '0',
    },
    says: [
      ['MM_TEAMSETTINGS_MAXUSERSPERTEAM', 'max_users'],
      ['MM_SQLSETTINGS_MAXIDLECONNS', 'sql_idle'],
      ['MM_ELASTICSEARCHSETTINGS_CONNECTIONURL MM_ELASTICSEARCHSETTINGS_ENABLEINDEXING', 'connection_url'],
    ],
  },
];

export function changed(environment: Environment, change: Refused['change']): Environment {
  const entries = Object.entries({ ...environment, ...change });
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
