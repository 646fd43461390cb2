import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { pathOf } from '../../installed';

/** No C compiler, no version control, no other modules than the pinned ones. */
const pinned = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' };
/** As test/programs/settings compiles the same modules: what one has compiled the other finds. */
const flags = ['-buildvcs=false', '-gcflags=all=-N -l', '-ldflags=-s -w'];

/**
 * Compiles the programs of this folder into another, modules as pinned.
 * @throws Error with what go said
 */
export function buildPrograms(folder: string): void {
  const { status, stderr, error } = spawnSync(pathOf('go'), ['build', ...flags, '-o', folder, './...'], {
    cwd: __dirname,
    encoding: 'utf8',
    timeout: 300_000,
    env: { ...pinned, GOTMPDIR: folder },
  });
  if (status !== 0) throw new Error(`go build ended with ${status}: ${error?.message ?? stderr}`);
}

/** A program of this folder that runs: it is told words, one a line, and says some. */
export class Program {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: Interface;
  readonly #ended: Promise<unknown>;

  /** @param namespace network namespace; by default that of this process */
  constructor(
    folder: string,
    readonly name: string,
    args: readonly string[],
    namespace?: string,
  ) {
    const command = [...(namespace ? ['ip', 'netns', 'exec', namespace] : []), join(folder, name), ...args];
    this.#process = spawn(command[0]!, command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#ended = once(this.#process, 'exit');
    this.#lines = createInterface(this.#process.stdout);
  }

  /** @throws Error if it does not say the word within the time */
  async says(word: string, seconds = 10): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`${this.name} did not say ${word} within ${seconds} s`)),
        seconds * 1_000,
      );
      const listen = (line: string) => {
        if (line !== word) return;
        clearTimeout(late);
        this.#lines.off('line', listen);
        resolve();
      };
      this.#lines.on('line', listen);
    });
  }

  tell(word: string): void {
    this.#process.stdin.write(`${word}\n`);
  }

  /** Ends its input; it prints what it has seen. */
  async report<Report>(): Promise<Report> {
    const printed = once(this.#lines, 'line', { signal: AbortSignal.timeout(15_000) }) as Promise<[string]>;
    this.#process.stdin.end();
    const [line] = await printed;
    await this.#ended;
    return JSON.parse(line) as Report;
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Returns when the process is no more. */
  async end(signal: NodeJS.Signals): Promise<void> {
    this.signal(signal);
    await this.#ended;
  }
}
