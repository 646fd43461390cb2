import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Does something in a control group of its own: a systemd in a namespace makes its groups below the one it is started in.
 */
export function inControlGroup<T>(act: () => T): T {
  const named = '/sys/fs/cgroup/systemd';
  const root = existsSync(named) ? named : '/sys/fs/cgroup';
  const own = join(root, `mattermost-boot-${process.pid}`);
  mkdirSync(own);
  writeFileSync(join(own, 'cgroup.procs'), String(process.pid));
  try {
    return act();
  } finally {
    writeFileSync(join(root, 'cgroup.procs'), String(process.pid));
    removeGroups(own);
  }
}

function removeGroups(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeGroups(join(folder, entry.name));
  }
  // What was killed a moment ago may still be in it.
  for (let attempt = 0; existsSync(folder) && attempt < 50; attempt += 1) {
    if (spawnSync('rmdir', [folder], { stdio: attempt < 49 ? 'ignore' : 'inherit' }).status !== 0)
      spawnSync('sleep', ['0.1']);
  }
}
