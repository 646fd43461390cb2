import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '@jest/globals';

/** Programs that a test asks and a user may lack, with how to get them. */
const programs = {
  'cfn-lint': { ask: ['--version'], hint: 'npm run emulator:install (needs Python 3.11 or later)' },
} as const;

type Program = keyof typeof programs;

/** Where a program is: in the Python environment of the emulator, else on the path. */
export function pathOf(program: Program): string {
  const own = join(__dirname, '..', '.venv', 'bin', program);
  return existsSync(own) ? own : program;
}

/**
 * `test`, or `test.skip` with a hint where the program is missing; in CI a missing program fails.
 */
export function requires(program: Program): typeof test | typeof test.skip {
  const { ask, hint } = programs[program];
  if (spawnSync(pathOf(program), ask, { timeout: 60_000 }).status === 0) return test;
  if (process.env.CI) throw new Error(`${program} is compulsory in CI: ${hint}`);
  if (process.env.SKIPPED_HINTS) appendFileSync(process.env.SKIPPED_HINTS, `${program}: ${hint}\n`);
  return test.skip;
}
