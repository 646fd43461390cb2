/** Runs the real `terraform` command in a folder. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ending, type Outcome, runCommand } from '../emulator/command';

/** Of the JSON form of a plan, what is read here. */
export interface Plan {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly mode: 'managed' | 'data';
    readonly change: { readonly actions: readonly string[] };
  }[];
}

export class Terraform {
  constructor(
    readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
    /** What every command says goes there. */
    readonly log: string,
  ) {}

  async init(pluginDir: string, ...more: readonly string[]): Promise<void> {
    await this.expect(0, ['init', `-plugin-dir=${pluginDir}`, ...more], 60);
  }

  async validate(): Promise<void> {
    await this.expect(0, ['validate'], 60);
  }

  /** Writes a plan and answers it. */
  async plan(file: string): Promise<Plan> {
    await this.expect(2, ['plan', '-detailed-exitcode', `-out=${file}`], 120);
    const json = await this.show(file);
    writeFileSync(join(this.folder, `${file}.json`), json);
    return JSON.parse(json) as Plan;
  }

  /** Fails unless there is nothing to do. */
  async planNothing(): Promise<void> {
    await this.expect(0, ['plan', '-detailed-exitcode'], 120);
  }

  async show(file: string): Promise<string> {
    const { stdout } = await this.expect(0, ['show', '-json', file], 60, false);
    return stdout;
  }

  async apply(...args: readonly string[]): Promise<void> {
    await this.expect(0, ['apply', '-parallelism=20', '-auto-approve', ...args], 400);
  }

  /** Answers the output; an apply that succeeds is an error. */
  async applyAndFail(...args: readonly string[]): Promise<string> {
    const { output } = await this.expect(1, ['apply', '-auto-approve', ...args], 60);
    return output;
  }

  async destroy(): Promise<void> {
    await this.expect(0, ['destroy', '-parallelism=20', '-auto-approve'], 300);
  }

  /** Answers the output; a plan that succeeds is an error. */
  async planAndFail(): Promise<string> {
    const { output } = await this.expect(1, ['plan'], 60);
    return output;
  }

  /** Answers the output; with `code` 1 a test that succeeds altogether is an error. */
  async test(code: 0 | 1): Promise<string> {
    const { output } = await this.expect(code, ['test'], 120);
    return output;
  }

  /** Addresses of what is in the state. */
  async addresses(): Promise<readonly string[]> {
    const { stdout } = await this.expect(0, ['state', 'list'], 60, false);
    return stdout.split('\n').filter((address) => address && !address.startsWith('data.'));
  }

  async state(): Promise<string> {
    const { stdout } = await this.expect(0, ['state', 'pull'], 60, false);
    return stdout;
  }

  private async expect(code: number, args: readonly string[], limitSeconds: number, logged = true): Promise<Outcome> {
    const env = {
      ...this.env,
      CHECKPOINT_DISABLE: '1',
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
    };
    const [command = '', ...rest] = args;
    const plain = logged ? [command, '-no-color', ...rest] : args;
    const outcome = await runCommand({ file: 'terraform', args: plain, cwd: this.folder, env, limitSeconds });
    if (logged) appendFileSync(this.log, `$ terraform ${args.join(' ')}\n${outcome.output}\n`);
    if (outcome.code === code) return outcome;
    const wanted = code === 0 ? '' : ` (exit code ${code} was expected)`;
    throw new Error(`terraform ${args[0]}: ${ending(outcome, limitSeconds)}${wanted}\nall of it: ${this.log}`);
  }
}

/** Addresses of the resources that a plan touches, with how. */
export function touched(plan: Plan): readonly string[] {
  return (plan.resource_changes ?? [])
    .filter(({ mode, change }) => mode === 'managed' && change.actions.join() !== 'no-op')
    .map(({ address, change }) => `${change.actions.join('+')} ${address}`)
    .sort();
}
