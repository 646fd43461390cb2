import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Stack } from 'aws-cdk-lib';
import { Cache, Database, type CacheProps } from '../../../architectures/cdk';
import type { CacheSpec, DatabaseSpec } from '../../../constructs/spec';
import { ofType, resourcesOf } from '../../cdk/templates';

const vpcIn = (stack: Stack) =>
  new ec2.Vpc(stack, 'Vpc', {
    subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });

/** The parameters that the construct hands to RDS. */
export function parametersOf(spec: DatabaseSpec): Readonly<Record<string, string>> {
  const resources = resourcesOf((stack) => new Database(stack, 'It', { spec, vpc: vpcIn(stack) }));
  const [group] = ofType(resources, 'AWS::RDS::DBClusterParameterGroup');
  return group!.Properties.Parameters as Readonly<Record<string, string>>;
}

/** What decides how the cache answers, as the construct hands it to ElastiCache. */
export interface ReplicationGroup {
  readonly Engine: string;
  readonly EngineVersion: string;
  readonly CacheParameterGroupName: string;
  readonly Port: number;
  readonly TransitEncryptionEnabled: boolean;
  readonly AuthToken?: string;
}

export type Changed = Parameters<NonNullable<NonNullable<CacheProps['overrides']>['replicationGroup']>>[0];

export function replicationGroupOf(spec: CacheSpec, changed: Partial<Changed> = {}): ReplicationGroup {
  const overrides = { replicationGroup: (props: Changed) => ({ ...props, ...changed }) };
  const resources = resourcesOf((stack) => new Cache(stack, 'It', { spec, vpc: vpcIn(stack), overrides }));
  const [group] = ofType(resources, 'AWS::ElastiCache::ReplicationGroup');
  return group!.Properties as unknown as ReplicationGroup;
}
