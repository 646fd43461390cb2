/** What every rehearsal does, whichever engine deploys. */
import { join } from 'node:path';
import { AllowList, readGaps } from './allowed';
import { type Lists, refuseNone } from './stage';
import { Steps } from './steps';

export class Rehearsal {
  readonly steps = new Steps();
  readonly lists: Lists;

  /** The folder holds the lists, and is named from this one. */
  constructor(
    private readonly sizes: readonly string[],
    folder: string,
  ) {
    this.lists = {
      gaps: new AllowList(join(folder, 'allowed-gaps.json')),
      leftovers: new AllowList(join(folder, 'allowed-leftovers.json')),
    };
  }

  async checkGaps(gapFile: string, size: string): Promise<void> {
    await this.steps.step('what the emulator left out is allowed', () => {
      const gaps = readGaps(gapFile);
      refuseNone('not in allowed-gaps.json', this.lists.gaps.refused(gaps, size));
      return [`${gaps.length} gaps`];
    });
  }

  /** Its last row, and the exit code. */
  async finish(): Promise<number> {
    this.steps.begin('Lists');
    const name = 'every entry has matched something';
    if (this.steps.allPassed) await this.steps.step(name, () => this.checkLists());
    else this.steps.skip(name); // what was not played matches nothing
    return this.steps.finish();
  }

  private checkLists(): readonly string[] {
    const unused = [...this.lists.gaps.unused(this.sizes), ...this.lists.leftovers.unused(this.sizes)];
    if (unused.length > 0) throw new Error(`to be deleted:\n${unused.join('\n')}`);
    return [];
  }
}
