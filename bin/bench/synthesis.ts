import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Engine } from '../../architectures/engines';
import { sizeNames, type SizeName } from '../../architectures/sizing';
import { median, say } from './row';

/** What a process took in which an engine synthesised. */
export interface Synthesis {
  readonly cpuMs: number;
  readonly peakMiB: number;
  readonly resources: number;
}

export const rounds = 3;

/** Medians of several processes of their own. @param sizes none for an empty stack, else one after the other */
export function synthesise(engine: Engine, sizes: readonly SizeName[], validation = false): Synthesis {
  say(`  ${engine}: ${sizes.join(', ') || 'an empty stack'}${validation ? ', with the validator' : ''}`);
  const runs = Array.from({ length: rounds }, () => synthesiseOnce(engine, sizes, validation));
  const of = (field: keyof Synthesis) => median(runs.map((run) => run[field]));
  return { cpuMs: of('cpuMs'), peakMiB: of('peakMiB'), resources: of('resources') };
}

function synthesiseOnce(engine: Engine, sizes: readonly SizeName[], validation: boolean): Synthesis {
  const run = spawnSync(process.execPath, [join(__dirname, 'synthesis', 'run.js'), engine, ...sizes], {
    encoding: 'utf8',
    timeout: 120_000,
    env: { ...process.env, CDK_VALIDATION: String(validation), CHECKPOINT_DISABLE: '1' },
  });
  if (run.status !== 0) throw new Error(`synthesising ${sizes.join(', ')} by ${engine} failed:\n${run.stderr}`);
  return JSON.parse(run.stdout.trim().split('\n').at(-1)!) as Synthesis;
}

/** What an engine takes. */
export interface Measured {
  readonly empty: Synthesis;
  /** Each in a process of its own. */
  readonly sizes: Readonly<Record<SizeName, Synthesis>>;
  /** The published sizes in one process. */
  readonly published: Synthesis;
}

export const published = sizeNames.filter((name) => name !== '200');
export const measured = (engine: Engine): Measured => ({
  empty: synthesise(engine, []),
  sizes: Object.fromEntries(sizeNames.map((name) => [name, synthesise(engine, [name])])) as Measured['sizes'],
  published: synthesise(engine, published),
});
