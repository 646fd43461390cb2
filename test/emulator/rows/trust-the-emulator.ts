/** The other rows build on how the emulator keeps, deletes and rolls back. */
import { type Emulator } from '../emulator';
import { type Steps } from '../steps';

export async function trustTheEmulator(emulator: Emulator, steps: Steps): Promise<void> {
  steps.begin('The emulator itself');
  await steps.step('deletion policies, replacement, rollback, order and fleets are as in AWS', async () => {
    const said = await emulator.runScript('check.py');
    return said.trim().split('\n');
  });
}
