import { join } from 'node:path';
import type { Command } from 'commander';
import {
  cloudConfig,
  mostUserDataBytes,
  systemOf,
  userData,
  userDataBytes,
  type BootFile,
} from '../../constructs/boot';
import { noFolder, outOption, writeFolder, type Written } from './folder';
import { collecting, operandsOf } from './operands';
import type { Output } from './output';
import { asking, planOf, withRequestFlags } from './request-flags';
import { count } from './wording';

type Fleets = readonly (readonly [fleet: string, files: readonly BootFile[]])[];

/** The files of each fleet as its nodes find them, and the cloud-config that brings them there. */
const filesOf = (fleets: Fleets): Written[] =>
  fleets.flatMap(([fleet, files]) => [
    ...files.map(({ path, text, mode }) => ({ path: join(fleet, 'root', path), text, mode: parseInt(mode, 8) })),
    { path: join(fleet, 'cloud-config.yaml'), text: cloudConfig(files), mode: 0o644 },
  ]);

/** `files`: what nodes find at their first boot, readable. */
export function addFiles(program: Command, { write, paint, act }: Output): void {
  const command = program
    .command('files')
    .description('write what nodes find at their first boot to a folder, to be read: nothing in it is secret')
    .argument('[size]', 'name of a size, 15k, or a number of concurrent users, 15000')
    .addOption(outOption())
    .addHelpText('after', '\nExample:\n  mattermost-arch files 15k --out boot-files');
  withRequestFlags(collecting(command)).action(() => {
    const { values, issues } = operandsOf(command);
    const { out } = command.opts<{ readonly out?: string }>();
    const plan = planOf(asking(command)(values[0]), [...issues, ...noFolder(out, 'boot-files')]);
    const fleets: Fleets = Object.entries<readonly BootFile[]>({ ...plan.bootFiles });
    const files = filesOf(fleets);
    const sizes = fleets.map(
      ([fleet, its]) =>
        `${fleet}: ${its.length} files, ${count(userDataBytes(userData(cloudConfig(its))))} of at most ${count(mostUserDataBytes)} bytes of user data`,
    );
    const { title, run } = systemOf(plan.request.operatingSystem);
    const lines = [...sizes, ...(run ? [] : [`${title} was not run: these files are rendered and judged as text`])];
    act(() => {
      writeFolder(out!, files);
      write(`${paint(`${files.length} files in ${out}`, 'heading')}\n${lines.map((line) => `  ${line}\n`).join('')}`);
      return true;
    });
  });
}
