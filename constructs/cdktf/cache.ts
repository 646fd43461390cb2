import {
  ElasticacheReplicationGroup,
  type ElasticacheReplicationGroupConfig,
} from '@cdktf/provider-aws/lib/elasticache-replication-group';
import {
  ElasticacheSubnetGroup,
  type ElasticacheSubnetGroupConfig,
} from '@cdktf/provider-aws/lib/elasticache-subnet-group';
import { SecurityGroup, type SecurityGroupConfig } from '@cdktf/provider-aws/lib/security-group';
import { Construct } from 'constructs';
import { ports, type CacheSpec } from '../spec';
import type { Connections, Offers } from './offers';
import { zonalSubnets } from './private/zonal-subnets';

export interface CacheConfig {
  readonly spec: CacheSpec;
  /** Names replication group and subnet group, `<deployment>-cache`: AWS makes no name up. @default 'mattermost' */
  readonly deployment?: string;
  readonly vpcId: string;
  /** One in each zone. */
  readonly subnetIds: readonly string[];
  /** Encrypts what is on disk. @default - the key that AWS manages */
  readonly kmsKeyArn?: string;
  readonly overrides?: {
    replicationGroup?: (config: ElasticacheReplicationGroupConfig) => ElasticacheReplicationGroupConfig;
    subnetGroup?: (config: ElasticacheSubnetGroupConfig) => ElasticacheSubnetGroupConfig;
    securityGroup?: (config: SecurityGroupConfig) => SecurityGroupConfig;
  };
}

/** What is already there: Redis with cluster mode, encryption in transit and AUTH off. */
export interface ExistingCache {
  /** Host name that always leads to the primary. */
  readonly primaryEndpoint: string;
  /** Ids of the nodes' cache clusters, `chat-001`. */
  readonly nodes: readonly string[];
  readonly securityGroupId: string;
}

/**
 * ElastiCache for Redis, cluster mode off: a primary, and replicas in other zones that take over.
 *
 * Defaults: encrypted at rest, no connection from anywhere until it is wired. Neither TLS nor AUTH: the server's client has
 * no option for TLS, and AUTH needs it, so the security group alone guards the port.
 * On destroy: everything goes, because the nodes of the server fill a cache again.
 * Errors: more than one node in subnets of one zone.
 * Sources: in the plan, `mattermost-arch explain SIZE cache`.
 */
export class Cache extends Construct implements Offers<'cache'> {
  /** A replication group that is already there, as the architecture needs it. */
  static fromExisting({ primaryEndpoint, nodes, securityGroupId }: ExistingCache): Offers<'cache'> {
    return { connections: { securityGroupId }, late: { primary: primaryEndpoint }, names: { nodes } };
  }

  readonly replicationGroup: ElasticacheReplicationGroup;
  readonly subnetGroup: ElasticacheSubnetGroup;
  readonly securityGroup: SecurityGroup;
  readonly connections: Connections;
  readonly late: Offers<'cache'>['late'];
  readonly names: Offers<'cache'>['names'];

  constructor(scope: Construct, id: string, config: CacheConfig) {
    super(scope, id);
    const { spec, deployment, vpcId, subnetIds, kmsKeyArn, overrides } = config;
    const name = `${deployment ?? 'mattermost'}-cache`;
    const replicated = spec.nodes > 1;
    const subnets = zonalSubnets(this, { subnetIds, zones: replicated ? 2 : 1, pin: 'cache.nodes to 1' });

    const securityGroup: SecurityGroupConfig = { vpcId, description: 'Mattermost cache' };
    this.securityGroup = new SecurityGroup(
      this,
      'SecurityGroup',
      overrides?.securityGroup?.(securityGroup) ?? securityGroup,
    );
    const subnetGroup: ElasticacheSubnetGroupConfig = { name, description: 'Mattermost cache', subnetIds: subnets };
    this.subnetGroup = new ElasticacheSubnetGroup(
      this,
      'SubnetGroup',
      overrides?.subnetGroup?.(subnetGroup) ?? subnetGroup,
    );
    const group: ElasticacheReplicationGroupConfig = {
      replicationGroupId: name,
      description: 'Mattermost cache',
      engine: 'redis',
      engineVersion: spec.engineVersion,
      // A version that AWS changes by itself is one that the plan does not name, and the next apply would fail on it.
      autoMinorVersionUpgrade: 'false',
      parameterGroupName: `default.redis${spec.engineVersion.split('.')[0]}`,
      nodeType: `cache.${spec.instance}`,
      numCacheClusters: spec.nodes,
      automaticFailoverEnabled: replicated,
      multiAzEnabled: replicated,
      port: ports.redis.port,
      subnetGroupName: this.subnetGroup.name,
      securityGroupIds: [this.securityGroup.id],
      atRestEncryptionEnabled: 'true',
      kmsKeyId: kmsKeyArn,
      // The server's Redis client speaks no TLS.
      transitEncryptionEnabled: false,
      applyImmediately: true,
    };
    this.replicationGroup = new ElasticacheReplicationGroup(
      this,
      'Group',
      overrides?.replicationGroup?.(group) ?? group,
    );

    this.connections = { securityGroupId: this.securityGroup.id };
    this.late = { primary: this.replicationGroup.primaryEndpointAddress };
    // With cluster mode off AWS numbers the nodes of a group from 001.
    this.names = {
      nodes: Array.from(
        { length: spec.nodes },
        (_, i) => `${this.replicationGroup.id}-${String(i + 1).padStart(3, '0')}`,
      ),
    };
  }
}
