import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { LoadBalancer, type LoadBalancerProps } from '../../constructs/cdk/load-balancer';
import type { LoadBalancerSpec } from '../../constructs/spec';
import { ofType, recommendedFlags, resourcesOf, type Resource, type Resources } from './templates';

const network: LoadBalancerSpec = {
  type: 'network',
  scheme: 'internet-facing',
  listener: 'https',
  tlsPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
  crossZone: true,
  idleTimeoutSeconds: 350,
  deregistrationSeconds: 300,
  healthCheck: { intervalSeconds: 10, timeoutSeconds: 5, successes: 2, failures: 3 },
};
const application: LoadBalancerSpec = { ...network, type: 'application', idleTimeoutSeconds: 120 };
const types = [
  ['network', network],
  ['application', application],
] as const;
const theirs = 'arn:aws:acm:eu-central-1:123456789012:certificate/theirs';

/** Two public and two private subnets in each zone; the group as its owner would make it. */
const surroundings = (stack: Stack) => {
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    availabilityZones: ['eu-central-1a', 'eu-central-1b'],
    natGateways: 1,
    subnetConfiguration: [
      { name: 'Public', subnetType: ec2.SubnetType.PUBLIC },
      { name: 'Second', subnetType: ec2.SubnetType.PUBLIC },
      { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      { name: 'Other', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
    ],
  });
  const targets = new autoscaling.AutoScalingGroup(stack, 'Group', {
    vpc,
    launchTemplate: new ec2.LaunchTemplate(stack, 'Template', {
      instanceType: new ec2.InstanceType('c7i.large'),
      machineImage: ec2.MachineImage.genericLinux({ 'eu-central-1': 'ami-1' }),
      securityGroup: new ec2.SecurityGroup(stack, 'Targets', { vpc }),
    }),
  });
  return { vpc, targets, certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', theirs) };
};
type Given = Partial<LoadBalancerProps> & { readonly spec: LoadBalancerSpec };
const env = { account: '123456789012', region: 'eu-central-1' };
const build = (stack: Stack, { spec, ...props }: Given) => {
  const { certificate, ...rest } = surroundings(stack);
  return new LoadBalancer(stack, 'It', { ...rest, ...(spec.listener === 'https' && { certificate }), spec, ...props });
};
const resources = (given: Given, context = {}): Resources =>
  resourcesOf((stack) => build(stack, given), { env, context });
const withZone = (given: Given, zone = (stack: Stack) => zoneById(stack)): Resources =>
  resourcesOf(
    (stack) =>
      build(stack, {
        domainName: 'chat.example.com',
        certificate: undefined,
        hostedZone: zone(stack),
        ...given,
      }),
    { env },
  );
const zoneById = (stack: Stack): route53.IHostedZone => route53.HostedZone.fromHostedZoneId(stack, 'Zone', 'Z1');

const balancerOf = (all: Resources) => ofType(all, 'AWS::ElasticLoadBalancingV2::LoadBalancer')[0]!;
type Attributes = readonly { readonly Key: string; readonly Value: string }[];
const attributesOf = ({ Properties }: Resource) =>
  Object.fromEntries(
    ((Properties.LoadBalancerAttributes ?? Properties.TargetGroupAttributes) as Attributes).map(({ Key, Value }) => [
      Key,
      Value,
    ]),
  );
const groupsOf = (all: Resources) => ofType(all, 'AWS::ElasticLoadBalancingV2::TargetGroup');
const portOf = (all: Resources, id: string) => all[id]?.Properties.Port;
/** Listeners by port; of each the protocol, and the port of its targets or what it answers itself. */
const listenersOf = (
  all: Resources,
): Readonly<Record<string, { readonly protocol: unknown; readonly target: unknown }>> =>
  Object.fromEntries(
    ofType(all, 'AWS::ElasticLoadBalancingV2::Listener').map(({ Properties }) => {
      const [action] = Properties.DefaultActions as {
        TargetGroupArn?: { Ref: string };
        RedirectConfig?: { Protocol: string; Port: string; StatusCode: string };
      }[];
      const target = action!.TargetGroupArn ? portOf(all, action!.TargetGroupArn.Ref) : action!.RedirectConfig;
      return [String(Properties.Port), { protocol: Properties.Protocol, target }];
    }),
  );
const securityRules = (all: Resources) =>
  Object.entries(all)
    .filter(
      ([, { Type, Properties }]) =>
        /^AWS::EC2::SecurityGroup(In|E)gress$/.test(Type) ||
        (Type === 'AWS::EC2::SecurityGroup' && Properties.SecurityGroupIngress),
    )
    .map(([id]) => id);

describe('the network load balancer', () => {
  test('ends TLS in front of the proxies and lets NGINX answer http with a redirect', () => {
    const all = resources({ spec: network });
    expect(listenersOf(all)).toEqual({
      443: { protocol: 'TLS', target: 80 },
      80: { protocol: 'TCP', target: 8080 },
    });
    expect(groupsOf(all).map(({ Properties }) => Properties.Protocol)).toEqual(['TCP', 'TCP']);
    const https = ofType(all, 'AWS::ElasticLoadBalancingV2::Listener').find(
      ({ Properties }) => Properties.Port === 443,
    )!;
    expect(https.Properties).toMatchObject({
      SslPolicy: network.tlsPolicy,
      Certificates: [{ CertificateArn: theirs }],
    });
    expect(https.Properties.AlpnPolicy).toBeUndefined();
  });

  test('hands plain http on where the plan has no certificate', () => {
    const all = resources({ spec: { ...network, listener: 'http' } });
    expect(listenersOf(all)).toEqual({ 80: { protocol: 'TCP', target: 80 } });
    expect(ofType(all, 'AWS::ElasticLoadBalancingV2::Listener')[0]?.Properties.ListenerAttributes).toEqual([
      { Key: 'tcp.idle_timeout.seconds', Value: '350' },
    ]);
  });

  test.each([{}, recommendedFlags])('is made with its security group, whatever the flags', (context) => {
    const all = resources({ spec: network }, context);
    expect(balancerOf(all).Properties).toMatchObject({
      Type: 'network',
      SecurityGroups: [{ 'Fn::GetAtt': [expect.stringMatching(/^ItSecurityGroup/), 'GroupId'] }],
    });
  });

  test.each([true, false])('crosses zones as the plan says: %s', (crossZone) => {
    expect(attributesOf(balancerOf(resources({ spec: { ...network, crossZone } })))).toMatchObject({
      'load_balancing.cross_zone.enabled': String(crossZone),
    });
  });

  test('asks NGINX whether the proxy works, also for the redirect, and keeps the address of the client', () => {
    const groups = groupsOf(resources({ spec: network }));
    expect(groups).toHaveLength(2);
    for (const group of groups) {
      expect(group.Properties).toMatchObject({
        TargetType: 'instance',
        HealthCheckProtocol: 'HTTP',
        HealthCheckPort: '80',
        HealthCheckPath: '/proxy/health',
        HealthCheckIntervalSeconds: 10,
        HealthyThresholdCount: 2,
        UnhealthyThresholdCount: 3,
      });
      expect(attributesOf(group)).toMatchObject({
        'preserve_client_ip.enabled': 'true',
        'deregistration_delay.timeout_seconds': '300',
      });
    }
  });

  test('keeps proxies while no app node works: their 503 is no fault of theirs', () => {
    for (const { Properties } of groupsOf(resources({ spec: network }))) {
      expect(Properties.Matcher).toEqual({ HttpCode: '200,503' });
    }
  });

  test('fails with an idle timeout that a TLS listener does not have', () => {
    expect(() => resources({ spec: { ...network, idleTimeoutSeconds: 120 } })).toThrow(
      "'idleTimeoutSeconds' of Theirs/It would not be used; given 120; allowed: 350, as every TLS listener of a network load balancer has; set it to 350",
    );
  });
});

describe('the application load balancer', () => {
  test('ends TLS in front of the app nodes and redirects http itself', () => {
    const all = resources({ spec: application });
    expect(listenersOf(all)).toEqual({
      443: { protocol: 'HTTPS', target: 8065 },
      80: {
        protocol: 'HTTP',
        target: expect.objectContaining({ Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' }),
      },
    });
    const https = ofType(all, 'AWS::ElasticLoadBalancingV2::Listener').find(
      ({ Properties }) => Properties.Port === 443,
    )!;
    expect(https.Properties).toMatchObject({
      SslPolicy: application.tlsPolicy,
      Certificates: [{ CertificateArn: theirs }],
    });
  });

  test('hands plain http on where the plan has no certificate', () => {
    expect(listenersOf(resources({ spec: { ...application, listener: 'http' } }))).toEqual({
      80: { protocol: 'HTTP', target: 8065 },
    });
  });

  test('keeps quiet WebSockets as long as the plan says, and drops headers that are not valid', () => {
    expect(attributesOf(balancerOf(resources({ spec: application })))).toMatchObject({
      'idle_timeout.timeout_seconds': '120',
      'routing.http.drop_invalid_header_fields.enabled': 'true',
      'routing.http2.enabled': 'true',
    });
  });

  test('asks the server whether it lives, and binds nobody to a node', () => {
    const groups = groupsOf(resources({ spec: application }));
    expect(groups).toHaveLength(1);
    expect(groups[0]!.Properties).toMatchObject({
      Protocol: 'HTTP',
      TargetType: 'instance',
      HealthCheckPath: '/api/v4/system/ping',
      HealthCheckIntervalSeconds: 10,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 3,
      Matcher: { HttpCode: '200' },
    });
    expect(attributesOf(groups[0]!)).toMatchObject({
      'stickiness.enabled': 'false',
      'deregistration_delay.timeout_seconds': '300',
    });
  });

  test.each([true, false])('crosses zones as the plan says: %s', (crossZone) => {
    const [group] = groupsOf(resources({ spec: { ...application, crossZone } }));
    expect(attributesOf(group!)).toMatchObject({ 'load_balancing.cross_zone.enabled': String(crossZone) });
  });
});

describe.each(types)('either load balancer: %s', (_, spec) => {
  test('puts the group of nodes behind every target group', () => {
    const all = resources({ spec });
    const [group] = ofType(all, 'AWS::AutoScaling::AutoScalingGroup');
    expect(group!.Properties.TargetGroupARNs).toEqual(groupsOf(all).map(({ id }) => ({ Ref: id })));
  });

  test.each(['https', 'http'] as const)('opens no port with %s, neither its own nor one of the nodes', (listener) => {
    expect(securityRules(resources({ spec: { ...spec, listener } }))).toEqual([]);
  });

  test('may reach its targets once they let it in', () => {
    const its = ofType(resources({ spec }), 'AWS::EC2::SecurityGroup').find(({ id }) => id.startsWith('It'))!;
    expect(its.Properties.SecurityGroupEgress).toEqual([
      expect.objectContaining({ CidrIp: '0.0.0.0/0', IpProtocol: '-1' }),
    ]);
  });

  test.each([
    ['internet-facing', /^VpcPublicSubnet/],
    ['internal', /^VpcPrivateSubnet/],
  ] as const)('lies in one subnet of each zone that fits %s', (scheme, name) => {
    const { Properties } = balancerOf(resources({ spec: { ...spec, scheme } }));
    expect(Properties.Scheme).toBe(scheme);
    expect(Properties.Subnets).toEqual([{ Ref: expect.stringMatching(name) }, { Ref: expect.stringMatching(name) }]);
  });

  test('lies where it is told to', () => {
    const { Properties } = balancerOf(
      resources({ spec: { ...spec, scheme: 'internal' }, vpcSubnets: { subnetGroupName: 'Other' } }),
    );
    expect(JSON.stringify(Properties.Subnets)).toMatch(/VpcOtherSubnet1.*VpcOtherSubnet2/);
  });

  test('makes a certificate and a record in a zone of which only the id is known', () => {
    const all = withZone({ spec });
    expect(ofType(all, 'AWS::CertificateManager::Certificate')[0]?.Properties).toMatchObject({
      DomainName: 'chat.example.com',
      ValidationMethod: 'DNS',
      DomainValidationOptions: [{ DomainName: 'chat.example.com', HostedZoneId: 'Z1' }],
    });
    const { id } = balancerOf(all);
    expect(ofType(all, 'AWS::Route53::RecordSet').map(({ Properties }) => Properties)).toEqual([
      {
        Name: 'chat.example.com.',
        Type: 'A',
        HostedZoneId: 'Z1',
        AliasTarget: {
          DNSName: { 'Fn::Join': ['', ['dualstack.', { 'Fn::GetAtt': [id, 'DNSName'] }]] },
          HostedZoneId: { 'Fn::GetAtt': [id, 'CanonicalHostedZoneID'] },
        },
      },
    ]);
  });

  test('makes the same record in a zone whose name is known', () => {
    const all = withZone({ spec }, (stack) =>
      route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' }),
    );
    expect(ofType(all, 'AWS::Route53::RecordSet')[0]?.Properties.Name).toBe('chat.example.com.');
  });

  test('uses a certificate that is given, with and without a zone for the record', () => {
    const all = resourcesOf(
      (stack) => build(stack, { spec, domainName: 'chat.example.com', hostedZone: zoneById(stack) }),
      { env },
    );
    expect(ofType(all, 'AWS::CertificateManager::Certificate')).toEqual([]);
    expect(ofType(all, 'AWS::Route53::RecordSet')).toHaveLength(1);
    expect(ofType(resources({ spec, domainName: 'chat.example.com' }), 'AWS::Route53::RecordSet')).toEqual([]);
  });

  test('gives http a record too, and no certificate', () => {
    const all = withZone({ spec: { ...spec, listener: 'http' } });
    expect(ofType(all, 'AWS::Route53::RecordSet')).toHaveLength(1);
    expect(ofType(all, 'AWS::CertificateManager::Certificate')).toEqual([]);
  });

  test.each([
    [{}, 'nothing'],
    [{ domainName: 'chat.example.com' }, "'domainName' chat.example.com"],
  ])('fails for https without a certificate, given %j', (given, shown) => {
    expect(() => resources({ spec, certificate: undefined, ...given })).toThrow(
      `Theirs/It has no certificate; given ${shown}; allowed: 'certificate', or 'domainName' with 'hostedZone' to make one; give them, or set listener to http for a trial`,
    );
  });

  test('fails for https with a zone and no name for the certificate', () => {
    expect(() => withZone({ spec, domainName: undefined })).toThrow(
      "Theirs/It has no certificate; given 'hostedZone'; allowed:",
    );
  });

  test('fails for http with a certificate, which nobody would see', () => {
    expect(() =>
      resourcesOf((stack) =>
        build(stack, {
          spec: { ...spec, listener: 'http' },
          certificate: acm.Certificate.fromCertificateArn(stack, 'Unused', theirs),
        }),
      ),
    ).toThrow(
      "'certificate' of Theirs/It would not be used; given with listener http; allowed: with https; leave it out, or set listener to https",
    );
  });

  test('offers its address, and the names that CloudWatch knows', () => {
    const stack = new Stack(new App(), 'Theirs', { env });
    const it = build(stack, { spec });
    const id = (part: typeof it.loadBalancer | typeof it.targetGroup) =>
      stack.getLogicalId(part.node.defaultChild as ec2.CfnVPC);
    expect(stack.resolve(it.late)).toEqual({ address: { 'Fn::GetAtt': [id(it.loadBalancer), 'DNSName'] } });
    expect(stack.resolve(it.names)).toEqual({
      balancer: { 'Fn::GetAtt': [id(it.loadBalancer), 'LoadBalancerFullName'] },
      targets: { 'Fn::GetAtt': [id(it.targetGroup), 'TargetGroupFullName'] },
      certificate: [theirs],
    });
    expect(it.connections.securityGroups).toEqual([it.securityGroup]);
    expect(it.listener.node.id).toBe('Https');
  });

  test('offers no certificate where it has none', () => {
    const stack = new Stack(new App(), 'Theirs', { env });
    const it = build(stack, { spec: { ...spec, listener: 'http' } });
    expect(it.names.certificate).toEqual([]);
    expect(it.certificate).toBeUndefined();
  });

  test('has names that AWS makes up', () => {
    const all = resources({ spec });
    for (const { Properties } of [balancerOf(all), ...groupsOf(all)]) expect(Properties.Name).toBeUndefined();
  });

  test('changes from http to https without two listeners on one port', () => {
    const idOf = (listener: 'https' | 'http') =>
      ofType(resources({ spec: { ...spec, listener } }), 'AWS::ElasticLoadBalancingV2::Listener').find(
        ({ Properties }) => Properties.Port === 80,
      )?.id;
    expect(idOf('http')).toMatch(/^ItHttp/);
    expect(idOf('https')).toBe(idOf('http'));
  });

  test('gives the same resources with none and with all of the recommended feature flags', () => {
    const its = (context: Readonly<Record<string, unknown>>) =>
      Object.fromEntries(Object.entries(resources({ spec }, context)).filter(([id]) => id.startsWith('It')));
    const without = its({});
    expect(Object.keys(without).length).toBeGreaterThan(4);
    expect(its(recommendedFlags)).toEqual(without);
  });

  test('creates its resources below itself', () => {
    const others = /^(It|Vpc|Group|Template|Targets)/;
    expect(Object.keys(withZone({ spec })).filter((id) => !others.test(id))).toEqual([]);
  });
});

describe('overrides', () => {
  const name = 'theirs';
  const common: LoadBalancerProps['overrides'] = {
    certificate: (props) => ({ ...props, subjectAlternativeNames: ['files.example.com'] }),
    record: (props) => ({ ...props, comment: name }),
    securityGroup: (props) => ({ ...props, securityGroupName: name }),
  };

  test('reach the parts of the network load balancer', () => {
    const all = withZone({
      spec: network,
      overrides: {
        ...common,
        network: (props) => ({ ...props, loadBalancerName: name }),
        networkTargets: (props, which) => ({ ...props, targetGroupName: `${name}-${which}` }),
        networkListener: (props, which) => (which === 'Http' ? { ...props, port: 81 } : props),
      },
    });
    expect(balancerOf(all).Properties.Name).toBe(name);
    expect(
      groupsOf(all)
        .map(({ Properties }) => Properties.Name)
        .sort(),
    ).toEqual(['theirs-RedirectTargets', 'theirs-Targets']);
    expect(Object.keys(listenersOf(all))).toEqual(['81', '443']);
    expect(ofType(all, 'AWS::Route53::RecordSet')[0]?.Properties.Comment).toBe(name);
    expect(ofType(all, 'AWS::CertificateManager::Certificate')[0]?.Properties.SubjectAlternativeNames).toEqual([
      'files.example.com',
    ]);
    expect(ofType(all, 'AWS::EC2::SecurityGroup').map(({ Properties }) => Properties.GroupName)).toContain(name);
  });

  test('reach the parts of the application load balancer', () => {
    const all = withZone({
      spec: application,
      overrides: {
        application: (props) => ({ ...props, loadBalancerName: name }),
        applicationTargets: (props) => ({ ...props, targetGroupName: name }),
        applicationListener: (props, which) => (which === 'Http' ? { ...props, port: 81 } : props),
      },
    });
    expect(balancerOf(all).Properties.Name).toBe(name);
    expect(groupsOf(all)[0]?.Properties.Name).toBe(name);
    expect(Object.keys(listenersOf(all))).toEqual(['81', '443']);
  });
});
