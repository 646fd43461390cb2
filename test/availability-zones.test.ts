import { describe, expect, test } from '@jest/globals';
import { planArchitecture, type Request } from '../architectures/sizing';
import { takenZones } from '../bin/commands/preflight/zones';
import { architecture, ofType } from './cdk/templates';
import { arn, brought, configurationOf, refusalsOf } from './cdktf/configuration';
import { issuesOf } from './sizing/failing';

const region = 'eu-central-1';
const zones = ['c', 'a', 'b'].map((letter) => region + letter);
const request: Request = { concurrentUsers: '15k', domainName: 'chat.example.com', region, availabilityZones: zones };
const plan = planArchitecture(request);

describe('the zones that a request names', () => {
  test('are those of the subnets, whatever the engine, in the order that was given', () => {
    const ofCdk = ofType(architecture({ plan }, { env: { region } }), 'AWS::EC2::Subnet').map(
      ({ Properties }) => Properties.AvailabilityZone,
    );
    const { aws_subnet: subnets } = configurationOf({ plan, ...brought }).resource!;
    const ofTerraform = Object.values(subnets!).map(({ availability_zone }) => availability_zone);
    expect([...new Set(ofCdk)]).toEqual(zones);
    expect([...new Set(ofTerraform)]).toEqual(zones);
    expect([ofCdk.length, ofTerraform.length]).toEqual([9, 9]);
  });

  test('are those that preflight judges', () => {
    expect(takenZones(plan, undefined, undefined)).toEqual(zones);
  });

  test('may be more than are needed', () => {
    const pins = { 'network.zones': 2 };
    expect(takenZones(planArchitecture({ ...request, pins }), undefined, undefined)).toEqual(zones.slice(0, 2));
  });

  test.each([
    ['without a region', { region: undefined }, /^'availabilityZones' are not of the request's region/],
    ['of another region', { region: 'us-east-1' }, /^'availabilityZones' are not of the request's region/],
    ['that are fewer than the network has', { availabilityZones: zones.slice(1) }, /^'availabilityZones' are too few/],
  ] as const)('fails on zones %s', (_, change, problem) => {
    expect(issuesOf({ ...request, ...change })).toEqual([
      expect.objectContaining({ what: expect.stringMatching(problem) }),
    ]);
  });

  test('fails on zones beside a network that is there already', () => {
    const subnetIds = Object.fromEntries(
      ['public', 'private', 'isolated'].map((kind, k) => [
        kind,
        [0, 1, 2].map((i) => `subnet-0123456789abcde${k}${i}`),
      ]),
    ) as Record<'public' | 'private' | 'isolated', string[]>;
    const existing = {
      licence: arn('secretsmanager', 'secret:licence-AbCdEf'),
      network: { vpcId: 'vpc-0123456789abcdef0', subnetIds },
    };
    expect(refusalsOf({ plan, ...brought, existing })).toEqual([
      expect.stringMatching(/^zones are named, and the VPC has its own/),
    ]);
  });
});
