import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Programs that a test asks and a user may lack, with how to get them. */
export const programs = {
  'apt-get': { ask: ['--version'], hint: "take a machine of Debian's family" },
  'cloud-init': { ask: ['--version'], hint: 'apt-get install cloud-init' },
  haproxy: { ask: ['-v'], hint: 'apt-get install haproxy' },
  nginx: { ask: ['-v'], hint: 'apt-get install nginx' },
  python3: { ask: ['--version'], hint: 'apt-get install python3' },
  packer: {
    ask: ['version'],
    hint: 'install Packer 1.11 or later, and: packer plugins install github.com/hashicorp/amazon',
  },
  shellcheck: { ask: ['--version'], hint: 'apt-get install shellcheck' },
  'systemd-analyze': { ask: ['--version'], hint: 'apt-get install systemd' },
  'cfn-lint': { ask: ['--version'], hint: 'npm run emulator:install (needs Python 3.11 or later)' },
  gpg: { ask: ['--version'], hint: 'apt-get install gnupg' },
  go: { ask: ['version'], hint: 'install Go 1.26.3 or later' },
} as const;

export type Program = keyof typeof programs;

/** Where a program is: in the Python environment of the emulator, among the administrator's, else on the path. */
export function pathOf(program: Program): string {
  const places = [join(__dirname, '..', '.venv', 'bin', program), join('/usr/sbin', program)];
  return places.find(existsSync) ?? program;
}

/** Whether the program is there and answers. */
export const isInstalled = (program: Program): boolean =>
  spawnSync(pathOf(program), programs[program].ask, { timeout: 60_000 }).status === 0;
