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
  deregistrationSeconds:
    proxy === 'nginx'
      ? byDefault(
          300,
          'our choice: operators see a network load balancer open connections to a target for up to 300 s after it was deregistered; it cuts none then: the proxy, whose own time to drain begins, ends them',
        )
      : byDefault(
          300,
          'our choice: the 300 s that the server gives a request (ReadTimeout, WriteTimeout); what is left then is cut',
        ),
  healthCheck: {
    intervalSeconds: byDefault(
      10,
      "our choice: as the vendor's operator for Kubernetes asks; with 3 failures a lost target gets nothing new after 30 s",
    ),
    timeoutSeconds: byDefault(5, 'our choice: 5 s, half of the interval: an answer that comes later serves nobody'),
    successes: byDefault(2, 'our choice: 2 answers, 20 s: one alone may come from a node that is about to end'),
    failures: byDefault(3, "our choice: 3, as the vendor's operator for Kubernetes: one lost answer is no lost node"),
  },
});
