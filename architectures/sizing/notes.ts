import { systemOf } from '../../constructs/boot';
import { count, endpointServiceNames } from '../../constructs/spec';
import type { Components, PlanPath } from '../../constructs/spec';
import { leftToAurora, changeable } from './data/parameters';
import { sizes } from './data/rows';
import { knownRegions } from './data/shapes';
import { searchThreshold } from './rules/search';
import type { Evidence } from './evidence';
import type { Survival } from './survival';
import type { Facts } from './facts';
import { releaseOf } from './request';

/** Something that the reader of a plan should know. */
export interface Note {
  readonly level: 'info' | 'warning';
  readonly text: string;
  readonly about?: PlanPath | 'request' | 'evidence';
}

type Rule = (
  facts: Facts,
  components: Components,
  evidence: Evidence,
  survival: readonly Survival[],
) => Note | readonly Note[] | false | undefined;

const rules: readonly Rule[] = [
  ({ claim }, _, { grade, because }) =>
    grade === 'D' && {
      level: 'warning',
      about: 'evidence',
      text: `graded D for ${count(claim)} concurrent users: ${because}`,
    },
  ({ claim }, _, { contestedBy }) =>
    contestedBy.map(({ run, measured, differs }) => ({
      level: 'warning' as const,
      about: 'evidence' as const,
      text: `contested: run ${run} on server ${measured.server} carried ${count(measured.concurrentUsers)} on the same app nodes and databases, below ${count(claim)}; ${differs.join('; ')}`,
    })),
  ({ request }, _, __, survival) =>
    request.availability === 'node-loss' &&
    survival
      .filter(({ lost, holds }) => lost !== 'nothing' && lost !== 'zone' && holds === false)
      .map(({ lost, capacity }) => ({
        level: 'warning' as const,
        about: 'request' as const,
        text: `node-loss is not kept: with one ${lost} lost ${capacity === 0 ? 'the service stops' : `${capacity} concurrent users are carried`}; a pin has taken the spare away`,
      })),
  ({ request }) =>
    request.availability === 'single-node' && {
      level: 'warning',
      about: 'request',
      text: 'single-node is for evaluation: a lost node, an update or a lost zone stops the service; ask for availability node-loss to survive one',
    },
  ({ request }) =>
    request.availability === 'as-published' && {
      level: 'warning',
      about: 'request',
      text: 'as-published renders the published table; the page on server architecture asks that each layer carries the load after losing one component, which the tables do not',
    },
  ({ request: { version } }) => {
    const release = releaseOf(version);
    return release
      ? {
          level: 'info',
          about: 'request',
          text: `server ${version} (${release.line} release): support ends on ${release.supportEnds}`,
        }
      : {
          level: 'warning',
          about: 'request',
          text: `server ${version} is not in the data: its checksum is yours, its support end is not known`,
        };
  },
  ({ request: { region } }) =>
    region === undefined
      ? {
          level: 'info',
          about: 'request',
          text: 'no region given: whether it offers the classes of this plan was not checked',
        }
      : {
          level: 'info',
          about: 'request',
          text: knownRegions.includes(region)
            ? `${region} offers the EC2 types of this plan; for database, search and cache classes: not checked`
            : `${region}: not checked, the data does not list what this region offers`,
        },
  ({ request: { operatingSystem } }) => {
    const { title, run } = systemOf(operatingSystem);
    return run
      ? {
          level: 'info',
          about: 'request',
          text: `operatingSystem ${operatingSystem}: first boots are run with the programs of a Debian, its nearest relative on a machine that tests; none was run on ${title} itself`,
        }
      : {
          level: 'warning',
          about: 'request',
          text: `operatingSystem ${operatingSystem} was not run: what nodes find on ${title} is rendered and judged as text; boot one of each fleet before you rely on it`,
        };
  },
  ({ request }) =>
    !request.domainName && {
      level: 'info',
      about: 'request',
      text: 'no domainName given: people type the address of the load balancer, and a certificate cannot be had for that',
    },
  ({ request }) =>
    request.listener === 'http' && {
      level: 'warning',
      about: 'request',
      text: 'listener http: passwords and messages travel in the clear; give a host name and a certificate before people use it',
    },
  ({ request }) =>
    request.alarmEmail === undefined && {
      level: 'info',
      about: 'request',
      text: 'no alarmEmail given: alarms change their colour and nobody is told',
    },
  ({ request }) =>
    request.upgrade === 'stop' && {
      level: 'warning',
      about: 'request',
      text: 'upgrade stop: an update of the app nodes empties the group first, so the service stops until the new nodes have booted; go back to rolling afterwards',
    },
  ({ request }) =>
    request.egress === 'none' && [
      {
        level: 'warning',
        about: 'request',
        text: 'egress none: nobody gets push notifications, link previews or notices, and the marketplace of plugins shows what the release brings; a mail server, single sign-on and what plugins and webhooks call must be within reach of the network',
      },
      {
        level: 'info',
        about: 'network.interfaceEndpoints',
        text: `a VPC of yours needs what the plan's own would have: interface endpoints with private DNS for ${endpointServiceNames.join(', ')}, which the nodes reach on port 443, and the gateway endpoint for S3`,
      },
    ],
  ({ request }) =>
    request.egress.startsWith('http') && [
      {
        level: 'warning',
        about: 'request',
        text: `egress ${request.egress}: a network that the deployment makes has no way to it: connect it before the nodes boot, or bring a VPC that has one`,
      },
      {
        level: 'info',
        about: 'network.natGateways',
        text: 'S3 is not asked through the forward proxy, so that attachments do not load it: a VPC of yours needs the gateway endpoint for S3, which is free; the proxy must let CONNECT through to port 443 of AWS, of the release site, of the certificates of RDS and of the push service, and GET to the distribution',
      },
    ],
  ({ request }) =>
    request.openSignUp && {
      level: 'warning',
      about: 'request',
      text: `openSignUp: everybody from ${request.allowFrom.join(', ')} may make an account`,
    },
  ({ request }) =>
    request.proxy === 'alb' && {
      level: 'warning',
      about: 'request',
      text: 'proxy alb: no published run had one, images are not cached, no queue keeps the app nodes from checking the passwords of people who have given up when everybody comes at once, and a client can claim any address, since the load balancer adds its own behind what it was sent',
    },
  (_, { proxy }) =>
    proxy?.logins.admission === false && {
      level: 'warning',
      about: 'proxy.logins.admission',
      text: 'logins are not admitted one by one: where more people come than the app nodes check, these check for people who have given up, and hardly anybody gets in',
    },
  ({ request, claim }, { cache }) =>
    cache !== undefined &&
    claim <= sizes['100k'] && {
      level: 'warning',
      about: 'cache.nodes',
      text: `cache ${request.cache}: the vendor advises against Redis up to ${count(sizes['100k'])} concurrent users`,
    },
  ({ claim }, { cache }) =>
    cache === undefined &&
    claim > sizes['100k'] && {
      level: 'warning',
      about: 'request',
      text: `cache none: the vendor highly recommends Redis above ${count(sizes['100k'])} concurrent users`,
    },
  ({ request }, { search }) =>
    search === undefined &&
    (request.postsMillions ?? 0) >= searchThreshold && {
      level: 'warning',
      about: 'request',
      text: `${request.postsMillions} million posts are searched in the database, which slows down from about 2 million on`,
    },
  ({ request }) =>
    request.smtp === undefined &&
    request.mailFrom !== undefined && {
      level: 'warning',
      about: 'request',
      text: `mailFrom ${request.mailFrom} is of no effect: no smtp is given`,
    },
  ({ request }) =>
    request.smtp === undefined && {
      level: 'warning',
      about: 'request',
      text: 'no smtp given: nobody can be invited by mail, reset a password or get a notification by mail',
    },
  () => ({
    level: 'info',
    text: 'read in the source of the server, not seen: with its configuration in the database it starts with the defaults of an old installation, sessions of 180 days among them; look through the System Console on day one',
  }),
  () => ({
    level: 'info',
    about: 'database.maxConnections',
    text: `after a change ${Object.entries(changeable)
      .filter(([, { applies }]) => applies === 'static')
      .map(([name]) => name)
      .join(', ')} applies only when each database instance has been restarted`,
  }),
  () => ({
    level: 'info',
    about: 'database.maxConnections',
    text: `no list for Aurora PostgreSQL 16 says what a customer may change; the sources of ${Object.entries(changeable)
      .filter(([, { speaksOf }]) => speaksOf !== '16')
      .map(([name, { speaksOf }]) => `${name} (${speaksOf})`)
      .join(', ')} speak of another version or of none`,
  }),
  () =>
    leftToAurora.map(([names, because]) => ({
      level: 'info' as const,
      text: `left at Aurora's default: ${names.join(', ')}: ${because}`,
    })),
];

export const notes = (...of: Parameters<Rule>): Note[] =>
  rules
    .flatMap((rule) => rule(...of) || [])
    .sort((a, b) => Number(b.level === 'warning') - Number(a.level === 'warning'));
