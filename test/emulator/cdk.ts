/** Runs the real `cdk` command of this repository against the emulator. */
import { join } from 'node:path';
import { ending, type Outcome, runCommand } from './command';
import { type Context } from './context';
import { account, awsEnvironment, folder, region, root } from './environment';

const file = join(root, 'node_modules', '.bin', 'cdk');
const limitSeconds = 120;
const quiet = ['--no-notices', '--no-version-reporting', '--no-color'];

export class Cdk {
  constructor(
    private readonly port: number,
    private readonly app: string,
    readonly context: Context,
  ) {}

  /** The same app with more, or other, context. */
  with(context: Context): Cdk {
    return new Cdk(this.port, this.app, { ...this.context, ...context });
  }

  /** Away from cdk.json, for it needs no app. */
  bootstrap(): Promise<Outcome> {
    return this.expectSuccess(['bootstrap', `aws://${account}/${region}`], folder);
  }

  deploy(): Promise<Outcome> {
    return this.expectSuccess(this.deployment());
  }

  /** Answers the output; a deployment that succeeds is an error. */
  deployAndFail(): Promise<string> {
    return this.expectFailure(this.deployment());
  }

  /** Fails if there is any difference. */
  diff(): Promise<Outcome> {
    return this.expectSuccess([...this.ofApp('diff'), '--fail']);
  }

  destroy(): Promise<Outcome> {
    return this.expectSuccess([...this.ofApp('destroy'), '--all', '--force']);
  }

  /** Answers the output; a stack that lets itself be destroyed is an error. */
  destroyAndFail(): Promise<string> {
    return this.expectFailure([...this.ofApp('destroy'), '--all', '--force']);
  }

  private deployment(): readonly string[] {
    return [...this.ofApp('deploy'), '--all', '--require-approval', 'never', '--progress', 'events'];
  }

  private ofApp(command: string): readonly string[] {
    const context = Object.entries(this.context).flatMap(([key, value]) => ['--context', `${key}=${value}`]);
    return [command, '--app', this.app, '--output', join(folder, 'cdk.out'), ...context];
  }

  private async expectSuccess(args: readonly string[], cwd = root): Promise<Outcome> {
    const outcome = await this.run(args, cwd);
    if (outcome.code !== 0) throw new Error(`cdk ${args[0]}: ${ending(outcome, limitSeconds)}`);
    return outcome;
  }

  private async expectFailure(args: readonly string[]): Promise<string> {
    const outcome = await this.run(args, root);
    if (outcome.code === 1) return outcome.output;
    throw new Error(`cdk ${args[0]} was expected to fail: ${ending(outcome, limitSeconds)}`);
  }

  private run(args: readonly string[], cwd: string): Promise<Outcome> {
    const env = {
      ...awsEnvironment(this.port),
      CDK_HOME: join(folder, 'home'),
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: 'true',
      CI: 'true',
      NODE_NO_WARNINGS: '1',
      CDK_VALIDATION: 'false', // seconds for each command, and a test of its own runs it
    };
    return runCommand({ file, args: [...args, ...quiet], cwd, env, limitSeconds });
  }
}
