import { appendFileSync } from 'node:fs';
import { test } from '@jest/globals';
import { isInstalled, programs, type Program } from './installed';

export { pathOf } from './installed';

/**
 * `test`, or `test.skip` with a hint where the program is missing; in CI a missing program fails.
 */
export function requires(program: Program): typeof test | typeof test.skip {
  const { hint } = programs[program];
  if (isInstalled(program)) return test;
  if (process.env.CI) throw new Error(`${program} is compulsory in CI: ${hint}`);
  if (process.env.SKIPPED_HINTS) appendFileSync(process.env.SKIPPED_HINTS, `${program}: ${hint}\n`);
  return test.skip;
}
