import type { Command } from 'commander';
import { mirrorFiles, type FleetName } from '../../constructs/boot';
import { noFolder, outOption, writeFolder } from './folder';
import { readme } from './mirror/readme';
import { script } from './mirror/script';
import { collecting, operandsOf } from './operands';
import type { Output } from './output';
import { asking, planOf, withRequestFlags, type Asked } from './request-flags';

/** With egress none the request itself is refused. */
const noMirror = ({ fields }: Asked) =>
  fields.mirror === undefined && fields.egress !== 'none'
    ? [
        {
          what: `'--mirror' is missing`,
          allowed: 's3://bucket/folder, the folder optional',
          todo: 'name the bucket of yours that is to be filled',
        },
      ]
    : [];

/** `mirror`: what nodes look for in a mirror, and the program that fills it. */
export function addMirror(program: Command, { write, paint, act }: Output): void {
  const command = program
    .command('mirror')
    .description('write to a folder a program that fills a mirror with what nodes install, and a list of its files')
    .argument('[size]', 'name of a size, 15k, or a number of concurrent users, 15000')
    .addOption(outOption())
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  mattermost-arch mirror 15k --mirror s3://bucket/mattermost --out mirror',
        '  mattermost-arch mirror 15k --mirror s3://bucket/mattermost --egress none \\',
        '    --exposure private --region eu-central-1 --out mirror',
      ].join('\n'),
    );
  withRequestFlags(collecting(command)).action(() => {
    const { values, issues } = operandsOf(command);
    const { out } = command.opts<{ readonly out?: string }>();
    const asked = asking(command)(values[0]);
    const plan = planOf(asked, [...issues, ...noFolder(out, 'mirror'), ...noMirror(asked)]);
    const { egress, region, operatingSystem: system } = plan.request;
    const mirror = plan.request.mirror!;
    const files = mirrorFiles({
      ...{ mirror, system, egress, region },
      server: plan.components.appFleet.server,
      fleets: Object.keys(plan.bootFiles) as FleetName[],
    });
    act(() => {
      writeFolder(out!, [
        { path: 'fill-mirror.sh', text: script(files, { mirror, system }), mode: 0o755 },
        { path: 'README.md', text: readme(plan, files), mode: 0o644 },
      ]);
      write(
        `${paint(`fill-mirror.sh and README.md in ${out}`, 'heading')}\n${files.map(({ name, what }) => `  ${name}: ${what}\n`).join('')}`,
      );
      return true;
    });
  });
}
