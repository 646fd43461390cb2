import { describe, expect, test } from '@jest/globals';
import type { Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Mattermost, type MattermostProps } from '../../architectures/cdk';
import { PlanError, type Request } from '../../architectures/sizing';
import { planOf, resourcesOf } from './templates';

describe('a deployment that lacks something is refused before anything is made, with what to do', () => {
  const lacks = (request: Partial<Request>, given: (stack: Stack) => Partial<MattermostProps> = () => ({})) => {
    try {
      resourcesOf((stack) => new Mattermost(stack, 'Mattermost', { plan: planOf(request), ...given(stack) }), {
        env: { region: 'eu-central-1' },
      });
      return [];
    } catch (error) {
      if (!(error instanceof PlanError)) throw error;
      return error.issues.map(({ what, todo }) => `${what}; ${todo}`);
    }
  };
  const licence = (stack: Stack) => secretsmanager.Secret.fromSecretNameV2(stack, 'Licence', 'mattermost/licence');
  const certificate = (stack: Stack, region = 'eu-central-1') =>
    acm.Certificate.fromCertificateArn(stack, 'Certificate', `arn:aws:acm:${region}:123456789012:certificate/0123`);
  const named = {
    region: 'eu-central-1',
    availabilityZones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  } as const;
  const zone = (stack: Stack, zoneName: string) =>
    route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123', zoneName });

  test('accepts one that lacks nothing', () => {
    expect(lacks({}, (stack) => ({ certificate: certificate(stack), existing: { licence: licence(stack) } }))).toEqual(
      [],
    );
    expect(
      lacks({}, (stack) => ({ hostedZone: zone(stack, 'example.com'), existing: { licence: licence(stack) } })),
    ).toEqual([]);
    expect(lacks({ concurrentUsers: '200', listener: 'http', domainName: undefined })).toEqual([]);
  });

  test('fails all at once on no licence, no certificate, no host name and no login of the mail server', () => {
    expect(lacks({ domainName: undefined, smtp: 'smtp://mail.example.com:587' })).toEqual([
      expect.stringMatching(/^no licence: 3 app nodes cluster only with Enterprise; .*-c licenceSecret=.*single-node/),
      expect.stringMatching(/^no login for the mail server; .*-c mailSecret=/),
      expect.stringMatching(/^no host name for the certificate; .*-c domain=/),
      expect.stringMatching(/^no certificate; .*-c certificate=.*-c hostedZone=.*-c listener=http/),
    ]);
  });

  test.each([
    [
      'a certificate of another region',
      {},
      (stack: Stack) => ({ certificate: certificate(stack, 'us-east-1'), existing: { licence: licence(stack) } }),
      /^the certificate is of another region; .*in eu-central-1/,
    ],
    [
      'a certificate for plain http',
      { listener: 'http' },
      (stack: Stack) => ({ certificate: certificate(stack), existing: { licence: licence(stack) } }),
      /^a certificate is given, and the listener is http/,
    ],
    [
      'a hosted zone that does not hold the name',
      {},
      (stack: Stack) => ({ hostedZone: zone(stack, 'ample.com'), existing: { licence: licence(stack) } }),
      /^the hosted zone does not hold the host name; give the zone/,
    ],
    [
      'a VPC with two zones',
      { listener: 'http' },
      (stack: Stack) => ({
        existing: {
          licence: licence(stack),
          vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
            vpcId: 'vpc-1',
            availabilityZones: ['a', 'b'],
            isolatedSubnetIds: ['subnet-1', 'subnet-2'],
          }),
        },
      }),
      /^the VPC has too few zones; .*network.zones/,
    ],
    [
      'zones beside a VPC that is there already',
      { listener: 'http', ...named },
      (stack: Stack) => ({
        existing: {
          licence: licence(stack),
          vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
            vpcId: 'vpc-1',
            availabilityZones: ['a', 'b', 'c'],
            isolatedSubnetIds: ['subnet-1', 'subnet-2', 'subnet-3'],
          }),
        },
      }),
      /^zones are named, and the VPC has its own; leave availabilityZones out/,
    ],
  ] as const)('fails on %s', (_, request, given, problem) => {
    expect(lacks(request, given)).toEqual([expect.stringMatching(problem)]);
  });

  test.each([
    [
      'a VPC without isolated subnets',
      { listener: 'http' },
      (stack: Stack) => ({
        existing: {
          licence: licence(stack),
          vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a', 'b', 'c'] }),
        },
      }),
      /^the VPC has no isolated subnets; give existing.databaseSubnets/,
    ],
    [
      'a licence of another region',
      { listener: 'http' },
      (stack: Stack) => ({
        existing: {
          licence: secretsmanager.Secret.fromSecretCompleteArn(
            stack,
            'Foreign',
            'arn:aws:secretsmanager:us-east-1:123456789012:secret:licence-AbCdEf',
          ),
        },
      }),
      /^a secret is of another region; store it in eu-central-1/,
    ],
    [
      'a login for mail that is not sent',
      { listener: 'http' },
      (stack: Stack) => {
        const secret = licence(stack);
        return { existing: { licence: secret, mail: secret } };
      },
      /^a login for a mail server is given, and nothing would use it/,
    ],
    [
      'a private site that is open to the range of another VPC',
      { listener: 'http', exposure: 'private' },
      (stack: Stack) => ({
        existing: {
          licence: licence(stack),
          vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
            vpcId: 'vpc-1',
            vpcCidrBlock: '172.20.0.0/16',
            availabilityZones: ['a', 'b', 'c'],
            isolatedSubnetIds: ['subnet-1', 'subnet-2', 'subnet-3'],
          }),
        },
      }),
      /^a private site is open to a range that is not that of its VPC; give -c vpcCidr=172.20.0.0\/16/,
    ],
  ] as const)('fails on %s', (_, request, given, problem) => {
    expect(lacks(request, given)).toEqual([expect.stringMatching(problem)]);
  });

  test("waits for a VPC that is still to be looked up, whose zones are of CDK's own making", () => {
    const looked = (stack: Stack) => ({
      existing: { licence: licence(stack), vpc: ec2.Vpc.fromLookup(stack, 'Vpc', { vpcName: 'company' }) },
    });
    const build = () =>
      resourcesOf(
        (stack) => new Mattermost(stack, 'Mattermost', { plan: planOf({ listener: 'http' }), ...looked(stack) }),
        {
          env: { account: '123456789012', region: 'eu-central-1' },
        },
      );
    expect(build).not.toThrow(PlanError);
  });

  test('fails a range that is too small already when it is planned', () => {
    expect(() => planOf({ vpcCidr: '10.0.0.0/24' })).toThrow(
      /'vpcCidr' is not valid; given "10.0.0.0\/24"; allowed: .*\/16 to \/22/,
    );
  });
});
