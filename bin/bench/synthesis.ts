import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Engine } from '../../architectures/engines';
import { sizeNames, type SizeName } from '../../architectures/sizing';
import { say } from './row';

/** What a process took in which an engine synthesised. */
export interface Synthesis {
  readonly cpuMs: number;
  readonly peakMiB: number;
  readonly resources: number;
}

export const published = sizeNames.filter((name) => name !== '200');

/** What is synthesised in one process: nothing, a size, or the published sizes one after the other. */
type Subject = 'empty' | 'published' | SizeName;
const subjects = {
  empty: [],
  ...Object.fromEntries(sizeNames.map((name) => [name, [name]])),
  published,
} as unknown as Readonly<Record<Subject, readonly SizeName[]>>;

/** What an engine takes, each in a process of its own. */
export type Measured = Readonly<Record<Subject, Synthesis>>;

/** What both engines take, and CDK where CloudFormation's validator runs too. */
export interface Engines extends Readonly<Record<Engine, Measured>> {
  readonly validated: Readonly<Record<'empty' | '15k', Synthesis>>;
}

/** One round of all: a bad minute of the machine hits one run of each, not all runs of one. */
export function synthesise(): Engines {
  const all = (engine: Engine) =>
    Object.fromEntries(
      Object.entries(subjects).map(([name, sizes]) => [name, synthesised(engine, sizes)]),
    ) as unknown as Measured;
  return {
    cdk: all('cdk'),
    cdktf: all('cdktf'),
    validated: { empty: synthesised('cdk', [], true), '15k': synthesised('cdk', ['15k'], true) },
  };
}

function synthesised(engine: Engine, sizes: readonly SizeName[], validation = false): Synthesis {
  say(`  ${engine}: ${sizes.join(', ') || 'an empty stack'}${validation ? ', with the validator' : ''}`);
  const run = spawnSync(process.execPath, [join(__dirname, 'synthesis', 'run.js'), engine, ...sizes], {
    encoding: 'utf8',
    timeout: 120_000,
    env: { ...process.env, CDK_VALIDATION: String(validation), CHECKPOINT_DISABLE: '1' },
  });
  if (run.status !== 0) throw new Error(`synthesising ${sizes.join(', ')} by ${engine} failed:\n${run.stderr}`);
  return JSON.parse(run.stdout.trim().split('\n').at(-1)!) as Synthesis;
}

/** Of several rounds the least time and the highest peak. */
export function leastOf(rounds: readonly Engines[]): Engines {
  const least = (runs: readonly Synthesis[]): Synthesis => ({
    cpuMs: Math.min(...runs.map(({ cpuMs }) => cpuMs)),
    peakMiB: Math.max(...runs.map(({ peakMiB }) => peakMiB)),
    resources: runs[0]!.resources,
  });
  const of = <K extends keyof Engines>(part: K) =>
    Object.fromEntries(
      Object.keys(rounds[0]![part]).map((name) => [
        name,
        least(rounds.map((round) => (round[part] as Readonly<Record<string, Synthesis>>)[name]!)),
      ]),
    ) as unknown as Engines[K];
  return { cdk: of('cdk'), cdktf: of('cdktf'), validated: of('validated') };
}
