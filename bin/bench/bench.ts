/**
 * What planning, synthesis and validation cost. Prints a row for each measurement, with its goal, and a line for each size;
 * with `--check` a row above its limit fails.
 */
import { parseArgs } from 'node:util';
import { engineRows, sizeLines, validatorRow } from './engines';
import { planRows } from './plan';
import { fails, lineOf, say } from './row';
import { measured, rounds } from './synthesis';
import { validateRow } from './validate';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

say(`medians of ${rounds}, each synthesis in a process of its own`);
const engines = { cdk: measured('cdk'), cdktf: measured('cdktf') };
const rows = [
  ...planRows(),
  ...engineRows('cdk', engines.cdk),
  validatorRow(engines.cdk),
  ...engineRows('cdktf', engines.cdktf),
  validateRow(),
];
for (const row of rows) console.log(lineOf(row));
console.log('\nresources of each size over an empty stack, cold:');
for (const line of sizeLines(engines)) console.log(line);

const failed = rows.filter(fails);
if (values.check && failed.length) {
  console.error(`${failed.length} above the limit, a fifth more than the goal unless said otherwise, or not measured`);
  process.exitCode = 1;
}
