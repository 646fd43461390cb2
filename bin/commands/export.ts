import { Option, type Command } from 'commander';
import { fieldText, flagOf, givenFields } from '../../architectures/command-line';
import type { Issue, Plan } from '../../architectures/sizing';
import { bringable, type Brought } from '../terraform/bringable';
import type * as Terraform from '../terraform/folder';
import { backendOf, wrongState, type State } from '../terraform/state';
import { rewriteFolder, type Told } from './rewritten-folder';
import { collecting, operandsOf } from './operands';
import type { Output } from './output';
import type { Fields } from './request-file';
import { asking, planOf, withRequestFlags } from './request-flags';
import { lineWidth, wrap } from './table';

interface Flags extends Brought, State {
  readonly terraform?: string;
  readonly ephemeral?: true;
  readonly force?: true;
}

/** Flags beside the request that an export needs again. */
const beside = [...Object.keys(bringable), 'ephemeral', 'stateBucket', 'stateRegion'] as const;
const flagsIn = (flags: Flags): Record<string, string> =>
  Object.fromEntries(
    beside.flatMap((name) => {
      const value = (flags as Readonly<Record<string, string | boolean | undefined>>)[name];
      return value === undefined ? [] : [[flagOf(name), value === true ? '' : String(value)]];
    }),
  );

/** Fields of the request that replace a network, or make another deployment beside the one that is there. */
const fixed = ['id', 'region', 'vpcCidr', 'availabilityZones'];
/** What makes another deployment of the state that lies in a folder; the rest of a request may change. */
function told(plan: Plan, flags: Flags): Told {
  const region = backendOf(plan.request, flags)?.region;
  const fields = givenFields(plan).filter(([field]) => fixed.includes(field));
  return {
    '--id': plan.request.id,
    ...Object.fromEntries(fields.map(([field, value]) => [flagOf(field), fieldText(value)])),
    ...flagsIn(flags),
    ...(region && { [flagOf('stateRegion')]: region }),
  };
}

/** The VPC's range is not known, and a private site must not be open to that of another. */
const unknownRange = ({ exposure, allowFrom, vpcCidr }: Fields, { vpc }: Flags): Issue[] =>
  vpc && exposure === 'private' && allowFrom === undefined && vpcCidr === undefined
    ? [
        {
          what: 'a private site in a VPC whose range is not known',
          given: '--vpc and --exposure private',
          allowed: '--vpc-cidr with the range of the VPC, or --allow-from with those that may reach the site',
          todo: 'give one of them',
        },
      ]
    : [];

/** Loaded on demand: who uses the other engine need not have this one. */
function terraform(): typeof Terraform {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return require('../terraform/folder') as typeof Terraform;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error('the engine for Terraform is not installed: npm install cdktf @cdktf/provider-aws', {
      cause: error,
    });
  }
}

/** `export`: a folder that Terraform applies without Node. */
export function addExport(program: Command, { write, paint, act }: Output): void {
  const command = program
    .command('export')
    .description('write a folder that Terraform applies without this library')
    .argument('[size]', 'name of a size, 15k, or a number of concurrent users, 15000')
    .addOption(
      new Option('--terraform <folder>', 'the folder to write to: empty, not there yet, or of an earlier export'),
    )
    .addOption(new Option('--state-bucket <name>', 'keep the state in a bucket of yours, locked while it is used'))
    .addOption(new Option('--state-region <region>', 'region of that bucket'))
    .addOption(new Option('--ephemeral', 'a trial: everything goes with a destroy, data included'))
    .addOption(new Option('--force', 'write over an export that was told otherwise, such as of another id'))
    .addHelpText(
      'after',
      '\nExample:\n  mattermost-arch export 15k --domain-name chat.example.com --terraform mattermost',
    );
  for (const [what, does] of Object.entries(bringable)) command.addOption(new Option(flagOf(what), does));
  withRequestFlags(collecting(command)).action(() => {
    const { values, issues } = operandsOf(command);
    const flags = command.opts<Flags>();
    const asked = asking(command)(values[0]);
    const plan = planOf(asked, [
      ...issues,
      ...missing(flags.terraform),
      ...wrongState(flags, asked.fields.region, flagOf),
      ...unknownRange(asked.fields, flags),
    ]);
    act(() => {
      const files = terraform().terraformFolder(
        { ...flags, plan, state: backendOf(plan.request, flags) },
        {
          request: asked.fields,
          flags: Object.entries(flagsIn(flags)).map(([name, value]) => `${name} ${value}`.trim()),
        },
      );
      rewriteFolder(
        flags.terraform!,
        files.map((file) => ({ ...file, mode: 0o644 })),
        {
          flag: '--terraform',
          told: told(plan, flags),
          later: ['--state-bucket', '--state-region', '--region'],
          force: flags.force,
          ours: /^[a-z-]+\.tf\.json$/,
        },
      );
      const warnings = plan.notes.filter(({ level }) => level === 'warning');
      write(
        [
          ...warnings.flatMap(({ text }) => wrap(`warning: ${text}`, lineWidth)).map((line) => paint(line, 'doubtful')),
          paint(`${files.length} files in ${flags.terraform}`, 'heading'),
          '  next: its README.md, which says what to fill in and what to type\n',
        ].join('\n'),
      );
      return true;
    });
  });
}

const missing = (folder: string | undefined): Issue[] =>
  folder?.trim() && !folder.startsWith('-')
    ? []
    : [{ what: `'--terraform' is missing`, allowed: 'a folder', todo: 'write --terraform mattermost' }];
