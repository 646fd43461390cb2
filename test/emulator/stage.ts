/** What every row of steps plays on, and the steps that all have in common. */
import { type AllowList, type Line } from './allowed';
import { Cdk } from './cdk';
import { type Context } from './context';
import { type Emulator } from './emulator';
import { countByType, differences, type Found, look } from './found';
import { type Steps } from './steps';

export interface Lists {
  readonly gaps: AllowList;
  readonly leftovers: AllowList;
}

export interface Stage {
  readonly emulator: Emulator;
  readonly size: string;
  /** What the app is told in every row. */
  readonly context: Context;
  readonly steps: Steps;
  readonly lists: Lists;
}

const app = 'node -r ts-node/register bin/cdk-app.ts';

/** The command for an app of this repository, with the context that all rows have. */
export function cdkFor(stage: Stage, more: Context, command = app): Cdk {
  return new Cdk(stage.emulator.port, command, { ...stage.context, ...more });
}

/** A step that only runs a command. */
export async function run(stage: Stage, name: string, command: () => Promise<unknown>): Promise<void> {
  await stage.steps.step(name, async () => {
    await command();
    return [];
  });
}

export function refuseNone(what: string, lines: readonly Line[]): void {
  if (lines.length > 0) throw new Error(`${what}:\n${lines.map((line) => Object.values(line).join(' | ')).join('\n')}`);
}

export async function checkNothingLeft(stage: Stage, base: Found): Promise<readonly string[]> {
  const left = differences(base, await look(stage.emulator));
  refuseNone('left behind', stage.lists.leftovers.refused(left, stage.size));
  return countByType(left).map((line) => `${line}, allowed`);
}

/** The line of a command's output that says what is expected of it. */
export function findLine(output: string, wanted: RegExp): string {
  const line = output.split('\n').find((text) => wanted.test(text));
  if (!line) throw new Error(`no ${wanted} in:\n${output.slice(-3000)}`);
  return line.trim().replace(/\s+/g, ' ');
}
