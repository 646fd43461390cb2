import { ports, type LoginsSpec } from '../spec';
import { restOf } from './haproxy-package';
import type { BootFile, Node, ProxyNode } from './node';
import { systemOf } from './system';

/**
 * Where HAProxy listens for the NGINX of the same node. Two, so that NGINX sees two servers: it repeats a GET that one of
 * them answers with 502, and never repeats at the server that it has just tried.
 */
export const proxySockets = ['/run/haproxy/a.sock', '/run/haproxy/b.sock'] as const;

/** The same place as HAProxy binds it and as NGINX names it. */
interface Link {
  readonly bind: string;
  readonly server: string;
}

/**
 * How HAProxy and the NGINX of a node meet: by sockets, or where SELinux keeps NGINX from those, by ports of the loopback
 * interface. Those have room for 127,000 connections, twice the range of kernel.ts; sockets have no such limit.
 */
export const proxyLinks = ({ system }: Pick<Node, 'system'>): readonly Link[] => {
  const { guards, webUser } = systemOf(system);
  return guards.includes('SELinux')
    ? ports.proxyLink.map(({ port }) => ({ bind: `127.0.0.1:${port}`, server: `127.0.0.1:${port}` }))
    : proxySockets.map((path) => ({
        bind: `unix@${path} mode 660 user haproxy group ${webUser}`,
        server: `unix:${path}`,
      }));
};

/** Where the poller reads HAProxy's state and gives its commands. */
export const adminSocket = '/run/haproxy/admin.sock';

/** 200 where HAProxy has an app node to send requests to, 503 where it has none, anything else where the proxy is broken. */
export const proxyHealth = '/proxy/health';

/** As long as a proxy waits for an app node that says nothing. Source: the vendor's NGINX, proxy_read_timeout. */
export const answerSeconds = 90;

/** What the NGINX of the node speaks to. */
export const frontend = 'nginx';

/** The servers of HAProxy's backend by name: empty ones wait for a member. */
export const backend = 'mattermost';

/** The same servers once more, for password logins. They follow the others in everything but their address. */
export const loginBackend = 'logins';

/** Our choice: the WebSockets of the largest published row, 200,000 concurrent users, all at one proxy. */
const connections = 200_000;
/** HAProxy refuses to start with less than two files a connection; the rest is for checks, agents and listeners. */
const openFiles = 2 * connections + 2 ** 14;

/** Headers and body of HAProxy's own answer to a login, in the form in which the server says errors: clients show the message. */
const answer = (id: string, status: number, message: string, retryAfter: number): string =>
  `content-type application/json hdr Retry-After ${retryAfter} hdr Cache-Control no-store string '${JSON.stringify({ id: `proxy.login.${id}`, message, status_code: status })}'`;

const busy = (retryAfter: number): string =>
  answer('busy', 429, 'Many people are logging in right now. Please try again in a few seconds.', retryAfter);
const noNode = (retryAfter: number): string =>
  answer('no_node', 503, 'The server cannot be reached right now. Please try again in a few seconds.', retryAfter);

/** Lines of the frontend: which requests are password logins, and those that are refused at once. */
const loginRules = ({ queueMost, retryAfterSeconds }: LoginsSpec): string => `
  acl post method POST
  # Also below a path of the site, and however it is encoded: the server decodes it.
  acl login path,url_dec -m end /api/v4/users/login
  http-request deny status 503 ${noNode(retryAfterSeconds)} if post login { nbsrv(${loginBackend}) eq 0 }
  http-request deny status 429 ${busy(retryAfterSeconds)} if post login { avg_queue(${loginBackend}) ge ${queueMost} }
  use_backend ${loginBackend} if post login`;

/**
 * The queue of password logins.
 *
 * - Time in the queue is what is bounded: whoever is let through still waits for the answer when it comes.
 * - The newest first, as far as a second tells them apart: who came first is the first to give up.
 * - A login whose client has left keeps its place: the server goes on checking, and another in its place would be one more
 *   than the server can check.
 * - Whoever waits too long gets 429 for HAProxy's 503, which the Android app sends again by itself, up to three times. The
 *   503 of a server, which is known by its header, is left as it is.
 */
const loginQueue = ({ atATime, queueSeconds, retryAfterSeconds }: LoginsSpec, slots: number): string => `
backend ${loginBackend}
  balance roundrobin
  http-reuse safe
  timeout queue ${queueSeconds}s
  no option abortonclose
  # Of 4,094 classes, one a second, the lowest is served first.
  http-request set-priority-class date,mod(4094),neg,add(2047)
  http-response set-header X-Upstream %si:%sp
  http-error status 503 ${busy(retryAfterSeconds)}
  http-after-response set-status 429 if { status 503 } !{ res.hdr(X-Upstream) -m found }
  default-server maxconn ${atATime} on-marked-down shutdown-sessions
  # No template: each follows another. A slot that is said to be disabled would stay so.
${Array.from({ length: slots }, (_, slot) => `  server s${slot + 1} ${nowhere} track ${backend}/s${slot + 1}`).join('\n')}
`;

/** The address of a slot without a member. */
const nowhere = `127.0.0.1:${ports.mattermost.port}`;

/**
 * `/etc/haproxy/haproxy.cfg`: balances the requests of one NGINX over the app nodes, checks them twice a second, and lets
 * through no more password logins than they can check.
 *
 * All members are empty slots at first; `mattermost-watch` fills them through the runtime API, so nothing is ever reloaded.
 */
export const haproxyCfg = ({ system, slots, logins }: ProxyNode): string => `global
  user haproxy
  group haproxy
  chroot /var/lib/haproxy
  # Changes of servers, no requests.
  log ${restOf(system).log} local0 notice
  stats socket ${adminSocket} mode 600 level admin
  maxconn ${connections}

defaults
  mode http
  log global
  timeout connect 2s
  timeout client ${answerSeconds}s
  timeout server ${answerSeconds}s
  timeout tunnel 120s
  # Our choice: of two missed checks, each half a second after the other, a hung node is noticed after at most 2.4 s.
  timeout check 800ms
  timeout http-request 30s
  # Longer than NGINX keeps its connections to HAProxy, so that NGINX is the one who closes.
  timeout http-keep-alive 75s
  retries 2
  option redispatch 1
  # Only a GET that has reached a server is sent again: a post would be written twice.
  retry-on conn-failure empty-response

frontend ${frontend}
${proxyLinks({ system })
  .map(({ bind }) => `  bind ${bind}`)
  .join('\n')}
  monitor-uri ${proxyHealth}
  monitor fail if { nbsrv(${backend}) lt 1 }
  http-request disable-l7-retry unless METH_GET${logins.admission ? loginRules(logins) : ''}
  default_backend ${backend}

backend ${backend}
  balance roundrobin
  http-reuse safe
  option httpchk GET /api/v4/system/ping
  http-check expect status 200
  # For the log of NGINX, which removes it.
  http-response set-header X-Upstream %si:%sp
  default-server inter 500ms fastinter 250ms downinter 1s fall 2 rise 2 on-marked-down shutdown-sessions
  # A node that drains says so itself; one whose agent does not answer is judged by the check alone.
  default-server agent-check agent-port ${ports.agentCheck.port} agent-inter 1s
  server-template s ${slots} ${nowhere} check disabled
${logins.admission ? loginQueue(logins, slots) : ''}
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
    text: `[Service]\n${[`LimitNOFILE=${openFiles}`, ...restOf(node.system).options].join('\n')}\n`,
  },
  ...restOf(node.system).files,
];
