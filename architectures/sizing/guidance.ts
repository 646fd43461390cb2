import { systems } from '../../constructs/boot';
import { count } from '../../constructs/spec';
import { profileNames } from './data/profiles';
import { sizeNames } from './data/rows';
import { mostPostsMillions } from './data/search-disk';
import { defaultVersion, releases, supportedVersions } from './data/versions';
import type { Request } from './request';

type Guidance = readonly [allowed: string, todo: string, whyTheDefault?: string];

/** What each field may hold, what to do about it, and why its default is what it is. */
export const guidance: Readonly<Record<keyof Request, Guidance>> = {
  id: [
    '2 to 21 small letters, digits and hyphens, a letter first',
    'choose a short name; it cannot be changed later',
    'one deployment in an account and region; a second one needs a name of its own',
  ],
  concurrentUsers: [
    `a whole number from 1 to 200,000, or ${sizeNames.join(', ')}`,
    'write 15k or 15000; above the last size ask the vendor: nothing is extrapolated here',
  ],
  availability: [
    'node-loss, as-published, single-node',
    'leave it out for node-loss (up to 200 concurrent users single-node)',
    'unless asked otherwise the claim holds with a node lost',
  ],
  platform: ['ec2', 'leave it out for ec2', 'the published tables count EC2 instances'],
  proxy: ['nginx, alb', 'leave it out for nginx', 'every published run had NGINX in front of the app nodes'],
  search: ['auto, opensearch, database', 'leave it out for auto', 'auto follows the published row'],
  cache: ['auto, redis, none', 'leave it out for auto', 'auto buys Redis above 100,000 concurrent users'],
  calls: ['false', 'leave it out', 'voice needs servers of its own that these sizes do not count'],
  postsMillions: [
    `a number above 0, at most ${count(mostPostsMillions)}: more do not fit on the disk of a search node`,
    'count the posts that search must hold, in millions',
  ],
  retentionMonths: ['a whole number from 1 to 600', 'leave it out for 12', 'the published examples forecast one year'],
  filesPerUserPerMonthMB: [
    `a number above 0, or ${profileNames.join(', ')}`,
    'leave it out for medium',
    'the published examples take the medium profile',
  ],
  version: [
    `a version from ${supportedVersions.from} to below ${supportedVersions.below}, such as ${Object.keys(releases).join(', ')}`,
    `leave it out for ${defaultVersion}`,
    'the current Extended Support Release',
  ],
  sha256: ['64 digits from 0 to 9 and a to f', "copy it from the vendor's archive of versions"],
  mirror: [
    's3://bucket/folder, the folder optional, without a slash at the end',
    'leave it out to download from the release site',
  ],
  operatingSystem: [
    Object.keys(systems).join(', '),
    'leave it out for ubuntu-24.04',
    'its first boots and their faults are run, with the programs of a Debian; the others are rendered and judged as text',
  ],
  egress: [
    'nat, none, or http://host:port of a forward proxy, without a login',
    'leave it out for nat; none takes everything from the mirror and from endpoints of AWS',
    'nodes install from the vendor, AWS and the distribution',
  ],
  upgrade: [
    'rolling, stop',
    'leave it out for rolling',
    'nodes of two versions work together within one minor version, so nobody notices',
  ],
  region: ['the name of a region such as eu-central-1, not a token', 'leave it out to deploy anywhere'],
  availabilityZones: [
    '2 to 6 different names of zones such as eu-central-1a, all of the region',
    "leave it out for the first zones of the region; 'mattermost-arch preflight' says which have the classes",
  ],
  domainName: ['a host name such as chat.example.com, not a token', 'write the name that people will type'],
  listener: [
    'https, http',
    'leave it out for https; http is for a trial without a certificate',
    'passwords and messages do not travel in the clear',
  ],
  exposure: ['public, private', 'leave it out for public', 'people reach a chat server from outside the office too'],
  allowFrom: [
    '1 to 50 different IPv4 ranges such as 203.0.113.0/24, written with the address of the network',
    'leave it out to allow everybody who can reach the load balancer',
    'the load balancer is the only component that is open; its exposure decides to whom',
  ],
  vpcCidr: [
    'an IPv4 range from /16 to /22 such as 10.0.0.0/16, written with the address of the network',
    'leave it out for 10.0.0.0/16',
    'room for 16 subnets of 4,091 addresses; pick another where it collides with a network you peer with',
  ],
  smtp: [
    'smtp://host:587 (STARTTLS) or smtps://host:465 (TLS), without a password',
    'leave it out to send no mail; the password is a secret of the deployment',
  ],
  smtpLogin: [
    'true, false',
    'leave it out for true; false for a relay that knows its clients by their address',
    'a mail service such as Amazon SES asks for one',
  ],
  mailFrom: ['a mail address', 'write an address that the mail server accepts as sender'],
  adminEmail: ['a mail address', 'write the address of the first administrator', 'an account needs an address'],
  alarmEmail: ['a mail address', 'write who gets the alarms; several people: a distribution list'],
  openSignUp: [
    'true, false',
    'leave it out for false',
    'people are invited: a site that everybody can reach is not open to everybody',
  ],
  pins: [
    'an object of leaf paths and values',
    "see 'mattermost-arch explain SIZE' for the paths",
    'nothing is pinned unless asked',
  ],
};
