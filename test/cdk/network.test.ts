import { describe, expect, test } from '@jest/globals';
import { Network, type NetworkProps } from '../../architectures/cdk';
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
