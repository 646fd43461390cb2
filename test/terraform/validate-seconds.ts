/**
 * Times `terraform validate` for the export of a size: prints `{"seconds": [...]}`, or `{"missing": "..."}` where Terraform or
 * the provider is not on this machine.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SizeName } from '../../architectures/sizing';
import { exportTo } from './exported';
import { findInstallation } from './installation';
import { Terraform } from './terraform';

const times = 3;

async function secondsOf(size: SizeName, pluginDir: string): Promise<readonly number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'validate-'));
  try {
    const env = { PATH: process.env.PATH ?? '', HOME: folder, AWS_EC2_METADATA_DISABLED: 'true' };
    const terraform = new Terraform(join(folder, 'exported'), env, join(folder, 'log'));
    await exportTo(terraform.folder, { request: { concurrentUsers: size, domainName: 'chat.example.com' }, flags: [] });
    await terraform.init(pluginDir);
    const seconds: number[] = [];
    for (let i = 0; i < times; i++) {
      const start = performance.now();
      await terraform.validate();
      seconds.push((performance.now() - start) / 1000);
    }
    return seconds;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(size: SizeName): Promise<void> {
  const installation = findInstallation(console.error);
  console.log(
    JSON.stringify(
      typeof installation === 'string'
        ? { missing: installation }
        : { seconds: await secondsOf(size, installation.pluginDir) },
    ),
  );
}

main((process.argv[2] ?? '15k') as SizeName).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
