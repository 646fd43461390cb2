import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inControlGroup } from './control-group';
import { motoServer } from './moto';

/**
 * The first boot and the end of app nodes: their user data, unpacked by cloud-init's own code and run by a real systemd in
 * namespaces of the test's own, against an AWS of loopback. Prints a line a case and `N passed, N failed, N skipped`.
 */
const seconds = 500;

/** What this machine lacks for namespaces, a systemd and an emulator of AWS. */
function lacking(): string | undefined {
  if (process.getuid?.() !== 0) return 'root';
  if (!existsSync(motoServer)) return 'the emulator: npm run emulator:install';
  const programs = [
    'unshare',
    'nsenter',
    'setpriv',
    'ip',
    'logrotate',
    'pgrep',
    'openssl',
    'dpkg-deb',
    'apt-get',
    'cloud-init',
    'systemd-analyze',
  ];
  const missing = programs.find((name) => spawnSync('which', [name]).status !== 0);
  return missing && `${missing}: apt-get install cloud-init systemd util-linux iproute2 procps openssl logrotate`;
}

function main(): number {
  const lacks = lacking();
  if (lacks) {
    console.log(`${process.env.CI ? 'FAILED ' : 'skipped'} this program needs ${lacks}`);
    console.log(process.env.CI ? '\n0 passed, 1 failed, 0 skipped' : '\n0 passed, 0 failed, 1 skipped');
    return process.env.CI ? 1 : 0;
  }
  const isolate = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const folder = mkdtempSync(join(tmpdir(), 'boot-'));
  const { status } = inControlGroup(() =>
    // Ends with this program, however that ends.
    spawnSync(
      'setpriv',
      ['--pdeathsig', 'KILL', 'unshare', ...isolate, 'node', '-r', 'ts-node/register', join(__dirname, 'nodes.ts')],
      {
        stdio: 'inherit',
        timeout: seconds * 1_000,
        // unshare lets nothing less end it.
        killSignal: 'SIGKILL',
        // Everything is written there, and covered by what vanishes with the namespace.
        env: { ...process.env, TMPDIR: folder },
      },
    ),
  );
  rmSync(folder, { recursive: true });
  if (status === null) console.log(`FAILED  not within ${seconds} s\n\n0 passed, 1 failed, 0 skipped`);
  return status ?? 1;
}

process.exitCode = main();
