import { Annotations, Stack } from 'aws-cdk-lib';
import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as route53 from 'aws-cdk-lib/aws-route53';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type * as sns from 'aws-cdk-lib/aws-sns';
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
  type AppFleetProps,
  type CacheProps,
  type DatabaseProps,
  type FileStoreProps,
  type LoadBalancerProps,
  type NetworkProps,
  type ObservabilityProps,
  type Offers,
  type ProxyProps,
  type SearchProps,
  type SecretsProps,
} from '../../constructs/cdk';
import { PlanError, type Plan } from '../sizing';
import { letServicesUse } from './key-policy';
import { lackingIn } from './requirements';
import { Wiring, type Parts } from './wiring';

/** What the customer already has. */
export interface Existing {
  /** Public, private and isolated subnets in as many zones as the plan has. */
  readonly vpc?: ec2.IVpc;
  /** Where database, search and cache go. @default - the isolated subnets of the VPC */
  readonly databaseSubnets?: ec2.SubnetSelection;
  /** `Database.fromExisting({ cluster, readerEndpoints, secret })` */
  readonly database?: Offers<'database'>;
  /** `FileStore.fromExisting(stack, { bucket, exports, legalHold })` */
  readonly fileStore?: Offers<'fileStore'>;
  /** Its text is the licence; compulsory where the plan needs an edition. */
  readonly licence?: secretsmanager.ISecret;
  /** `username` and `password` of the mail server. */
  readonly mail?: secretsmanager.ISecret;
  /** Where alarms go. @default - a topic of the stack's own */
  readonly alarmTopic?: sns.ITopic;
}

export interface MattermostProps {
  readonly plan: Plan;
  /** For the request's host name, in the region of the stack. @default - made in the hosted zone */
  readonly certificate?: acm.ICertificate;
  /** Gets the record of the host name, and those that prove a certificate. @default - no record is made */
  readonly hostedZone?: route53.IHostedZone;
  /** Of app nodes and proxies, of the request's operating system. @default - the images that the plan names */
  readonly machineImage?: ec2.IMachineImage;
  /** Encrypts database, search, cache, buckets, secrets, disks and logs. @default - the keys that AWS manages */
  readonly encryptionKey?: kms.IKey;
  /** Name or ARN of a cluster snapshot to start from; keep it for the life of the database. @default - an empty database */
  readonly restoreFromSnapshot?: string;
  /** Everything goes with the stack, data included. @default false */
  readonly ephemeral?: boolean;
  readonly existing?: Existing;
  readonly overrides?: {
    readonly network?: NetworkProps['overrides'];
    readonly secrets?: SecretsProps['overrides'];
    readonly database?: DatabaseProps['overrides'];
    readonly fileStore?: FileStoreProps['overrides'];
    readonly search?: SearchProps['overrides'];
    readonly cache?: CacheProps['overrides'];
    readonly appFleet?: AppFleetProps['overrides'];
    readonly proxy?: ProxyProps['overrides'];
    readonly loadBalancer?: LoadBalancerProps['overrides'];
    readonly observability?: ObservabilityProps['overrides'];
  };
}

/**
 * The components of a plan in the order in which they need each other, then wired.
 * @throws PlanError with everything that the deployment lacks: licence, certificate, host name, login of the mail server
 */
export class Mattermost extends Construct {
  readonly parts: Parts;
  readonly vpc: ec2.IVpc;
  readonly wiring: Wiring;
  readonly observability: Observability;

  constructor(scope: Construct, id: string, props: MattermostProps) {
    const lacking = lackingIn(props, Stack.of(scope));
    if (lacking.length) throw new PlanError(lacking);
    super(scope, id);
    const { plan, encryptionKey, ephemeral, existing, machineImage, overrides } = props;
    const { components: specs, request, bootFiles } = plan;

    this.vpc =
      existing?.vpc ??
      new Network(this, 'Network', {
        spec: specs.network,
        availabilityZones: plan.request.availabilityZones,
        encryptionKey,
        overrides: overrides?.network,
      }).vpc;
    if (encryptionKey) letServicesUse(encryptionKey, this);
    const common = { vpc: this.vpc, encryptionKey };
    const store = { ...common, vpcSubnets: existing?.databaseSubnets, ephemeral };
    const { id: deployment, operatingSystem } = request;
    const node = { ...common, deployment, operatingSystem, machineImage };

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
        encryptionKey,
        ephemeral,
        overrides: overrides?.secrets,
      }),
      database:
        existing?.database ??
        new Database(this, 'Database', {
          ...store,
          spec: specs.database,
          restoreFromSnapshot: props.restoreFromSnapshot,
          overrides: overrides?.database,
        }),
      fileStore:
        existing?.fileStore ??
        new FileStore(this, 'FileStore', {
          spec: specs.fileStore,
          encryptionKey,
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
        vpc: this.vpc,
        targets: (proxy ?? appFleet).group,
        domainName: request.domainName,
        certificate: props.certificate,
        hostedZone: props.hostedZone,
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
      topic: existing?.alarmTopic,
      encryptionKey,
      overrides: overrides?.observability,
    });
    this.parts = { ...parts, observability: this.observability };
    this.wiring = new Wiring(this, 'Wiring', { plan, parts: this.parts, encryptionKey });

    for (const { level, text } of plan.notes) {
      if (level === 'warning') Annotations.of(this).addWarningV2(`mattermost:${idOf(text)}`, text);
    }

    const stores = [parts.database, parts.search, parts.cache].filter((part) => Construct.isConstruct(part));
    appFleet.startAfter(this.wiring, this.vpc, ...stores);
    proxy?.startAfter(this.wiring, this.vpc);
  }
}

/** The first words of a note: what somebody who has read it acknowledges it by. */
const idOf = (text: string): string => text.split(/[:;,]/)[0]!.replace(/\W+/g, '-').slice(0, 40);
