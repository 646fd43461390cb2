import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { DataAwsAvailabilityZones } from '@cdktf/provider-aws/lib/data-aws-availability-zones';
import { Eip } from '@cdktf/provider-aws/lib/eip';
import { FlowLog } from '@cdktf/provider-aws/lib/flow-log';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway';
import { Route } from '@cdktf/provider-aws/lib/route';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { Vpc, type VpcConfig } from '@cdktf/provider-aws/lib/vpc';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Fn, propertyAccess } from 'cdktf';
import { Construct } from 'constructs';
import { endpointServiceNames, ports, retentionOf, type NetworkSpec } from '../spec';
import { Account } from './private/account';
import { assumedBy, policy } from './private/policy';

/** Ids of subnets, one of each kind in each zone. */
export interface SubnetIds {
  readonly public: readonly string[];
  readonly private: readonly string[];
  readonly isolated: readonly string[];
}

/** A VPC, made here or by the customer. */
export interface Place {
  readonly vpcId: string;
  readonly subnetIds: SubnetIds;
}

export interface NetworkConfig {
  readonly spec: NetworkSpec;
  /** Names of zones, as many as `spec.zones`. @default - the first zones of the region */
  readonly availabilityZones?: readonly string[];
  /** Encrypts the flow logs. @default - a key of CloudWatch */
  readonly kmsKeyArn?: string;
  /** ARN of a policy: the role of the flow logs may do no more than it allows. @default - no boundary */
  readonly permissionsBoundaryArn?: string;
  readonly overrides?: { vpc?: (config: VpcConfig) => VpcConfig };
}

/**
 * A VPC with public (unless nothing stands in them), private (outgoing traffic through NAT) and isolated subnets of equal
 * size in each zone, a gateway endpoint for S3, endpoints of other services where there is no way out, and flow logs.
 *
 * Units: `spec.cidr` is an IPv4 range, that subnets share equally, by a power of two; `spec.flowLogs.days` are days.
 * Default: the zones are the first of the region that are available.
 * Errors: fewer `availabilityZones` than `spec.zones`.
 * Sources: in the plan, `mattermost-arch explain SIZE network`.
 */
export class Network extends Construct implements Place {
  readonly vpc: Vpc;
  readonly vpcId: string;
  readonly subnetIds: SubnetIds;
  readonly flowLogGroup: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, config: NetworkConfig) {
    super(scope, id);
    const { spec, availabilityZones, kmsKeyArn, permissionsBoundaryArn, overrides } = config;
    if (availabilityZones && availabilityZones.length < spec.zones) {
      throw new Error(
        `'availabilityZones' of ${this.node.path} are too few; given ${availabilityZones.join(', ')}; allowed: ${spec.zones} names; add zones or pin network.zones`,
      );
    }
    const vpc: VpcConfig = {
      cidrBlock: spec.cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: this.node.path },
    };
    this.vpc = new Vpc(this, 'Vpc', overrides?.vpc?.(vpc) ?? vpc);
    this.vpcId = this.vpc.id;

    const zones = this.zonesOf(spec.zones, availabilityZones);
    const kinds = ['Public', 'Private', 'Isolated'].slice(spec.publicSubnets ? 0 : 1);
    const bits = Math.ceil(Math.log2(kinds.length * zones.length));
    const made = kinds.map((kind, k) =>
      zones.map(
        (availabilityZone, i) =>
          new Subnet(this, `${kind}${i + 1}`, {
            vpcId: this.vpcId,
            availabilityZone,
            cidrBlock: Fn.cidrsubnet(spec.cidr, bits, k * zones.length + i),
            tags: { Name: `${this.node.path}/${kind}${i + 1}` },
            // A zone that is not available for a while moves no subnet into another.
            ...(!availabilityZones && { lifecycle: { ignoreChanges: ['availability_zone'] } }),
          }),
      ),
    );
    const [privately, isolated] = made.slice(-2) as [Subnet[], Subnet[]];
    const publicly = spec.publicSubnets ? made[0]! : [];

    const gateway = publicly.length ? [new InternetGateway(this, 'InternetGateway', { vpcId: this.vpcId })] : [];
    const nat = publicly.slice(0, spec.natGateways).map((subnet, i) => {
      const address = new Eip(this, `NatAddress${i + 1}`, { domain: 'vpc', dependsOn: gateway });
      return new NatGateway(this, `Nat${i + 1}`, {
        subnetId: subnet.id,
        allocationId: address.id,
        dependsOn: gateway,
        tags: { Name: `${this.node.path}/Nat${i + 1}` },
      });
    });
    const tables = [
      ...gateway.map(({ id }) => this.route('Public', publicly, { gatewayId: id })),
      ...privately.map((subnet, i) =>
        this.route(`Private${i + 1}`, [subnet], nat.length ? { natGatewayId: nat[i % nat.length]!.id } : undefined),
      ),
      this.route('Isolated', isolated),
    ];
    new VpcEndpoint(this, 'S3', {
      vpcId: this.vpcId,
      serviceName: `com.amazonaws.${Account.of(this).region}.s3`,
      vpcEndpointType: 'Gateway',
      routeTableIds: tables.map((table) => table.id),
    });
    this.subnetIds = {
      public: publicly.map((subnet) => subnet.id),
      private: privately.map((subnet) => subnet.id),
      isolated: isolated.map((subnet) => subnet.id),
    };
    if (spec.interfaceEndpoints) this.endpoints(spec.cidr);
    this.flowLogGroup = new CloudwatchLogGroup(this, 'FlowLogs', {
      retentionInDays: retentionOf(spec.flowLogs.days) ?? 0,
      kmsKeyId: kmsKeyArn,
    });
    this.logFlows(permissionsBoundaryArn);
  }

  private endpoints(cidr: string): void {
    const group = new SecurityGroup(this, 'EndpointSecurityGroup', {
      vpcId: this.vpcId,
      description: 'Endpoints of AWS',
    });
    new VpcSecurityGroupIngressRule(this, 'EndpointIngress', {
      securityGroupId: group.id,
      cidrIpv4: cidr,
      ipProtocol: ports.https.protocol,
      fromPort: ports.https.port,
      toPort: ports.https.port,
      description: 'the network itself',
    });
    for (const name of endpointServiceNames) {
      new VpcEndpoint(this, name.charAt(0).toUpperCase() + name.slice(1), {
        vpcId: this.vpcId,
        serviceName: `com.amazonaws.${Account.of(this).region}.${name}`,
        vpcEndpointType: 'Interface',
        privateDnsEnabled: true,
        subnetIds: [...this.subnetIds.private],
        securityGroupIds: [group.id],
      });
    }
  }

  private zonesOf(count: number, given: readonly string[] | undefined): readonly string[] {
    if (given) return given.slice(0, count);
    const { names } = new DataAwsAvailabilityZones(this, 'Zones', {
      state: 'available',
      // Local zones have neither databases nor load balancers of these kinds.
      filter: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
    });
    // `element` would begin again at the first where a region has fewer.
    return Array.from({ length: count }, (_, i) => propertyAccess(names, [i]) as unknown as string);
  }

  /** A route table for subnets, with a way out or none. */
  private route(
    name: string,
    subnets: readonly Subnet[],
    wayOut?: { readonly gatewayId: string } | { readonly natGatewayId: string },
  ): RouteTable {
    const table = new RouteTable(this, `${name}Routes`, {
      vpcId: this.vpcId,
      tags: { Name: `${this.node.path}/${name}` },
    });
    if (wayOut) {
      new Route(this, `${name}WayOut`, { routeTableId: table.id, destinationCidrBlock: '0.0.0.0/0', ...wayOut });
    }
    subnets.forEach(
      (subnet, i) =>
        new RouteTableAssociation(this, `${name}Association${i + 1}`, { routeTableId: table.id, subnetId: subnet.id }),
    );
    return table;
  }

  private logFlows(permissionsBoundary: string | undefined): void {
    const role = new IamRole(this, 'FlowLogRole', {
      assumeRolePolicy: assumedBy('vpc-flow-logs.amazonaws.com'),
      permissionsBoundary,
    });
    const permission = new IamRolePolicy(this, 'FlowLogPolicy', {
      role: role.name,
      policy: policy({
        Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        Resource: `${this.flowLogGroup.arn}:*`,
      }),
    });
    new FlowLog(this, 'FlowLog', {
      vpcId: this.vpcId,
      trafficType: 'ALL',
      logDestination: this.flowLogGroup.arn,
      iamRoleArn: role.arn,
      dependsOn: [permission],
    });
  }
}
