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
import { Option, type Command } from 'commander';
import { PlanError } from '../../architectures/sizing';
import { cloudConfig, userData, userDataBytes, type BootFile } from '../../constructs/boot';
import { collecting, operandsOf } from './operands';
import type { Output } from './output';
import { asking, planOf, withRequestFlags } from './request-flags';
import { count } from './wording';

interface Written {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

type Fleets = readonly (readonly [fleet: string, files: readonly BootFile[]])[];

/** The files of each fleet as its nodes find them, and the cloud-config that brings them there. */
const filesOf = (fleets: Fleets): Written[] =>
  fleets.flatMap(([fleet, files]) => [
    ...files.map(({ path, text, mode }) => ({ path: join(fleet, 'root', path), text, mode: parseInt(mode, 8) })),
    { path: join(fleet, 'cloud-config.yaml'), text: cloudConfig(files), mode: 0o644 },
  ]);

const failure = (given: string, problem: string, todo: string): PlanError =>
  new PlanError([{ what: `'--out' ${problem}`, given, allowed: 'a folder that is empty or not there yet', todo }]);

/** Writes a folder beside its place and moves it there: nothing is half-written. */
function writeFolder(out: string, files: readonly Written[]): void {
  const folder = resolve(out);
  const parent = dirname(folder);
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw failure(out, 'is a folder with something in it', 'name another folder, or empty it');
  }
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

/** `files`: what nodes find at their first boot, readable. */
export function addFiles(program: Command, { write, paint, act }: Output): void {
  const command = program
    .command('files')
    .description('write what nodes find at their first boot to a folder, to be read: nothing in it is secret')
    .argument('[size]', 'name of a size, 15k, or a number of concurrent users, 15000')
    .addOption(new Option('--out <folder>', 'the folder to write to; it must be empty or not there yet'))
    .addHelpText('after', '\nExample:\n  mattermost-arch files 15k --out boot-files');
  withRequestFlags(collecting(command)).action(() => {
    const { values, issues } = operandsOf(command);
    const { out } = command.opts<{ readonly out?: string }>();
    const noFolder = out ? [] : [{ what: `'--out' is missing`, allowed: 'a folder', todo: 'write --out boot-files' }];
    const plan = planOf(asking(command)(values[0]), [...issues, ...noFolder]);
    const fleets: Fleets = Object.entries<readonly BootFile[]>({ ...plan.bootFiles });
    const files = filesOf(fleets);
    const sizes = fleets.map(
      ([fleet, its]) =>
        `${fleet}: ${its.length} files, ${count(userDataBytes(userData(cloudConfig(its))))} of at most 16,384 bytes of user data`,
    );
    act(() => {
      try {
        writeFolder(out!, files);
      } catch (error) {
        if (error instanceof PlanError) throw error;
        throw failure(out!, `cannot be written: ${(error as Error).message}`, 'correct the path');
      }
      write(`${paint(`${files.length} files in ${out}`, 'heading')}\n${sizes.map((line) => `  ${line}\n`).join('')}`);
      return true;
    });
  });
}
