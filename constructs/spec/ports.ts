import type { Port } from './rows';

const tcp = (port: number): Port => ({ protocol: 'tcp', port });

/** Ports of the programs, from the vendor's port tables (deployment-guide/reference-architecture/application-architecture.rst). */
export const ports = {
  https: tcp(443),
  http: tcp(80),
  /** NGINX answers here with a redirect to https: a network load balancer has no redirect of its own. */
  redirect: tcp(8080),
  mattermost: tcp(8065),
  /** An app node says here whether it takes new requests, in HAProxy's words. */
  agentCheck: tcp(8068),
  gossip: [
    { protocol: 'tcp', port: 8074 },
    { protocol: 'udp', port: 8074 },
  ],
  postgres: tcp(5432),
  redis: tcp(6379),
  metrics: tcp(8067),
  /** The node exporter of Prometheus; its own default. */
  nodeExporter: tcp(9100),
  /** HAProxy's own metrics, for the node itself. */
  proxyMetrics: tcp(8404),
  /** HAProxy for the NGINX of its own node, where no socket will do. Our choice: the two after 8404. */
  proxyLink: [tcp(8405), tcp(8406)],
} as const satisfies Readonly<Record<string, Port | readonly Port[]>>;
