import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathOf } from '../../installed';
import type { Environment } from '../settings/models';

/** No C compiler, no version control, no other modules than the pinned ones. */
const pinned = { CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' };
/** Compiled once and run for seconds: without optimisation it is there sooner. */
const flags = ['-buildvcs=false', '-gcflags=all=-N -l', '-ldflags=-s -w'];

/** What a store said when it refused; `code` is the SQLSTATE. */
export interface Refusal {
  readonly error: string;
  readonly code?: string;
}

export interface Session {
  readonly user: string;
  readonly database: string;
  readonly tls: string;
}

/** The program that uses the stores as a server does. */
export class Client {
  readonly #program: string;

  constructor(folder: string) {
    this.#program = join(folder, 'client');
  }

  /** @throws Error with what go said */
  build(): void {
    const { status, stderr, error } = spawnSync(pathOf('go'), ['build', ...flags, '-o', this.#program, '.'], {
      cwd: __dirname,
      encoding: 'utf8',
      timeout: 120_000,
      env: { ...process.env, ...pinned },
    });
    if (status !== 0) throw new Error(`go build: ${error?.message ?? stderr.trim()}`);
  }

  /** What it found, or what refused it. */
  ask<Found>(command: 'sessions' | 'cache', env: Environment): Found | Refusal {
    const { status, stdout, stderr, error } = spawnSync(this.#program, [command], {
      encoding: 'utf8',
      timeout: 20_000,
      env,
    });
    if (status !== 0 && status !== 1) throw new Error(`${command}: ${error?.message ?? stderr.trim()}`);
    return JSON.parse(stdout) as Found | Refusal;
  }

  /** Opens pools and holds them until `release`. */
  async hold(nodes: number, connections: number, sources: readonly string[]): Promise<Pools> {
    const child = spawn(this.#program, ['pools', String(nodes), String(connections), ...sources], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {},
    });
    const signal = AbortSignal.timeout(30_000);
    const silent = once(child, 'close', { signal }).then(([code]) => {
      throw new Error(`pools: ended with ${code} and said nothing`);
    });
    const [line] = (await Promise.race([once(child.stdout, 'data', { signal }), silent])) as [Buffer];
    return new Pools(child, JSON.parse(line.toString()) as { readonly held: number } | Refusal);
  }
}

export class Pools {
  constructor(
    readonly child: ChildProcess,
    readonly found: { readonly held: number } | Refusal,
  ) {}

  async release(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.stdin?.end();
    await once(this.child, 'exit');
  }
}
