import type { Leaf } from './reason';

/** A VPC with public, private and isolated subnets in each zone. */
export interface NetworkSpec {
  /** IPv4 range of the VPC. */
  readonly cidr: string;
  readonly zones: number;
  readonly natGateways: number;
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

/** The first administrator's login. */
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
  readonly nodes: number;
  /** Nodes that a rolling update adds before it drains an old one. */
  readonly surge: number;
  readonly diskGiB: number;
  /** Database connections of a node for each data source. */
  readonly maxOpenConns: number;
  readonly maxIdleConns: number;
}

/** NGINX in front of the app nodes. */
export interface ProxySpec {
  readonly instance: string;
  readonly nodes: number;
  readonly diskGiB: number;
}

export interface LoadBalancerSpec {
  /** `network` in front of proxies, `application` in front of the app nodes themselves. */
  readonly type: 'network' | 'application';
  readonly scheme: 'internet-facing' | 'internal';
  readonly crossZone: boolean;
  readonly idleTimeoutSeconds: number;
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
