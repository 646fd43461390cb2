import { Lb, type LbConfig } from '@cdktf/provider-aws/lib/lb';
import { LbListener, type LbListenerConfig } from '@cdktf/provider-aws/lib/lb-listener';
import { LbTargetGroup, type LbTargetGroupConfig } from '@cdktf/provider-aws/lib/lb-target-group';
import type { Construct } from 'constructs';
import { ports } from '../../spec';
import { placement, replaceable, targetsOf, type Front, type FrontConfig } from './front';

/** In front of the app nodes themselves: ends TLS, redirects, gives each request to a node. */
export function applicationFront(scope: Construct, config: FrontConfig): Front {
  const { spec, vpcId, targets, certificateArn, overrides } = config;
  const common = targetsOf(spec);
  const balancer: LbConfig = {
    ...placement(config),
    namePrefix: 'mm-',
    idleTimeout: spec.idleTimeoutSeconds,
    dropInvalidHeaderFields: true,
    enableHttp2: true,
  };
  const loadBalancer = new Lb(scope, 'Balancer', overrides?.loadBalancer?.(balancer) ?? balancer);

  const group: LbTargetGroupConfig = {
    ...replaceable,
    namePrefix: 'mm-',
    vpcId,
    targetType: 'instance',
    protocol: 'HTTP',
    port: ports.mattermost.port,
    // Of an application load balancer only the group can be told not to cross zones.
    loadBalancingCrossZoneEnabled: String(spec.crossZone),
    ...common,
    healthCheck: { ...common.healthCheck, path: '/api/v4/system/ping', matcher: '200' },
  };
  const targetGroup = new LbTargetGroup(scope, 'Targets', overrides?.targetGroup?.(group, 'Targets') ?? group);
  targets.registerWith(targetGroup.arn);
  const listen = (name: 'Https' | 'Http', its: Omit<LbListenerConfig, 'loadBalancerArn'>): LbListener => {
    const listener: LbListenerConfig = { loadBalancerArn: loadBalancer.arn, ...its };
    return new LbListener(scope, name, overrides?.listener?.(listener, name) ?? listener);
  };
  const forward = [{ type: 'forward', targetGroupArn: targetGroup.arn }];

  if (!certificateArn) {
    const listener = listen('Http', { port: ports.http.port, protocol: 'HTTP', defaultAction: forward });
    return { loadBalancer, targetGroup, listener };
  }
  listen('Http', {
    port: ports.http.port,
    protocol: 'HTTP',
    defaultAction: [
      { type: 'redirect', redirect: { protocol: 'HTTPS', port: String(ports.https.port), statusCode: 'HTTP_301' } },
    ],
  });
  const listener = listen('Https', {
    port: ports.https.port,
    protocol: 'HTTPS',
    certificateArn,
    sslPolicy: spec.tlsPolicy,
    defaultAction: forward,
  });
  return { loadBalancer, targetGroup, listener };
}
