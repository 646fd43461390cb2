/**
 * What the rendered proxy costs, beside an NGINX with the values of the vendor's high-scale page.
 *
 * All of them stand in front of the same three app nodes, which answer with 1 KiB at once. In each round they are asked one
 * after the other, and every figure is a median of ratios to the documented NGINX of the same round: what else the machine
 * does hits both. A copy of the documented NGINX shows what such a ratio is worth: without noise it would be 1.00, and a
 * goal is missed only by more than the noise (ratios.ts).
 *
 * How to read the ratios:
 * - requests/s, as fast as it goes: all processors are busy, also with the client and the app nodes. Their part is the same
 *   for every proxy, so this ratio is nearer to 1 than that of the proxies alone.
 * - processor time: what the processes of the proxy used for a request. It is what a proxy node pays, and what others on the
 *   machine disturb least.
 * - p99 at a fixed rate: what people feel. A wait counts from when a request is due, so that a proxy that stalls is not
 *   spared the requests of its stall (load.go). p99 as fast as it goes is the wait of 64 clients for each other.
 *
 * Goals count as cases with `--check`, and are only told without it.
 */
import { availableParallelism } from 'node:os';
import { planArchitecture } from '../../../architectures/sizing';
import { said } from '../proxy/machine';
import { apart, coverFolders, lacking } from '../proxy/namespace';
import { connections } from './clients';
import { goals, validity, type Statement } from './goals';
import { measure, type Measurements } from './measure';

const plan = planArchitecture({ id: 'chat', concurrentUsers: '15k', domainName: 'chat.example.com' });

function printFigures({ fast, fixed, rate }: Measurements): void {
  console.log(
    `${connections} connections, ${availableParallelism()} processors; medians, and ratios to the documented NGINX`,
  );
  fast.print('as fast as it goes', [
    ['requests/s', 'perSecond', ''],
    ['p99', 'p99', ' ms'],
    ['processor time', 'processor', ' µs'],
  ]);
  fixed.print(`${rate} requests/s`, [
    ['p50', 'p50', ' ms'],
    ['p99', 'p99', ' ms'],
    ['processor time', 'processor', ' µs'],
  ]);
}

/** What the ratios mean for the classes of proxies. */
function printPrice({ fast }: Measurements): void {
  const { threshold } = plan.alarms.find(({ id }) => id === 'proxy-cpu')!;
  const [speed, processor] = [fast.ratio('both', 'perSecond'), fast.ratio('both', 'processor')];
  const times = processor.toFixed(2);
  console.log(`
NGINX and HAProxy carry ${speed.toFixed(2)} of the requests/s: with client and app nodes a request takes ${(1 / speed).toFixed(2)} times the processor
time, the proxy alone ${times} times. The published runs had NGINX alone, and none tells how busy its processors were: with
the users of its run a class is ${times} times as busy here. Where it was below ${Math.floor(threshold / processor)} % the alarm at ${threshold} % stays silent.
`);
}

const counts = { passed: 0, failed: 0, skipped: 0 };
function count(statements: readonly Statement[]): void {
  for (const { what, holds } of statements) {
    counts[holds ? 'passed' : 'failed'] += 1;
    console.log(`${holds ? 'ok' : 'FAILED'} ${what}`);
  }
}

/** What the programs said, if they have come so far. */
function programs(): string {
  try {
    return said();
  } catch {
    return '';
  }
}

async function main(check: boolean): Promise<void> {
  try {
    const measurements = await measure(plan);
    printFigures(measurements);
    printPrice(measurements);
    count(validity(measurements));
    if (check) count(goals(measurements));
    else for (const { what, holds } of goals(measurements)) console.log(`${holds ? 'held' : 'NOT HELD'} ${what}`);
  } catch (error) {
    count([{ what: error instanceof Error ? error.message : String(error), holds: false }]);
    console.log(programs());
  }
}

function end(): never {
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exit(counts.failed === 0 ? 0 : 1);
}

const options = process.argv.slice(2);
const [wrong] = options.filter((option) => option !== 'apart' && option !== '--check');
const missing = lacking('nginx', 'haproxy', 'python3', 'wrk', 'go');
if (wrong !== undefined) {
  console.error(`unknown option ${wrong}: there is --check, with which the goals count`);
  process.exitCode = 2;
} else if (missing) {
  console.log(`no benchmark without ${missing}`);
  counts[process.env.CI ? 'failed' : 'skipped'] += 1;
  end();
} else if (options.includes('apart')) {
  coverFolders();
  void main(options.includes('--check')).then(end);
} else {
  process.exitCode = apart(__filename, 150, ...options);
}
