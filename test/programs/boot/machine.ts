import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { run } from './release';

const execute = promisify(execFile);

/** A node with folders, processes and a network of its own that begins by unpacking its user data. */
export class Machine {
  static #count = 0;
  /** Where the node is reached. */
  readonly address: string;
  readonly #folder: string;
  readonly #program: ChildProcess;

  /**
   * @param files what an image has beside the real machine's files: stubs, names of hosts, certificates
   * @param disk size of the disk that holds all of it, as mount takes it
   * @param image what another machine has written, `written`
   */
  constructor(userData: string, files: Readonly<Record<string, string>>, disk = '1g', image?: string) {
    this.#folder = mkdtempSync(join(tmpdir(), 'node-'));
    run('mount', '-t', 'tmpfs', '-o', `size=${disk}`, 'none', this.#folder);
    if (image) run('cp', '--archive', image, this.written);
    const network = `10.0.${(Machine.#count += 1)}`;
    this.address = `${network}.2`;
    const all = {
      ...files,
      '/opt/cloud-init/user-data': userData,
      '/opt/cloud-init/unpack.py': readFileSync(join(__dirname, 'unpack.py'), 'utf8'),
      '/etc/systemd/journald.conf.d/test.conf': '[Journal]\nStorage=volatile\nReadKMsg=no\n',
      '/etc/systemd/system/first-boot.service': `[Unit]
DefaultDependencies=no
Wants=systemd-journald.service
After=systemd-journald.service
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
    const console = openSync(`${this.#folder}.console`, 'a');
    const isolate = ['--mount', '--pid', '--cgroup', '--uts', '--ipc', '--fork', '--kill-child=KILL'];
    this.#program = spawn('unshare', [...isolate, join(__dirname, 'machine.sh'), this.#folder, network], {
      stdio: ['ignore', console, console],
    });
  }

  /** Another size for the disk. */
  resize(disk: string): void {
    run('mount', '-o', `remount,size=${disk}`, this.#folder);
  }

  /** Folder of everything that it has written. */
  get written(): string {
    return join(this.#folder, 'upper');
  }

  /** What was written to a file of the node; nothing where it is not there. */
  read(path: string): string {
    const file = this.#file(path);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  has(path: string): boolean {
    return existsSync(this.#file(path));
  }

  #file(path: string): string {
    return path === '/dev/console' ? `${this.#folder}.console` : join(this.written, path);
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
    const said = ['/dev/console', '/var/log/first-boot'].map((path) => this.read(path));
    return said.map((text) => text.slice(-1_500)).join('\n--\n');
  }

  /** Runs a program on the node, which may ask the test meanwhile; gives what it printed. */
  async run(...command: readonly string[]): Promise<string> {
    const { stdout: pid } = await execute('pgrep', ['--parent', String(this.#program.pid)]);
    const enter = ['--target', pid.trim(), '--mount', '--net', '--pid', '--cgroup', '--uts', '--ipc'];
    return (await execute('nsenter', [...enter, ...command], { timeout: 60_000 })).stdout;
  }

  stop(): void {
    this.#program.kill('SIGKILL');
  }
}
