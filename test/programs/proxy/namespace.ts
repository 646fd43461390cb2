import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs a command of the system. */
export const command = (name: string, ...args: string[]): void => {
  const { status, stderr, error } = spawnSync(name, args, { encoding: 'utf8', timeout: 10_000 });
  if (status !== 0) throw new Error(`${name} ${args.join(' ')} ended with ${status}: ${error?.message ?? stderr}`);
};

/** Whether this process may have ports, files and processes of its own, and what it lacks for that. */
export function lacking(...programs: string[]): string | undefined {
  if (process.getuid?.() !== 0) return 'root, for namespaces of its own';
  return ['unshare', 'ip', 'mount', ...programs].find((name) => spawnSync('which', [name]).status !== 0);
}

/**
 * Runs a program again in namespaces of its own: only loopback, no process but its children, which end with it.
 * Returns its exit code.
 */
export function apart(file: string, seconds: number, ...args: readonly string[]): number {
  const isolate = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const { status } = spawnSync('unshare', [...isolate, 'node', '-r', 'ts-node/register', file, 'apart', ...args], {
    stdio: 'inherit',
    timeout: seconds * 1_000,
  });
  return status ?? 1;
}

/** Makes what is written to the folders of the system vanish with the namespace. */
export function coverFolders(): void {
  command('ip', 'link', 'set', 'lo', 'up');
  const memory = mkdtempSync(join(tmpdir(), 'proxy-'));
  command('mount', '-t', 'tmpfs', 'none', memory);
  for (const folder of ['/etc', '/usr/local', '/var']) {
    const [upper, work] = ['upper', 'work'].map((part) => join(memory, folder, part)) as [string, string];
    for (const path of [upper, work]) mkdirSync(path, { recursive: true });
    command('mount', '-t', 'overlay', 'none', '-o', `lowerdir=${folder},upperdir=${upper},workdir=${work}`, folder);
  }
  command('mount', '-t', 'tmpfs', 'none', '/run');
}
