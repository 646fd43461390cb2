import { Duration } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { proxyHealth } from '../../boot/haproxy';
import { ports, type Port } from '../../spec';
import { placement, targetsOf, type Front, type FrontProps } from './front';

/** In front of proxies: ends TLS, keeps the client's address, knows nothing of HTTP. */
export function networkFront(scope: Construct, props: FrontProps): Front {
  const { spec, vpc, targets, securityGroup, certificate, overrides } = props;
  const common = targetsOf(spec);
  const balancer: elbv2.NetworkLoadBalancerProps = {
    ...placement(props),
    // It has one from the beginning or never; CDK gives it one only with a feature flag.
    securityGroups: [securityGroup],
    crossZoneEnabled: spec.crossZone,
  };
  const loadBalancer = new elbv2.NetworkLoadBalancer(scope, 'Balancer', overrides?.network?.(balancer) ?? balancer);

  const group = (name: 'Targets' | 'RedirectTargets', { port }: Port) => {
    const targetGroup: elbv2.NetworkTargetGroupProps = {
      vpc,
      targetType: elbv2.TargetType.INSTANCE,
      targets: [targets],
      protocol: elbv2.Protocol.TCP,
      port,
      preserveClientIp: true,
      ...common,
      healthCheck: {
        ...common.healthCheck,
        protocol: elbv2.Protocol.HTTP,
        port: String(ports.http.port),
        path: proxyHealth,
        // 503: the proxy works, and no app node does. To cut its connections and to replace it would cure nothing.
        healthyHttpCodes: '200,503',
      },
    };
    return new elbv2.NetworkTargetGroup(scope, name, overrides?.networkTargets?.(targetGroup, name) ?? targetGroup);
  };
  const listen = (name: 'Https' | 'Http', its: Omit<elbv2.NetworkListenerProps, 'loadBalancer'>) => {
    const listener: elbv2.NetworkListenerProps = { loadBalancer, ...its };
    return new elbv2.NetworkListener(scope, name, overrides?.networkListener?.(listener, name) ?? listener);
  };

  const targetGroup = group('Targets', ports.http);
  if (!certificate) {
    const listener = listen('Http', {
      port: ports.http.port,
      protocol: elbv2.Protocol.TCP,
      tcpIdleTimeout: Duration.seconds(spec.idleTimeoutSeconds),
      defaultTargetGroups: [targetGroup],
    });
    return { loadBalancer, targetGroup, listener };
  }
  listen('Http', {
    port: ports.http.port,
    protocol: elbv2.Protocol.TCP,
    defaultTargetGroups: [group('RedirectTargets', ports.redirect)],
  });
  const listener = listen('Https', {
    port: ports.https.port,
    protocol: elbv2.Protocol.TLS,
    certificates: [certificate],
    sslPolicy: spec.tlsPolicy as elbv2.SslPolicy,
    defaultTargetGroups: [targetGroup],
  });
  return { loadBalancer, targetGroup, listener };
}
