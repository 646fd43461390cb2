/** The library's family for Terraform in a folder of its own, over the packages that succeed cdktf. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { runCommand, runOrFail } from '../emulator/command';

const root = resolve(__dirname, '../..');

interface Package {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
const packageIn = (folder: string): Package =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package;

/** A step of the move. */
export interface Stage {
  readonly what: string;
  /** Versions by the names of the successors. */
  readonly versions: Readonly<Record<string, string>>;
  /** What the library calls a successor in its imports. */
  readonly nameOf: (successor: string) => string;
  /** What an app is told beside the architecture, as `cdktf.json` would say it. */
  readonly context: object;
}

const program = 'test/terraform/configurations';
/** What the program is compiled from. */
const sources = ['constructs', 'architectures', 'bin/terraform', `${program}.ts`];

/** Configurations by the names of their stacks. */
export type Configurations = Readonly<Record<string, Configuration>>;
export interface Configuration {
  readonly '//': { readonly metadata: { readonly version: string } };
  readonly resource: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

const environment = { ...(process.env as Record<string, string>), CHECKPOINT_DISABLE: '1', NODE_NO_WARNINGS: '1' };

/** Runs the program. @param node what node is told before the folder that it writes to */
async function synthesised(
  node: readonly string[],
  cwd: string,
  folder: string,
  context: object,
): Promise<Configurations> {
  const args = [...node, folder];
  const env = { ...environment, CDKTF_CONTEXT_JSON: JSON.stringify(context) };
  mkdirSync(folder, { recursive: true });
  await runOrFail({ file: process.execPath, args, cwd, env, limitSeconds: 60 });
  const stacks = join(folder, 'stacks');
  return Object.fromEntries(
    readdirSync(stacks).map((name) => [
      name,
      JSON.parse(readFileSync(join(stacks, name, 'cdk.tf.json'), 'utf8')) as Configuration,
    ]),
  );
}

/** By the packages that the library has today. */
export const presently = (folder: string): Promise<Configurations> =>
  synthesised(['-r', 'ts-node/register', `${program}.ts`], root, folder, {});

export class Move {
  constructor(
    readonly stage: Stage,
    private readonly folder: string,
  ) {}

  /** @throws Error that names what is needed */
  async install(): Promise<void> {
    const { dependencies, devDependencies } = packageIn(root);
    const { versions, nameOf } = this.stage;
    const successors = Object.entries(versions).map(
      ([name, version]) => [nameOf(name), nameOf(name) === name ? version : `npm:${name}@${version}`] as const,
    );
    this.write('package.json', {
      name: 'moved',
      version: '1.0.0',
      private: true,
      dependencies: { ...dependencies, constructs: devDependencies.constructs, ...Object.fromEntries(successors) },
      // The bindings ask for cdktn by its own name, some in an older version.
      overrides: { cdktn: versions.cdktn },
    });
    const { code, output } = await runCommand({
      file: 'npm',
      args: ['install', '--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=1', '--loglevel=error'],
      cwd: this.folder,
      env: environment,
      limitSeconds: 180,
    });
    if (code === 0) return;
    const wanted = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
    throw new Error(
      `npm cannot install ${wanted.join(' and ')}: this test needs a package registry that has them, or npm's cache\n${output.trim()}`,
    );
  }

  /** Name and version of what the library gets for each name that it imports. */
  installed(): readonly string[] {
    return Object.keys(this.stage.versions).map((name) => {
      const its = packageIn(join(this.folder, 'node_modules', this.stage.nameOf(name)));
      return `${its.name} ${its.version}`;
    });
  }

  /** By the compiler's options of the project. @returns how many modules that made */
  async compile(): Promise<number> {
    this.copySources();
    this.write('tsconfig.json', {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        noEmit: false,
        outDir: 'lib',
        rootDir: 'src',
        typeRoots: [join(root, 'node_modules', '@types')],
      },
      include: [],
      files: [`src/${program}.ts`],
    });
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const args = [tsc, '--project', this.folder];
    await runOrFail({ file: process.execPath, args, cwd: this.folder, env: environment, limitSeconds: 120 });
    return readdirSync(join(this.folder, 'lib'), { recursive: true }).filter((name) => String(name).endsWith('.js'))
      .length;
  }

  configurations(): Promise<Configurations> {
    return synthesised([`lib/${program}.js`], this.folder, join(this.folder, 'out'), this.stage.context);
  }

  private copySources(): void {
    const { nameOf } = this.stage;
    for (const path of sources.flatMap(filesIn)) {
      const text = readFileSync(join(root, path), 'utf8').replace(
        /(?<= from ')(@?)cdktf(\/[a-z-]+)?(?=['/])/g,
        (_, at: string, more = '') => nameOf(`${at}cdktn${more}`),
      );
      this.write(join('src', path), text);
    }
  }

  private write(path: string, content: string | object): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2));
  }
}

const filesIn = (path: string): readonly string[] =>
  statSync(join(root, path)).isFile()
    ? [path]
    : readdirSync(join(root, path), { recursive: true })
        .map((name) => join(path, String(name)))
        .filter((name) => name.endsWith('.ts'));
