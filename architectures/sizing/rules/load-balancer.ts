import { byDefault, derived, from, type Explained, type LoadBalancerSpec } from '../../../constructs/spec';
import type { Facts } from '../facts';

export const loadBalancer = ({ request: { proxy, exposure, listener } }: Facts): Explained<LoadBalancerSpec> => ({
  type:
    proxy === 'nginx'
      ? derived('network', from`the request's proxy is ${proxy}: TLS ends here and NGINX does the rest`)
      : derived('application', from`the request's proxy is ${proxy}: it balances requests over the app nodes itself`),
  scheme: derived(exposure === 'public' ? 'internet-facing' : 'internal', from`the request's exposure is ${exposure}`),
  listener: derived(listener, from`the request's listener is ${listener}`),
  tlsPolicy: byDefault(
    'ELBSecurityPolicy-TLS13-1-2-2021-06',
    'our choice: TLS 1.3 and 1.2 with forward secrecy only, what AWS recommends for new listeners',
  ),
  crossZone: byDefault(
    true,
    'our choice: on, since 2 nodes behind it in 3 zones leave one zone without a target of its own',
  ),
  idleTimeoutSeconds:
    proxy === 'nginx'
      ? byDefault(350, 'our choice: what a TLS listener of a network load balancer has; it cannot be changed')
      : byDefault(
          120,
          'our choice: the server is said to ping about every 60 s and to wait 100 s for the answer (not verified), so the 60 s that AWS sets would cut quiet connections',
        ),
});
