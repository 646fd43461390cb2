import { RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ports, type CacheSpec } from '../spec';
import type { Offers } from './offers';
import { zonalSubnets } from './private/zonal-subnets';

export interface CacheProps {
  readonly spec: CacheSpec;
  readonly vpc: ec2.IVpc;
  /** @default - the isolated subnets */
  readonly vpcSubnets?: ec2.SubnetSelection;
  /** Encrypts what is on disk. @default - the key that AWS manages */
  readonly encryptionKey?: kms.IKey;
  readonly overrides?: {
    replicationGroup?: (props: elasticache.CfnReplicationGroupProps) => elasticache.CfnReplicationGroupProps;
    subnetGroup?: (props: elasticache.CfnSubnetGroupProps) => elasticache.CfnSubnetGroupProps;
    securityGroup?: (props: ec2.SecurityGroupProps) => ec2.SecurityGroupProps;
  };
}

/** What is already there: Redis with cluster mode, encryption in transit and AUTH off. */
export interface ExistingCache {
  /** Host name that always leads to the primary. */
  readonly primaryEndpoint: string;
  /** Ids of the nodes' cache clusters, `chat-001`. */
  readonly nodes: readonly string[];
  readonly securityGroup: ec2.ISecurityGroup;
}

/**
 * ElastiCache for Redis, cluster mode off: a primary, and replicas in other zones that take over. CDK has no L2 for it.
 *
 * Defaults: isolated subnets, encrypted at rest, no connection from anywhere until it is wired. Neither TLS nor AUTH: the
 * server's client has no option for TLS, and AUTH needs it, so the security group alone guards the port.
 * On delete: everything goes with the stack, because the nodes of the server fill a cache again.
 * Errors: more than one node in subnets of one zone; those of CDK, for a VPC without isolated subnets.
 * Sources: in the plan, `mattermost-arch explain SIZE cache`.
 */
export class Cache extends Construct implements ec2.IConnectable, Offers<'cache'> {
  /** A replication group that is already there, as the architecture needs it. */
  static fromExisting({ primaryEndpoint, nodes, securityGroup }: ExistingCache): Offers<'cache'> {
    return {
      connections: new ec2.Connections({ securityGroups: [securityGroup] }),
      late: { primary: primaryEndpoint },
      names: { nodes },
    };
  }

  readonly replicationGroup: elasticache.CfnReplicationGroup;
  readonly subnetGroup: elasticache.CfnSubnetGroup;
  readonly securityGroup: ec2.SecurityGroup;
  readonly connections: ec2.Connections;
  readonly late: Offers<'cache'>['late'];
  readonly names: Offers<'cache'>['names'];

  constructor(scope: Construct, id: string, { spec, vpc, vpcSubnets, encryptionKey, overrides }: CacheProps) {
    super(scope, id);
    const replicated = spec.nodes > 1;
    const subnets = zonalSubnets(this, { vpc, vpcSubnets, zones: replicated ? 2 : 1, pin: 'cache.nodes to 1' });

    const securityGroup: ec2.SecurityGroupProps = { vpc, description: 'Mattermost cache', allowAllOutbound: false };
    this.securityGroup = new ec2.SecurityGroup(
      this,
      'SecurityGroup',
      overrides?.securityGroup?.(securityGroup) ?? securityGroup,
    );

    const subnetGroup: elasticache.CfnSubnetGroupProps = {
      description: 'Mattermost cache',
      subnetIds: subnets.map(({ subnetId }) => subnetId),
    };
    this.subnetGroup = new elasticache.CfnSubnetGroup(
      this,
      'SubnetGroup',
      overrides?.subnetGroup?.(subnetGroup) ?? subnetGroup,
    );

    const group: elasticache.CfnReplicationGroupProps = {
      replicationGroupDescription: 'Mattermost cache',
      engine: 'redis',
      engineVersion: spec.engineVersion,
      // A version that AWS changes by itself is one that the plan does not name, and the next deployment would fail on it.
      autoMinorVersionUpgrade: false,
      cacheParameterGroupName: `default.redis${spec.engineVersion.split('.')[0]}`,
      cacheNodeType: `cache.${spec.instance}`,
      numCacheClusters: spec.nodes,
      automaticFailoverEnabled: replicated,
      multiAzEnabled: replicated,
      port: ports.redis.port,
      cacheSubnetGroupName: this.subnetGroup.ref,
      securityGroupIds: [this.securityGroup.securityGroupId],
      atRestEncryptionEnabled: true,
      kmsKeyId: encryptionKey?.keyArn,
      // The server's Redis client speaks no TLS.
      transitEncryptionEnabled: false,
    };
    this.replicationGroup = new elasticache.CfnReplicationGroup(
      this,
      'Group',
      overrides?.replicationGroup?.(group) ?? group,
    );
    this.replicationGroup.applyRemovalPolicy(RemovalPolicy.DESTROY);

    this.connections = new ec2.Connections({ securityGroups: [this.securityGroup] });
    this.late = { primary: this.replicationGroup.attrPrimaryEndPointAddress };
    // With cluster mode off AWS numbers the nodes of a group from 001.
    this.names = {
      nodes: Array.from(
        { length: spec.nodes },
        (_, i) => `${this.replicationGroup.ref}-${String(i + 1).padStart(3, '0')}`,
      ),
    };
  }
}
