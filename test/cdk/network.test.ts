import { describe, expect, test } from '@jest/globals';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Network, type NetworkProps } from '../../architectures/cdk';
import { endpointServiceNames } from '../../constructs/spec';
import { ofType, planOf, resourcesOf } from './templates';

const { network: spec } = planOf().components;
const network = (props: Partial<NetworkProps> = {}) =>
  resourcesOf((stack) => new Network(stack, 'Network', { spec, ...props }));
const zonesOf = (resources: ReturnType<typeof network>) =>
  new Set(ofType(resources, 'AWS::EC2::Subnet').map(({ Properties }) => JSON.stringify(Properties.AvailabilityZone)));

describe('the network', () => {
  test('has public, private and isolated subnets in three zones of a stack that names no region', () => {
    const resources = network();
    expect(ofType(resources, 'AWS::EC2::Subnet')).toHaveLength(9);
    expect([...zonesOf(resources)]).toEqual(
      [0, 1, 2].map((i) => JSON.stringify({ 'Fn::Select': [i, { 'Fn::GetAZs': { Ref: 'AWS::Region' } }] })),
    );
  });

  test('lies in the zones that are named', () => {
    const names = ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'];
    expect([...zonesOf(network({ availabilityZones: names }))]).toEqual(names.map((name) => JSON.stringify(name)));
  });

  test('fails with fewer zones than the plan has, and says how many it needs', () => {
    expect(() => network({ availabilityZones: ['a', 'b'] })).toThrow(
      /'availabilityZones' of Theirs\/Network are too few; given a, b; allowed: 3 names; add zones or pin network.zones/,
    );
  });

  test('gives no instance a public address, reaches S3 without NAT, and logs its flows for the days of the plan', () => {
    const resources = network();
    for (const { Properties } of ofType(resources, 'AWS::EC2::Subnet')) {
      expect(Properties.MapPublicIpOnLaunch).toBe(false);
    }
    expect(ofType(resources, 'AWS::EC2::VPCEndpoint').map(({ Properties }) => Properties.VpcEndpointType)).toEqual([
      'Gateway',
    ]);
    expect(ofType(resources, 'AWS::EC2::FlowLog')[0]?.Properties).toMatchObject({ TrafficType: 'ALL' });
    expect(ofType(resources, 'AWS::Logs::LogGroup')[0]?.Properties.RetentionInDays).toBe(spec.flowLogs.days);
  });

  test.each([
    [7, 7],
    [8, 14],
    [31, 60],
  ])('keeps logs of %s days for %s, the next period that CloudWatch offers', (days, kept) => {
    const resources = network({ spec: { ...spec, flowLogs: { days } } });
    expect(ofType(resources, 'AWS::Logs::LogGroup')[0]?.Properties.RetentionInDays).toBe(kept);
  });

  test.each(['node-loss', 'as-published'] as const)('buys the gateways that %s plans', (availability) => {
    const { network: planned } = planOf({ availability }).components;
    expect(ofType(network({ spec: planned }), 'AWS::EC2::NatGateway')).toHaveLength(planned.natGateways);
  });

  test('takes the range of the request', () => {
    const { network: planned } = planOf({ vpcCidr: '10.20.0.0/20' }).components;
    const resources = network({ spec: planned });
    expect(ofType(resources, 'AWS::EC2::VPC')[0]?.Properties.CidrBlock).toBe('10.20.0.0/20');
    expect(ofType(resources, 'AWS::EC2::Subnet').map(({ Properties }) => Properties.CidrBlock)).toContain(
      '10.20.8.0/24',
    );
  });

  test('can be overridden, one callback for each inner resource', () => {
    const resources = network({
      overrides: {
        vpc: (props) => ({ ...props, vpcName: 'theirs' }),
        flowLogGroup: (props) => ({ ...props, logGroupName: 'flows' }),
      },
    });
    expect(ofType(resources, 'AWS::EC2::VPC')[0]?.Properties.Tags).toContainEqual({ Key: 'Name', Value: 'theirs' });
    expect(ofType(resources, 'AWS::Logs::LogGroup')[0]?.Properties.LogGroupName).toBe('flows');
  });
});

describe('a network without a way out', () => {
  const { network: closed } = planOf({ egress: 'none', mirror: 's3://mirror', exposure: 'private' }).components;
  const resources = network({ spec: closed });
  const interfaces = ofType(resources, 'AWS::EC2::VPCEndpoint').filter(
    ({ Properties }) => Properties.VpcEndpointType === 'Interface',
  );

  test('has no internet gateway, no NAT, no route to the internet and no public subnet', () => {
    const types = Object.values(resources).map(({ Type }) => Type);
    for (const type of ['InternetGateway', 'VPCGatewayAttachment', 'NatGateway', 'EIP', 'Route']) {
      expect(types).not.toContain(`AWS::EC2::${type}`);
    }
    expect(ofType(resources, 'AWS::EC2::Subnet')).toHaveLength(6);
    expect(JSON.stringify(ofType(resources, 'AWS::EC2::Subnet'))).not.toContain('"Public"');
  });

  test('reaches S3 from every subnet by a gateway, and the other APIs from the private ones, under their own names', () => {
    expect(interfaces.map(({ Properties }) => JSON.stringify(Properties.ServiceName))).toEqual(
      endpointServiceNames.map((name) =>
        JSON.stringify({ 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, `.${name}`]] }),
      ),
    );
    const inside = ofType(resources, 'AWS::EC2::Subnet').filter(({ id }) => id.includes('Private'));
    for (const { Properties } of interfaces) {
      expect(Properties.PrivateDnsEnabled).toBe(true);
      expect(Properties.SubnetIds).toEqual(inside.map(({ id }) => ({ Ref: id })));
    }
    const [gateway] = ofType(resources, 'AWS::EC2::VPCEndpoint').filter((each) => !interfaces.includes(each));
    expect(gateway?.Properties.RouteTableIds).toHaveLength(6);
  });

  test('lets nobody but its own range speak to the endpoints, and by TLS only', () => {
    const [group, ...more] = ofType(resources, 'AWS::EC2::SecurityGroup');
    expect(more).toEqual([]);
    expect(group!.Properties.SecurityGroupIngress).toMatchObject([
      { CidrIp: '10.0.0.0/16', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 },
    ]);
    expect(JSON.stringify(group!.Properties.SecurityGroupEgress)).not.toContain('0.0.0.0/0');
    for (const { Properties } of interfaces) {
      expect(Properties.SecurityGroupIds).toEqual([{ 'Fn::GetAtt': [group!.id, 'GroupId'] }]);
    }
  });

  test('lets in the range that an override gives it', () => {
    const moved = network({
      spec: closed,
      overrides: { vpc: (props) => ({ ...props, ipAddresses: ec2.IpAddresses.cidr('10.9.0.0/16') }) },
    });
    expect(JSON.stringify(ofType(moved, 'AWS::EC2::SecurityGroup'))).toContain('"CidrIp":"10.9.0.0/16"');
  });

  test('can be overridden, each endpoint by its name', () => {
    const overridden = network({
      spec: closed,
      overrides: {
        interfaceEndpoint: (props, service) => ({ ...props, privateDnsEnabled: service !== 'ssm' }),
        endpointSecurityGroup: (props) => ({ ...props, description: 'theirs' }),
      },
    });
    const without = ofType(overridden, 'AWS::EC2::VPCEndpoint').filter(
      ({ Properties }) => Properties.PrivateDnsEnabled === false,
    );
    expect(without.map(({ id }) => id)).toEqual([expect.stringMatching(/^NetworkVpcSsm[0-9A-F]{8}$/)]);
    expect(ofType(overridden, 'AWS::EC2::SecurityGroup')[0]?.Properties.GroupDescription).toBe('theirs');
  });
});

describe('a network whose way out is a forward proxy', () => {
  const egress = 'http://proxy.example.com:3128';
  const subnets = (exposure: 'public' | 'private') => {
    const resources = network({ spec: planOf({ egress, exposure }).components.network });
    for (const type of ['AWS::EC2::NatGateway', 'AWS::EC2::EIP']) expect(ofType(resources, type)).toEqual([]);
    const gateways = ofType(resources, 'AWS::EC2::InternetGateway').length;
    return [ofType(resources, 'AWS::EC2::Subnet').length, gateways];
  };

  test('has public subnets for a public load balancer only', () => {
    expect(subnets('public')).toEqual([9, 1]);
    expect(subnets('private')).toEqual([6, 0]);
  });
});
