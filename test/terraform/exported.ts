/** The folder that the product writes for Terraform, by the command that users run. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Request } from '../../architectures/sizing';
import { runOrFail } from '../emulator/command';

const root = resolve(__dirname, '../..');

export interface Wanted {
  readonly request: Request;
  /** What `mattermost-arch export` is told beside the request, such as `--ephemeral`. */
  readonly flags: readonly string[];
}

/** Writes a configuration into a folder, over an earlier one: a state, and what else its user has there, stays. */
export async function exportTo(folder: string, { request, flags }: Wanted): Promise<void> {
  const file = `${folder}.request.json`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(request));
  const command = ['bin/mattermost-arch.ts', 'export', '--request', file, '--terraform', folder, ...flags];
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', NODE_NO_WARNINGS: '1' };
  await runOrFail({ file: 'node', args: ['-r', 'ts-node/register', ...command], cwd: root, env, limitSeconds: 60 });
}

/** Names of the files of a configuration. */
export const configurationIn = (folder: string): readonly string[] =>
  readdirSync(folder).filter((name) => name.endsWith('.tf.json'));
