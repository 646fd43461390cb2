import { late, ports, type Components, type Reason, type Setting, type Text } from '../../../constructs/spec';
import { pages } from '../data/pages';
import { compareVersions } from '../data/versions';
import type { NormalisedRequest } from '../request';
import type { LicenceEdition } from './licence';

const user = { binding: 'database.secret', key: 'username', encode: 'url' } as const;
const password = { binding: 'database.secret', key: 'password', encode: 'url' } as const;

/** TLS is verified against the certificates of RDS, which a node stores at boot. */
const dataSource = (binding: 'database.writer' | 'database.readers', name: string): Text => [
  ...late`postgres://${user}:${password}@${{ binding }}`,
  `:${ports.postgres.port}/${name}?sslmode=verify-full&sslrootcert=/etc/mattermost/rds.pem&connect_timeout=10&binary_parameters=yes`,
];

type Row = readonly [
  name: string,
  value: Text | string | number | boolean,
  why: Reason,
  /** The first version of the server that knows the setting, where it is not the oldest supported one. */
  since?: string,
];

const published = (because: string, source: (typeof pages)[keyof typeof pages]): Reason => ({
  provenance: 'published',
  because,
  source,
});
const derived = (because: string): Reason => ({ provenance: 'derived', because });
const chosen = (because: string): Reason => ({ provenance: 'default', because: `our choice: ${because}` });

const site = (request: NormalisedRequest): readonly Row[] => [
  address(request),
  [
    'SERVICESETTINGS_LISTENADDRESS',
    `:${ports.mattermost.port}`,
    published('the port that proxies and load balancers know', pages.preparations),
  ],
  [
    'SERVICESETTINGS_TRUSTEDPROXYIPHEADER',
    'X-Forwarded-For',
    published(
      'the header that the proxy writes; without it every login seems to come from the proxy',
      pages.environment,
    ),
  ],
  [
    'SERVICESETTINGS_ENABLELOCALMODE',
    true,
    published('mmctl --local on a node, for the first account and for repairs', pages.configInDatabase),
  ],
  [
    'SERVICESETTINGS_LOCALMODESOCKETLOCATION',
    '/run/mattermost/local.socket',
    chosen("in the unit's runtime folder: the default is in /var/tmp, of which the unit has one of its own"),
  ],
  [
    'TEAMSETTINGS_ENABLEOPENSERVER',
    request.openSignUp,
    request.openSignUp
      ? derived(`the request's openSignUp is ${request.openSignUp}: everybody who reaches the site may make an account`)
      : chosen('off: nobody makes an account uninvited; the first administrator is made before the site is reachable'),
  ],
  ...(request.smtp
    ? mail(request, request.smtp)
    : [
        [
          'EMAILSETTINGS_SENDEMAILNOTIFICATIONS',
          false,
          derived('the request names no mail server, smtp is absent'),
        ] as const,
      ]),
];

/** Where people find the site: the host name of the request, else the load balancer itself. */
const address = ({ domainName, listener }: NormalisedRequest): Row => [
  'SERVICESETTINGS_SITEURL',
  domainName ? `${listener}://${domainName}` : [`${listener}://`, { binding: 'loadBalancer.address' }],
  domainName
    ? derived(
        `the request's listener, ${listener}, and its domainName, ${domainName}; links in mail and every callback need it`,
      )
    : derived(`the request names no domainName: people type the address of the load balancer, by ${listener}`),
];

function mail({ smtpLogin, mailFrom, adminEmail }: NormalisedRequest, smtp: string): readonly Row[] {
  const [, scheme, host = '', port = ''] = /^(smtps?):\/\/(.+):(\d+)$/.exec(smtp) ?? [];
  return [
    ['EMAILSETTINGS_SENDEMAILNOTIFICATIONS', true, derived(`the request's smtp is ${smtp}, so notifications are sent`)],
    ['EMAILSETTINGS_SMTPSERVER', host, derived(`the host of ${smtp}`)],
    ['EMAILSETTINGS_SMTPPORT', port, derived(`the port of ${smtp}`)],
    [
      'EMAILSETTINGS_CONNECTIONSECURITY',
      scheme === 'smtps' ? 'TLS' : 'STARTTLS',
      derived(`the scheme of ${smtp}: smtps is TLS from the start, smtp is STARTTLS`),
    ],
    [
      'EMAILSETTINGS_ENABLESMTPAUTH',
      smtpLogin,
      derived(`the request's smtpLogin is ${smtpLogin}: whether ${host} asks for a login`),
    ],
    ...(smtpLogin
      ? ([
          [
            'EMAILSETTINGS_SMTPUSERNAME',
            late`${{ binding: 'secrets.mail', key: 'username' }}`,
            derived(`the login of ${host} is secrets.mail, a secret of the deployment`),
          ],
          [
            'EMAILSETTINGS_SMTPPASSWORD',
            late`${{ binding: 'secrets.mail', key: 'password' }}`,
            derived(`the password of ${host} is in secrets.mail, and nowhere else`),
          ],
        ] as const)
      : []),
    ...(['FEEDBACKEMAIL', 'REPLYTOADDRESS'] as const).map((name): Row => {
      const use = name === 'FEEDBACKEMAIL' ? 'the sender' : 'where answers go';
      const field = mailFrom ? 'mailFrom' : 'adminEmail';
      return [`EMAILSETTINGS_${name}`, mailFrom ?? adminEmail, derived(`the request's ${field} is ${use}`)];
    }),
  ];
}

const sql = ({ appFleet, database, search }: Components): readonly Row[] => [
  [
    'CONFIG',
    dataSource('database.writer', database.name),
    published('the configuration lives in the database, so that every node has the same', pages.configInDatabase),
  ],
  ['SQLSETTINGS_DRIVERNAME', 'postgres', published('the only database since server 11', pages.requirements)],
  [
    'SQLSETTINGS_DATASOURCE',
    dataSource('database.writer', database.name),
    published(
      "the cluster's writer endpoint follows a failover; pages mix sslmode disable and require, and neither verifies: verify-full does",
      pages.highAvailability,
    ),
  ],
  ...(database.readers
    ? [
        [
          'SQLSETTINGS_DATASOURCEREPLICAS',
          dataSource('database.readers', database.name),
          published(
            'endpoints of the instances, one each; the page for Kubernetes shows the reader endpoint, which hides them from the server',
            pages.highAvailability,
          ),
        ] as const,
      ]
    : []),
  [
    'SQLSETTINGS_MAXOPENCONNS',
    appFleet.maxOpenConns,
    derived(`appFleet.maxOpenConns of this plan, ${appFleet.maxOpenConns} for each data source`),
  ],
  [
    'SQLSETTINGS_MAXIDLECONNS',
    appFleet.maxIdleConns,
    derived(`appFleet.maxIdleConns of this plan, ${appFleet.maxIdleConns} kept open`),
  ],
  [
    'SQLSETTINGS_CONNMAXLIFETIMEMILLISECONDS',
    3_600_000,
    published('an hour, the default: pools find new readers', pages.environment),
  ],
  [
    'SQLSETTINGS_CONNMAXIDLETIMEMILLISECONDS',
    300_000,
    published('five minutes, the default: idle connections go', pages.environment),
  ],
  [
    'SQLSETTINGS_QUERYTIMEOUT',
    30,
    published('seconds, the default: no query holds a connection for longer', pages.environment),
  ],
  [
    'SQLSETTINGS_ANALYTICSQUERYTIMEOUT',
    300,
    published('seconds, the default of a setting that server 11.9 brought', pages.environment),
    '11.9.0',
  ],
  ...(search
    ? [
        [
          'SQLSETTINGS_DISABLEDATABASESEARCH',
          true,
          published(
            'while search is down it answers nothing; searches in the database would take the database down too',
            pages.searchSettings,
          ),
        ] as const,
      ]
    : []),
];

const files: readonly Row[] = [
  [
    'FILESETTINGS_DRIVERNAME',
    'amazons3',
    published('several nodes may not store files on their own disks', pages.highAvailability),
  ],
  [
    'FILESETTINGS_AMAZONS3BUCKET',
    late`${{ binding: 'fileStore.bucket' }}`,
    derived('fileStore.bucket of this plan; without keys the role of the node counts'),
  ],
  [
    'FILESETTINGS_AMAZONS3REGION',
    late`${{ binding: 'fileStore.region' }}`,
    derived('fileStore.region: an empty region is guessed, and guessed wrong outside us-east-1'),
  ],
  [
    'FILESETTINGS_AMAZONS3ENDPOINT',
    late`${{ binding: 'fileStore.endpoint' }}`,
    derived("fileStore.endpoint: the server's own default is wrong in GovCloud"),
  ],
  [
    'FILESETTINGS_MAXFILESIZE',
    104_857_600,
    published(
      'bytes, the default of 100 MiB; pages on NGINX allow 50M and the page on requirements says 50 MB, so the proxy must allow more',
      pages.environment,
    ),
  ],
  [
    'FILESETTINGS_DEDICATEDEXPORTSTORE',
    true,
    published('exports leave the bucket of the attachments', pages.environment),
  ],
  [
    'FILESETTINGS_EXPORTDRIVERNAME',
    'amazons3',
    published('exports must outlive the node that wrote them', pages.environment),
  ],
  [
    'FILESETTINGS_EXPORTAMAZONS3BUCKET',
    late`${{ binding: 'fileStore.exports' }}`,
    derived('fileStore.exports of this plan'),
  ],
  [
    'FILESETTINGS_EXPORTAMAZONS3REGION',
    late`${{ binding: 'fileStore.region' }}`,
    derived('fileStore.region, as for attachments'),
  ],
  [
    'FILESETTINGS_EXPORTAMAZONS3ENDPOINT',
    late`${{ binding: 'fileStore.endpoint' }}`,
    derived('fileStore.endpoint, as for attachments'),
  ],
];

const cluster = ({ id }: NormalisedRequest): readonly Row[] => [
  [
    'CLUSTERSETTINGS_ENABLE',
    true,
    published('several app nodes are one server to their users', pages.highAvailability),
  ],
  ['CLUSTERSETTINGS_CLUSTERNAME', id, derived(`the id of the request, ${id}, the same on every node`)],
  ['CLUSTERSETTINGS_GOSSIPPORT', ports.gossip[0].port, published('the port of the traffic matrix', pages.environment)],
  [
    'CLUSTERSETTINGS_USEIPADDRESS',
    true,
    published('nodes find each other by address, the default', pages.highAvailability),
  ],
  [
    'CLUSTERSETTINGS_ENABLEGOSSIPENCRYPTION',
    true,
    published(
      'on for new installations since 10.11; the page on transport encryption still says it is not',
      pages.environment,
    ),
  ],
  [
    'CLUSTERSETTINGS_ENABLEGOSSIPCOMPRESSION',
    false,
    published('off for performance, as the page advises and the load tests ran', pages.environment),
  ],
  // The server refuses to start with clustering and batched mail together.
  [
    'EMAILSETTINGS_ENABLEEMAILBATCHING',
    false,
    published(
      "batched mail and clustering are refused together by the server's own configuration model",
      pages.serverModel,
    ),
  ],
];

const searchEngine = (nodes: number): readonly Row[] => [
  [
    'ELASTICSEARCHSETTINGS_BACKEND',
    'opensearch',
    published('the key that chooses between the two engines; the default is the other', pages.openSearch),
  ],
  [
    'ELASTICSEARCHSETTINGS_CONNECTIONURL',
    late`https://${{ binding: 'search.endpoint' }}:443`,
    derived('search.endpoint of this plan; a domain answers on 443 only'),
  ],
  [
    'ELASTICSEARCHSETTINGS_USERNAME',
    late`${{ binding: 'search.secret', key: 'username' }}`,
    derived('the internal user of search.secret; the server signs no requests'),
  ],
  [
    'ELASTICSEARCHSETTINGS_PASSWORD',
    late`${{ binding: 'search.secret', key: 'password' }}`,
    derived('the password of search.secret'),
  ],
  [
    'ELASTICSEARCHSETTINGS_SNIFF',
    false,
    published('off on a managed service: its nodes have no addresses of their own', pages.openSearch),
  ],
  [
    'ELASTICSEARCHSETTINGS_ENABLEINDEXING',
    true,
    published('posts are indexed as they are written', pages.searchSettings),
  ],
  [
    'ELASTICSEARCHSETTINGS_ENABLESEARCHING',
    true,
    published('searches are answered from the index; a new server has nothing to index first', pages.searchSettings),
  ],
  [
    'ELASTICSEARCHSETTINGS_ENABLEAUTOCOMPLETE',
    true,
    published('names are completed from the index', pages.searchSettings),
  ],
  ...(['POST', 'CHANNEL', 'USER'] as const).map((index): Row => [
    `ELASTICSEARCHSETTINGS_${index}INDEXREPLICAS`,
    nodes - 1,
    published(
      `${nodes} data nodes - 1: every node holds a copy of the ${index.toLowerCase()} index`,
      pages.environment,
    ),
  ]),
  [
    'ELASTICSEARCHSETTINGS_LIVEINDEXINGBATCHSIZE',
    10,
    published("the default of the server's model; the page on settings says 1", pages.serverModel),
  ],
];

const sharedCache: readonly Row[] = [
  ['CACHESETTINGS_CACHETYPE', 'redis', published('the nodes share one cache', pages.redis)],
  [
    'CACHESETTINGS_REDISADDRESS',
    [...late`${{ binding: 'cache.primary' }}`, `:${ports.redis.port}`],
    derived("cache.primary of this plan; the server's client knows one address, no TLS and no user name"),
  ],
  ['CACHESETTINGS_REDISDB', 0, published('0: the page on Redis shows -1, which the server refuses', pages.serverModel)],
];

const push: readonly Row[] = [
  [
    'EMAILSETTINGS_SENDPUSHNOTIFICATIONS',
    true,
    chosen('on: a fresh server with its configuration in the database was read to have it off'),
  ],
  [
    'EMAILSETTINGS_PUSHNOTIFICATIONSERVER',
    'https://global.push.mattermost.com',
    published('the service that a licence includes; the nodes need a way out to it', pages.push),
  ],
];

/** What asks the world outside, where nothing is reached: off, so that nobody waits for it. */
const closed = ({ smtp }: NormalisedRequest): readonly Row[] => [
  [
    'EMAILSETTINGS_SENDPUSHNOTIFICATIONS',
    false,
    published("with egress none off: the vendor's push service is outside", pages.airGap),
  ],
  ...(smtp
    ? []
    : [
        [
          'EMAILSETTINGS_REQUIREEMAILVERIFICATION',
          false,
          published(
            'with egress none and without smtp off: no mail arrives that would verify an address',
            pages.airGap,
          ),
        ] as const,
      ]),
  [
    'SERVICESETTINGS_ENABLELINKPREVIEWS',
    false,
    published('with egress none off: the server would fetch each link that somebody posts', pages.airGap),
  ],
  [
    'SERVICESETTINGS_ENABLEGIFPICKER',
    false,
    published('with egress none off: the pictures come from a service on the internet', pages.airGap),
  ],
  [
    'ANNOUNCEMENTSETTINGS_ADMINNOTICESENABLED',
    false,
    published('with egress none off: notices to administrators are fetched from the vendor', pages.airGap),
  ],
  [
    'ANNOUNCEMENTSETTINGS_USERNOTICESENABLED',
    false,
    published('with egress none off: notices to everybody are fetched from the vendor too', pages.airGap),
  ],
  [
    'LOGSETTINGS_ENABLEDIAGNOSTICS',
    false,
    published('with egress none off: telemetry goes to the vendor', pages.airGap),
  ],
  ['LOGSETTINGS_ENABLESENTRY', false, chosen('with egress none off: reports of crashes go the way of telemetry')],
  [
    'SERVICESETTINGS_ENABLESECURITYFIXALERT',
    false,
    chosen('with egress none off: the server would ask the vendor for security updates, and hear nothing'),
  ],
  [
    'PLUGINSETTINGS_ENABLEREMOTEMARKETPLACE',
    false,
    chosen('with egress none off: the marketplace shows the plugins that the release brings, and waits for no other'),
  ],
];

const operation = (request: NormalisedRequest, licence: LicenceEdition): readonly Row[] => [
  ...(request.egress === 'none' ? closed(request) : licence === 'Entry' ? [] : push),
  ...(licence === 'Entry'
    ? []
    : [
        [
          'LICENSE',
          late`${{ binding: 'secrets.licence' }}`,
          derived(`the ${licence} edition is needed; an invalid licence starts the server without one`),
        ] as const,
      ]),
  [
    'METRICSSETTINGS_ENABLE',
    licence !== 'Entry',
    published('metrics need the Enterprise edition, says the note on the page; its badge says Entry', pages.metrics),
  ],
  [
    'METRICSSETTINGS_LISTENADDRESS',
    `:${ports.metrics.port}`,
    published('the default; never open to anybody but the node', pages.environment),
  ],
  [
    'LOGSETTINGS_ENABLECONSOLE',
    true,
    published('the journal keeps what the server says before its file exists', pages.logging),
  ],
  ['LOGSETTINGS_CONSOLELEVEL', 'INFO', published('INFO in production; the default is DEBUG', pages.logging)],
  ['LOGSETTINGS_CONSOLEJSON', true, published('structured, as the file is', pages.logging)],
  ['LOGSETTINGS_ENABLEFILE', true, published('a support packet needs the file', pages.logging)],
  ['LOGSETTINGS_FILELEVEL', 'INFO', published('INFO in production, in the file too', pages.logging)],
  ['LOGSETTINGS_FILEJSON', true, published('structured, for the agent that ships it', pages.logging)],
  [
    'JOBSETTINGS_RUNJOBS',
    true,
    published('on every node: the capacity tests ran without job servers, the diagrams show one', pages.scaling),
  ],
  [
    'JOBSETTINGS_RUNSCHEDULER',
    true,
    published('on every node, never off: the leader schedules', pages.highAvailability),
  ],
  [
    'RATELIMITSETTINGS_ENABLE',
    false,
    chosen('off: it is meant for a few hundred users and counts all who share an address as one'),
  ],
  [
    'TEAMSETTINGS_MAXUSERSPERTEAM',
    200_000,
    chosen('200,000, as the load tests ran: the default of 50 stops a company on its first day'),
  ],
];

/**
 * Settings of infrastructure: they come from the environment and are locked in the System Console, so nothing else is here.
 * Those that a later version of the server brought are given to no earlier one.
 */
export function settings(request: NormalisedRequest, components: Components, licence: LicenceEdition): Setting[] {
  const rows: readonly Row[] = [
    ...site(request),
    ...sql(components),
    ...files,
    ...(components.appFleet.nodes > 1 ? cluster(request) : []),
    ...(components.search ? searchEngine(components.search.nodes) : []),
    ...(components.cache ? sharedCache : []),
    ...operation(request, licence),
  ];
  return rows
    .filter(([, , , since]) => since === undefined || compareVersions(request.version, since) >= 0)
    .map(([name, value, why]) => ({
      env: `MM_${name}`,
      text: typeof value === 'object' ? value : [String(value)],
      ...why,
    }));
}
