import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { median, say, type Row } from './row';

const root = join(__dirname, '..', '..');

/** Seconds of `terraform validate` for an export of 15k, where Terraform and the provider are. */
export function validateRow(): Row {
  say('  terraform validate: 15k');
  const run = spawnSync(process.execPath, ['-r', 'ts-node/register', 'test/terraform/validate-seconds.ts', '15k'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 180_000,
  });
  if (run.status !== 0) throw new Error(`terraform validate failed:\n${run.stderr}`);
  const { seconds, missing } = JSON.parse(run.stdout) as { readonly seconds?: number[]; readonly missing?: string };
  return {
    what: 'cdktf: terraform validate of 15k',
    measured: seconds && median(seconds),
    unit: 's',
    goal: 3,
    // By the clock, unlike the rest: the provider is a process of its own, which others on the machine delay.
    limit: 6,
    remedy: missing,
  };
}
