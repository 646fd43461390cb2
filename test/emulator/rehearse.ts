/**
 * Rehearses the life of an architecture with the real `cdk` command against an emulated AWS on this machine.
 *
 * usage: node -r ts-node/register test/emulator/rehearse.ts 1k [15k ...]
 *
 * All rows of steps are played at the first size, at the others only "deploy, change, destroy".
 */
import { sizeNames } from '../../architectures/sizing';
import { AllowList, readGaps } from './allowed';
import { contextOf } from './context';
import { Emulator } from './emulator';
import { emptyFolder } from './environment';
import { isPythonInstalled, preparePython } from './python';
import { deployChangeDestroy } from './rows/deploy-change-destroy';
import { failHalfWay } from './rows/fail-half-way';
import { keepWhatMatters } from './rows/keep-what-matters';
import { trustTheEmulator } from './rows/trust-the-emulator';
import { type Lists, refuseNone, type Stage } from './stage';
import { Steps } from './steps';

const given = process.argv.slice(2);
const sizes = given.length > 0 ? given : ['1k'];
const unknown = sizes.find((size) => !(sizeNames as string[]).includes(size));
if (unknown !== undefined) {
  console.error(`'${unknown}' is no size; allowed: ${sizeNames.join(', ')}; npm run rehearse -- 1k`);
  process.exit(2);
}

const steps = new Steps();
const lists: Lists = {
  gaps: new AllowList('allowed-gaps.json'),
  leftovers: new AllowList('allowed-leftovers.json'),
};

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
  steps.begin('Lists');
  const name = 'every entry has matched something';
  if (steps.allPassed) await steps.step(name, checkLists);
  else steps.skip(name); // what was not played matches nothing
  return steps.finish();
}

function checkLists(): readonly string[] {
  const unused = [...lists.gaps.unused(sizes), ...lists.leftovers.unused(sizes)];
  if (unused.length > 0) throw new Error(`to be deleted:\n${unused.join('\n')}`);
  return [];
}

/** An emulator of its own for each row of steps: each begins with what the customer has, and nothing else. */
async function play(size: string, name: string, row: (stage: Stage) => Promise<void>): Promise<void> {
  const gapFile = await withEmulator(`${size}-${name}`, async (emulator) => {
    await row({ emulator, size, context: await contextOf(size, emulator), steps, lists });
    return emulator.gapFile;
  });
  steps.begin(`Gaps of the row "${name}" at ${size}`);
  await steps.step('what the emulator left out is allowed', () => {
    const gaps = readGaps(gapFile);
    refuseNone('not in allowed-gaps.json', lists.gaps.refused(gaps, size));
    return [`${gaps.length} gaps`];
  });
}

async function withEmulator<T>(name: string, work: (emulator: Emulator) => Promise<T>): Promise<T> {
  const emulator = await Emulator.start(name);
  try {
    return await work(emulator);
  } finally {
    await emulator.stop();
  }
}

// what runs is ended with this process
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
