import { join } from 'node:path';
import type { Command } from 'commander';
import type { Plan } from '../../architectures/sizing';
import type { FleetName } from '../../constructs/boot';
import { noFolder, outOption, writeFolder, type Written } from './folder';
import { commandsOf, pinsOf, readme } from './image/readme';
import { script } from './image/script';
import { baseOf, folders, template } from './image/template';
import { collecting, operandsOf } from './operands';
import { shellWord } from '../../architectures/command-line';
import type { Output } from './output';
import { asking, planOf, withRequestFlags } from './request-flags';

/** Template, program and boot files of a fleet. */
function filesOf(plan: Plan, fleet: FleetName): readonly Written[] {
  const folder = folders[fleet];
  const files = plan.bootFiles[fleet]!;
  return [
    { path: `${folder}.pkr.json`, text: `${JSON.stringify(template(plan, fleet), undefined, 2)}\n`, mode: 0o644 },
    { path: join(folder, 'bake.sh'), text: script(files, fleet, plan.request.operatingSystem), mode: 0o755 },
    ...files.map(({ path, text, mode }) => ({ path: join(folder, 'root', path), text, mode: parseInt(mode, 8) })),
  ];
}

/** `image`: what Packer makes images of, from which nodes start without installing. */
export function addImage(program: Command, { write, paint, act }: Output): void {
  const command = program
    .command('image')
    .description('write Packer templates of images that hold what nodes would install: nothing in them is secret')
    .argument('[size]', 'name of a size, 15k, or a number of concurrent users, 15000')
    .addOption(outOption())
    .addHelpText('after', '\nExample:\n  mattermost-arch image 15k --region eu-central-1 --out images');
  withRequestFlags(collecting(command)).action(() => {
    const { values, issues } = operandsOf(command);
    const { out } = command.opts<{ readonly out?: string }>();
    const plan = planOf(asking(command)(values[0]), [...issues, ...noFolder(out, 'images')]);
    const fleets = Object.keys(plan.bootFiles) as FleetName[];
    act(() => {
      writeFolder(out!, [
        ...fleets.flatMap((fleet) => filesOf(plan, fleet)),
        { path: 'README.md', text: readme(plan, fleets), mode: 0o644 },
      ]);
      const templates = fleets.map((fleet) => `  ${folders[fleet]}.pkr.json, from ${baseOf(plan, fleet)}\n`);
      const next = [`cd ${shellWord(out!)}`, ...commandsOf(plan, fleets)].map((line) => `  ${line}\n`);
      write(
        [
          `${paint(`Packer templates in ${out}`, 'heading')}\n${templates.join('')}`,
          `${paint('What to do next', 'heading')}\n${next.join('')}`,
          `Then pin what Packer says, with the same flags:\n  --pins ${pinsOf(fleets).join(',')}\n`,
        ].join('\n'),
      );
      return true;
    });
  });
}
