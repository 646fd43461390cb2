import { Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { endpointServiceNames, ports, retentionOf, type EndpointService, type NetworkSpec } from '../spec';

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
    interfaceEndpoint?: (
      props: ec2.InterfaceVpcEndpointOptions,
      service: EndpointService,
    ) => ec2.InterfaceVpcEndpointOptions;
    endpointSecurityGroup?: (props: ec2.SecurityGroupProps) => ec2.SecurityGroupProps;
  };
}

/**
 * A VPC with public, private (outgoing traffic through NAT) and isolated subnets of equal size in each zone, a gateway
 * endpoint for S3 and flow logs. A spec may leave out NAT, and with `publicSubnets` the internet gateway too; with
 * `interfaceEndpoints` nodes in the private subnets reach the APIs of AWS by endpoints, which let in the range of the VPC.
 * The endpoints are below the VPC: `startAfter(network.vpc)` makes nodes wait for them.
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
  /** None unless `spec.interfaceEndpoints`. */
  readonly interfaceEndpoints: readonly ec2.InterfaceVpcEndpoint[];

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
      createInternetGateway: spec.publicSubnets,
      // Emptying the default group takes a custom resource; nothing here is in that group.
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        ...(spec.publicSubnets
          ? [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC, mapPublicIpOnLaunch: false }]
          : []),
        { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
        { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      ],
      gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
    };
    this.vpc = new ec2.Vpc(this, 'Vpc', overrides?.vpc?.(vpc) ?? vpc);
    this.interfaceEndpoints = spec.interfaceEndpoints ? this.endpointsOf(overrides) : [];

    const logGroup: logs.LogGroupProps = {
      retention: retentionOf(spec.flowLogs.days) ?? logs.RetentionDays.INFINITE,
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
  private endpointsOf(overrides: NetworkProps['overrides']): ec2.InterfaceVpcEndpoint[] {
    const group: ec2.SecurityGroupProps = {
      vpc: this.vpc,
      description: 'Endpoints of AWS',
      allowAllOutbound: false,
    };
    const securityGroup = new ec2.SecurityGroup(
      this,
      'EndpointSecurityGroup',
      overrides?.endpointSecurityGroup?.(group) ?? group,
    );
    // Written down where it is known: rules that judge a template cannot read a reference.
    const { cidrBlock = this.vpc.vpcCidrBlock } = this.vpc.node.defaultChild as ec2.CfnVPC;
    securityGroup.addIngressRule(ec2.Peer.ipv4(cidrBlock), ec2.Port.tcp(ports.https.port), 'the network itself');
    return endpointServiceNames.map((name) => {
      const endpoint: ec2.InterfaceVpcEndpointOptions = {
        service: new ec2.InterfaceVpcEndpointAwsService(name),
        privateDnsEnabled: true,
        subnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
        securityGroups: [securityGroup],
        // The rule above, once for all of them.
        open: false,
      };
      const id = name.charAt(0).toUpperCase() + name.slice(1);
      return this.vpc.addInterfaceEndpoint(id, overrides?.interfaceEndpoint?.(endpoint, name) ?? endpoint);
    });
  }
}
