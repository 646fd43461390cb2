import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { planArchitecture } from '../../architectures/sizing';

interface Synthesis {
  readonly cpuMs: number;
  readonly peakMiB: number;
  readonly resources: number;
  readonly warmMs: number | null;
}
interface Row {
  readonly what: string;
  readonly measured: number;
  readonly unit: string;
  /** What it may be; a check fails when it is missed by more than a fifth. */
  readonly goal?: number;
}

const rounds = 5;
const tolerance = 1.2;
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

/** Milliseconds of one plan, in a process that has planned before. */
function planMs(): number {
  const once = () => {
    const start = process.hrtime.bigint();
    planArchitecture({ concurrentUsers: 15_000 });
    return Number(process.hrtime.bigint() - start) / 1e6;
  };
  for (let i = 0; i < 200; i++) once();
  return median(Array.from({ length: 1_000 }, once));
}

function synthesise(what: string, repeat: number, validation: boolean): Synthesis {
  const script = join(__dirname, `synthesis${__filename.slice(-3)}`);
  const run = spawnSync(process.execPath, ['-r', 'ts-node/register', script, what, String(repeat)], {
    encoding: 'utf8',
    timeout: 120_000,
    env: { ...process.env, CDK_VALIDATION: String(validation) },
  });
  if (run.status !== 0) throw new Error(`synthesising ${what} failed:\n${run.stderr}`);
  return JSON.parse(run.stdout.trim().split('\n').at(-1)!) as Synthesis;
}

const say = (text: string) => process.stderr.write(`${text}\n`);

function measure(): Row[] {
  say(`medians of ${rounds}, each synthesis in a process of its own`);
  const all = (what: string, repeat = 0, validation = false): Synthesis[] =>
    Array.from({ length: rounds }, (_, i) => {
      say(`  ${what}${validation ? ' with the validator' : ''}: ${i + 1} of ${rounds}`);
      return synthesise(what, repeat, validation);
    });
  const plan = median(Array.from({ length: rounds }, planMs));
  const [empty, small, large] = [all('empty'), all('small', 40), all('large', 40)];
  const [checkedEmpty, checkedLarge] = [all('empty', 0, true), all('large', 0, true)];

  const of = (runs: readonly Synthesis[], field: 'cpuMs' | 'peakMiB') => median(runs.map((run) => run[field]));
  const warm = (runs: readonly Synthesis[]) => median(runs.map(({ warmMs }) => warmMs!));
  const more = large[0]!.resources - small[0]!.resources;
  const fixed = of(small, 'cpuMs') - of(empty, 'cpuMs');
  return [
    { what: 'one plan', measured: plan, unit: 'ms', goal: 1 },
    { what: 'an empty stack with the same modules, CPU', measured: of(empty, 'cpuMs'), unit: 'ms' },
    { what: `${small[0]!.resources} resources above it, CPU`, measured: fixed, unit: 'ms', goal: 600 },
    { what: `each of ${more} resources more, CPU`, measured: (warm(large) - warm(small)) / more, unit: 'ms', goal: 1 },
    { what: 'peak memory', measured: of(large, 'peakMiB'), unit: 'MiB', goal: 400 },
    {
      what: "the validator's share, CPU",
      measured: of(checkedLarge, 'cpuMs') - of(large, 'cpuMs') - (of(checkedEmpty, 'cpuMs') - of(empty, 'cpuMs')),
      unit: 'ms',
    },
  ];
}

const rows = measure();
for (const { what, measured, unit, goal } of rows) {
  const verdict = goal === undefined ? '' : measured <= goal * tolerance ? `goal ${goal}` : `MISSED, goal ${goal}`;
  console.log(`${what.padEnd(52)} ${measured.toFixed(3).padStart(10)} ${unit.padEnd(4)} ${verdict}`);
}
const missed = rows.filter(({ measured, goal }) => goal !== undefined && measured > goal * tolerance);
if (values.check && missed.length) {
  console.error(`${missed.length} goal(s) missed by more than ${Math.round((tolerance - 1) * 100)} %`);
  process.exitCode = 1;
}
