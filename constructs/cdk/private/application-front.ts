import { Duration } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { ports } from '../../spec';
import { placement, targetsOf, type Front, type FrontProps } from './front';

/** In front of the app nodes themselves: ends TLS, redirects, gives each request to a node. */
export function applicationFront(scope: Construct, props: FrontProps): Front {
  const { spec, vpc, targets, securityGroup, certificate, overrides } = props;
  const common = targetsOf(spec);
  const balancer: elbv2.ApplicationLoadBalancerProps = {
    ...placement(props),
    securityGroup,
    idleTimeout: Duration.seconds(spec.idleTimeoutSeconds),
    dropInvalidHeaderFields: true,
    http2Enabled: true,
  };
  const loadBalancer = new elbv2.ApplicationLoadBalancer(
    scope,
    'Balancer',
    overrides?.application?.(balancer) ?? balancer,
  );

  const group: elbv2.ApplicationTargetGroupProps = {
    vpc,
    targetType: elbv2.TargetType.INSTANCE,
    targets: [targets],
    protocol: elbv2.ApplicationProtocol.HTTP,
    port: ports.mattermost.port,
    // Of an application load balancer only the group can be told not to cross zones.
    crossZoneEnabled: spec.crossZone,
    ...common,
    healthCheck: { ...common.healthCheck, path: '/api/v4/system/ping', healthyHttpCodes: '200' },
  };
  const targetGroup = new ClosedTargetGroup(scope, 'Targets', overrides?.applicationTargets?.(group) ?? group);
  const listen = (name: 'Https' | 'Http', its: Omit<elbv2.ApplicationListenerProps, 'loadBalancer' | 'open'>) => {
    const listener: elbv2.ApplicationListenerProps = { loadBalancer, open: false, ...its };
    return new elbv2.ApplicationListener(scope, name, overrides?.applicationListener?.(listener, name) ?? listener);
  };

  if (!certificate) {
    const listener = listen('Http', {
      port: ports.http.port,
      protocol: elbv2.ApplicationProtocol.HTTP,
      defaultTargetGroups: [targetGroup],
    });
    return { loadBalancer, targetGroup, listener };
  }
  listen('Http', {
    port: ports.http.port,
    protocol: elbv2.ApplicationProtocol.HTTP,
    defaultAction: elbv2.ListenerAction.redirect({
      protocol: elbv2.ApplicationProtocol.HTTPS,
      port: String(ports.https.port),
      permanent: true,
    }),
  });
  const listener = listen('Https', {
    port: ports.https.port,
    protocol: elbv2.ApplicationProtocol.HTTPS,
    certificates: [certificate],
    sslPolicy: spec.tlsPolicy as elbv2.SslPolicy,
    defaultTargetGroups: [targetGroup],
  });
  return { loadBalancer, targetGroup, listener };
}

/** Opens no port of its targets: CDK would, and AWS refuses a rule that the traffic matrix has made already. */
class ClosedTargetGroup extends elbv2.ApplicationTargetGroup {
  override registerConnectable(): void {
    // Left to the wiring.
  }
}
