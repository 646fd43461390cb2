import { execFile, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pathOf } from '../../installed';

/** What a client saw of one proxy. */
export interface Seen {
  readonly requests: number;
  /** Answers with another status than 200, and connections that broke. */
  readonly failed: number;
  readonly perSecond: number;
  /** Milliseconds until the answer was complete. */
  readonly p50: number;
  readonly p99: number;
}

/** A quarter of what the vendor's upstream keeps open (256): no request waits for a connection to an app node. */
export const connections = '64';
/** Nothing that NGINX would cache, and no WebSocket. */
const path = '/api/v4/channels/4xp9fdt77pncbef59f4k1qe83o/posts';

const run = promisify(execFile);

const milliseconds: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000 };

/**
 * Asks as fast as answers come, on all connections.
 * @throws Error where wrk prints something else than it is known to
 */
export async function wrk(port: number, seconds: number): Promise<Seen> {
  // A thread for each processor, with four connections or more: the proxy is to be what is slow.
  const threads = Math.min(availableParallelism(), 16);
  const args = [`-t${threads}`, `-c${connections}`, `-d${seconds}s`, '--latency', `http://127.0.0.1:${port}${path}`];
  const { stdout } = await run('wrk', args, { timeout: 30_000 });
  const of = (pattern: RegExp): number => {
    const [, number, unit = ''] = pattern.exec(stdout) ?? [];
    if (number === undefined) throw new Error(`wrk printed no ${String(pattern)}:\n${stdout}`);
    return Number(number) * (milliseconds[unit] ?? 1);
  };
  const errors = /Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1];
  const broken = /Socket errors: (.*)/.exec(stdout)?.[1]?.match(/\d+/g) ?? [];
  return {
    requests: of(/(\d+) requests in/),
    failed: [errors ?? 0, ...broken].map(Number).reduce((sum, each) => sum + each),
    perSecond: of(/Requests\/sec:\s+([\d.]+)/),
    p50: of(/50%\s+([\d.]+)(us|ms|s)/),
    p99: of(/99%\s+([\d.]+)(us|ms|s)/),
  };
}

/** The client with a fixed rate, compiled. */
export class FixedRate {
  readonly #program: string;

  /** @throws Error with what go said */
  constructor(folder: string) {
    this.#program = join(folder, 'load');
    const { status, stderr, error } = spawnSync(pathOf('go'), ['build', '-buildvcs=false', '-o', this.#program, '.'], {
      cwd: __dirname,
      encoding: 'utf8',
      timeout: 120_000,
      env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOTMPDIR: folder },
    });
    if (status !== 0) throw new Error(`go build ended with ${status}: ${error?.message ?? stderr}`);
  }

  /** @param rate requests due in a second; 0: each connection asks again at once */
  async ask(port: number, rate: number, seconds: number): Promise<Seen> {
    const args = ['-address', `127.0.0.1:${port}`, '-path', path, '-connections', connections];
    const { stdout } = await run(this.#program, [...args, '-rate', `${rate}`, '-seconds', `${seconds}`], {
      timeout: 30_000,
    });
    return JSON.parse(stdout) as Seen;
  }
}
