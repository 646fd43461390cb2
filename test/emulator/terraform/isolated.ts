/** Runs a program where there is no network but loopback. */
import { spawn, spawnSync } from 'node:child_process';

const isolate = ['--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
/** As root, or as anybody where the kernel lets users have namespaces. */
const ways: readonly (readonly string[])[] = [isolate, ['--user', '--map-root-user', '--mount', ...isolate]];

/** How to enter a namespace of one's own, by `unshare`; undefined where that is not possible. */
export function wayIn(): readonly string[] | undefined {
  const up = ['ip', 'link', 'set', 'lo', 'up'];
  return ways.find((way) => spawnSync('unshare', [...way, ...up], { timeout: 10_000 }).status === 0);
}

/** Runs a program of this repository, in a namespace if there is a way in. Answers its exit code. */
export function runIsolated(
  way: readonly string[] | undefined,
  program: string,
  args: readonly string[],
  limitSeconds: number,
): Promise<number> {
  const node = ['node', '-r', 'ts-node/register', program, ...args];
  const [file = '', ...rest] = way
    ? ['unshare', ...way, 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', ...node]
    : node;
  return new Promise((resolve, reject) => {
    const child = spawn(file, rest, { stdio: 'inherit' });
    const timer = setTimeout(() => {
      console.log(`ended after ${limitSeconds} s\n\n0 passed, 1 failed, 0 skipped`);
      child.kill('SIGTERM');
    }, limitSeconds * 1000);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve(code ?? 1);
    });
  });
}
