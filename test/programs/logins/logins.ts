import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInstalled, programs } from '../../installed';
import { said } from '../proxy/machine';
import { lacking } from '../proxy/namespace';
import { experiments } from './experiments';
import { build } from './program';
import { Site } from './site';

/**
 * Storms of logins through the rendered NGINX and HAProxy of a proxy node, with its own poller, against app nodes that
 * check passwords as servers do, with admission and without. Prints a line a statement, with its numbers, and
 * `N passed, N failed, N skipped`; at most 150 s, all experiments at the same time. Arguments are names of experiments; by
 * default all.
 */
const mostSeconds = 140;

interface Statement {
  readonly what: string;
  readonly holds: boolean;
  readonly numbers: string;
}

/** One experiment, in the namespaces that it was given. Writes a line of JSON a statement. */
async function apart(name: string, folder: string): Promise<void> {
  const says = (what: string, holds: boolean, numbers: string) =>
    console.log(JSON.stringify({ what, holds, numbers } satisfies Statement));
  try {
    const { version, pins, prove } = experiments[name]!;
    await prove(await Site.open(folder, version, pins), says);
  } catch (error) {
    says('the experiment is carried out', false, `${(error as Error).message}\n${said()}`);
  }
}

/** Runs an experiment in namespaces of its own: only loopback, no process but its children, which end with it. */
async function statementsOf(name: string, folder: string): Promise<readonly Statement[]> {
  const isolate = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const program = ['node', '-r', 'ts-node/register', __filename, 'apart', name, folder];
  const child = spawn('unshare', [...isolate, ...program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: mostSeconds * 1_000,
    env: { ...process.env, TMPDIR: folder },
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  const statements = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Statement);
  const ended = { what: 'the experiment ends', holds: false, numbers: `exit code ${code}, at most ${mostSeconds} s` };
  return code === 0 && statements.length ? statements : [...statements, ended];
}

async function main(names: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'logins-'));
  // HAProxy and NGINX run as others.
  chmodSync(folder, 0o755);
  const counts = { passed: 0, failed: 0 };
  try {
    build(folder);
    await Promise.all(
      names.map(async (name) => {
        const began = Date.now();
        const statements = await statementsOf(name, folder);
        console.log(`${name}, ${((Date.now() - began) / 1_000).toFixed(0)} s:`);
        for (const { what, holds, numbers } of statements) {
          counts[holds ? 'passed' : 'failed'] += 1;
          console.log(`  ${holds ? 'ok' : 'FAILED'} ${what}: ${numbers}`);
        }
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed, 0 skipped`);
  return Number(counts.failed > 0 || counts.passed === 0);
}

const missing = (): string | undefined =>
  isInstalled('go') ? lacking('nginx', 'haproxy', 'python3') : `go: ${programs.go.hint}`;

async function run(names: readonly string[]): Promise<number> {
  const all = Object.keys(experiments);
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length) {
    console.error(`no experiment is called ${unknown.join(', ')}; there are: ${all.join('; ')}`);
    return 2;
  }
  const lack = missing();
  if (!lack) return main(names.length ? names : all);
  const inCi = Number(Boolean(process.env.CI));
  console.log(`logins are not judged, for they need ${lack}\n0 passed, ${inCi} failed, ${1 - inCi} skipped`);
  return inCi;
}

if (process.argv[2] === 'apart') void apart(process.argv[3]!, process.argv[4]!).then(() => process.exit(0));
else void run(process.argv.slice(2)).then((code) => process.exit(code));
