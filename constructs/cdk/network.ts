import { Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { NetworkSpec } from '../spec';
import { retentionOf } from './private/log-retention';

export interface NetworkProps {
  readonly spec: NetworkSpec;
  /**
   * Names of zones, as many as `spec.zones`. Give them where the account's first zones lack an instance type.
   * @default - the first zones of the region, by `Fn::GetAZs`
   */
  readonly availabilityZones?: readonly string[];
  /** Encrypts the flow logs. @default - a key of CloudWatch */
  readonly encryptionKey?: kms.IKey;
  readonly overrides?: {
    vpc?: (props: ec2.VpcProps) => ec2.VpcProps;
    flowLogGroup?: (props: logs.LogGroupProps) => logs.LogGroupProps;
  };
}

/**
 * A VPC with public, private (outgoing traffic through NAT) and isolated subnets of equal size in each zone, a gateway
 * endpoint for S3 and flow logs.
 *
 * Units: `spec.cidr` is an IPv4 range, divided into equal subnets (a /16 in three zones gives nine of 4,091 addresses);
 * `spec.flowLogs.days` are days.
 * Default: the zones are the first of the region. `Fn::GetAZs` lists only zones that have a default subnet where the
 * account has a default VPC: name the zones there.
 * Errors: fewer `availabilityZones` than `spec.zones`.
 * Sources: in the plan, `mattermost-arch explain SIZE network`.
 */
export class Network extends Construct {
  readonly vpc: ec2.Vpc;
  readonly flowLogGroup: logs.LogGroup;

  constructor(scope: Construct, id: string, { spec, availabilityZones, encryptionKey, overrides }: NetworkProps) {
    super(scope, id);
    if (availabilityZones && availabilityZones.length < spec.zones) {
      throw new Error(
        `'availabilityZones' of ${this.node.path} are too few; given ${availabilityZones.join(', ')}; allowed: ${spec.zones} names; add zones or pin network.zones`,
      );
    }
    const region = Stack.of(this).region;
    const zones = Array.from(
      { length: spec.zones },
      (_, i) => availabilityZones?.[i] ?? Fn.select(i, Fn.getAzs(region)),
    );
    const vpc: ec2.VpcProps = {
      ipAddresses: ec2.IpAddresses.cidr(spec.cidr),
      availabilityZones: zones,
      natGateways: spec.natGateways,
      // Emptying the default group takes a custom resource; nothing here is in that group.
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: 'Public', subnetType: ec2.SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
        { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
        { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      ],
      gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
    };
    this.vpc = new ec2.Vpc(this, 'Vpc', overrides?.vpc?.(vpc) ?? vpc);

    const logGroup: logs.LogGroupProps = {
      retention: retentionOf(spec.flowLogs.days),
      encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    };
    this.flowLogGroup = new logs.LogGroup(this, 'FlowLogs', overrides?.flowLogGroup?.(logGroup) ?? logGroup);
    // CDK's own grant lists the actions in an order that depends on the customer's feature flags.
    const role = new iam.Role(this, 'FlowLogRole', {
      assumedBy: new iam.ServicePrincipal('vpc-flow-logs.amazonaws.com'),
      inlinePolicies: {
        Write: new iam.PolicyDocument({
          statements: [
            new iam.PolicyStatement({
              actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
              resources: [this.flowLogGroup.logGroupArn],
            }),
          ],
        }),
      },
    });
    this.vpc.addFlowLog('FlowLog', {
      destination: ec2.FlowLogDestination.toCloudWatchLogs(this.flowLogGroup, role.withoutPolicyUpdates()),
    });
  }
}
