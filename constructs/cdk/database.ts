import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { RDS_PREVENT_RENDERING_DEPRECATED_CREDENTIALS } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { ports, type DatabaseSpec } from '../spec';
import type { Offers } from './offers';
import { generatedLogin } from './private/generated-login';
import { grantableArn } from './private/grantable-arn';

export interface DatabaseProps {
  readonly spec: DatabaseSpec;
  readonly vpc: ec2.IVpc;
  /** @default - the isolated subnets */
  readonly vpcSubnets?: ec2.SubnetSelection;
  /** Encrypts storage, snapshots and the secret. @default - the keys that AWS manages */
  readonly encryptionKey?: kms.IKey;
  /**
   * Name or ARN of a cluster snapshot to start from; the login gets a new password. Keep it for the life of the cluster:
   * a change of it, also adding or removing it later, replaces the database. @default - an empty database
   */
  readonly restoreFromSnapshot?: string;
  /** Deletes everything with the stack: no snapshot, no protection, no secret left. @default false */
  readonly ephemeral?: boolean;
  readonly overrides?: {
    cluster?: (props: rds.DatabaseClusterProps) => rds.DatabaseClusterProps;
    instance?: (props: rds.ProvisionedClusterInstanceProps, name: string) => rds.ProvisionedClusterInstanceProps;
    parameterGroup?: (props: rds.ParameterGroupProps) => rds.ParameterGroupProps;
    secret?: (props: secretsmanager.SecretProps) => secretsmanager.SecretProps;
    securityGroup?: (props: ec2.SecurityGroupProps) => ec2.SecurityGroupProps;
  };
}

/** What is already there: a cluster, the endpoints of its readers, and the login of the server. */
export interface ExistingDatabase {
  readonly cluster: rds.IDatabaseCluster;
  /** Endpoints of the reader instances, not the cluster's reader endpoint. @default - none */
  readonly readerEndpoints?: readonly string[];
  /** Holds `username` and `password`. */
  readonly secret: secretsmanager.ISecret;
}

/**
 * Aurora PostgreSQL: a writer and readers as instances of their own, one parameter group for all, a generated login.
 *
 * Units: `spec.parameters` are numbers in the unit of `pg_settings.unit` (RDS accepts no `32MB`); `spec.backup.days` days.
 * Defaults: encrypted, in isolated subnets, TLS enforced by parameter, no connection from anywhere until it is wired.
 * Fixed at creation: `spec.name`, `spec.login` and `restoreFromSnapshot`; changing them later replaces the cluster or its
 * password. A static parameter (`max_connections`) applies after a restart of each instance.
 * On delete: a final snapshot, refused while deletion protection is on; the secret stays with the snapshot.
 * Errors: those of CDK, for a VPC without isolated subnets.
 * Sources: in the plan, `mattermost-arch explain SIZE database`.
 */
export class Database extends Construct implements ec2.IConnectable, Offers<'database'> {
  /** A cluster that is already there, as the architecture needs it. */
  static fromExisting({ cluster, readerEndpoints = [], secret }: ExistingDatabase): Offers<'database'> {
    return {
      connections: cluster.connections,
      late: { writer: cluster.clusterEndpoint.hostname, readers: readerEndpoints, secret: secret.secretArn },
      arns: { secret: grantableArn(secret) },
      names: { cluster: cluster.clusterIdentifier },
    };
  }

  readonly cluster: rds.DatabaseCluster | rds.DatabaseClusterFromSnapshot;
  readonly parameterGroup: rds.ParameterGroup;
  readonly secret: secretsmanager.Secret;
  readonly securityGroup: ec2.SecurityGroup;
  readonly connections: ec2.Connections;
  readonly late: Offers<'database'>['late'];
  readonly arns: Offers<'database'>['arns'];
  readonly names: Offers<'database'>['names'];

  constructor(scope: Construct, id: string, props: DatabaseProps) {
    super(scope, id);
    // Beside a restored cluster CDK makes a second login, which opens nothing, where the customer's flags do not forbid it.
    this.node.setContext(RDS_PREVENT_RENDERING_DEPRECATED_CREDENTIALS, true);
    const { spec, vpc, encryptionKey, restoreFromSnapshot, ephemeral = false, overrides } = props;
    const engine = rds.DatabaseClusterEngine.auroraPostgres({
      version: rds.AuroraPostgresEngineVersion.of(spec.engineVersion, spec.engineVersion.split('.')[0]!),
    });

    const secret = generatedLogin(spec.login, {
      description: 'Login of the Mattermost server to its database',
      encryptionKey,
      removalPolicy: ephemeral ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.secret = new secretsmanager.Secret(this, 'Secret', overrides?.secret?.(secret) ?? secret);

    const securityGroup: ec2.SecurityGroupProps = {
      vpc,
      description: 'Mattermost database',
      allowAllOutbound: false,
    };
    this.securityGroup = new ec2.SecurityGroup(
      this,
      'SecurityGroup',
      overrides?.securityGroup?.(securityGroup) ?? securityGroup,
    );

    const group: rds.ParameterGroupProps = {
      engine,
      description: 'Mattermost',
      parameters: Object.fromEntries(
        Object.entries({ ...spec.parameters, max_connections: spec.maxConnections }).map(([name, value]) => [
          name,
          String(value),
        ]),
      ),
    };
    this.parameterGroup = new rds.ParameterGroup(this, 'Parameters', overrides?.parameterGroup?.(group) ?? group);

    const instance = (name: string, tier: number): rds.IClusterInstance => {
      const provisioned: rds.ProvisionedClusterInstanceProps = {
        instanceType: new ec2.InstanceType(spec.instance),
        promotionTier: tier,
        publiclyAccessible: false,
        enablePerformanceInsights: spec.performanceInsights,
        autoMinorVersionUpgrade: false,
        caCertificate: rds.CaCertificate.RDS_CA_RSA2048_G1,
      };
      return rds.ClusterInstance.provisioned(name, overrides?.instance?.(provisioned, name) ?? provisioned);
    };
    const readers = Array.from({ length: spec.readers }, (_, i) => instance(`Reader${i + 1}`, 1));
    const cluster: rds.DatabaseClusterProps = {
      engine,
      vpc,
      vpcSubnets: props.vpcSubnets ?? { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      securityGroups: [this.securityGroup],
      writer: instance('Writer', 0),
      readers,
      port: ports.postgres.port,
      defaultDatabaseName: spec.name,
      parameterGroup: this.parameterGroup,
      storageEncrypted: true,
      storageEncryptionKey: encryptionKey,
      iamAuthentication: spec.iamAuthentication,
      enablePerformanceInsights: spec.performanceInsights,
      performanceInsightEncryptionKey: spec.performanceInsights ? encryptionKey : undefined,
      backup: { retention: Duration.days(spec.backup.days) },
      deletionProtection: spec.backup.deletionProtection && !ephemeral,
      removalPolicy: ephemeral ? RemovalPolicy.DESTROY : RemovalPolicy.SNAPSHOT,
    };
    const overridden = overrides?.cluster?.(cluster) ?? cluster;
    this.cluster = restoreFromSnapshot
      ? new rds.DatabaseClusterFromSnapshot(this, 'Cluster', {
          ...withoutCredentials(overridden),
          snapshotIdentifier: restoreFromSnapshot,
          snapshotCredentials: rds.SnapshotCredentials.fromSecret(this.secret),
        })
      : new rds.DatabaseCluster(this, 'Cluster', {
          credentials: rds.Credentials.fromSecret(this.secret, spec.login.username),
          ...overridden,
        });

    if (restoreFromSnapshot) {
      Validations.of(this.cluster).acknowledge({
        id: 'CloudFormation-Validate::F3021',
        reason: 'a restored cluster inherits its user name from the snapshot; only its password is new',
      });
    }

    this.connections = this.cluster.connections;
    this.late = {
      writer: this.cluster.clusterEndpoint.hostname,
      readers: this.cluster.instanceEndpoints.slice(1).map(({ hostname }) => hostname),
      secret: this.secret.secretArn,
    };
    this.arns = { secret: this.secret.secretArn };
    this.names = { cluster: this.cluster.clusterIdentifier };
  }
}

/** A snapshot brings its own user name and database. */
const withoutCredentials = ({ credentials, defaultDatabaseName, ...rest }: rds.DatabaseClusterProps) => rest;
