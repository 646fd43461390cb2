/**
 * What planning, synthesis and validation cost. Prints a row for each measurement, with its goal, and a line for each size;
 * with `--check` a row above its limit fails. Whatever else a machine does only adds: the least of several rounds counts,
 * and a row above its limit is measured again before it fails.
 */
import { parseArgs } from 'node:util';
import { engineRows, sizeLines, validatorRow } from './engines';
import { planMs, planRow, userDataRows } from './plan';
import { fails, lineOf, say, type Row } from './row';
import { leastOf, synthesise } from './synthesis';
import { validateRow } from './validate';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const fewest = 2;
const most = 4;

const round = () => ({ planMs: planMs(), synthesised: synthesise() });
const rounds: ReturnType<typeof round>[] = [];
const measured = () => {
  const engines = leastOf(rounds.map(({ synthesised }) => synthesised));
  const rows: readonly Row[] = [
    planRow(rounds.map((each) => each.planMs)),
    ...engineRows('cdk', engines.cdk),
    validatorRow(engines),
    ...engineRows('cdktf', engines.cdktf),
  ];
  return { engines, rows };
};
do {
  say(`round ${rounds.length + 1}, each synthesis in a process of its own`);
  rounds.push(round());
} while (rounds.length < fewest || (values.check && rounds.length < most && measured().rows.some(fails)));

const { engines, rows: repeated } = measured();
const rows = [...repeated, ...userDataRows(), validateRow()];
for (const row of rows) console.log(lineOf(row));
console.log(`\nthe least of ${rounds.length} rounds; resources of each size over an empty stack, cold:`);
for (const line of sizeLines(engines)) console.log(line);

const failed = rows.filter(fails);
if (values.check && failed.length) {
  console.error(`${failed.length} above the limit, or not measured`);
  process.exitCode = 1;
}
