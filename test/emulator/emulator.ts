/** Starts the emulated AWS on a free loopback port, and ends what it started. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runOrFail } from './command';
import { awsEnvironment, folder, root } from './environment';
import { python } from './python';

const launcher = join(__dirname, 'launcher');

export class Emulator {
  static async start(name: string): Promise<Emulator> {
    const port = await freePort();
    const gapFile = join(folder, `${name}.gaps.jsonl`);
    const logFile = join(folder, `${name}.emulator.log`);
    const log = openSync(logFile, 'w');
    const args = [join(launcher, 'server.py'), '--port', String(port), '--gaps', gapFile];
    const server = spawn(python, args, { cwd: root, env: awsEnvironment(port), stdio: ['ignore', log, log] });
    closeSync(log);
    const emulator = new Emulator(port, gapFile, server);
    for (let attempt = 0; attempt < 150; attempt++) {
      if (server.exitCode !== null) break;
      if (await answers(port)) return emulator;
      await pause(200);
    }
    await emulator.stop();
    throw new Error(`the emulator does not start:\n${readFileSync(logFile, 'utf8').slice(-2000)}`);
  }

  private constructor(
    readonly port: number,
    readonly gapFile: string,
    private readonly server: ChildProcess,
  ) {
    process.once('exit', this.kill);
  }

  /** Runs a script of the launcher's folder against the emulator and answers what it prints. */
  runScript(name: string, ...more: readonly string[]): Promise<string> {
    const args = [join(launcher, name), '--port', String(this.port), ...more];
    return runOrFail({ file: python, args, cwd: root, env: awsEnvironment(this.port), limitSeconds: 60 });
  }

  async stop(): Promise<void> {
    this.server.kill('SIGTERM');
    for (let attempt = 0; attempt < 50 && this.isRunning(); attempt++) await pause(100);
    if (this.isRunning()) this.kill();
    process.off('exit', this.kill);
  }

  private readonly kill = (): void => void this.server.kill('SIGKILL');

  private isRunning(): boolean {
    return this.server.exitCode === null && this.server.signalCode === null;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no free port')),
      );
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
