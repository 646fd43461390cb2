/** The rows of the Terraform rehearsal; `rehearse.ts` runs this where there is no network. */
import type { SizeName } from '../../../architectures/sizing';
import { Emulator } from '../emulator';
import { endOnSignals, endWith } from '../../program';
import { Rehearsal } from '../rehearsal';
import { domain } from './deployment';
import { Outside } from './outside';
import { applyChangeDestroy } from './rows/apply-change-destroy';
import type { Customer } from './stage';

const [pluginDir = '', ...sizes] = process.argv.slice(2);
const rehearsal = new Rehearsal(sizes, 'terraform');
const { steps, lists } = rehearsal;

async function main(): Promise<number> {
  for (const size of sizes) await play(size as SizeName);
  return rehearsal.finish();
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
  await rehearsal.checkGaps(emulator.gapFile, size);
}

endOnSignals();
endWith(main());
