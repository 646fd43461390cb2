import { Option, type Command } from 'commander';
import type { Issue } from '../../architectures/sizing';
import { bringable, type Brought } from '../terraform/bringable';
import type * as Terraform from '../terraform/folder';
import { backendOf, wrongState, type State } from '../terraform/state';
import { rewriteFolder } from './folder';
import { collecting, operandsOf } from './operands';
import type { Output } from './output';
import { asking, flagOf, planOf, withRequestFlags } from './request-flags';

interface Flags extends Brought, State {
  readonly terraform?: string;
  readonly ephemeral?: true;
}

/** Loaded on demand: who uses the other engine need not have this one. */
function terraform(): typeof Terraform {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return require('../terraform/folder') as typeof Terraform;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error('the engine for Terraform is not installed: npm install cdktf @cdktf/provider-aws', {
      cause: error,
    });
  }
}

/** `export`: a folder that Terraform applies without Node. */
export function addExport(program: Command, { write, paint, act }: Output): void {
  const command = program
    .command('export')
    .description('write a folder that Terraform applies without this library')
    .argument('[size]', 'name of a size, 15k, or a number of concurrent users, 15000')
    .addOption(
      new Option('--terraform <folder>', 'the folder to write to: empty, not there yet, or of an earlier export'),
    )
    .addOption(new Option('--state-bucket <name>', 'keep the state in a bucket of yours, locked while it is used'))
    .addOption(new Option('--state-region <region>', 'region of that bucket'))
    .addOption(new Option('--ephemeral', 'a trial: everything goes with a destroy, data included'))
    .addHelpText(
      'after',
      '\nExample:\n  mattermost-arch export 15k --domain-name chat.example.com --terraform mattermost',
    );
  for (const [what, does] of Object.entries(bringable)) command.addOption(new Option(flagOf(what), does));
  withRequestFlags(collecting(command)).action(() => {
    const { values, issues } = operandsOf(command);
    const flags = command.opts<Flags>();
    const plan = planOf(asking(command)(values[0]), [
      ...issues,
      ...missing(flags.terraform),
      ...wrongState(flags, flagOf),
    ]);
    act(() => {
      const files = terraform().terraformFolder({ ...flags, plan, state: backendOf(plan.request.id, flags) });
      rewriteFolder(
        flags.terraform!,
        files.map((file) => ({ ...file, mode: 0o644 })),
        '--terraform',
      );
      write(
        `${paint(`${files.length} files in ${flags.terraform}`, 'heading')}\n  next: its README.md, which names the variables and the three commands\n`,
      );
      return true;
    });
  });
}

const missing = (folder: string | undefined): Issue[] =>
  folder ? [] : [{ what: `'--terraform' is missing`, allowed: 'a folder', todo: 'write --terraform mattermost' }];
