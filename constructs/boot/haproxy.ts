import { ports } from '../spec';
import type { BootFile, ProxyNode } from './node';

/**
 * Where HAProxy listens for the NGINX of the same node. Two, so that NGINX sees two servers: it repeats a GET that one of
 * them answers with 502, and never repeats at the server that it has just tried.
 */
export const proxySockets = ['/run/haproxy/a.sock', '/run/haproxy/b.sock'] as const;

/** Where the poller reads HAProxy's state and gives its commands. */
export const adminSocket = '/run/haproxy/admin.sock';

/** 200 where HAProxy has an app node to send requests to, 503 where it has none, anything else where the proxy is broken. */
export const proxyHealth = '/proxy/health';

/** Changes of servers; rsyslog writes it by a rule that comes with the package. */
export const haproxyLog = '/var/log/haproxy.log';

/** The servers of HAProxy's backend by name: empty ones wait for a member. */
export const backend = 'mattermost';

/** Our choice: the WebSockets of the largest published row, 200,000 concurrent users, all at one proxy. */
const connections = 200_000;
/** HAProxy refuses to start with less than two files a connection; the rest is for checks, agents and listeners. */
const openFiles = 2 * connections + 2 ** 14;

/**
 * `/etc/haproxy/haproxy.cfg`: balances the requests of one NGINX over the app nodes and checks them each second.
 *
 * All members are empty slots at first; `mattermost-watch` fills them through the runtime API, so nothing is ever reloaded.
 */
export const haproxyCfg = ({ slots }: ProxyNode): string => `global
  user haproxy
  group haproxy
  chroot /var/lib/haproxy
  # Changes of servers, no requests.
  log /dev/log local0 notice
  stats socket ${adminSocket} mode 600 level admin
  maxconn ${connections}

defaults
  mode http
  log global
  timeout connect 2s
  timeout client 90s
  timeout server 90s
  timeout tunnel 120s
  timeout check 1s
  timeout http-request 30s
  # Longer than NGINX keeps its connections to HAProxy, so that NGINX is the one who closes.
  timeout http-keep-alive 75s
  retries 2
  option redispatch 1
  # Nothing that has reached a server is sent again: a post would be written twice.
  retry-on conn-failure

frontend nginx
${proxySockets.map((path) => `  bind unix@${path} mode 660 user haproxy group www-data`).join('\n')}
  monitor-uri ${proxyHealth}
  monitor fail if { nbsrv(${backend}) lt 1 }
  default_backend ${backend}

backend ${backend}
  balance roundrobin
  http-reuse safe
  option httpchk GET /api/v4/system/ping
  http-check expect status 200
  # For the log of NGINX, which removes it.
  http-response set-header X-Upstream %si:%sp
  default-server inter 1s fastinter 500ms downinter 1s fall 2 rise 2 on-marked-down shutdown-sessions
  # A node that drains says so itself; one whose agent does not answer is judged by the check alone.
  default-server agent-check agent-port ${ports.agentCheck.port} agent-inter 1s
${Array.from({ length: slots }, (_, slot) => `  server s${slot + 1} 127.0.0.1:${ports.mattermost.port} check disabled`).join('\n')}

frontend metrics
  bind 127.0.0.1:${ports.proxyMetrics.port}
  http-request use-service prometheus-exporter if { path /metrics }
`;

/** Configuration of HAProxy and what its unit must allow for it. */
export const haproxyFiles = (node: ProxyNode): BootFile[] => [
  { path: '/etc/haproxy/haproxy.cfg', mode: '0644', text: haproxyCfg(node) },
  {
    path: '/etc/systemd/system/haproxy.service.d/mattermost.conf',
    mode: '0644',
    text: `[Service]\nLimitNOFILE=${openFiles}\n`,
  },
];
