import { count } from '../../constructs/spec';
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
    request.openSignUp && {
      level: 'warning',
      about: 'request',
      text: `openSignUp: everybody from ${request.allowFrom.join(', ')} may make an account`,
    },
  ({ request }) =>
    request.proxy === 'alb' && {
      level: 'warning',
      about: 'request',
      text: 'proxy alb: no published run had one, images are not cached, nothing admits logins one by one when everybody comes at once, and a client can claim any address, since the load balancer adds its own behind what it was sent',
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
