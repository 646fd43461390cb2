/** Where a copy of NGINX listens, keeps its files, and sends requests to. */
export interface Place {
  readonly name: string;
  readonly port: number;
  readonly members: readonly string[];
}

const passed = `
      client_max_body_size 50M;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header X-Real-IP $remote_addr;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_buffers 256 16k;
      proxy_buffer_size 16k;
      proxy_read_timeout 90s;
      proxy_pass http://documented;`;

/**
 * NGINX with the values of the vendor's high-scale page (deployment-guide/server/setup-nginx-proxy.rst), all of its
 * locations, and nothing else. The list of types to compress is left out: the benchmark asks for no compressed answer.
 */
export const documentedConf = ({ name, port, members }: Place): string => `user www-data;
worker_processes auto;
worker_rlimit_nofile 100000;
pid /run/${name}.pid;
error_log /var/log/nginx/${name}.error warn;
events {
  worker_connections 20000;
  use epoll;
}
http {
  sendfile on;
  tcp_nopush on;
  tcp_nodelay off;
  keepalive_timeout 75s;
  keepalive_requests 16384;
  send_timeout 300s;
  lingering_timeout 5s;
  client_body_timeout 60s;
  gzip on;
  map $status $unexpected {
    ~^[23] 0;
    default 1;
  }
  access_log /var/log/nginx/${name}.access combined if=$unexpected;
  proxy_cache_path /var/cache/${name} levels=1:2 keys_zone=images:10m max_size=3g inactive=60m use_temp_path=off;

  upstream documented {
${members.map((member) => `    server ${member} max_fails=0;`).join('\n')}
    keepalive 256;
  }
  server {
    listen ${port} reuseport;

    location ~ /api/v[0-9]+/(users/)?websocket$ {
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection "upgrade";
      proxy_connect_timeout 30s;
      proxy_send_timeout 90s;${passed}
    }
    location ~ /api/v[0-9]+/users/[a-z0-9]+/image$ {
      proxy_set_header Connection "";
      proxy_cache images;
      proxy_cache_revalidate on;
      proxy_cache_min_uses 2;
      proxy_cache_use_stale timeout;
      proxy_cache_lock on;
      proxy_cache_valid 200 24h;
      proxy_ignore_headers Cache-Control Expires;${passed}
    }
    location / {
      proxy_set_header Connection "";${passed}
    }
  }
}
`;
