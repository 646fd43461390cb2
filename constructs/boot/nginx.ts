import { ports } from '../spec';
import { answerSeconds, proxyHealth, proxyLinks } from './haproxy';
import type { BootFile, ProxyNode } from './node';
import { systemOf } from './system';

/** Failed requests, and faults of NGINX itself. */
export const nginxLogs = { access: '/var/log/nginx/access.json', error: '/var/log/nginx/error.log' } as const;

/**
 * Headers of a request to an app node. The network load balancer keeps the client's address, so NGINX sees it and writes
 * over whatever the client claims; TLS ends at the load balancer, so the scheme is that of its listener.
 */
const headers = (listener: ProxyNode['listener']) =>
  [
    ['Host', '$http_host'],
    ['X-Real-IP', '$remote_addr'],
    ['X-Forwarded-For', '$remote_addr'],
    ['X-Forwarded-Proto', listener],
  ] as const;

/** Megabytes of keys for a cache: 10m for 3g on the high-scale page, 50m for 16g in the load-test tool's strings.go. */
const keysMiB = (cacheGiB: number): number => (cacheGiB < 16 ? 10 : 50);

/**
 * `/etc/nginx/nginx.conf`: the values of the vendor's high-scale page (deployment-guide/server/setup-nginx-proxy.rst).
 *
 * What differs from the page, and why:
 * - the upstream is the HAProxy on this node, twice, which checks the app nodes and lets them drain. NGINX of this
 *   version could only be told of a new member by a reload, and a reload resets requests that are on their way;
 * - `client_max_body_size` is above the server's file limit of 100 MiB; the page's 50M refuses files that the server takes;
 * - `zone`, `tcp_nodelay on`, `proxy_connect_timeout 2s` for 30 and 60 s, and an upstream `keepalive_timeout` below the
 *   server's 60 s: measured, none costs speed, and a lost HAProxy or node is passed over at once;
 * - `proxy_next_upstream` repeats a GET and never a post that was sent: it would be written twice;
 * - no request is logged with its query string, or a webhook with its key; lines of level `error` repeat both.
 */
export const nginxConf = ({ system, listener, bodyMiB, cacheGiB }: ProxyNode): string => {
  const overwritten = headers(listener).map(([name, value]) => `proxy_set_header ${name} ${value};`);
  return `user ${systemOf(system).webUser};
worker_processes auto;
worker_rlimit_nofile 100000;
# Nothing of ours reloads. Where an operator or an update of the package does, people keep their WebSockets for half a
# working day, and the memory of the old workers (18 kB a WebSocket, 0.9 GB for 50,000) is back before the next.
worker_shutdown_timeout 4h;
pid /run/nginx.pid;
error_log ${nginxLogs.error} crit;

events {
  worker_connections 20000;
  use epoll;
}

http {
  default_type text/plain;
  server_tokens off;
  sendfile on;
  tcp_nopush on;
  tcp_nodelay on;
  keepalive_timeout 75s;
  keepalive_requests 16384;
  client_max_body_size ${bodyMiB}m;
  client_body_timeout 60s;
  send_timeout 300s;
  lingering_timeout 5s;

  gzip on;
  gzip_vary on;
  gzip_proxied any;
  gzip_comp_level 6;
  gzip_buffers 16 8k;
  gzip_http_version 1.1;
  gzip_types text/plain text/css application/json application/javascript text/xml;

  map $status $failed {
    ~^[45] 1;
    default 0;
  }
  map $uri $path {
    ~^(?<before>.*/hooks/) "$before-";
    default $uri;
  }
  log_format failures escape=json '{"time":"$time_iso8601","status":$status,"method":"$request_method","path":"$path",'
    '"upstream":"$upstream_http_x_upstream","upstream_status":"$upstream_status","seconds":$request_time}';
  access_log ${nginxLogs.access} failures if=$failed;

  proxy_cache_path /var/cache/nginx levels=1:2 keys_zone=images:${keysMiB(cacheGiB)}m max_size=${cacheGiB}g inactive=60m use_temp_path=off;

  upstream mattermost {
    zone mattermost 256k;
${proxyLinks({ system })
  .map(({ server }) => `    server ${server} max_fails=0;`)
  .join('\n')}
    keepalive 256;
    keepalive_timeout 30s;
  }

  proxy_http_version 1.1;
  proxy_buffers 256 16k;
  proxy_buffer_size 16k;
  proxy_connect_timeout 2s;
  proxy_send_timeout ${answerSeconds}s;
  proxy_read_timeout ${answerSeconds}s;
  proxy_next_upstream error timeout http_502 http_504;
  proxy_next_upstream_tries 3;
  proxy_next_upstream_timeout 10s;
  proxy_hide_header X-Upstream;

  server {
    listen ${ports.http.port} default_server reuseport;
${overwritten.map((line) => `    ${line}`).join('\n')}
    proxy_set_header Connection "";

    location / {
      proxy_pass http://mattermost;
    }

    location ~ /api/v[0-9]+/(users/)?websocket$ {
      # Headers of a location replace all of the server's.
${overwritten.map((line) => `      ${line}`).join('\n')}
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection "upgrade";
      proxy_pass http://mattermost;
    }

    location ~ /api/v[0-9]+/users/[a-z0-9]+/image$ {
      proxy_cache images;
      proxy_cache_revalidate on;
      proxy_cache_min_uses 2;
      proxy_cache_use_stale timeout;
      proxy_cache_lock on;
      proxy_cache_valid 200 24h;
      proxy_ignore_headers Cache-Control Expires;
      add_header X-Cache-Status $upstream_cache_status;
      proxy_pass http://mattermost;
    }

    location = ${proxyHealth} {
      access_log off;
      proxy_pass http://mattermost;
    }
  }
${listener === 'https' ? redirect : ''}}
`;
};

const redirect = `
  server {
    listen ${ports.redirect.port} default_server reuseport;
    access_log off;
    return 301 https://$host$request_uri;
  }
`;

/** Configuration of NGINX, its unit's, and the rotation of its log. */
export const nginxFiles = (node: ProxyNode): BootFile[] => [
  { path: '/etc/nginx/nginx.conf', mode: '0644', text: nginxConf(node) },
  {
    path: '/etc/systemd/system/nginx.service.d/mattermost.conf',
    mode: '0644',
    text: '[Service]\nRestart=on-failure\nRestartSec=1s\n',
  },
  // The package rotates *.log only. USR1 opens the file again and is no reload.
  {
    path: '/etc/logrotate.d/mattermost-proxy',
    mode: '0644',
    text: `${nginxLogs.access} {
  size 100M
  rotate 4
  compress
  delaycompress
  missingok
  create 0640 ${systemOf(node.system).webUser} adm
  postrotate
    kill -USR1 "$(cat /run/nginx.pid)"
  endscript
}
`,
  },
  // Hourly for the distribution's daily: while every request fails, 100M are written in minutes.
  {
    path: '/etc/systemd/system/logrotate.timer.d/mattermost.conf',
    mode: '0644',
    text: '[Timer]\nOnCalendar=\nOnCalendar=hourly\nAccuracySec=1m\n',
  },
];
