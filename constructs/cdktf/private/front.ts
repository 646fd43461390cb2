import type { Lb, LbConfig } from '@cdktf/provider-aws/lib/lb';
import type { LbListener } from '@cdktf/provider-aws/lib/lb-listener';
import type { LbTargetGroup, LbTargetGroupConfig } from '@cdktf/provider-aws/lib/lb-target-group';
import type { LoadBalancerSpec } from '../../spec';
import type { LoadBalancerConfig } from '../load-balancer';

export interface FrontConfig extends Pick<
  LoadBalancerConfig,
  'spec' | 'vpcId' | 'subnetIds' | 'targets' | 'overrides'
> {
  readonly securityGroupId: string;
  /** With it people use https, without it http. */
  readonly certificateArn?: string;
}

/** A load balancer with what answers people; what redirects them is not shown. */
export interface Front {
  readonly loadBalancer: Lb;
  readonly targetGroup: LbTargetGroup;
  readonly listener: LbListener;
}

/** What both kinds have in common. AWS refuses two subnets of one zone. */
export const placement = ({ spec, subnetIds, securityGroupId }: FrontConfig): LbConfig => ({
  loadBalancerType: spec.type,
  internal: spec.scheme === 'internal',
  subnets: [...subnetIds],
  securityGroups: [securityGroupId],
});

/** What every target group of a balancer has. */
export const targetsOf = ({ deregistrationSeconds, healthCheck }: LoadBalancerSpec) =>
  ({
    deregistrationDelay: String(deregistrationSeconds),
    healthCheck: {
      protocol: 'HTTP',
      interval: healthCheck.intervalSeconds,
      timeout: healthCheck.timeoutSeconds,
      healthyThreshold: healthCheck.successes,
      unhealthyThreshold: healthCheck.failures,
    },
  }) satisfies Partial<LbTargetGroupConfig>;

/** A target group that is replaced goes last: its listener uses it until the new one is there. */
export const replaceable = { lifecycle: { createBeforeDestroy: true } } as const satisfies Partial<LbTargetGroupConfig>;
