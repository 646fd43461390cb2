import { Annotations, CfnOutput, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import {
  Database,
  FileStore,
  Network,
  Secrets,
  type DatabaseProps,
  type FileStoreProps,
  type NetworkProps,
  type Offers,
  type SecretsProps,
} from '../../constructs/cdk';
import { engines } from '../engines';
import type { Plan } from '../sizing';
import { Wiring, type Parts } from './wiring';

/** What the customer already has. */
export interface Existing {
  readonly vpc?: ec2.IVpc;
  /** Where the database goes. @default - the isolated subnets of the VPC */
  readonly databaseSubnets?: ec2.SubnetSelection;
  /** `Database.fromExisting({ cluster, readerEndpoints, secret })` */
  readonly database?: Offers<'database'>;
  /** `FileStore.fromExisting(stack, { bucket, exports, legalHold })` */
  readonly fileStore?: Offers<'fileStore'>;
  /** App nodes of the customer's own: their security group and role are wired as the plan says. */
  readonly appFleet?: Offers<'appFleet'>;
  readonly licence?: secretsmanager.ISecret;
}

export interface MattermostProps {
  readonly plan: Plan;
  /** Names of zones. @default - the first of the region */
  readonly availabilityZones?: readonly string[];
  /** Encrypts database, buckets and secrets. @default - the keys that AWS manages */
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
  };
}

/**
 * The components of a plan that this engine renders, in the order in which they need each other, then wired.
 * What it leaves out stands in `architectures/engines.ts` and is warned about at synthesis.
 */
export class Mattermost extends Construct {
  readonly parts: Parts;
  readonly vpc: ec2.IVpc;
  readonly wiring: Wiring;
  /** Components of the plan that this engine leaves out and the customer has not given. */
  readonly leftOut: readonly (keyof typeof engines.cdk.leavesOut)[];

  constructor(scope: Construct, id: string, props: MattermostProps) {
    super(scope, id);
    const { plan, availabilityZones, encryptionKey, restoreFromSnapshot, ephemeral, existing, overrides } = props;
    const { network, secrets, database, fileStore } = plan.components;

    this.vpc =
      existing?.vpc ??
      new Network(this, 'Network', { spec: network, availabilityZones, overrides: overrides?.network }).vpc;
    this.parts = {
      network: {},
      secrets: new Secrets(this, 'Secrets', {
        spec: secrets,
        licence: existing?.licence,
        encryptionKey,
        ephemeral,
        overrides: overrides?.secrets,
      }),
      database:
        existing?.database ??
        new Database(this, 'Database', {
          spec: database,
          vpc: this.vpc,
          vpcSubnets: existing?.databaseSubnets,
          encryptionKey,
          restoreFromSnapshot,
          ephemeral,
          overrides: overrides?.database,
        }),
      fileStore:
        existing?.fileStore ??
        new FileStore(this, 'FileStore', {
          spec: fileStore,
          encryptionKey,
          ephemeral,
          overrides: overrides?.fileStore,
        }),
      ...(existing?.appFleet && { appFleet: existing.appFleet }),
    };
    this.wiring = new Wiring(this, 'Wiring', { plan, parts: this.parts, encryptionKey });
    const { leavesOut } = engines.cdk;
    this.leftOut = (Object.keys(leavesOut) as (keyof typeof leavesOut)[]).filter(
      (kind) => kind in plan.components && !this.parts[kind],
    );
    if (this.leftOut.length) {
      Annotations.of(this).addWarningV2('mattermost:left-out', this.whatIsLeftOut());
    }
  }

  /** What the plan names and nobody builds, why, and what waits for it; empty where everything is built. */
  whatIsLeftOut(): string {
    if (this.leftOut.length === 0) return '';
    const reasons = [...new Set(this.leftOut.map((kind) => engines.cdk.leavesOut[kind]))].join('; ');
    return `planned and not built: ${this.leftOut.join(', ')} (${reasons}); ${this.wiring.waiting.length} rows of the plan wait for them`;
  }
}

export interface MattermostStackProps extends StackProps, MattermostProps {}

/**
 * A stack of its own for one plan. While the database is protected from deletion the stack is too: CloudFormation would
 * otherwise delete the instances before the cluster refuses.
 */
export class MattermostStack extends Stack {
  readonly mattermost: Mattermost;

  /** Resolved by CloudFormation: a look-up would need credentials at synthesis. */
  override get availabilityZones(): string[] {
    return [0, 1, 2].map((i) => Fn.select(i, Fn.getAzs(this.region)));
  }

  constructor(scope: Construct, id: string, props: MattermostStackProps) {
    const { plan, ephemeral = false, existing } = props;
    const owned = !ephemeral && !existing?.database;
    const protectedFromDeletion = owned && plan.components.database.backup.deletionProtection;
    super(scope, id, {
      description: `Mattermost for ${plan.claim} concurrent users`,
      terminationProtection: protectedFromDeletion,
      ...props,
    });
    this.mattermost = new Mattermost(this, 'Mattermost', props);

    const { database, fileStore, secrets } = this.mattermost.parts;
    const outputs: Readonly<Record<string, string>> = {
      DatabaseWriter: database.late.writer,
      ...Object.fromEntries(database.late.readers.map((endpoint, i) => [`DatabaseReader${i + 1}`, endpoint])),
      DatabaseSecretArn: database.late.secret,
      AdministratorSecretArn: secrets.late.administrator,
      LicenceSecretArn: secrets.late.licence,
      FilesBucket: fileStore.late.bucket,
      ExportsBucket: fileStore.late.exports,
      LegalHoldBucket: fileStore.late.legalHold,
      Parameters: `/mattermost/${plan.request.id}/`,
      HowToDestroy: protectedFromDeletion
        ? 'protected: deploy once with the pin database.backup.deletionProtection: false, then cdk destroy; a snapshot, the buckets and two secrets stay'
        : 'not protected: cdk destroy',
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
