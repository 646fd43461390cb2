/**
 * Rehearses the life of an architecture with the real `cdk` command against an emulated AWS on this machine.
 *
 * usage: node -r ts-node/register test/emulator/rehearse.ts 1k [15k ...]
 *
 * All rows of steps are played at the first size, at the others only "deploy, change, destroy".
 */
import { contextOf } from './context';
import { Emulator } from './emulator';
import { emptyFolder } from './environment';
import { readSizes } from './sizes';
import { endOnSignals, endWith } from '../program';
import { isPythonInstalled, preparePython } from './python';
import { Rehearsal } from './rehearsal';
import { deployChangeDestroy } from './rows/deploy-change-destroy';
import { failHalfWay } from './rows/fail-half-way';
import { keepWhatMatters } from './rows/keep-what-matters';
import { trustTheEmulator } from './rows/trust-the-emulator';
import { type Stage } from './stage';

const sizes = readSizes('npm run rehearse -- 1k');
const rehearsal = new Rehearsal(sizes, '.');
const { steps, lists } = rehearsal;

async function main(): Promise<number> {
  emptyFolder();
  steps.begin('Preparing');
  if (!process.env.CI && !(await isPythonInstalled())) {
    steps.skip('everything: needs Python 3.11 or newer with venv (Debian: python3-venv)');
    return steps.finish();
  }
  const ready = await steps.step('Python environment', () => preparePython((line) => steps.print(`          ${line}`)));
  if (!ready) return steps.finish();
  await withEmulator('emulator', (emulator) => trustTheEmulator(emulator, steps));
  for (const [i, size] of sizes.entries()) {
    await play(size, 'ephemeral', deployChangeDestroy);
    if (i > 0) continue;
    await play(size, 'failing', failHalfWay);
    await play(size, 'production', keepWhatMatters);
  }
  return rehearsal.finish();
}

/** An emulator of its own for each row of steps: each begins with what the customer has, and nothing else. */
async function play(size: string, name: string, row: (stage: Stage) => Promise<void>): Promise<void> {
  const gapFile = await withEmulator(`${size}-${name}`, async (emulator) => {
    await row({ emulator, size, context: await contextOf(size, emulator), steps, lists });
    return emulator.gapFile;
  });
  steps.begin(`Gaps of the row "${name}" at ${size}`);
  await rehearsal.checkGaps(gapFile, size);
}

async function withEmulator<T>(name: string, work: (emulator: Emulator) => Promise<T>): Promise<T> {
  const emulator = await Emulator.start(name);
  try {
    return await work(emulator);
  } finally {
    await emulator.stop();
  }
}

endOnSignals();
endWith(main());
