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

const failure = (flag: string, given: string, problem: string, todo: string): PlanError =>
  new PlanError([{ what: `'${flag}' ${problem}`, given, allowed: 'a folder that is empty or not there yet', todo }]);

/**
 * Writes a folder beside its place and moves it there: nothing is half-written.
 * @param flag that named the folder, for errors
 * @throws PlanError where there is something in it, or it cannot be written
 */
export function writeFolder(out: string, files: readonly Written[], flag = '--out'): void {
  const folder = resolve(out);
  try {
    if (existsSync(folder) && readdirSync(folder).length > 0) {
      throw failure(flag, out, 'is a folder with something in it', 'name another folder, or empty it');
    }
    write(folder, files);
  } catch (error) {
    if (error instanceof PlanError) throw error;
    throw failure(flag, out, `cannot be written: ${(error as Error).message}`, 'correct the path');
  }
}

function write(folder: string, files: readonly Written[]): void {
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
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(beside, folder);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    throw error;
  }
}
