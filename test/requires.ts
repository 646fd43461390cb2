import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { test } from '@jest/globals';

/** Programs that a test asks and a user may lack, with how to get them. */
const programs = {
  'cfn-lint': { ask: ['--version'], hint: 'pip install cfn-lint==1.51.0' },
} as const;

/**
 * `test`, or `test.skip` with a hint where the program is missing; in CI a missing program fails.
 */
export function requires(program: keyof typeof programs): typeof test | typeof test.skip {
  const { ask, hint } = programs[program];
  const found = spawnSync(program, ask, { timeout: 30_000 }).status === 0;
  if (found) return test;
  if (process.env.CI) throw new Error(`${program} is compulsory in CI: ${hint}`);
  if (process.env.SKIPPED_HINTS) appendFileSync(process.env.SKIPPED_HINTS, `${program}: ${hint}\n`);
  return test.skip;
}
