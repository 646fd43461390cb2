import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathOf } from '../requires';

/** The programs that read the files of a proxy. Each answers 'accepted', or what it says is wrong with a text. */
export class Judges {
  readonly #folder = mkdtempSync(join(tmpdir(), 'judges-'));

  constructor() {
    for (const path of ['var/log/nginx', 'var/cache', 'run']) mkdirSync(join(this.#folder, path), { recursive: true });
  }

  nginx(text: string): string {
    const inFolder = text.replace(/(?<=[ :])\/(?=var\/|run\/)/g, `${this.#folder}/`);
    return this.#judge('nginx', inFolder, '-t', '-q', '-c');
  }

  haproxy(text: string): string {
    return this.#judge('haproxy', text, '-c', '-f');
  }

  shellcheck(text: string): string {
    return this.#judge('shellcheck', text);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #judge(program: 'nginx' | 'haproxy' | 'shellcheck', text: string, ...args: readonly string[]): string {
    const path = join(this.#folder, program);
    // Users of other distributions are not on this machine.
    writeFileSync(path, text.replace(/^user nginx;/m, 'user www-data;').replaceAll('group nginx', 'group www-data'));
    const { status, stdout, stderr } = spawnSync(pathOf(program), [...args, path], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    return status === 0 ? 'accepted' : stdout + stderr;
  }
}
