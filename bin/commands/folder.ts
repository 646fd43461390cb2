import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Option } from 'commander';
import { PlanError, type Issue } from '../../architectures/sizing';

/** A file of a folder: its path there, its text and its mode. */
export interface Written {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

export const outOption = (): Option =>
  new Option('--out <folder>', 'the folder to write to; it must be empty or not there yet');

/** What is wrong where no folder is named. */
export const noFolder = (out: string | undefined, example: string): readonly Issue[] =>
  out ? [] : [{ what: `'--out' is missing`, allowed: 'a folder', todo: `write --out ${example}` }];

const empty = 'a folder that is empty or not there yet';
const failure = (flag: string, given: string, problem: string, todo: string, allowed = empty): PlanError =>
  new PlanError([{ what: `'${flag}' ${problem}`, given, allowed, todo }]);

/**
 * Writes a folder beside its place and moves it there: nothing is half-written.
 * @param flag that named the folder, for errors
 * @throws PlanError where there is something in it, or it cannot be written
 */
export function writeFolder(out: string, files: readonly Written[], flag = '--out'): void {
  writing(out, flag, (folder) => {
    if (isFilled(folder)) throw filled(flag, out);
    write(folder, files);
  });
}

/** Names of the files that were written, so that they can be written again. */
const listName = '.mattermost-arch.json';

/**
 * As `writeFolder`, and over what it has written before: a file that is no longer of the folder goes, and what its user has
 * put beside (values, a state, files of their own) stays.
 * @throws PlanError where there is something in it and nothing of this, and where a file of the user's would be lost
 */
export function rewriteFolder(out: string, files: readonly Written[], flag = '--out'): void {
  const names = files.map(({ path }) => path);
  const all = [...files, { path: listName, text: `${JSON.stringify({ files: names }, undefined, 2)}\n`, mode: 0o644 }];
  writing(out, flag, (folder) => {
    if (!isFilled(folder)) return write(folder, all);
    if (!existsSync(join(folder, listName))) throw filled(flag, out, `${empty}, or what this command wrote`);
    const { files: listed } = JSON.parse(readFileSync(join(folder, listName), 'utf8')) as { files: readonly string[] };
    const before = listed.filter((name) => basename(name) === name);
    const theirs = names.filter((name) => !before.includes(name) && existsSync(join(folder, name)));
    if (theirs.length) {
      throw failure(
        flag,
        theirs.join(', '),
        'holds files of yours that would be lost',
        'rename or remove them',
        'other names',
      );
    }
    const beside = filledBeside(folder, all);
    for (const { path } of all) renameSync(join(beside, path), join(folder, path));
    rmSync(beside, { recursive: true });
    for (const name of before.filter((each) => !names.includes(each))) rmSync(join(folder, name), { force: true });
  });
}

const isFilled = (folder: string): boolean => existsSync(folder) && readdirSync(folder).length > 0;
const filled = (flag: string, out: string, allowed = empty): PlanError =>
  failure(flag, out, 'is a folder with something in it', 'name another folder, or empty it', allowed);

function writing(out: string, flag: string, work: (folder: string) => void): void {
  try {
    work(resolve(out));
  } catch (error) {
    if (error instanceof PlanError) throw error;
    throw failure(flag, out, `cannot be written: ${(error as Error).message}`, 'correct the path');
  }
}

function write(folder: string, files: readonly Written[]): void {
  const beside = filledBeside(folder, files);
  try {
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(beside, folder);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    throw error;
  }
}

/** A folder beside a place, with the files. */
function filledBeside(folder: string, files: readonly Written[]): string {
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true });
  const beside = mkdtempSync(join(parent, '.files-'));
  try {
    for (const { path, text, mode } of files) {
      const file = join(beside, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text, { mode });
    }
    chmodSync(beside, 0o755);
    return beside;
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    throw error;
  }
}
