import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { planArchitecture, sizeNames } from '../../architectures/sizing';
import { haproxyCfg, haproxyFiles, proxyHealth, proxySockets } from '../../constructs/boot/haproxy';
import { nginxConf, nginxFiles } from '../../constructs/boot/nginx';
import { requires } from '../requires';
import { Judges } from './judges';
import { proxyNode } from './proxy';

const listeners = ['https', 'http'] as const;
/** The text between the braces that follow a line. */
const block = (text: string, head: string): string => {
  const [, rest] = text.split(`${head} {\n`);
  return rest!.slice(0, rest!.indexOf('\n    }\n'));
};

describe.each(listeners)('nginx.conf behind an %s listener', (listener) => {
  const conf = nginxConf({ ...proxyNode, listener });
  const websocket = block(conf, 'location ~ /api/v[0-9]+/(users/)?websocket$');

  test('says everywhere what the client and its scheme are, whatever the client says', () => {
    const lines = conf.split('\n').filter((line) => /X-Real-IP|X-Forwarded/.test(line));
    expect(new Set(lines.map((line) => line.trim()))).toEqual(
      new Set([
        'proxy_set_header X-Real-IP $remote_addr;',
        'proxy_set_header X-Forwarded-For $remote_addr;',
        `proxy_set_header X-Forwarded-Proto ${listener};`,
      ]),
    );
    expect(conf).not.toMatch(/proxy_add_x_forwarded_for|\$scheme/);
  });

  test('upgrades WebSockets, and nothing else', () => {
    expect(websocket).toContain('proxy_set_header Upgrade $http_upgrade;');
    expect(websocket).toContain('proxy_set_header X-Forwarded-For $remote_addr;');
    expect(conf.match(/\$http_upgrade/g)).toHaveLength(1);
  });

  test('redirects on a port of its own where clients speak https, and only there', () => {
    expect(conf.includes('listen 8080')).toBe(listener === 'https');
    expect(conf.includes('return 301 https://$host$request_uri;')).toBe(listener === 'https');
  });
});

describe('nginx.conf', () => {
  const conf = nginxConf(proxyNode);

  test('takes a larger body than the 100 MiB that the server allows a file', () => {
    expect(/client_max_body_size (\d+)m;/.exec(conf)![1]).toBe(String(proxyNode.bodyMiB));
    expect(conf.match(/client_max_body_size/g)).toHaveLength(1);
    for (const size of sizeNames) {
      const { components, settings } = planArchitecture({ concurrentUsers: size });
      const limit = settings.find(({ env }) => env === 'MM_FILESETTINGS_MAXFILESIZE')!;
      expect((components.proxy?.bodyMiB ?? Infinity) * 2 ** 20).toBeGreaterThan(Number(limit.text[0]));
    }
  });

  test('repeats no request that may have been carried out', () => {
    expect(conf).toContain('proxy_next_upstream error timeout http_502 http_504;');
    expect(conf).not.toContain('non_idempotent');
  });

  test('knows two upstream servers, the HAProxy of its own node, and judges neither by its failures', () => {
    expect(conf.match(/^ +server unix:.*/gm)!.map((line) => line.trim())).toEqual(
      proxySockets.map((path) => `server unix:${path} max_fails=0;`),
    );
  });

  test('keeps connections to HAProxy open for a shorter time than HAProxy does', () => {
    const seconds = (text: string, name: string) => Number(new RegExp(`${name} (\\d+)s`).exec(text)![1]);
    const upstream = block(conf, 'upstream mattermost');
    expect(seconds(upstream, 'keepalive_timeout')).toBeLessThan(seconds(haproxyCfg(proxyNode), 'http-keep-alive'));
    expect(seconds(upstream, 'keepalive_timeout')).toBeLessThan(60);
  });

  test('logs failures without query strings', () => {
    expect(conf).toContain('access_log /var/log/nginx/access.json failures if=$failed;');
    const [format] = /log_format[^;]*;/.exec(conf)!;
    expect(format).not.toMatch(/\$request(?!_method|_time)|\$args|\$query_string|\$http_referer|\$request_uri/);
    expect(conf).toContain('error_log /var/log/nginx/error.log crit;');
  });

  test('rotates what it logs', () => {
    const [, log] = /access_log (\S+) failures/.exec(conf)!;
    expect(nginxFiles(proxyNode).find(({ path }) => path.includes('logrotate.d'))!.text).toContain(log);
  });

  test('caches images up to the size of the plan', () => {
    expect(conf).toContain('keys_zone=images:10m max_size=3g');
    expect(nginxConf({ ...proxyNode, cacheGiB: 16 })).toContain('keys_zone=images:50m max_size=16g');
  });
});

describe('haproxy.cfg', () => {
  const cfg = haproxyCfg(proxyNode);

  test('has as many empty slots as the plan says', () => {
    expect(cfg.match(/^ {2}server-template .*$/gm)).toEqual(['  server-template s 64 127.0.0.1:8065 check disabled']);
    expect(proxyNode.slots).toBe(64);
  });

  test('sends nothing twice that has reached a server', () => {
    // A post that is repeated is written twice.
    expect(cfg.match(/retry-on .*/g)).toEqual(['retry-on conn-failure empty-response']);
    expect(cfg).toContain('http-request disable-l7-retry unless METH_GET');
  });

  test('checks twice a second and ends the sessions of a lost node', () => {
    expect(cfg).toContain('inter 500ms fastinter 250ms downinter 1s fall 2 rise 2 on-marked-down shutdown-sessions');
    expect(cfg).toContain('agent-check agent-port 8068 agent-inter 1s');
  });

  test('is told by its unit that it may open the files that it wants', () => {
    const connections = Number(/maxconn (\d+)/.exec(cfg)![1]);
    const unit = haproxyFiles(proxyNode).find(({ path }) => path.includes('systemd'))!.text;
    const files = Number(/LimitNOFILE=(\d+)/.exec(unit)![1]);
    // Two a connection, and two a slot for its check and its agent.
    expect(files).toBeGreaterThan(2 * connections + 36 + 2 * proxyNode.slots);
    // What the kernel allows a process at most: fs.nr_open.
    expect(files).toBeLessThan(1_048_576);
  });

  test('listens to its own node only', () => {
    expect(cfg.match(/bind \S+/g)).toEqual([...proxySockets.map((path) => `bind unix@${path}`), 'bind 127.0.0.1:8404']);
  });

  test('answers the health check by what it can reach', () => {
    expect(cfg).toContain(`monitor-uri ${proxyHealth}`);
    expect(cfg).toContain('monitor fail if { nbsrv(mattermost) lt 1 }');
  });
});

describe('haproxy.cfg about password logins', () => {
  const cfg = haproxyCfg({
    ...proxyNode,
    slots: 3,
    logins: { admission: true, atATime: 7, queueSeconds: 11, queueMost: 13, retryAfterSeconds: 17 },
  });
  const section = (head: string) => new RegExp(`^${head}\\n((?: .*\\n)+)`, 'm').exec(cfg)![1]!;
  const logins = section('backend logins');

  test('takes posts to the one path that checks a password, however it is written, and nothing else', () => {
    expect(section('frontend nginx')).toContain(`
  acl login path,url_dec -m end /api/v4/users/login
`);
    expect(cfg.match(/.* if .*login.*/g)!.filter((line) => !/ if post login( \{ .*)?$/.test(line))).toEqual([]);
    expect(section('frontend nginx')).toMatch(/use_backend logins if post login\n {2}default_backend mattermost\n$/);
  });

  test('lets through as many as the plan says, for as long as the plan says, the newest first', () => {
    expect(logins).toContain('  default-server maxconn 7 on-marked-down shutdown-sessions\n');
    expect(logins).toContain('  timeout queue 11s\n');
    expect(logins).toContain('  http-request set-priority-class date,mod(4094),neg,add(2047)\n');
    expect(cfg).toContain(' if post login { avg_queue(logins) ge 13 }\n');
  });

  test('does not let a login through in the place of one whose client has left: the server still checks it', () => {
    expect(logins).toContain('  no option abortonclose\n');
  });

  test('follows the state of each slot, and disables none by itself', () => {
    expect(logins.match(/^ {2}server .*$/gm)).toEqual(
      [1, 2, 3].map((slot) => `  server s${slot} 127.0.0.1:8065 track mattermost/s${slot}`),
    );
  });

  test('refuses in the form in which the server says errors, and says when to come back', () => {
    const said = [...cfg.matchAll(/ status (\d+) content-type application\/json (.*) string '([^']+)'/g)].map(
      ([, status, headers, body]) => [status, headers, JSON.parse(body!) as Record<string, unknown>] as const,
    );
    const errors = said.map(([status, , body]) => [status, body.id, body.status_code]);
    expect(errors).toEqual([
      ['503', 'proxy.login.no_node', 503],
      ['429', 'proxy.login.busy', 429],
      // The status at which HAProxy takes it: it leaves as what its body says.
      ['503', 'proxy.login.busy', 429],
    ]);
    for (const [, headers, body] of said) {
      expect(headers).toBe('hdr Retry-After 17 hdr Cache-Control no-store');
      expect(body.message).toMatch(/^[A-Z].* Please try again in a few seconds\.$/);
    }
    expect(logins).toContain(
      '  http-after-response set-status 429 if { status 503 } !{ res.hdr(X-Upstream) -m found }\n',
    );
  });

  test('is silent where the plan admits all at once', () => {
    const without = haproxyCfg({ ...proxyNode, logins: { ...proxyNode.logins, admission: false } });
    expect(without).not.toMatch(/login|priority|maxconn \d\b|deny/);
    expect(without).toContain(
      '\n  monitor fail if { nbsrv(mattermost) lt 1 }\n  http-request disable-l7-retry unless METH_GET\n  default_backend mattermost\n',
    );
  });
});

/** What the plans of all sizes say about a proxy, each combination once. */
const numbers = [
  ...new Map(
    sizeNames.flatMap((concurrentUsers) =>
      (['node-loss', 'as-published'] as const).flatMap((availability) => {
        const { proxy } = planArchitecture({ concurrentUsers, availability }).components;
        if (!proxy) return [];
        const { bodyMiB, imageCacheGiB: cacheGiB, slots, logins } = proxy;
        const each = { bodyMiB, cacheGiB, slots, logins };
        return [[JSON.stringify(each), each] as const];
      }),
    ),
  ).values(),
];
const rendered = listeners.flatMap((listener) => numbers.map((each) => [listener, each] as const));

describe('the programs themselves accept', () => {
  let judges: Judges;
  beforeAll(() => {
    judges = new Judges();
  });
  afterAll(() => {
    judges.remove();
  });

  requires('nginx').each(rendered)('nginx.conf behind %s with %j', (listener, each) => {
    expect(judges.nginx(nginxConf({ ...proxyNode, ...each, listener }))).toBe('accepted');
  });

  requires('haproxy').each(rendered)('haproxy.cfg behind %s with %j', (listener, each) => {
    expect(judges.haproxy(haproxyCfg({ ...proxyNode, ...each, listener }))).toBe('accepted');
    const logins = { ...each.logins, admission: false };
    expect(judges.haproxy(haproxyCfg({ ...proxyNode, ...each, listener, logins }))).toBe('accepted');
  });

  requires('nginx')('fails on a value that NGINX does not know', () => {
    expect(judges.nginx(nginxConf(proxyNode).replace('http_504', 'http_505'))).toMatch(/invalid value "http_505"/);
  });

  requires('haproxy')('fails on an option that HAProxy does not know', () => {
    expect(judges.haproxy(haproxyCfg(proxyNode).replace('shutdown-sessions', 'shutdown'))).toMatch(/shutdown-sessions/);
  });
});
