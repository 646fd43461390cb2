/** The rows of the Terraform rehearsal; `rehearse.ts` runs this where there is no network. */
import type { SizeName } from '../../../architectures/sizing';
import { AllowList, readGaps } from '../allowed';
import { Emulator } from '../emulator';
import { type Lists, refuseNone } from '../stage';
import { Steps } from '../steps';
import { domain } from './deployment';
import { Outside } from './outside';
import { applyChangeDestroy } from './rows/apply-change-destroy';
import type { Customer } from './stage';

const [pluginDir = '', ...sizes] = process.argv.slice(2);
const steps = new Steps();
const lists: Lists = {
  gaps: new AllowList('terraform/allowed-gaps.json'),
  leftovers: new AllowList('terraform/allowed-leftovers.json'),
};

async function main(): Promise<number> {
  for (const size of sizes) await play(size as SizeName);
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

async function play(size: SizeName): Promise<void> {
  const outside = await Outside.watch();
  const emulator = await Emulator.start(`${size}-terraform`);
  try {
    const customer = JSON.parse(await emulator.runScript('customer.py', '--domain', domain)) as Customer;
    await applyChangeDestroy({ emulator, size, steps, lists, customer, outside, pluginDir });
  } finally {
    await emulator.stop();
    outside.stop();
  }
  steps.begin(`Around ${size}`);
  await steps.step('nothing but this machine was asked for', () => outside.check());
  await steps.step('what the emulator left out is allowed', () => {
    const gaps = readGaps(emulator.gapFile);
    refuseNone('not in allowed-gaps.json', lists.gaps.refused(gaps, size));
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
