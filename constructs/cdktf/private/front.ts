import type { LbConfig } from '@cdktf/provider-aws/lib/lb';
import type { LbTargetGroupConfig, LbTargetGroupHealthCheck } from '@cdktf/provider-aws/lib/lb-target-group';
import type { Lb } from '@cdktf/provider-aws/lib/lb';
import type { LbListener } from '@cdktf/provider-aws/lib/lb-listener';
import type { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group';
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

/**
 * Our choice: a target that has failed for 30 s gets nothing new, one that answers twice takes part. The vendor's operator
 * for Kubernetes asks every 10 s and gives up after three failures too.
 */
export const healthCheck = {
  protocol: 'HTTP',
  interval: 10,
  timeout: 5,
  healthyThreshold: 2,
  unhealthyThreshold: 3,
} as const satisfies LbTargetGroupHealthCheck;

/** Where the group of a replaced target group is still in use by a listener, its name must be another. */
export const replaceable = { lifecycle: { createBeforeDestroy: true } } as const satisfies Partial<LbTargetGroupConfig>;
