import type * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { LoadBalancerSpec } from '../spec';
import type { Offers } from './offers';
import { applicationFront } from './private/application-front';
import type { Front } from './private/front';
import { networkFront } from './private/network-front';

export interface LoadBalancerProps {
  readonly spec: LoadBalancerSpec;
  readonly vpc: ec2.IVpc;
  /** @default - one in each zone: of the public ones, or of the private ones where `spec.scheme` is internal */
  readonly vpcSubnets?: ec2.SubnetSelection;
  /** The proxies behind a network load balancer, the app nodes behind an application load balancer. */
  readonly targets: autoscaling.AutoScalingGroup;
  /** Host name of the site, `chat.example.com`. @default - people use the name of the load balancer */
  readonly domainName?: string;
  /** For `domainName`, of the region of the stack. @default - one is made, and proved in the hosted zone */
  readonly certificate?: acm.ICertificate;
  /** Gets the record of `domainName`, and the one that proves the certificate. @default - no record is made */
  readonly hostedZone?: route53.IHostedZone;
  readonly overrides?: {
    network?: (props: elbv2.NetworkLoadBalancerProps) => elbv2.NetworkLoadBalancerProps;
    networkTargets?: (
      props: elbv2.NetworkTargetGroupProps,
      name: 'Targets' | 'RedirectTargets',
    ) => elbv2.NetworkTargetGroupProps;
    networkListener?: (props: elbv2.NetworkListenerProps, name: 'Https' | 'Http') => elbv2.NetworkListenerProps;
    application?: (props: elbv2.ApplicationLoadBalancerProps) => elbv2.ApplicationLoadBalancerProps;
    applicationTargets?: (props: elbv2.ApplicationTargetGroupProps) => elbv2.ApplicationTargetGroupProps;
    applicationListener?: (
      props: elbv2.ApplicationListenerProps,
      name: 'Https' | 'Http',
    ) => elbv2.ApplicationListenerProps;
    certificate?: (props: acm.CertificateProps) => acm.CertificateProps;
    record?: (props: route53.ARecordProps) => route53.ARecordProps;
    securityGroup?: (props: ec2.SecurityGroupProps) => ec2.SecurityGroupProps;
  };
}

/**
 * What people reach: a network load balancer in front of proxies, or an application load balancer in front of app nodes.
 * Both end TLS and send http to https.
 *
 * Units: `spec.idleTimeoutSeconds` seconds.
 * Defaults: a name that AWS makes up; no connection from anywhere, nor from here to the targets, until it is wired.
 * On delete: everything goes but the record that proved the certificate, which Certificate Manager leaves in the zone.
 * Errors: https without a certificate or what it takes to make one, http with a certificate, an idle timeout that a TLS
 * listener of a network load balancer does not have; those of CDK, for a VPC without the subnets.
 * Sources: in the plan, `mattermost-arch explain SIZE loadBalancer`.
 */
export class LoadBalancer extends Construct implements ec2.IConnectable, Offers<'loadBalancer'> {
  readonly loadBalancer: elbv2.NetworkLoadBalancer | elbv2.ApplicationLoadBalancer;
  /** Gets the requests of people; where a redirect needs targets, it has a group of its own. */
  readonly targetGroup: elbv2.NetworkTargetGroup | elbv2.ApplicationTargetGroup;
  /** Takes the requests of people. */
  readonly listener: elbv2.NetworkListener | elbv2.ApplicationListener;
  readonly certificate?: acm.ICertificate;
  readonly securityGroup: ec2.SecurityGroup;
  readonly connections: ec2.Connections;
  readonly late: Offers<'loadBalancer'>['late'];
  readonly names: Offers<'loadBalancer'>['names'];

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    this.refuse(props);
    const { spec, vpc, domainName, hostedZone, overrides } = props;

    const securityGroup: ec2.SecurityGroupProps = {
      vpc,
      description: 'Mattermost load balancer',
      allowAllOutbound: true,
    };
    this.securityGroup = new ec2.SecurityGroup(
      this,
      'SecurityGroup',
      overrides?.securityGroup?.(securityGroup) ?? securityGroup,
    );
    this.certificate = spec.listener === 'https' ? this.certificateOf(props) : undefined;

    const front: Front = { network: networkFront, application: applicationFront }[spec.type](this, {
      ...props,
      securityGroup: this.securityGroup,
      certificate: this.certificate,
    });
    this.loadBalancer = front.loadBalancer;
    this.targetGroup = front.targetGroup;
    this.listener = front.listener;

    if (hostedZone && domainName) {
      const record: route53.ARecordProps = {
        zone: hostedZone,
        // The dot says that it is complete: a zone that is known by its id alone could not be asked for its name.
        recordName: `${domainName}.`,
        target: route53.RecordTarget.fromAlias(new LoadBalancerTarget(this.loadBalancer)),
      };
      new route53.ARecord(this, 'Record', overrides?.record?.(record) ?? record);
    }

    this.connections = this.loadBalancer.connections;
    this.late = { address: this.loadBalancer.loadBalancerDnsName };
    this.names = {
      balancer: this.loadBalancer.loadBalancerFullName,
      targets: this.targetGroup.targetGroupFullName,
      certificate: this.certificate ? [this.certificate.certificateArn] : [],
    };
  }

  private certificateOf({ certificate, domainName, hostedZone, overrides }: LoadBalancerProps): acm.ICertificate {
    if (certificate) return certificate;
    const made: acm.CertificateProps = {
      domainName: domainName!,
      validation: acm.CertificateValidation.fromDns(hostedZone),
    };
    return new acm.Certificate(this, 'Certificate', overrides?.certificate?.(made) ?? made);
  }

  private refuse({ spec, certificate, domainName, hostedZone }: LoadBalancerProps): void {
    const { path } = this.node;
    const https = spec.listener === 'https';
    const given = (domainName && `'domainName' ${domainName}`) ?? (hostedZone && "'hostedZone'") ?? 'nothing';
    const refusals: readonly (readonly [wrong: boolean, message: string])[] = [
      [
        https && !certificate && !(domainName && hostedZone),
        `${path} has no certificate; given ${given}; allowed: 'certificate', or 'domainName' with 'hostedZone' to make one; give them, or set listener to http for a trial`,
      ],
      [
        !https && certificate !== undefined,
        `'certificate' of ${path} would not be used; given with listener http; allowed: with https; leave it out, or set listener to https`,
      ],
      [
        https && spec.type === 'network' && spec.idleTimeoutSeconds !== 350,
        `'idleTimeoutSeconds' of ${path} would not be used; given ${spec.idleTimeoutSeconds}; allowed: 350, as every TLS listener of a network load balancer has; set it to 350`,
      ],
    ];
    for (const [wrong, message] of refusals) if (wrong) throw new Error(message);
  }
}
