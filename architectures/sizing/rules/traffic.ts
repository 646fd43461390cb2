import {
  ports,
  type Cidr,
  type Components,
  type Connected,
  type Port,
  type Reason,
  type TrafficRule,
} from '../../../constructs/spec';
import { pages } from '../data/pages';
import type { NormalisedRequest } from '../request';

type From = Connected | { readonly cidr: Cidr };

const rule = (from: From, to: Connected, { protocol, port }: Port, why: Reason): TrafficRule => {
  const [who, source] =
    typeof from === 'string'
      ? [from, { from }]
      : [`clients-${from.cidr.replace(/[./]/g, '-')}`, { from: 'clients', cidr: from.cidr } as const];
  return { id: `${who}-${to}-${port}-${protocol}`, ...source, to, protocol, port, ...why };
};

const why = (because: string): Reason => ({
  provenance: 'published',
  because,
  source: pages.applicationArchitecture,
});
const chosen = (because: string): Reason => ({ provenance: 'default', because: `our choice: ${because}` });

/** Who may open a connection to whom: all rows, then only those whose two ends are in the plan. */
export function traffic({ allowFrom, listener }: NormalisedRequest, components: Components): TrafficRule[] {
  const https = listener === 'https';
  const front: Connected = components.proxy ? 'proxy' : 'loadBalancer';
  const gossip = { tcp: 'tells the other nodes what happened', udp: 'probes whether the other nodes live' };
  const rows = [
    ...allowFrom.flatMap((cidr) =>
      https
        ? [
            rule({ cidr }, 'loadBalancer', ports.https, chosen(`people from ${cidr} reach the site by https`)),
            rule(
              { cidr },
              'loadBalancer',
              ports.http,
              chosen(`people from ${cidr} who type http are redirected to https`),
            ),
          ]
        : [
            rule(
              { cidr },
              'loadBalancer',
              ports.http,
              chosen(`people from ${cidr} reach the site by http, since the request's listener is ${listener}`),
            ),
          ],
    ),
    rule(
      'loadBalancer',
      'proxy',
      ports.http,
      chosen(`the load balancer ${https ? 'ends TLS and hands plain requests' : 'hands requests'} to NGINX`),
    ),
    ...(https
      ? [
          rule(
            'loadBalancer',
            'proxy',
            ports.redirect,
            chosen('NGINX answers http with a redirect, since a network load balancer cannot'),
          ),
        ]
      : []),
    rule(
      front,
      'appFleet',
      ports.mattermost,
      why(`${front === 'proxy' ? 'NGINX' : 'the load balancer'} hands requests and WebSockets to the servers`),
    ),
    rule('proxy', 'appFleet', ports.agentCheck, chosen('HAProxy asks an app node whether it drains')),
    ...ports.gossip.map((port) =>
      rule(
        'appFleet',
        'appFleet',
        port,
        why(`gossip ${gossip[port.protocol]}; 8075 of the page on transport encryption is gone since 9.8`),
      ),
    ),
    rule('appFleet', 'database', ports.postgres, why('every app node reads and writes PostgreSQL')),
    rule('appFleet', 'search', ports.https, why('every app node indexes and searches posts')),
    rule('appFleet', 'cache', ports.redis, chosen('every app node reads and writes the shared cache')),
  ];
  const here = (end: string) => end === 'clients' || end in components;
  return rows.filter(({ from, to }) => here(from) && here(to));
}
