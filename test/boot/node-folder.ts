import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { BootFile } from '../../constructs/boot/node';
import { pathOf } from '../requires';

const execute = promisify(execFile);

/** The files of a node below a folder of the test: their texts name each other there. */
export class NodeFolder {
  readonly root = mkdtempSync(join(tmpdir(), 'node-'));

  constructor(files: readonly BootFile[]) {
    for (const { path, mode, text } of files) this.write(path, this.#below(text), parseInt(mode, 8));
  }

  #below(text: string): string {
    return text.replace(/(?<![\w/.:-])\/(?=(etc|usr\/local|var|opt|run)\/)/g, `${this.root}/`);
  }

  path(path: string): string {
    return join(this.root, path);
  }

  write(path: string, text: string, mode = 0o644): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text);
    chmodSync(this.path(path), mode);
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  /**
   * What a program prints, as JSON. It finds the node's modules, and `told` as its input.
   * @throws Error with the last line of what it complains about
   */
  async python<T>(
    program: string,
    told: unknown = null,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    const began = execute(pathOf('python3'), ['-c', `import json, sys\ntold = json.load(sys.stdin)\n${program}`], {
      timeout: 30_000,
      env: {
        PATH: process.env.PATH,
        PYTHONPATH: this.path('/usr/local/lib/mattermost'),
        PYTHONDONTWRITEBYTECODE: '1',
        ...environment,
      },
    });
    began.child.stdin!.end(JSON.stringify(told));
    try {
      return JSON.parse((await began).stdout.trim().split('\n').at(-1)!) as T;
    } catch (error) {
      const { stderr } = error as { readonly stderr?: string };
      throw new Error(stderr ? stderr.trim().split('\n').at(-1) : String(error), { cause: error });
    }
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
