import { z } from 'zod';
import { systems, type Egress, type SystemName } from '../../constructs/boot';
import {
  PlanError,
  type Cidr,
  type Components,
  type Issue,
  type PlanPath,
  type Scalar,
  type ValueAt,
} from '../../constructs/spec';
import { profileNames, type ProfileName } from './data/profiles';
import { sizeNames, sizes, type SizeName } from './data/rows';
import { mostPostsMillions } from './data/search-disk';
import { compareVersions, defaultVersion, releases, supportedVersions, type Release } from './data/versions';
import { guidance } from './guidance';

export type Availability = 'node-loss' | 'as-published' | 'single-node';
/** `smtp://host:587` (STARTTLS) or `smtps://host:465` (TLS). */
export type Smtp = `smtp://${string}` | `smtps://${string}`;

/** What the library is asked for. Literals only: a token of an engine is refused. */
export interface Request {
  /** Names the parameters, /mattermost/<id>/…, and the stack. @default 'mattermost' */
  readonly id?: string;
  /** People connected at the same time, not accounts: 1 to 200,000, or the name of a size. */
  readonly concurrentUsers: number | SizeName;
  /** @default 'node-loss', up to 200 concurrent users 'single-node' */
  readonly availability?: Availability;
  /** @default 'ec2' */
  readonly platform?: 'ec2' | 'kubernetes';
  /** @default 'nginx' */
  readonly proxy?: 'nginx' | 'alb';
  /** @default 'auto' */
  readonly search?: 'auto' | 'opensearch' | 'database';
  /** @default 'auto' */
  readonly cache?: 'auto' | 'redis' | 'none';
  /** @default false */
  readonly calls?: boolean;
  /** Millions of posts that search must hold. @default - the disk of the vendor's example */
  readonly postsMillions?: number;
  /** Months of attachments in the storage forecast. @default 12 */
  readonly retentionMonths?: number;
  /** MB of attachments that a user adds in a month, or a profile. @default 'medium' */
  readonly filesPerUserPerMonthMB?: number | ProfileName;
  /** Version of the Mattermost server, `11.7.9`. @default - the current Extended Support Release */
  readonly version?: string;
  /** SHA-256 of the server's tarball; needed for a version that is not in the data. */
  readonly sha256?: string;
  /** Where nodes find the tarball, and what else they install, under its own name; `s3://bucket/folder`. @default - the vendor's release site */
  readonly mirror?: `s3://${string}`;
  /** @default 'ubuntu-24.04' */
  readonly operatingSystem?: SystemName;
  /**
   * How nodes reach what is outside of the network: by NAT; `none`, where all comes from the mirror and from endpoints of
   * AWS; or a forward proxy, `http://proxy.example.com:3128`. @default 'nat'
   */
  readonly egress?: Egress;
  /** `stop` empties the group before new nodes start, for a version more than one minor away. @default 'rolling' */
  readonly upgrade?: 'rolling' | 'stop';
  /** AWS region; only what the data knows of it is checked. */
  readonly region?: string;
  /** Names of zones of the region, at least as many as `network.zones`. @default - the first zones of the region */
  readonly availabilityZones?: readonly string[];
  /** Host name that people type; becomes the site address. */
  readonly domainName?: string;
  /** `http` is for a trial: passwords travel in the clear. @default 'https' */
  readonly listener?: 'https' | 'http';
  /** @default 'public' */
  readonly exposure?: 'public' | 'private';
  /** Address ranges that may reach the site. @default - anywhere, or the VPC when the exposure is private */
  readonly allowFrom?: readonly Cidr[];
  /** @default '10.0.0.0/16' */
  readonly vpcCidr?: Cidr;
  /** Mail server. @default - no mail is sent */
  readonly smtp?: Smtp;
  /** Whether the mail server asks for a login, which is a secret of the deployment. @default true */
  readonly smtpLogin?: boolean;
  /** Sender of mail. @default - the address of the first administrator */
  readonly mailFrom?: string;
  /** Mail address of the first administrator. @default - admin@ the host name */
  readonly adminEmail?: string;
  /** Who gets the alarms, by mail. @default - nobody */
  readonly alarmEmail?: string;
  /** Whether anybody who reaches the site may make an account. @default false */
  readonly openSignUp?: boolean;
  /** Leaves of the plan, by path, that the planner is told instead of deciding. */
  readonly pins?: { readonly [P in PlanPath]?: ValueAt<Components, P> };
}

type Optional =
  | 'postsMillions'
  | 'sha256'
  | 'mirror'
  | 'region'
  | 'availabilityZones'
  | 'domainName'
  | 'smtp'
  | 'mailFrom'
  | 'alarmEmail';
/** With every default filled in. */
export type NormalisedRequest = Required<Omit<Request, Optional | 'pins' | 'allowFrom'>> &
  Pick<Request, Optional> & {
    readonly allowFrom: readonly Cidr[];
    readonly pins: Readonly<Record<string, Scalar>>;
  };

const anywhere = '0.0.0.0/0';
const different = (texts: readonly string[]): boolean => new Set(texts).size === texts.length;
const cidr = z.cidrv4().refine(isNetworkAddress);

/** The parser; field by field, so that every problem is found at once. */
export const requestSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,20}$/)
    .default('mattermost')
    .describe('names the parameters, /mattermost/<id>/…, and the stack'),
  concurrentUsers: z
    .union([z.int().min(1).max(200_000), z.enum(sizeNames)])
    .describe('people connected at the same time, not accounts, or the name of a size'),
  availability: z.enum(['node-loss', 'as-published', 'single-node']).optional().describe('what the bill survives'),
  platform: z.enum(['ec2', 'kubernetes']).default('ec2').describe('where the app nodes run; kubernetes is refused'),
  proxy: z.enum(['nginx', 'alb']).default('nginx').describe('what stands in front of the app nodes'),
  search: z.enum(['auto', 'opensearch', 'database']).default('auto').describe('what answers searches'),
  cache: z.enum(['auto', 'redis', 'none']).default('auto').describe('whether the nodes share a cache'),
  calls: z
    .boolean()
    .default(false)
    .describe('voice and screen sharing; refused, since these sizes do not count its servers'),
  postsMillions: z
    .number()
    .positive()
    .max(mostPostsMillions)
    .optional()
    .describe('millions of posts that search must hold'),
  retentionMonths: z.int().min(1).max(600).default(12).describe('months of attachments in the storage forecast'),
  filesPerUserPerMonthMB: z
    .union([z.number().positive().max(100_000), z.enum(profileNames)])
    .default('medium')
    .describe('MB of attachments that a user adds in a month, or a profile'),
  version: z
    .string()
    .regex(/^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/)
    .default(defaultVersion)
    .describe('version of the Mattermost server'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .describe("SHA-256 of the server's tarball"),
  mirror: z
    .string()
    .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[A-Za-z0-9._-]+)*$/)
    .refine((address) => !/\.[./]|\/\./.test(address.slice('s3://'.length)))
    .optional()
    .describe('where nodes find the tarball'),
  operatingSystem: z
    .enum(Object.keys(systems) as [SystemName, ...SystemName[]])
    .default('ubuntu-24.04')
    .describe('what the nodes run'),
  egress: z
    .string()
    .regex(/^(nat|none|http:\/\/[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*:[1-9]\d{0,4})$/)
    .refine((way) => !way.startsWith('http') || Number(way.split(':').at(-1)) <= 65_535)
    .default('nat')
    .describe('how nodes reach what is outside of the network: nat, none, or the address of a forward proxy'),
  upgrade: z.enum(['rolling', 'stop']).default('rolling').describe('how nodes come to another version of the server'),
  region: z
    .string()
    .regex(/^[a-z]{2,4}(-[a-z]+){1,3}-\d$/)
    .optional()
    .describe('AWS region'),
  availabilityZones: z
    .array(z.string().regex(/^[a-z]{2,4}(-[a-z]+){1,3}-\d[a-z]$/))
    .min(2)
    .max(6)
    .refine(different)
    .optional()
    .describe('names of zones, where the first ones of the region will not do'),
  domainName: z
    .hostname()
    .regex(/\.[a-z][a-z0-9-]*$/i)
    .optional()
    .describe('host name that people type'),
  listener: z.enum(['https', 'http']).default('https').describe('what the load balancer speaks to people'),
  exposure: z.enum(['public', 'private']).default('public').describe('who can reach the load balancer'),
  allowFrom: z
    .array(cidr)
    .min(1)
    .max(50)
    .refine(different)
    .optional()
    .describe('address ranges that may reach the site'),
  vpcCidr: cidr.refine(isVpcSized).default('10.0.0.0/16').describe('address range of the VPC'),
  smtp: z
    .string()
    .regex(/^smtps?:\/\/[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*:[1-9]\d{0,4}$/)
    .refine((url) => Number(url.split(':').at(-1)) <= 65_535)
    .optional()
    .describe('mail server'),
  smtpLogin: z.boolean().default(true).describe('whether the mail server asks for a login'),
  mailFrom: z.email().optional().describe('sender of mail'),
  adminEmail: z.email().optional().describe('mail address of the first administrator'),
  alarmEmail: z.email().optional().describe('who gets the alarms'),
  openSignUp: z.boolean().default(false).describe('whether anybody may make an account'),
  pins: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe('leaves of the plan, by path'),
});

type Field = keyof typeof requestSchema.shape;
export const requestFields = Object.keys(requestSchema.shape) as Field[];

/** The interface is for readers, the schema for the parser; this fails to compile where their fields differ. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
type Given<T> = {
  [K in Exclude<keyof T, 'pins' | 'smtp' | 'mirror' | 'egress' | 'allowFrom' | 'availabilityZones'>]-?: Exclude<
    T[K],
    undefined
  >;
};
true satisfies Same<Given<Request>, Given<z.input<typeof requestSchema>>>;

type Valid = { readonly [K in Field]?: z.output<(typeof requestSchema.shape)[K]> };
type Rule = (request: Valid) => Issue | false | undefined;

export const claimOf = (users: number | SizeName): number => (typeof users === 'number' ? users : sizes[users]);

/** What no single field shows. */
const rules: readonly Rule[] = [
  ({ platform }) =>
    platform === 'kubernetes' && {
      what: `'platform' kubernetes cannot be planned`,
      given: platform,
      allowed: guidance.platform[0],
      todo: `use ec2: no published run was on Kubernetes, and the operator's presets are not tied to any measurement`,
    },
  ({ calls }) =>
    calls && {
      what: `'calls' cannot be planned`,
      given: 'true',
      allowed: guidance.calls[0],
      todo: 'leave it out: media servers need a size of their own (one call lives on one server), which is not in the data',
    },
  ({ availability, concurrentUsers }) =>
    availability === 'single-node' &&
    concurrentUsers !== undefined &&
    claimOf(concurrentUsers) > sizes['200'] && {
      what: `'availability' single-node is for evaluation`,
      given: `single-node with ${claimOf(concurrentUsers)} concurrent users`,
      allowed: `single-node up to ${sizes['200']} concurrent users`,
      todo: 'leave availability out, or ask for fewer concurrent users',
    },
  ({ egress, mirror }) =>
    egress === 'none' &&
    mirror === undefined && {
      what: `'mirror' is missing: with egress none nodes install from nowhere else`,
      allowed: guidance.mirror[0],
      todo: "fill a bucket with what 'mattermost-arch mirror' lists, and name it",
    },
  ({ egress, exposure }) =>
    egress === 'none' &&
    exposure === 'public' && {
      what: `'exposure' public needs an internet gateway, which egress none does not have`,
      given: 'public',
      allowed: 'private',
      todo: 'write exposure private, and reach the load balancer from your own network',
    },
  ({ availabilityZones, region }) => {
    const foreign = availabilityZones?.filter((zone) => zone.slice(0, -1) !== region);
    return (
      foreign !== undefined &&
      foreign.length > 0 && {
        what: `'availabilityZones' are not of the request's region`,
        given: `${foreign.join(', ')}${region ? ` with region ${region}` : ' without a region'}`,
        allowed: region ? `${region}a, ${region}b and so on` : 'zones of the region that the request names',
        todo: 'write the region of the zones',
      }
    );
  },
  ({ version }) =>
    version !== undefined &&
    !inSupportedLines(version) && {
      what: `'version' is outside the lines whose settings are known`,
      given: version,
      allowed: guidance.version[0],
      todo: guidance.version[1],
    },
  ({ version, sha256 }) =>
    version !== undefined &&
    inSupportedLines(version) &&
    releaseOf(version) === undefined &&
    sha256 === undefined && {
      what: `'sha256' is missing: version ${version} is not in the data`,
      allowed: `${Object.keys(releases).join(', ')} without it, others with it`,
      todo: guidance.sha256[1],
    },
  ({ version, sha256 }) => {
    const known = version === undefined ? undefined : releaseOf(version)?.sha256;
    return (
      known !== undefined &&
      sha256 !== undefined &&
      sha256 !== known && {
        what: `'sha256' is not that of version ${version}`,
        given: sha256,
        allowed: known,
        todo: `leave it out, or check the tarball: it is not the vendor's`,
      }
    );
  },
];

const inSupportedLines = (version: string): boolean =>
  compareVersions(version, supportedVersions.from) >= 0 && compareVersions(version, supportedVersions.below) < 0;

export const releaseOf = (version: string): Release | undefined =>
  (releases as Readonly<Record<string, Release>>)[version];

/** The request with its defaults, and why each of them. */
export interface Parsed {
  readonly request: NormalisedRequest;
  /** Why, by field, where a default was taken. */
  readonly defaults: Readonly<Record<string, string>>;
}

/**
 * Reads a request of unknown shape.
 * @throws PlanError with every problem at once, one for each field, in the caller's words
 */
export function parse(input: unknown): Parsed {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new PlanError([
      {
        what: 'the request is not an object',
        given: shown(input),
        allowed: `an object with ${requestFields.join(', ')}`,
        todo: "write at least { concurrentUsers: '15k' }",
      },
    ]);
  }
  const given = input as Readonly<Record<string, unknown>>;
  const issues: Issue[] = Object.keys(given)
    .filter((key) => !(requestFields as string[]).includes(key))
    .map((key) => ({
      what: `unknown field '${key}'`,
      given: /pass|secret|token|key|licen[cs]e/i.test(key) ? '(not shown)' : shown(given[key]),
      allowed: requestFields.join(', '),
      todo: 'remove it or correct its name',
    }));

  const valid: Record<string, unknown> = {};
  for (const field of requestFields) {
    const result = requestSchema.shape[field].safeParse(given[field]);
    if (result.success && !hidesAKey(given[field])) valid[field] = result.data;
    else {
      const [allowed, todo] = guidance[field];
      const missing = given[field] === undefined;
      issues.push({
        what: `'${field}' ${missing ? 'is missing' : 'is not valid'}`,
        ...(!missing && { given: shown(given[field]) }),
        allowed,
        todo,
      });
    }
  }
  issues.push(...rules.map((rule) => rule(valid as Valid)).filter((issue) => issue !== undefined && issue !== false));
  if (issues.length) throw new PlanError(issues);
  return withDefaults(valid as Required<Valid>, given);
}

/** Defaults that depend on other fields, and the reasons of all of them. */
function withDefaults(valid: Required<Valid>, given: Readonly<Record<string, unknown>>): Parsed {
  const evaluation = claimOf(valid.concurrentUsers) <= sizes['200'];
  const request = {
    ...valid,
    availability: valid.availability ?? (evaluation ? 'single-node' : 'node-loss'),
    adminEmail: valid.adminEmail ?? addressAt(valid.domainName),
    allowFrom: valid.allowFrom ?? [valid.exposure === 'public' ? anywhere : valid.vpcCidr],
  };
  const set = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
  const reasons: Readonly<Partial<Record<Field, string>>> = {
    ...(evaluation && { availability: 'up to 200 concurrent users one node is enough to evaluate' }),
  };
  const defaults = Object.fromEntries(
    requestFields
      .filter((field) => given[field] === undefined && field in set)
      .map((field) => [field, reasons[field] ?? guidance[field][2] ?? 'as given']),
  );
  return { request: set as unknown as NormalisedRequest, defaults };
}

/** Some host names, such as one with a numeric ending, are none that a mail address may have. */
function addressAt(domainName: string | undefined): string {
  const address = `admin@${domainName ?? ''}`;
  return requestSchema.shape.adminEmail.safeParse(address).success ? address : 'admin@localhost.localdomain';
}

/** The parser drops this key of a mapping without a word. */
const hidesAKey = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__');

/** The value as the caller wrote it, cut to a readable length and without the login of an address. */
function shown(value: unknown): string {
  let text: string | undefined;
  try {
    text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  } catch {
    text = undefined;
  }
  text ??= String(typeof value === 'object' ? Object.prototype.toString.call(value) : typeof value);
  const withoutLogin = text.replace(/:\/\/[^@/\s]*@/g, '://…@');
  return withoutLogin.length > 120 ? `${withoutLogin.slice(0, 117)}...` : withoutLogin;
}

/** Room for nine subnets, and not more than a VPC may have. */
function isVpcSized(range: string): boolean {
  const prefix = Number(range.split('/')[1]);
  return prefix >= 16 && prefix <= 22;
}

/** Whether a VPC can have this range. */
export const isVpcRange = (range: unknown): boolean => requestSchema.shape.vpcCidr.safeParse(range).success;

/** 10.0.0.0/16, not 10.0.3.7/16: AWS would store another range than the one that was written. */
function isNetworkAddress(range: string): boolean {
  const [address = '', prefix] = range.split('/');
  const bits = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return bits % 2 ** (32 - Number(prefix)) === 0;
}

/** For editors: JSON Schema, draft 2020-12. */
export const requestJsonSchema = (): Readonly<Record<string, unknown>> => ({
  title: 'Request of a Mattermost reference architecture',
  ...z.toJSONSchema(requestSchema, { io: 'input' }),
});
