import { Annotations } from 'cdktf';
import { Construct } from 'constructs';
import {
  AppFleet,
  Cache,
  Database,
  FileStore,
  LoadBalancer,
  Network,
  Observability,
  Proxy,
  Search,
  Secrets,
  type AppFleetConfig,
  type CacheConfig,
  type DatabaseConfig,
  type FileStoreConfig,
  type LoadBalancerConfig,
  type NetworkConfig,
  type ObservabilityConfig,
  type Offers,
  type Place,
  type ProxyConfig,
  type SearchConfig,
  type SecretsConfig,
} from '../../constructs/cdktf';
import { PlanError, type Plan } from '../sizing';
import { lackingIn } from './requirements';
import { Wiring, type Parts } from './wiring';

/** What the customer already has, by id or ARN. */
export interface Existing {
  /** A VPC with public, private and isolated subnets in as many zones as the plan has. */
  readonly network?: Place;
  /** `Database.fromExisting({ clusterIdentifier, writerEndpoint, readerEndpoints, securityGroupId, secretArn })` */
  readonly database?: Offers<'database'>;
  /** `FileStore.fromExisting(stack, { bucket, exports, legalHold })` */
  readonly fileStore?: Offers<'fileStore'>;
  /** ARN of a secret whose text is the licence; compulsory where the plan needs an edition. */
  readonly licence?: string;
  /** ARN of a secret with `username` and `password` of the mail server. */
  readonly mail?: string;
  /** ARN of the topic where alarms go. @default - a topic of the stack's own */
  readonly alarmTopic?: string;
}

export interface MattermostConfig {
  readonly plan: Plan;
  /** ARN, for the request's host name, in the region of the stack. @default - made in the hosted zone */
  readonly certificateArn?: string;
  /** Gets the record of the host name, and those that prove a certificate. @default - no record is made */
  readonly hostedZone?: { readonly id: string; readonly name?: string };
  /** ARN of a key for database, search, cache, buckets, secrets, disks and logs. @default - the keys that AWS manages */
  readonly kmsKeyArn?: string;
  /**
   * Of the Auto Scaling groups and of what they launch, where the provider's default tags do not reach; also a token of a
   * map. @default - none but those of the constructs
   */
  readonly tags?: AppFleetConfig['tags'];
  /** ARN of a policy: no role may do more than it allows. @default - no boundary */
  readonly permissionsBoundaryArn?: string;
  /** Name or ARN of a cluster snapshot to start from; keep it for the life of the database. @default - an empty database */
  readonly restoreFromSnapshot?: string;
  /** What AWS says to a destroy of the database. @default - as the plan says, false where it is ephemeral */
  readonly databaseDeletionProtection?: DatabaseConfig['deletionProtection'];
  /** Raise it to rotate the password of the database. @default 1 */
  readonly databasePasswordVersion?: number;
  /** Everything goes with a destroy, data included. @default false */
  readonly ephemeral?: boolean;
  readonly existing?: Existing;
  readonly overrides?: {
    readonly network?: NetworkConfig['overrides'];
    readonly secrets?: SecretsConfig['overrides'];
    readonly database?: DatabaseConfig['overrides'];
    readonly fileStore?: FileStoreConfig['overrides'];
    readonly search?: SearchConfig['overrides'];
    readonly cache?: CacheConfig['overrides'];
    readonly appFleet?: AppFleetConfig['overrides'];
    readonly proxy?: ProxyConfig['overrides'];
    readonly loadBalancer?: LoadBalancerConfig['overrides'];
    readonly observability?: ObservabilityConfig['overrides'];
  };
}

/**
 * The components of a plan in the order in which they need each other, then wired.
 * @throws PlanError with everything that the deployment lacks: licence, certificate, host name, login of the mail server
 */
export class Mattermost extends Construct {
  readonly parts: Parts;
  readonly network: Place;
  readonly wiring: Wiring;
  readonly observability: Observability;

  constructor(scope: Construct, id: string, config: MattermostConfig) {
    const lacking = lackingIn(config);
    if (lacking.length) throw new PlanError(lacking);
    super(scope, id);
    const { plan, kmsKeyArn, tags, permissionsBoundaryArn, ephemeral, existing, overrides } = config;
    const { components: specs, request, bootFiles } = plan;

    const place =
      existing?.network ??
      new Network(this, 'Network', {
        spec: specs.network,
        availabilityZones: plan.request.availabilityZones,
        kmsKeyArn,
        permissionsBoundaryArn,
        overrides: overrides?.network,
      });
    this.network = place;
    const { vpcId, subnetIds } = place;
    const common = { vpcId, kmsKeyArn, deployment: request.id };
    const store = { ...common, subnetIds: subnetIds.isolated };
    const node = {
      ...common,
      subnetIds: subnetIds.private,
      operatingSystem: request.operatingSystem,
      tags,
      permissionsBoundaryArn,
    };

    const appFleet = new AppFleet(this, 'AppFleet', {
      ...node,
      spec: specs.appFleet,
      bootFiles: bootFiles.appFleet,
      upgrade: request.upgrade,
      healthCheck: specs.proxy ? 'EC2' : 'ELB',
      overrides: overrides?.appFleet,
    });
    const proxy =
      specs.proxy &&
      new Proxy(this, 'Proxy', {
        ...node,
        spec: specs.proxy,
        bootFiles: bootFiles.proxy ?? [],
        overrides: overrides?.proxy,
      });
    const parts = {
      network: {},
      secrets: new Secrets(this, 'Secrets', {
        spec: specs.secrets,
        licence: existing?.licence,
        mail: existing?.mail,
        kmsKeyArn,
        ephemeral,
        overrides: overrides?.secrets,
      }),
      database:
        existing?.database ??
        new Database(this, 'Database', {
          ...store,
          spec: specs.database,
          ephemeral,
          restoreFromSnapshot: config.restoreFromSnapshot,
          deletionProtection: config.databaseDeletionProtection,
          passwordVersion: config.databasePasswordVersion,
          overrides: overrides?.database,
        }),
      fileStore:
        existing?.fileStore ??
        new FileStore(this, 'FileStore', {
          spec: specs.fileStore,
          kmsKeyArn,
          ephemeral,
          overrides: overrides?.fileStore,
        }),
      search:
        specs.search && new Search(this, 'Search', { ...store, spec: specs.search, overrides: overrides?.search }),
      cache: specs.cache && new Cache(this, 'Cache', { ...store, spec: specs.cache, overrides: overrides?.cache }),
      appFleet,
      proxy,
      loadBalancer: new LoadBalancer(this, 'LoadBalancer', {
        spec: specs.loadBalancer,
        vpcId,
        subnetIds: specs.loadBalancer.scheme === 'internal' ? subnetIds.private : subnetIds.public,
        targets: proxy ?? appFleet,
        domainName: request.domainName,
        certificateArn: config.certificateArn,
        hostedZone: config.hostedZone,
        overrides: overrides?.loadBalancer,
      }),
    };
    this.observability = new Observability(this, 'Observability', {
      spec: specs.observability,
      deployment: request.id,
      alarms: plan.alarms,
      names: Object.fromEntries(
        Object.entries(parts).flatMap(([kind, part]) => (part && 'names' in part ? [[kind, part.names]] : [])),
      ),
      email: request.alarmEmail,
      topicArn: existing?.alarmTopic,
      kmsKeyArn,
      overrides: overrides?.observability,
    });
    this.parts = { ...parts, observability: this.observability };
    this.wiring = new Wiring(this, 'Wiring', { plan, parts: this.parts, kmsKeyArn });

    for (const { level, text } of plan.notes) if (level === 'warning') Annotations.of(this).addWarning(text);

    const made = (...some: readonly unknown[]): Construct[] => some.filter((part) => Construct.isConstruct(part));
    appFleet.startAfter(
      this.wiring,
      ...made(place, parts.secrets, parts.database, parts.search, parts.cache, parts.fileStore),
    );
    proxy?.startAfter(this.wiring, ...made(place));
    parts.loadBalancer.startAfter(...made(place));
  }
}
