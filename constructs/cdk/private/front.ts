import { Duration } from 'aws-cdk-lib';
import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { LoadBalancerSpec } from '../../spec';
import type { LoadBalancerProps } from '../load-balancer';

export interface FrontProps extends Pick<LoadBalancerProps, 'spec' | 'vpc' | 'vpcSubnets' | 'targets' | 'overrides'> {
  readonly securityGroup: ec2.ISecurityGroup;
  /** With it people use https, without it http. */
  readonly certificate?: acm.ICertificate;
}

/** A load balancer with what answers people; what redirects them is not shown. */
export interface Front {
  readonly loadBalancer: elbv2.NetworkLoadBalancer | elbv2.ApplicationLoadBalancer;
  readonly targetGroup: elbv2.NetworkTargetGroup | elbv2.ApplicationTargetGroup;
  readonly listener: elbv2.NetworkListener | elbv2.ApplicationListener;
}

/** AWS refuses two subnets of one zone. */
export const placement = ({ spec, vpc, vpcSubnets }: FrontProps) => {
  const internetFacing = spec.scheme === 'internet-facing';
  const subnetType = internetFacing ? ec2.SubnetType.PUBLIC : ec2.SubnetType.PRIVATE_WITH_EGRESS;
  return { vpc, internetFacing, vpcSubnets: vpcSubnets ?? { subnetType, onePerAz: true } };
};

/** What every target group of a balancer has. */
export const targetsOf = ({ deregistrationSeconds, healthCheck }: LoadBalancerSpec) => ({
  deregistrationDelay: Duration.seconds(deregistrationSeconds),
  healthCheck: {
    interval: Duration.seconds(healthCheck.intervalSeconds),
    timeout: Duration.seconds(healthCheck.timeoutSeconds),
    healthyThresholdCount: healthCheck.successes,
    unhealthyThresholdCount: healthCheck.failures,
  },
});
