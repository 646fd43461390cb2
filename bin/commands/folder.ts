import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
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

/** What is wrong with a folder, in the words of the flag that names it. @param more that is allowed, beside an empty one */
export const refused = (flag: string, given: string, problem: string, todo: string, more?: string): PlanError =>
  new PlanError([{ what: `'${flag}' ${problem}`, given, allowed: more ? `${empty}, ${more}` : empty, todo }]);

export const filledFolder = 'is a folder with something in it';
export const isFilled = (folder: string): boolean => existsSync(folder) && readdirSync(folder).length > 0;

/**
 * Writes a folder beside its place and moves it there: nothing is half-written.
 * @throws PlanError where there is something in it, or it cannot be written
 */
export function writeFolder(out: string, files: readonly Written[]): void {
  writing(out, '--out', (folder) => {
    if (isFilled(folder)) throw refused('--out', out, filledFolder, 'name another folder, or empty it');
    written(folder, files);
  });
}

/** Work on a folder, whose failures are those of the flag that names it. */
export function writing(out: string, flag: string, work: (folder: string) => void): void {
  try {
    work(resolve(out));
  } catch (error) {
    if (error instanceof PlanError) throw error;
    throw refused(flag, out, `cannot be written: ${(error as Error).message}`, 'correct the path');
  }
}

/** A folder that is empty or not there gets files, all or none. */
export function written(folder: string, files: readonly Written[]): void {
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
export function filledBeside(folder: string, files: readonly Written[]): string {
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
