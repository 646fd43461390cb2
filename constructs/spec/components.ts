import type { Leaf } from './reason';

/** A VPC with private and isolated subnets in each zone, and public ones where something stands in them. */
export interface NetworkSpec {
  /** IPv4 range of the VPC. */
  readonly cidr: string;
  readonly zones: number;
  readonly natGateways: number;
  /** Whether AWS is reached by endpoints in the private subnets. */
  readonly interfaceEndpoints: boolean;
  /** Whether there are public subnets, and with them an internet gateway. */
  readonly publicSubnets: boolean;
  readonly flowLogs: { readonly days: number };
}

/** A user name, and how its password is generated. */
export interface LoginSpec {
  readonly username: string;
  readonly passwordLength: number;
  readonly excludedCharacters: string;
}

/** PostgreSQL parameters that a plan sets, in the unit of `pg_settings.unit`. */
export interface DatabaseParameters {
  readonly random_page_cost: number;
  /** kB for each sort or hash. */
  readonly work_mem: number;
  /** kB for each vacuum or index build. */
  readonly maintenance_work_mem: number;
  readonly 'rds.force_ssl': number;
}

/** Aurora PostgreSQL: a writer and readers of one class, one set of parameters for all. */
export interface DatabaseSpec {
  /** Aurora PostgreSQL engine version, `16.13`. */
  readonly engineVersion: string;
  /** Bare class, `r7g.large`; the engines add their prefix. */
  readonly instance: string;
  readonly readers: number;
  /** Name of the database that the cluster starts with. */
  readonly name: string;
  readonly login: LoginSpec;
  readonly backup: { readonly days: number; readonly deletionProtection: boolean };
  readonly performanceInsights: boolean;
  readonly iamAuthentication: boolean;
  /** Connections that no pool of the application may take. */
  readonly reservedConnections: number;
  readonly maxConnections: number;
  readonly parameters: DatabaseParameters;
}

/** Three buckets: attachments (versioned), exports and legal hold (not versioned). */
export interface FileStoreSpec {
  readonly versioned: boolean;
  /** Days until a replaced or deleted version goes; a current version never does. */
  readonly expireOldVersionsDays: number;
  readonly abortUploadsDays: number;
}

/** The first administrator's login; the licence and the login of the mail server are given by the customer. */
export interface SecretsSpec {
  readonly administrator: LoginSpec;
}

/** OpenSearch: data nodes in zones, dedicated masters or none. */
export interface SearchSpec {
  /** OpenSearch version, `2.19`. */
  readonly engineVersion: string;
  readonly instance: string;
  readonly nodes: number;
  /** Zones that the data nodes are spread over: as many subnets are used. */
  readonly zones: number;
  readonly masters: { readonly instance: string; readonly nodes: number };
  readonly disk: { readonly sizeGiB: number; readonly iops: number; readonly throughputMiBps: number };
}

/** ElastiCache for Redis, cluster mode off. */
export interface CacheSpec {
  readonly engineVersion: string;
  readonly instance: string;
  readonly nodes: number;
}

/** The Mattermost servers. */
export interface AppFleetSpec {
  readonly instance: string;
  /** Serial of the Ubuntu image, `20251212`, which names one image in every region, for ever; or the id of any image. */
  readonly image: string;
  readonly server: {
    readonly version: string;
    /** SHA-256 of the tarball, lower-case hexadecimal. */
    readonly sha256: string;
    /** `https://…`, or `s3://bucket/key` of a mirror. */
    readonly url: string;
  };
  readonly nodes: number;
  /** Nodes that a rolling update adds before it drains an old one. */
  readonly surge: number;
  readonly diskGiB: number;
  /** Until the group gives up a node that has not said that it is ready. */
  readonly launchSeconds: number;
  /** What a node has to finish its requests before it is terminated. */
  readonly drainSeconds: number;
  /** Database connections of a node for each data source. */
  readonly maxOpenConns: number;
  readonly maxIdleConns: number;
}

/**
 * How a proxy lets password logins through: a server that is offered more than it can check does not slow down, it checks
 * for people who have given up.
 */
export interface LoginsSpec {
  /** Whether logins wait at the proxies, and only as many as an app node can check reach it. */
  readonly admission: boolean;
  /** Logins that one proxy has at one app node at the same time. */
  readonly atATime: number;
  /** Seconds that a login waits for its turn, the newest first, before it is refused. */
  readonly queueSeconds: number;
  /** Logins that wait at one proxy for each app node; more are refused at once. */
  readonly queueMost: number;
  /** Seconds after which a refused client is asked to come back. */
  readonly retryAfterSeconds: number;
}

/** NGINX in front of the app nodes, with a HAProxy on the same node that knows, checks and drains them. */
export interface ProxySpec {
  readonly instance: string;
  /** Serial or id of the image, as for app nodes. */
  readonly image: string;
  readonly nodes: number;
  readonly diskGiB: number;
  readonly launchSeconds: number;
  readonly drainSeconds: number;
  /** Largest body of a request. */
  readonly bodyMiB: number;
  readonly imageCacheGiB: number;
  /** App nodes that a proxy can know at the same time. */
  readonly slots: number;
  readonly logins: LoginsSpec;
}

export interface LoadBalancerSpec {
  /** `network` in front of proxies, `application` in front of the app nodes themselves. */
  readonly type: 'network' | 'application';
  readonly scheme: 'internet-facing' | 'internal';
  /** `http` has neither certificate nor redirect. */
  readonly listener: 'https' | 'http';
  /** Security policy of the TLS listener. */
  readonly tlsPolicy: string;
  readonly crossZone: boolean;
  readonly idleTimeoutSeconds: number;
  /** For how long a target that is taken away keeps what it has. */
  readonly deregistrationSeconds: number;
  /** How the balancer asks a target; after so many successes or failures in a row it takes part, or gets nothing new. */
  readonly healthCheck: {
    readonly intervalSeconds: number;
    readonly timeoutSeconds: number;
    readonly successes: number;
    readonly failures: number;
  };
}

export interface ObservabilitySpec {
  readonly logs: { readonly days: number };
  readonly dashboard: boolean;
}

/** The map of components. What every architecture has is required; what a size may lack is optional. */
export interface Components {
  readonly network: NetworkSpec;
  readonly secrets: SecretsSpec;
  readonly database: DatabaseSpec;
  readonly fileStore: FileStoreSpec;
  readonly search?: SearchSpec;
  readonly cache?: CacheSpec;
  readonly appFleet: AppFleetSpec;
  readonly proxy?: ProxySpec;
  readonly loadBalancer: LoadBalancerSpec;
  readonly observability: ObservabilitySpec;
}

export type ComponentKind = keyof Components;
export type SpecOf<K extends ComponentKind> = NonNullable<Components[K]>;

/** Every leaf of T as a path, `backup.days`; each form of a union by itself. */
export type LeafPath<T, P extends string = ''> = T extends unknown
  ? {
      [K in keyof T & string]-?: NonNullable<T[K]> extends Leaf ? `${P}${K}` : LeafPath<NonNullable<T[K]>, `${P}${K}.`>;
    }[keyof T & string]
  : never;

/** The type of the leaf at a path; a name may itself hold a dot. */
export type ValueAt<T, P extends string> = T extends unknown
  ? P extends keyof T
    ? NonNullable<T[P]>
    : P extends `${infer Head}.${infer Tail}`
      ? Head extends keyof T
        ? ValueAt<NonNullable<T[Head]>, Tail>
        : never
      : never
  : never;

/** Every leaf of a plan's components, `database.backup.days`. */
export type PlanPath = LeafPath<Components>;
