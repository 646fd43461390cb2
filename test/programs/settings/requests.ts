import type { Request } from '../../../architectures/sizing';
import type { Case } from '../../../bin/cases';

/** Fields that no setting depends on, or not by themselves. */
type Silent =
  | 'platform'
  | 'proxy'
  | 'calls'
  | 'postsMillions'
  | 'retentionMonths'
  | 'filesPerUserPerMonthMB'
  | 'sha256'
  | 'mirror'
  | 'egress'
  | 'operatingSystem'
  | 'upgrade'
  | 'region'
  | 'availabilityZones'
  | 'exposure'
  | 'allowFrom'
  | 'vpcCidr'
  | 'alarmEmail';

/** What the options are compared with: the size at which most of them change something. */
export const plain: Request = {
  concurrentUsers: '200',
  availability: 'node-loss',
  smtp: 'smtp://mail.example.com:587',
};

/** A value for each other field: a new field has to be put here or above. The version is that of the server judged. */
export const options: Required<Omit<Request, Silent | 'version'>> = {
  id: 'chat',
  concurrentUsers: '200k',
  availability: 'as-published',
  search: 'opensearch',
  cache: 'redis',
  domainName: 'chat.example.com',
  listener: 'http',
  smtp: 'smtps://mail.example.com:465',
  smtpLogin: false,
  mailFrom: 'chat@example.com',
  adminEmail: 'admin@example.com',
  openSignUp: true,
  pins: { 'database.readers': 0, 'appFleet.maxOpenConns': 40, 'appFleet.maxIdleConns': 20, 'database.name': 'chat' },
};

/** Requests with options: each alone, all of them, and what only goes together. */
export const withOptions: readonly Case[] = [
  ...Object.entries(options).map(([field, value]) => ({ name: field, request: { ...plain, [field]: value } })),
  { name: 'all options', request: { ...plain, ...options } },
  {
    name: 'no way out',
    request: { ...plain, smtp: undefined, egress: 'none', mirror: 's3://mirror', exposure: 'private' },
  },
  { name: 'a load balancer only', request: { ...plain, proxy: 'alb' } },
  { name: 'search in the database', request: { concurrentUsers: '15k', search: 'database' } },
  {
    name: 'one node with search and a cache',
    request: { concurrentUsers: '200', search: 'opensearch', cache: 'redis' },
  },
];
