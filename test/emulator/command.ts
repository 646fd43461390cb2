/** Runs one command with a time limit. */
import { spawn } from 'node:child_process';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly limitSeconds: number;
}

export interface Outcome {
  /** The exit code; undefined if the command was ended at its time limit. */
  readonly code: number | undefined;
  readonly stdout: string;
  /** Standard output and standard error in the order of their arrival. */
  readonly output: string;
}

export function runCommand(command: Command): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    // a group of its own, so that at the time limit the programs that it started end with it
    const child = spawn(command.file, [...command.args], {
      cwd: command.cwd,
      env: command.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let output = '';
    let ended = false;
    const end = (): void => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    };
    process.once('exit', end);
    const timer = setTimeout(() => {
      ended = true;
      end();
    }, command.limitSeconds * 1000);
    const settle = (): void => {
      clearTimeout(timer);
      process.off('exit', end);
    };
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('close', (code) => {
      settle();
      resolve({ code: ended ? undefined : (code ?? 1), stdout, output });
    });
  });
}

/** Runs a command that has to succeed, and answers its standard output. */
export async function runOrFail(command: Command): Promise<string> {
  const outcome = await runCommand(command);
  if (outcome.code === 0) return outcome.stdout;
  throw new Error(`${[command.file, ...command.args].join(' ')}: ${ending(outcome, command.limitSeconds)}`);
}

/** How a command ended, with the end of what it printed; user data would be a line of 16 kB. */
export function ending(outcome: Outcome, limitSeconds: number): string {
  const how = outcome.code === undefined ? `ended after ${limitSeconds} s` : `exit code ${outcome.code}`;
  const lines = outcome.output.trim().split('\n').slice(-25);
  return [how, ...lines.map((line) => line.slice(0, 400))].join('\n');
}
