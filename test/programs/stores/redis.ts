import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../proxy/client';
import { folderFor, run, type Account, type Certificate } from './machine';
import type { ReplicationGroup } from './rendered';

/** What ElastiCache takes away: docs.aws.amazon.com/AmazonElastiCache/latest/dg/ClientConfig.RestrictedCommands.html. */
const restricted = 'bgrewriteaof bgsave config debug migrate replicaof save slaveof shutdown sync'.split(' ');

const isClustered = ({ CacheParameterGroupName }: ReplicationGroup): boolean =>
  CacheParameterGroupName.endsWith('.cluster.on');

/** A Redis that is as ElastiCache makes one of a replication group. */
export class Redis {
  constructor(
    readonly folder: string,
    readonly account: Account,
    readonly certificate: Certificate,
  ) {
    folderFor(account, folder);
  }

  get version(): string {
    return /v=([\d.]+)/.exec(run('redis-server', ['--version']))![1]!;
  }

  #configuration(group: ReplicationGroup): readonly string[] {
    const { certificate, key } = this.certificate;
    return [
      'bind 127.0.0.1',
      `dir ${this.folder}`,
      'save ""',
      ...(group.TransitEncryptionEnabled
        ? [
            'port 0',
            `tls-port ${group.Port}`,
            `tls-cert-file ${certificate}`,
            `tls-key-file ${key}`,
            'tls-auth-clients no',
          ]
        : [`port ${group.Port}`]),
      ...(group.AuthToken ? [`requirepass ${group.AuthToken}`] : []),
      ...(isClustered(group) ? ['cluster-enabled yes'] : []),
      ...restricted.map((command) => `rename-command ${command} ""`),
    ];
  }

  /** What it says to a client that speaks TLS where the group does. */
  #says({ Port, TransitEncryptionEnabled }: ReplicationGroup, ...command: readonly string[]): string {
    const tls = TransitEncryptionEnabled ? ['--tls', '--cacert', this.certificate.certificate] : [];
    const asked = ['-p', String(Port), ...tls, ...command];
    return spawnSync('redis-cli', asked, { encoding: 'utf8', timeout: 5_000 }).stdout.trim();
  }

  /** Runs a proof while the server of this group runs, and ends the server. */
  async served<Proved>(group: ReplicationGroup, proof: () => Proved): Promise<Proved> {
    const file = join(this.folder, 'redis.conf');
    writeFileSync(
      file,
      this.#configuration(group)
        .map((line) => `${line}\n`)
        .join(''),
    );
    const log = openSync(join(this.folder, 'log'), 'w');
    const server = spawn('redis-server', [file], { stdio: ['ignore', log, log], ...this.account });
    try {
      await until('Redis answers', 10, () => /PONG|NOAUTH/.test(this.#says(group, 'ping')));
      if (isClustered(group)) {
        // One shard has all slots.
        this.#says(group, 'cluster', 'addslotsrange', '0', '16383');
        await until('the shard serves', 5, () => this.#says(group, 'cluster', 'info').includes('cluster_state:ok'));
      }
      return proof();
    } finally {
      if (server.exitCode === null) {
        const ended = once(server, 'exit');
        server.kill('SIGTERM');
        await ended;
      }
    }
  }
}
