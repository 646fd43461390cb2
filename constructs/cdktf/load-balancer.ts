import { AcmCertificate, type AcmCertificateConfig } from '@cdktf/provider-aws/lib/acm-certificate';
import { AcmCertificateValidation } from '@cdktf/provider-aws/lib/acm-certificate-validation';
import { DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone';
import type { Lb, LbConfig } from '@cdktf/provider-aws/lib/lb';
import type { LbListener, LbListenerConfig } from '@cdktf/provider-aws/lib/lb-listener';
import type { LbTargetGroup, LbTargetGroupConfig } from '@cdktf/provider-aws/lib/lb-target-group';
import { Route53Record, type Route53RecordConfig } from '@cdktf/provider-aws/lib/route53-record';
import { SecurityGroup, type SecurityGroupConfig } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { Construct, type IConstruct } from 'constructs';
import type { LoadBalancerSpec } from '../spec';
import type { Connections, Offers } from './offers';
import { addressesIn } from './private/addresses';
import { applicationFront } from './private/application-front';
import { networkFront } from './private/network-front';

export interface LoadBalancerConfig {
  readonly spec: LoadBalancerSpec;
  readonly vpcId: string;
  /** One in each zone: public ones, or private ones where `spec.scheme` is internal. */
  readonly subnetIds: readonly string[];
  /** The proxies behind a network load balancer, the app nodes behind an application load balancer. */
  readonly targets: { registerWith(targetGroupArn: string): void };
  /** Host name of the site, `chat.example.com`. @default - people use the name of the load balancer */
  readonly domainName?: string;
  /** ARN, for `domainName`, of the region of the stack. @default - one is made, and proved in the hosted zone */
  readonly certificateArn?: string;
  /** Id of a zone that gets the record of `domainName`, and the one that proves the certificate. @default - no record */
  readonly hostedZone?: { readonly id: string };
  readonly overrides?: {
    loadBalancer?: (config: LbConfig) => LbConfig;
    targetGroup?: (config: LbTargetGroupConfig, name: 'Targets' | 'RedirectTargets') => LbTargetGroupConfig;
    listener?: (config: LbListenerConfig, name: 'Https' | 'Http') => LbListenerConfig;
    certificate?: (config: AcmCertificateConfig) => AcmCertificateConfig;
    record?: (config: Route53RecordConfig) => Route53RecordConfig;
    securityGroup?: (config: SecurityGroupConfig) => SecurityGroupConfig;
  };
}

/**
 * What people reach: a network load balancer in front of proxies, or an application load balancer in front of app nodes.
 * Both end TLS and send http to https.
 *
 * Units: `spec.idleTimeoutSeconds` seconds.
 * Defaults: a name that AWS makes up; no connection from anywhere, nor from here to the targets, until it is wired.
 * On destroy: everything goes.
 * Errors: https without a certificate or what it takes to make one, http with a certificate, an idle timeout that a TLS
 * listener of a network load balancer does not have; at plan a hosted zone that does not hold the host name.
 * Sources: in the plan, `mattermost-arch explain SIZE loadBalancer`.
 */
export class LoadBalancer extends Construct implements Offers<'loadBalancer'> {
  readonly loadBalancer: Lb;
  /** Gets the requests of people; where a redirect needs targets, it has a group of its own. */
  readonly targetGroup: LbTargetGroup;
  /** Takes the requests of people. */
  readonly listener: LbListener;
  readonly securityGroup: SecurityGroup;
  readonly connections: Connections;
  readonly late: Offers<'loadBalancer'>['late'];
  readonly names: Offers<'loadBalancer'>['names'];

  constructor(scope: Construct, id: string, config: LoadBalancerConfig) {
    super(scope, id);
    this.refuse(config);
    const { spec, vpcId, domainName, overrides } = config;
    const zoneId = config.hostedZone && domainName && this.zoneOf(domainName, config.hostedZone.id);

    const securityGroup: SecurityGroupConfig = { vpcId, description: 'Mattermost load balancer' };
    this.securityGroup = new SecurityGroup(
      this,
      'SecurityGroup',
      overrides?.securityGroup?.(securityGroup) ?? securityGroup,
    );
    new VpcSecurityGroupEgressRule(this, 'Egress', {
      securityGroupId: this.securityGroup.id,
      ipProtocol: '-1',
      cidrIpv4: '0.0.0.0/0',
    });
    const certificateArn = spec.listener === 'https' ? this.certificateOf(config, zoneId) : undefined;
    const front = { network: networkFront, application: applicationFront }[spec.type](this, {
      ...config,
      securityGroupId: this.securityGroup.id,
      certificateArn,
    });
    this.loadBalancer = front.loadBalancer;
    this.targetGroup = front.targetGroup;
    this.listener = front.listener;

    if (zoneId) {
      const record: Route53RecordConfig = {
        zoneId,
        name: domainName,
        type: 'A',
        alias: {
          name: this.loadBalancer.dnsName,
          zoneId: this.loadBalancer.zoneId,
          evaluateTargetHealth: false,
        },
      };
      new Route53Record(this, 'Record', overrides?.record?.(record) ?? record);
    }
    this.connections = { securityGroupId: this.securityGroup.id };
    this.late = { address: this.loadBalancer.dnsName };
    this.names = {
      balancer: this.loadBalancer.arnSuffix,
      targets: this.targetGroup.arnSuffix,
      certificate: certificateArn ? [certificateArn] : [],
    };
  }

  /** Where it faces the internet AWS asks for a way there first. */
  startAfter(...others: readonly IConstruct[]): void {
    this.loadBalancer.dependsOn = [...(this.loadBalancer.dependsOn ?? []), ...addressesIn(...others)];
  }

  /**
   * The id of a zone that holds the host name. In another one the provider would make a record that nobody asks for, and
   * wait for a proof that never comes.
   */
  private zoneOf(domainName: string, zoneId: string): string {
    return new DataAwsRoute53Zone(this, 'Zone', {
      zoneId,
      lifecycle: {
        postcondition: [
          {
            condition: `\${endswith(lower(".${domainName}"), ".\${trimsuffix(self.name, ".")}")}`,
            errorMessage: `The hosted zone does not hold ${domainName}; give the zone of the name, or another name.`,
          },
        ],
      },
    }).zoneId;
  }

  /** ARN of a certificate that is in force. */
  private certificateOf({ certificateArn, domainName, overrides }: LoadBalancerConfig, zoneId?: string): string {
    if (certificateArn) return certificateArn;
    const made: AcmCertificateConfig = {
      domainName: domainName!,
      validationMethod: 'DNS',
      lifecycle: { createBeforeDestroy: true },
    };
    const certificate = new AcmCertificate(this, 'Certificate', overrides?.certificate?.(made) ?? made);
    const proof = certificate.domainValidationOptions.get(0);
    const record = new Route53Record(this, 'CertificateRecord', {
      zoneId: zoneId!,
      name: proof.resourceRecordName,
      type: proof.resourceRecordType,
      records: [proof.resourceRecordValue],
      ttl: 300,
      // One of the same name in another region proves the same host name.
      allowOverwrite: true,
    });
    return new AcmCertificateValidation(this, 'CertificateProof', {
      certificateArn: certificate.arn,
      validationRecordFqdns: [record.fqdn],
    }).certificateArn;
  }

  private refuse({ spec, certificateArn, domainName, hostedZone }: LoadBalancerConfig): void {
    const { path } = this.node;
    const https = spec.listener === 'https';
    const given = (domainName && `'domainName' ${domainName}`) ?? (hostedZone && "'hostedZone'") ?? 'nothing';
    const refusals: readonly (readonly [wrong: boolean, message: string])[] = [
      [
        https && !certificateArn && !(domainName && hostedZone),
        `${path} has no certificate; given ${given}; allowed: 'certificateArn', or 'domainName' with 'hostedZone' to make one; give them, or set listener to http for a trial`,
      ],
      [
        !https && certificateArn !== undefined,
        `'certificateArn' of ${path} would not be used; given with listener http; allowed: with https; leave it out, or set listener to https`,
      ],
      [
        https && spec.type === 'network' && spec.idleTimeoutSeconds !== 350,
        `'idleTimeoutSeconds' of ${path} would not be used; given ${spec.idleTimeoutSeconds}; allowed: 350, as every TLS listener of a network load balancer has; set it to 350`,
      ],
    ];
    for (const [wrong, message] of refusals) if (wrong) throw new Error(message);
  }
}
