import { Lb, type LbConfig } from '@cdktf/provider-aws/lib/lb';
import { LbListener, type LbListenerConfig } from '@cdktf/provider-aws/lib/lb-listener';
import { LbTargetGroup, type LbTargetGroupConfig } from '@cdktf/provider-aws/lib/lb-target-group';
import type { Construct } from 'constructs';
import { proxyHealth } from '../../boot/haproxy';
import { ports, type Port } from '../../spec';
import { placement, replaceable, targetsOf, type Front, type FrontConfig } from './front';

/** In front of proxies: ends TLS, keeps the client's address, knows nothing of HTTP. */
export function networkFront(scope: Construct, config: FrontConfig): Front {
  const { spec, vpcId, targets, certificateArn, overrides } = config;
  const common = targetsOf(spec);
  const balancer: LbConfig = {
    ...placement(config),
    namePrefix: 'mm-',
    enableCrossZoneLoadBalancing: spec.crossZone,
  };
  const loadBalancer = new Lb(scope, 'Balancer', overrides?.loadBalancer?.(balancer) ?? balancer);

  const group = (name: 'Targets' | 'RedirectTargets', { port }: Port): LbTargetGroup => {
    const targetGroup: LbTargetGroupConfig = {
      ...replaceable,
      namePrefix: 'mm-',
      vpcId,
      targetType: 'instance',
      protocol: 'TCP',
      port,
      preserveClientIp: 'true',
      ...common,
      healthCheck: {
        ...common.healthCheck,
        port: String(ports.http.port),
        path: proxyHealth,
        // 503: the proxy works, and no app node does. To cut its connections and to replace it would cure nothing.
        matcher: '200,503',
      },
    };
    const made = new LbTargetGroup(scope, name, overrides?.targetGroup?.(targetGroup, name) ?? targetGroup);
    targets.registerWith(made.arn);
    return made;
  };
  const listen = (name: 'Https' | 'Http', its: Omit<LbListenerConfig, 'loadBalancerArn'>): LbListener => {
    const listener: LbListenerConfig = { loadBalancerArn: loadBalancer.arn, ...its };
    return new LbListener(scope, name, overrides?.listener?.(listener, name) ?? listener);
  };
  const forwardTo = ({ arn: targetGroupArn }: LbTargetGroup) => [{ type: 'forward', targetGroupArn }];

  const targetGroup = group('Targets', ports.http);
  if (!certificateArn) {
    const listener = listen('Http', {
      port: ports.http.port,
      protocol: 'TCP',
      tcpIdleTimeoutSeconds: spec.idleTimeoutSeconds,
      defaultAction: forwardTo(targetGroup),
    });
    return { loadBalancer, targetGroup, listener };
  }
  listen('Http', {
    port: ports.http.port,
    protocol: 'TCP',
    defaultAction: forwardTo(group('RedirectTargets', ports.redirect)),
  });
  const listener = listen('Https', {
    port: ports.https.port,
    protocol: 'TLS',
    certificateArn,
    sslPolicy: spec.tlsPolicy,
    defaultAction: forwardTo(targetGroup),
  });
  return { loadBalancer, targetGroup, listener };
}
