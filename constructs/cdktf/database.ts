import { DbSubnetGroup } from '@cdktf/provider-aws/lib/db-subnet-group';
import { RdsCluster, type RdsClusterConfig } from '@cdktf/provider-aws/lib/rds-cluster';
import { RdsClusterInstance, type RdsClusterInstanceConfig } from '@cdktf/provider-aws/lib/rds-cluster-instance';
import {
  RdsClusterParameterGroup,
  type RdsClusterParameterGroupConfig,
} from '@cdktf/provider-aws/lib/rds-cluster-parameter-group';
import type { SecretsmanagerSecretConfig } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { SecurityGroup, type SecurityGroupConfig } from '@cdktf/provider-aws/lib/security-group';
import { Fn, Token, type IResolvable } from 'cdktf';
import { Construct } from 'constructs';
import { ports, type DatabaseSpec } from '../spec';
import type { Connections, Offers } from './offers';
import { addressOf } from './private/addresses';
import { GeneratedLogin } from './private/generated-login';
import { zonalSubnets } from './private/zonal-subnets';

export interface DatabaseConfig {
  readonly spec: DatabaseSpec;
  readonly vpcId: string;
  /** Of at least two zones. */
  readonly subnetIds: readonly string[];
  /** Encrypts storage, snapshots and the secret. @default - the keys that AWS manages */
  readonly kmsKeyArn?: string;
  /** Name or ARN of a cluster snapshot to start from; keep it for the life of the cluster. @default - an empty database */
  readonly restoreFromSnapshot?: string;
  /** A variable, where it must change without another configuration. @default - as `spec` says, false where `ephemeral` */
  readonly deletionProtection?: boolean | IResolvable;
  /** Raise it to rotate the password: secret and cluster get the same new one. @default 1 */
  readonly passwordVersion?: number;
  /** Deletes everything: no snapshot, no protection, no secret left. @default false */
  readonly ephemeral?: boolean;
  readonly overrides?: {
    cluster?: (config: RdsClusterConfig) => RdsClusterConfig;
    instance?: (config: RdsClusterInstanceConfig, name: string) => RdsClusterInstanceConfig;
    parameterGroup?: (config: RdsClusterParameterGroupConfig) => RdsClusterParameterGroupConfig;
    secret?: (config: SecretsmanagerSecretConfig) => SecretsmanagerSecretConfig;
    securityGroup?: (config: SecurityGroupConfig) => SecurityGroupConfig;
  };
}

/** What is already there: a cluster, the endpoints of its readers, and the login of the server. */
export interface ExistingDatabase {
  readonly clusterIdentifier: string;
  readonly writerEndpoint: string;
  /** Endpoints of the reader instances, not the cluster's reader endpoint. @default - none */
  readonly readerEndpoints?: readonly string[];
  readonly securityGroupId: string;
  /** ARN of a secret with `username` and `password`. */
  readonly secretArn: string;
}

/** Of every group of subnets. Source: the API of RDS, CreateDBSubnetGroup, DBSubnetGroupDoesNotCoverEnoughAZs. */
const leastZones = 2;

/**
 * Aurora PostgreSQL: a writer and readers as instances of their own, one parameter group for all, a generated login whose
 * password is in no state.
 *
 * Units: `spec.parameters` are numbers in the unit of `pg_settings.unit` (RDS accepts no `32MB`); `spec.backup.days` days.
 * Defaults: encrypted, in the given subnets, TLS enforced by parameter, no connection from anywhere until it is wired.
 * Fixed at creation: `spec.name`, `spec.login` and `restoreFromSnapshot`. A static parameter (`max_connections`) applies
 * after a restart of each instance.
 * On destroy: a final snapshot, refused while deletion protection is on; the secret can be restored for 30 days.
 * Errors: subnets in fewer than two zones; those of a token are not counted.
 * Sources: in the plan, `mattermost-arch explain SIZE database`.
 */
export class Database extends Construct implements Offers<'database'> {
  /** A cluster that is already there, as the architecture needs it. */
  static fromExisting(existing: ExistingDatabase): Offers<'database'> {
    const { clusterIdentifier, writerEndpoint, readerEndpoints = [], securityGroupId, secretArn } = existing;
    return {
      connections: { securityGroupId },
      late: { writer: writerEndpoint, readers: readerEndpoints, secret: secretArn },
      arns: { secret: secretArn },
      names: { cluster: clusterIdentifier },
    };
  }

  readonly cluster: RdsCluster;
  readonly instances: readonly RdsClusterInstance[];
  readonly parameterGroup: RdsClusterParameterGroup;
  readonly login: GeneratedLogin;
  readonly securityGroup: SecurityGroup;
  readonly connections: Connections;
  readonly late: Offers<'database'>['late'];
  readonly arns: Offers<'database'>['arns'];
  readonly names: Offers<'database'>['names'];

  constructor(scope: Construct, id: string, config: DatabaseConfig) {
    super(scope, id);
    const { spec, vpcId, kmsKeyArn, restoreFromSnapshot, ephemeral = false, overrides } = config;
    const passwordVersion = config.passwordVersion ?? 1;
    const subnetIds = Token.isUnresolved(config.subnetIds)
      ? [...config.subnetIds]
      : zonalSubnets(this, { subnetIds: config.subnetIds, zones: leastZones });

    const secret: SecretsmanagerSecretConfig = {
      namePrefix: 'mattermost-database-',
      description: 'Login of the Mattermost server to its database',
      kmsKeyId: kmsKeyArn,
      recoveryWindowInDays: ephemeral ? 0 : 30,
    };
    this.login = new GeneratedLogin(this, 'Login', {
      login: spec.login,
      secret: overrides?.secret?.(secret) ?? secret,
      passwordVersion,
    });

    const securityGroup: SecurityGroupConfig = { vpcId, description: 'Mattermost database' };
    this.securityGroup = new SecurityGroup(
      this,
      'SecurityGroup',
      overrides?.securityGroup?.(securityGroup) ?? securityGroup,
    );
    this.connections = { securityGroupId: this.securityGroup.id };

    const group: RdsClusterParameterGroupConfig = {
      namePrefix: 'mattermost-',
      family: `aurora-postgresql${spec.engineVersion.split('.')[0]}`,
      description: 'Mattermost',
      parameter: Object.entries({ ...spec.parameters, max_connections: spec.maxConnections }).map(([name, value]) => ({
        name,
        value: String(value),
        // A static parameter takes no other, and for a dynamic one AWS answers what was asked.
        applyMethod: name === 'max_connections' ? 'pending-reboot' : 'immediate',
      })),
      // Its name is generated, and a group in use cannot be deleted.
      lifecycle: { createBeforeDestroy: true },
    };
    this.parameterGroup = new RdsClusterParameterGroup(
      this,
      'ParameterGroup',
      overrides?.parameterGroup?.(group) ?? group,
    );
    const subnets = new DbSubnetGroup(this, 'SubnetGroup', {
      namePrefix: 'mattermost-',
      description: 'Mattermost database',
      subnetIds,
    });

    const { arn } = this.login.secret;
    const cluster: RdsClusterConfig = {
      clusterIdentifierPrefix: 'mattermost-',
      engine: 'aurora-postgresql',
      engineVersion: spec.engineVersion,
      // A snapshot brings its own user name and database.
      ...(restoreFromSnapshot
        ? { snapshotIdentifier: restoreFromSnapshot }
        : { databaseName: spec.name, masterUsername: spec.login.username }),
      masterPasswordWo: this.login.storedPassword(),
      masterPasswordWoVersion: passwordVersion,
      port: ports.postgres.port,
      dbSubnetGroupName: subnets.name,
      vpcSecurityGroupIds: [this.securityGroup.id],
      dbClusterParameterGroupName: this.parameterGroup.name,
      storageEncrypted: true,
      kmsKeyId: kmsKeyArn,
      iamDatabaseAuthenticationEnabled: spec.iamAuthentication,
      backupRetentionPeriod: spec.backup.days,
      copyTagsToSnapshot: true,
      // Otherwise the change waits for a maintenance window, and every plan shows it until then.
      applyImmediately: true,
      deletionProtection: config.deletionProtection ?? (spec.backup.deletionProtection && !ephemeral),
      performanceInsightsEnabled: spec.performanceInsights,
      ...(spec.performanceInsights && { performanceInsightsKmsKeyId: kmsKeyArn }),
      skipFinalSnapshot: ephemeral,
      // Another deployment's snapshot must not have the name: the secret's ARN ends with six characters of its own.
      ...(!ephemeral && { finalSnapshotIdentifier: `mattermost-final-${Fn.lower(Fn.substr(arn, -6, 6))}` }),
    };
    this.cluster = new RdsCluster(this, 'Cluster', overrides?.cluster?.(cluster) ?? cluster);

    const instance = (name: string, promotionTier: number): RdsClusterInstance => {
      const provisioned: RdsClusterInstanceConfig = {
        clusterIdentifier: this.cluster.id,
        identifierPrefix: 'mattermost-',
        engine: 'aurora-postgresql',
        engineVersion: this.cluster.engineVersion,
        instanceClass: `db.${spec.instance}`,
        dbSubnetGroupName: subnets.name,
        promotionTier,
        autoMinorVersionUpgrade: false,
        caCertIdentifier: 'rds-ca-rsa2048-g1',
        publiclyAccessible: false,
        applyImmediately: true,
        performanceInsightsEnabled: spec.performanceInsights,
        ...(spec.performanceInsights && { performanceInsightsKmsKeyId: kmsKeyArn }),
      };
      return new RdsClusterInstance(this, name, overrides?.instance?.(provisioned, name) ?? provisioned);
    };
    const writer = instance('Writer', 0);
    const readers = Array.from({ length: spec.readers }, (_, i) => instance(`Reader${i + 1}`, 1));
    // The first instance of a cluster becomes its writer.
    for (const reader of readers) reader.dependsOn = [addressOf(writer)];
    this.instances = [writer, ...readers];

    this.late = { writer: this.cluster.endpoint, readers: readers.map(({ endpoint }) => endpoint), secret: arn };
    this.arns = { secret: arn };
    this.names = { cluster: this.cluster.id };
  }
}
