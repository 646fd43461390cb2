/**
 * Rehearses the life of an exported folder with the real `terraform` command against an emulated AWS on this machine.
 *
 * usage: node -r ts-node/register test/emulator/terraform/rehearse.ts 1k [15k ...]
 */
import { join } from 'node:path';
import { findInstallation } from '../../terraform/installation';
import { emptyFolder } from '../environment';
import { readSizes } from '../sizes';
import { endWith } from '../../program';
import { isPythonInstalled, preparePython } from '../python';
import { Steps } from '../steps';
import { runIsolated, wayIn } from './isolated';

/** Of a size: 5 minutes, of which the provider waits 4; three times that on a busy machine. */
const limitSeconds = 900;

const sizes = readSizes('npm run rehearse:terraform -- 1k');

const print = (line: string): void => console.log(line);

async function main(): Promise<number> {
  const installation = findInstallation(print);
  const way = wayIn();
  const missing = [
    ...(typeof installation === 'string' ? [installation] : []),
    ...((await isPythonInstalled()) ? [] : ['Python 3.11 or newer with venv (Debian: python3-venv)']),
    ...(way || !process.env.CI ? [] : ['unshare and ip, and the right to use them (Debian: util-linux, iproute2)']),
  ];
  if (missing.length > 0 || typeof installation === 'string') {
    const steps = new Steps();
    steps.begin('Preparing');
    for (const what of missing) steps.lack(what);
    return steps.finish();
  }
  emptyFolder();
  for (const line of await preparePython(print)) print(line);
  print(
    way
      ? 'without a network but loopback'
      : 'no namespace can be had: what asks for another machine is found out, and refused',
  );
  return runIsolated(way, join(__dirname, 'play.ts'), [installation.pluginDir, ...sizes], limitSeconds * sizes.length);
}

endWith(main());
