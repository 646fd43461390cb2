import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A node with folders and processes of its own that begins by unpacking its user data. */
export class Machine {
  readonly #folder: string;
  readonly #program: ChildProcess;

  /** @param files what an image has beside the real machine's files: stubs, names of hosts, certificates */
  constructor(userData: string, files: Readonly<Record<string, string>>) {
    this.#folder = mkdtempSync(join(tmpdir(), 'node-'));
    const all = {
      ...files,
      '/opt/cloud-init/user-data': userData,
      '/opt/cloud-init/unpack.py': readFileSync(join(__dirname, 'unpack.py'), 'utf8'),
      '/etc/systemd/system/first-boot.service': `[Unit]
DefaultDependencies=no
[Service]
Type=oneshot
ExecStart=/usr/bin/python3 /opt/cloud-init/unpack.py /opt/cloud-init/user-data
StandardOutput=append:/var/log/first-boot
StandardError=append:/var/log/first-boot
`,
    };
    for (const [path, text] of Object.entries(all)) {
      const to = join(this.#folder, 'files', path);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, text);
      chmodSync(to, text.startsWith('#!') ? 0o755 : 0o644);
    }
    const output = openSync(join(this.#folder, 'output'), 'a');
    const isolate = ['--mount', '--pid', '--cgroup', '--uts', '--ipc', '--fork', '--kill-child=KILL'];
    this.#program = spawn('unshare', [...isolate, join(__dirname, 'machine.sh'), this.#folder], {
      stdio: ['ignore', output, output],
    });
  }

  /** What was written to a file of the node; nothing where it is not there. */
  read(path: string): string {
    const file = join(this.#folder, path === 'output' ? path : join('upper', path));
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Lines of JSON that the test's server wrote. */
  records<T = unknown>(name: string): readonly T[] {
    return this.read(`/opt/mattermost/data/${name}`)
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as T);
  }

  get log(): string {
    return this.read('/var/log/mattermost/boot.log');
  }

  /** The end of everything that it said. */
  get lastWords(): string {
    const said = ['output', '/var/log/first-boot', '/var/log/mattermost/boot.log'].map((path) => this.read(path));
    return said.map((text) => text.slice(-1_500)).join('\n--\n');
  }

  /** Runs a program on the node, which may ask the test meanwhile; gives what it printed. */
  async run(...command: readonly string[]): Promise<string> {
    const { stdout: pid } = await execute('pgrep', ['--parent', String(this.#program.pid)]);
    const enter = ['--target', pid.trim(), '--mount', '--pid', '--cgroup', '--uts', '--ipc'];
    return (await execute('nsenter', [...enter, ...command], { timeout: 30_000 })).stdout;
  }

  stop(): void {
    this.#program.kill('SIGKILL');
  }
}
