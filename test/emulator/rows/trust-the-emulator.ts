/** The other rows build on how the emulator keeps, deletes and rolls back. */
import { type Stage } from '../stage';

export async function trustTheEmulator({ emulator, steps }: Stage): Promise<void> {
  steps.begin('The emulator itself');
  await steps.step('deletion policies, replacement, rollback and order are as in AWS', async () => {
    const said = await emulator.runScript('check_policies.py');
    return said.trim().split('\n');
  });
}
