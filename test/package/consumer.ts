import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

export function run(command: string, args: readonly string[], cwd: string, minutes = 5): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: minutes * 60_000,
    env: { ...process.env, CDK_VALIDATION: 'false' },
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}\n${stderr}`);
  return stdout;
}

/** Packs the library as it would be published. @returns the path of the package */
export function packed(folder: string): string {
  const name = run('npm', ['pack', '--silent', '--pack-destination', folder], root).trim().split('\n').at(-1)!;
  return join(folder, name);
}

/** An empty project that has the package and the engine that its user chose, and nothing else. */
export class Consumer {
  readonly folder = mkdtempSync(join(tmpdir(), 'consumer-'));

  /** @param engine names of packages; their versions are those that are tested here */
  install(tarball: string, engine: readonly string[]): void {
    writeFileSync(
      join(this.folder, 'package.json'),
      JSON.stringify({ name: 'consumer', version: '1.0.0', private: true }),
    );
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    const packages = engine.map((name) => `${name}@${devDependencies[name]!}`);
    run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball, ...packages], this.folder);
  }

  /** What a program prints. */
  printed(program: string): string {
    return run(process.execPath, ['-e', program], this.folder).trim();
  }

  /** What the command prints. */
  command(...args: readonly string[]): string {
    return run(join(this.folder, 'node_modules', '.bin', 'mattermost-arch'), args, this.folder);
  }

  /** @throws Error with what the compiler says */
  compile(text: string, resolution: 'node16' | 'bundler'): void {
    mkdirSync(join(this.folder, 'src'), { recursive: true });
    writeFileSync(join(this.folder, 'src', 'app.ts'), text);
    const module = resolution === 'bundler' ? 'esnext' : 'node16';
    run(
      process.execPath,
      [
        join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
        ...['--noEmit', '--strict', '--target', 'es2022', '--skipLibCheck'],
        ...['--module', module, '--moduleResolution', resolution],
        ...['--types', 'node', '--typeRoots', join(root, 'node_modules', '@types')],
        'src/app.ts',
      ],
      this.folder,
    );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
