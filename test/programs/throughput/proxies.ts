import { strict as assert } from 'node:assert';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { proxySockets } from '../../../constructs/boot/haproxy';
import { nginxLogs } from '../../../constructs/boot/nginx';
import type { BootFile } from '../../../constructs/boot/node';
import { ports } from '../../../constructs/spec';
import { pathOf } from '../../installed';
import { fetched, until } from '../proxy/client';
import { Cloud } from '../proxy/cloud';
import { cloudPort, ended, slotStates, startHaproxy, startNginx, startWatch, writeFiles } from '../proxy/machine';
import { documentedConf, type Place } from './documented';

export const addresses = ['127.0.0.11', '127.0.0.12', '127.0.0.13'] as const;
const members = addresses.map((address) => `${address}:${ports.mattermost.port}`);

/** App nodes that answer everything at once with 1 KiB, and say who they are. */
const appNodes = `worker_processes auto;
pid /run/app-nodes.pid;
error_log stderr;
events {
  worker_connections 4000;
}
http {
  access_log off;
  keepalive_requests 1000000;
  server {
${members.map((member) => `    listen ${member} backlog=4096 reuseport;`).join('\n')}
    default_type application/json;
    add_header X-App-Node $server_addr;
    return 200 "${'x'.repeat(1024)}";
  }
}
`;

/**
 * The rendered file with the app nodes in place of HAProxy's sockets, to stand beside the whole one.
 * @throws AssertionError where the file no longer has what is replaced
 */
const aloneConf = (rendered: string, { name, port }: Place): string => {
  const servers = (of: readonly string[]) => of.map((each) => `    server ${each} max_fails=0;\n`).join('');
  const differing = [
    [servers(proxySockets.map((path) => `unix:${path}`)), servers(members)],
    [`listen ${ports.http.port} `, `listen ${port} `],
    [`listen ${ports.redirect.port} `, `listen 1${port} `],
    ['/run/nginx.pid', `/run/${name}.pid`],
    ['/var/cache/nginx', `/var/cache/${name}`],
    [nginxLogs.access, `/var/log/nginx/${name}.access`],
    [nginxLogs.error, `/var/log/nginx/${name}.error`],
  ] as const;
  return differing.reduce((text, [from, to]) => {
    assert.equal(text.split(from).length, 2, `nginx.conf no longer has once: ${from}`);
    return text.replace(from, to);
  }, rendered);
};

/** A process and those that it has made: the workers of NGINX. */
const family = ({ pid }: ChildProcess): readonly number[] => {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return [pid!, ...children.map(Number)];
};

/** Hundredths of a second that a process has run for: proc(5), utime and stime after the name in brackets. */
const ticks = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return Number(fields[11]) + Number(fields[12]);
};

/** A proxy that runs. */
export class Proxy {
  constructor(
    readonly what: string,
    readonly port: number,
    readonly processes: readonly ChildProcess[],
  ) {}

  get pids(): readonly number[] {
    return this.processes.flatMap(family);
  }

  /** Seconds that its processes have run for. */
  get processorSeconds(): number {
    return this.pids.map(ticks).reduce((sum, each) => sum + each) / 100;
  }

  /** App nodes that answer a number of requests. */
  async answering(requests: number): Promise<ReadonlySet<unknown>> {
    const names = new Set<unknown>();
    for (let n = 0; n < requests; n += 1) {
      const { status, headers } = await fetched('/', { port: this.port });
      names.add(status === 200 ? headers['x-app-node'] : status);
    }
    return names;
  }
}

function nginx(name: string, text: string): ChildProcess {
  const file = join('/run', `${name}.conf`);
  writeFileSync(file, text);
  return spawn(pathOf('nginx'), ['-c', file, '-g', 'daemon off;'], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Starts what is compared, with its app nodes. The poller of the node makes them members, and then leaves. */
export async function startProxies(files: readonly BootFile[], fleet: string) {
  writeFiles(files);
  const rendered = files.find(({ path }) => path === '/etc/nginx/nginx.conf')!.text;
  const places = ['documented', 'copy', 'alone'].map((name, n): Place => ({ name, port: 8101 + n, members }));
  const [documented, copy, alone] = places as [Place, Place, Place];
  nginx('app-nodes', appNodes);
  const proxies = {
    documented: new Proxy('documented NGINX', documented.port, [nginx('documented', documentedConf(documented))]),
    alone: new Proxy('rendered NGINX alone', alone.port, [nginx('alone', aloneConf(rendered, alone))]),
    copy: new Proxy('documented NGINX, a copy', copy.port, [nginx('copy', documentedConf(copy))]),
    both: new Proxy('rendered NGINX and HAProxy', ports.http.port, [startNginx(), startHaproxy()]),
  };
  const cloud = new Cloud(cloudPort, fleet);
  for (const address of addresses) cloud.instances.set(`i-${address}`, { address, state: 'InService' });
  const watch = startWatch();
  await until('HAProxy has its members', 20, async () => {
    const states = await slotStates().catch(() => []);
    return states.filter((state) => state === 'UP').length === addresses.length;
  });
  watch.kill('SIGKILL');
  await until('the poller ends', 5, () => ended(watch));
  return proxies;
}

export type Proxies = Awaited<ReturnType<typeof startProxies>>;
