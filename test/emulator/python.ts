/** The Python environment of the emulator: made when it is missing or its requirements have changed. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, runOrFail } from './command';
import { baseEnvironment, root } from './environment';

const environment = join(root, '.venv');
const requirements = join(__dirname, 'requirements.txt');
const stamp = join(environment, 'requirements.sha256');

export const python = join(environment, 'bin', 'python');

/** Whether there is a Python that the pinned packages run on. */
export async function isPythonInstalled(): Promise<boolean> {
  const check = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))';
  const command = { file: 'python3', args: ['-c', check], cwd: root, env: baseEnvironment, limitSeconds: 20 };
  const outcome = await runCommand(command).catch(() => undefined);
  return outcome?.code === 0;
}

export async function preparePython(print: (line: string) => void): Promise<readonly string[]> {
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return ['.venv is up to date'];
  rmSync(environment, { recursive: true, force: true });
  print('making .venv');
  await run('python3', ['-m', 'venv', environment], 120);
  print('installing test/emulator/requirements.txt with pip, about a minute');
  const options = ['--quiet', '--disable-pip-version-check', '--no-input'];
  await run(python, ['-m', 'pip', 'install', ...options, '--requirement', requirements], 600);
  writeFileSync(stamp, wanted);
  return ['.venv made'];
}

function run(file: string, args: readonly string[], limitSeconds: number): Promise<string> {
  // pip's own settings (an index, a certificate) are the caller's
  const settings = Object.entries(process.env).filter(([name]) =>
    /^(PIP_|SSL_|HTTPS?_PROXY$|NO_PROXY$|HOME$)/i.test(name),
  );
  const env = { ...baseEnvironment, ...(Object.fromEntries(settings) as Record<string, string>) };
  return runOrFail({ file, args, cwd: root, env, limitSeconds });
}
