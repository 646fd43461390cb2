/**
 * Rehearses the life of an architecture with the real `cdk` command against an emulated AWS on this machine.
 *
 * usage: node -r ts-node/register test/emulator/rehearse.ts 1k
 */
import { sizeNames } from '../../architectures/sizing';
import { AllowList, readGaps } from './allowed';
import { Emulator } from './emulator';
import { emptyFolder } from './environment';
import { isPythonInstalled, preparePython } from './python';
import { deployChangeDestroy } from './rows/deploy-change-destroy';
import { failHalfWay } from './rows/fail-half-way';
import { keepWhatMatters } from './rows/keep-what-matters';
import { trustTheEmulator } from './rows/trust-the-emulator';
import { type Lists, refuseNone, type Stage } from './stage';
import { Steps } from './steps';

const size = process.argv[2] ?? '1k';
if (!(sizeNames as string[]).includes(size)) {
  console.error(`'${size}' is no size; allowed: ${sizeNames.join(', ')}; npm run rehearse -- 1k`);
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
  await inAnAccount('emulator', trustTheEmulator);
  await inAnAccount('ephemeral', deployChangeDestroy);
  await inAnAccount('failing', failHalfWay);
  await inAnAccount('production', keepWhatMatters);
  steps.begin('Lists');
  await steps.step('entries that matched nothing', () => [...lists.gaps.unused(), ...lists.leftovers.unused()]);
  return steps.finish();
}

/** An emulator of its own for each row of steps: each begins in an empty account. */
async function inAnAccount(name: string, play: (stage: Stage) => Promise<void>): Promise<void> {
  const emulator = await Emulator.start(name);
  try {
    await play({ emulator, size, steps, lists });
  } finally {
    await emulator.stop();
  }
  steps.begin(`Gaps of the row "${name}"`);
  await steps.step('what the emulator left out is allowed', () => {
    const gaps = readGaps(emulator.gapFile);
    refuseNone('not in allowed-gaps.json', lists.gaps.refused(gaps));
    return [`${gaps.length} gaps`];
  });
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
