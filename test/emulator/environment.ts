/** Where the rehearsal works, and what the programs that it starts may see. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(__dirname, '../..');
export const folder = join(root, '.rehearsal');

export const account = '123456789012';
export const region = 'us-east-1';

const emptyFile = join(folder, 'empty');

/** An empty working folder; what the last rehearsal left in it goes. */
export function emptyFolder(): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'home'), { recursive: true });
  writeFileSync(emptyFile, '');
}

/** What every program gets: nothing of the caller's environment but PATH, and no Python cache files. */
export const baseEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? '',
  HOME: join(folder, 'home'),
  LANG: 'C.UTF-8',
  PYTHONDONTWRITEBYTECODE: '1',
};

/** Everything that an AWS client could use leads to the emulator: fake keys, no profiles, no metadata. */
export function awsEnvironment(port: number): Readonly<Record<string, string>> {
  return {
    ...baseEnvironment,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_CONFIG_FILE: emptyFile,
    AWS_SHARED_CREDENTIALS_FILE: emptyFile,
    AWS_EC2_METADATA_DISABLED: 'true',
    NODE_OPTIONS: `--require ${JSON.stringify(join(__dirname, 'loopback-only.js'))}`,
  };
}
