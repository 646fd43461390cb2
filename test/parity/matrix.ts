/**
 * The engines make the same of every plan: facts of plan, CloudFormation template and Terraform configuration for every
 * size, then each leaf of the plan, which both engines have to read. Prints a line a statement and
 * `N passed, N failed, N skipped`; a minute.
 *
 * usage: node -r ts-node/register test/parity/matrix.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stateEveryLeaf } from './every-leaf';
import { stateEverySize } from './every-size';
import { Statements } from './statements';
import { endOnSignals, endWith } from '../program';

const folder = mkdtempSync(join(tmpdir(), 'parity-'));
// Read whenever an app is synthesised: CDK leaves a folder each time, and its validator costs seconds.
Object.assign(process.env, { TMPDIR: folder, CDK_VALIDATION: 'false' });
// Engines keep a trace of every token, and to look up its lines in sources takes half of their time.
Object.assign(Error, { prepareStackTrace: undefined });
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
// What runs is ended with this process.
endOnSignals();

async function main(): Promise<number> {
  const statements = new Statements();
  await statements.part('Every size, with and without spare nodes, behind each proxy', () =>
    stateEverySize(statements),
  );
  await statements.part('Every leaf, changed alone', () => stateEveryLeaf(statements));
  console.log(`at most ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB of memory`);
  return statements.finish();
}

endWith(main());
