import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../proxy/client';
import { folderFor, run, type Account, type Certificate } from './machine';

export type Parameters = Readonly<Record<string, string>>;

/** Debian keeps the programs of a server out of the path, by version; elsewhere they are on it. */
function binaries(): string | undefined {
  const packaged = '/usr/lib/postgresql';
  const versions = existsSync(packaged) ? readdirSync(packaged).sort((a, b) => Number(b) - Number(a)) : [];
  return [...versions.map((version) => join(packaged, version, 'bin')), ...(process.env.PATH ?? '').split(':')].find(
    (folder) => ['initdb', 'postgres', 'psql'].every((name) => existsSync(join(folder, name))),
  );
}

export const hasPostgres = (): boolean => binaries() !== undefined;

const port = 5432;
/** Whoever owns the cluster; superusers alone may take the last connections. */
export const superuser = 'postgres';

/** A database cluster of its own, started for one proof after another. */
export class PostgreSql {
  readonly #programs = binaries()!;
  readonly #data: string;
  readonly #log: string;

  constructor(
    readonly folder: string,
    readonly account: Account,
    readonly certificate: Certificate,
  ) {
    folderFor(account, folder);
    this.#data = join(folder, 'data');
    this.#log = join(folder, 'log');
    const made = ['-D', this.#data, '-U', superuser, '--auth', 'trust', '--no-sync', '-E', 'UTF8', '--locale', 'C'];
    run(this.#program('initdb'), made, account);
  }

  #program(name: 'initdb' | 'postgres' | 'psql'): string {
    return join(this.#programs, name);
  }

  get version(): string {
    return run(this.#program('postgres'), ['--version']).trim();
  }

  /** What a parameter would be, without a start. @throws Error with what PostgreSQL said */
  check(name: string, value: string): string {
    const asked = ['-D', this.#data, '-C', name, '-c', `${name}=${value}`];
    return run(this.#program('postgres'), asked, this.account).trim();
  }

  /** What a superuser is told through the socket, rows by line and columns by tabulator. */
  query(sql: string): string[][] {
    const asked = ['-h', this.folder, '-U', superuser, '-d', 'postgres', '-v', 'ON_ERROR_STOP=1', '-AtX', '-F', '\t'];
    return run(this.#program('psql'), [...asked, '-c', sql], this.account)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('\t'));
  }

  /** A data source of the socket, without TLS and without a password. */
  locally = (user: string): string => `host=${this.folder} user=${user} dbname=postgres sslmode=disable`;

  /**
   * Runs a proof while a server runs with these parameters, and ends the server. As RDS does, it takes plain text over the
   * network only where `rds.force_ssl` is not set.
   * @throws Error with the server's last words, if it does not start
   */
  async served<Proved>(parameters: Parameters, proof: () => Proved | Promise<Proved>): Promise<Proved> {
    const network = parameters['rds.force_ssl'] === '1' ? 'hostssl' : 'host';
    const rules = ['local all all trust', `${network} all all 127.0.0.1/32 scram-sha-256`];
    writeFileSync(join(this.#data, 'pg_hba.conf'), rules.map((rule) => `${rule}\n`).join(''));
    const given: Parameters = {
      listen_addresses: '127.0.0.1',
      port: String(port),
      unix_socket_directories: this.folder,
      fsync: 'off',
      ssl: 'on',
      ssl_cert_file: this.certificate.certificate,
      ssl_key_file: this.certificate.key,
      ...parameters,
    };
    const log = openSync(this.#log, 'w');
    const server = spawn(
      this.#program('postgres'),
      ['-D', this.#data, ...Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      { stdio: ['ignore', log, log], ...this.account },
    );
    try {
      await this.#ready(server);
      return await proof();
    } finally {
      if (server.exitCode === null) {
        const ended = once(server, 'exit');
        // Fast: whoever is still connected is sent away.
        server.kill('SIGINT');
        await ended;
      }
    }
  }

  async #ready(server: ChildProcess): Promise<void> {
    const words = () => readFileSync(this.#log, 'utf8').trim();
    await until(
      'PostgreSQL is ready',
      20,
      () => server.exitCode !== null || words().includes('ready to accept connections'),
    );
    if (server.exitCode !== null) throw new Error(`PostgreSQL does not start: ${words()}`);
  }
}
