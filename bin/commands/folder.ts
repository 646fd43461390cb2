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
 * Writes the files where nobody looks and moves them to their place: nothing is half-written.
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

/** A folder that is empty or not there gets files, all or none. One that is there stays itself: a shell may be in it. */
export function written(folder: string, files: readonly Written[]): void {
  const isThere = existsSync(folder);
  const filled = filledIn(isThere ? folder : dirname(folder), files);
  try {
    if (isThere) moveInto(folder, filled);
    else renameSync(filled, folder);
  } catch (error) {
    rmSync(filled, { recursive: true, force: true });
    throw error;
  }
}

function moveInto(folder: string, filled: string): void {
  const names = readdirSync(filled);
  try {
    for (const name of names) renameSync(join(filled, name), join(folder, name));
    rmdirSync(filled);
  } catch (error) {
    for (const name of names) rmSync(join(folder, name), { recursive: true, force: true });
    throw error;
  }
}

/** A new folder in a place, with the files. */
export function filledIn(place: string, files: readonly Written[]): string {
  mkdirSync(place, { recursive: true });
  const filled = mkdtempSync(join(place, '.files-'));
  try {
    for (const { path, text, mode } of files) {
      const file = join(filled, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text, { mode });
    }
    chmodSync(filled, 0o755);
    return filled;
  } catch (error) {
    rmSync(filled, { recursive: true, force: true });
    throw error;
  }
}
