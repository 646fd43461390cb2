/** The folder that the product writes for Terraform, by the command that users run. */
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Request } from '../../architectures/sizing';
import { runOrFail } from '../emulator/command';

const root = resolve(__dirname, '../..');

export interface Wanted {
  readonly request: Request;
  /** What `mattermost-arch export` is told beside the request, such as `--ephemeral`. */
  readonly flags: readonly string[];
}

/** Writes a configuration into a folder. What was exported there before goes; a state, and all else, stays. */
export async function exportTo(folder: string, { request, flags }: Wanted): Promise<void> {
  const [fresh, file] = [`${folder}.export`, `${folder}.request.json`];
  mkdirSync(folder, { recursive: true });
  rmSync(fresh, { recursive: true, force: true });
  writeFileSync(file, JSON.stringify(request));
  const command = ['bin/mattermost-arch.ts', 'export', '--request', file, '--terraform', fresh, ...flags];
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', NODE_NO_WARNINGS: '1' };
  await runOrFail({ file: 'node', args: ['-r', 'ts-node/register', ...command], cwd: root, env, limitSeconds: 60 });
  for (const old of configurationIn(folder)) rmSync(join(folder, old));
  cpSync(fresh, folder, { recursive: true });
  rmSync(fresh, { recursive: true });
}

/** Names of the files of a configuration. */
export const configurationIn = (folder: string): readonly string[] =>
  readdirSync(folder).filter((name) => name.endsWith('.tf.json'));
