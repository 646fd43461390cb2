import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathOf } from '../../installed';
import { until } from '../proxy/client';

/**
 * Compiles the program of this folder into another.
 * @throws Error with what go said
 */
export function build(folder: string): void {
  const { status, stderr, error } = spawnSync(
    pathOf('go'),
    ['build', '-buildvcs=false', '-o', join(folder, 'logins'), '.'],
    {
      cwd: __dirname,
      encoding: 'utf8',
      timeout: 240_000,
      env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' },
    },
  );
  if (status !== 0) throw new Error(`go build ended with ${status}: ${error?.message ?? stderr}`);
}

type Arguments = Readonly<Record<string, string | number | boolean>>;

/** The program while it runs; what it has seen it says when it ends. */
export class Program<Seen> {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  #said = '';

  constructor(folder: string, command: 'node' | 'people', options: Arguments) {
    const args = Object.entries(options).map(([name, value]) => `-${name}=${value}`);
    this.#process = spawn(join(folder, 'logins'), [command, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#process.stdout.on('data', (chunk: Buffer) => (this.#said += chunk.toString()));
  }

  says(word: string): boolean {
    return this.#said.includes(word);
  }

  /** Ends its input and waits until it has ended. */
  async seen(): Promise<Seen> {
    this.#process.stdin.end();
    await once(this.#process.stdout, 'close');
    const last = this.#said.trim().split('\n').at(-1) ?? '';
    return JSON.parse(last) as Seen;
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  /** Hangs until it may go on: the system still takes its connections. */
  async hang(): Promise<void> {
    this.#process.kill('SIGSTOP');
    const stopped = () => readFileSync(`/proc/${this.#process.pid}/stat`, 'utf8').includes(' T ');
    await until('the program hangs', 10, stopped);
  }

  goOn(): void {
    this.#process.kill('SIGCONT');
  }
}
