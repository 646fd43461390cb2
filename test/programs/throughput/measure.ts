import { mkdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Plan } from '../../../architectures/sizing';
import { FixedRate, wrk } from './clients';
import { Comparison } from './comparison';
import { startProxies, type Proxy } from './proxies';
import { median } from './ratios';

/** At most 90 s in all. wrk takes whole seconds. */
const rounds = { fast: 9, fixed: 13 };
const seconds = { fast: 1, most: 0.3, fixed: 0.6 };

/**
 * The fixed rate, of what the documented NGINX carries in each round. Our choice: NGINX and HAProxy carry two thirds of that
 * on the same machine, and half of their most leaves room for both. Near to the most p99 would only tell that it is near.
 */
const share = 1 / 3;

/** How long a proxy was stopped, in milliseconds, and p99 of a client that asked it meanwhile. */
async function stalled(
  { port, pids }: Proxy,
  load: FixedRate,
): Promise<{ readonly stop: number; readonly p99: number }> {
  const stop = 200;
  // Of 10,000 requests 2,000 fall due meanwhile. A client that waits for answers would have 64 of them late: not one of 100.
  const asking = load.ask(port, 10_000, 1);
  await pause(400);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  await pause(stop);
  for (const pid of pids) process.kill(pid, 'SIGCONT');
  return { stop, p99: (await asking).p99 };
}

export type Measurements = Awaited<ReturnType<typeof measure>>;

/** Starts everything and measures it, in namespaces that are there for it. */
export async function measure({ bootFiles, request }: Plan) {
  const folder = '/run/throughput';
  mkdirSync(folder);
  const load = new FixedRate(folder);
  const proxies = await startProxies(bootFiles.proxy!, `${request.id}/appFleet`);
  const answering = await Promise.all(Object.values(proxies).map((proxy) => proxy.answering(24)));
  const stall = await stalled(proxies.copy, load);

  const fast = new Comparison(proxies, 'alone', 'both');
  for (let n = 0; n < rounds.fast; n += 1) await fast.round(n, ({ port }) => wrk(port, seconds.fast));

  const fixed = new Comparison(proxies, 'both');
  const rates: number[] = [];
  for (let n = 0; n < rounds.fixed; n += 1) {
    const { perSecond } = await load.ask(proxies.documented.port, 0, seconds.most);
    const rate = Math.round(perSecond * share);
    rates.push(rate);
    await fixed.round(n, ({ port }) => load.ask(port, rate, seconds.fixed));
  }
  return { answering, stall, fast, fixed, rate: median(rates) };
}
