import { Option, type Command } from 'commander';
import type { Issue } from '../../architectures/sizing';
import type * as Terraform from '../terraform/folder';
import { writeFolder } from './folder';
import { collecting, operandsOf } from './operands';
import type { Output } from './output';
import { asking, planOf, withRequestFlags } from './request-flags';

interface Flags {
  readonly terraform?: string;
  readonly hostedZone?: true;
  readonly vpc?: true;
  readonly kmsKey?: true;
  readonly alarmTopic?: true;
  readonly ephemeral?: true;
  readonly stateBucket?: string;
  readonly stateRegion?: string;
}

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
    .addOption(new Option('--terraform <folder>', 'the folder to write to; it must be empty or not there yet'))
    .addOption(new Option('--hosted-zone', 'make certificate and record in your hosted zone, hosted_zone_id'))
    .addOption(new Option('--vpc', 'use a VPC that is there already: vpc_id and ids of its subnets'))
    .addOption(new Option('--kms-key', 'encrypt everything under a key of yours, kms_key_arn'))
    .addOption(new Option('--alarm-topic', 'send alarms to a topic that is there already, alarm_topic_arn'))
    .addOption(new Option('--state-bucket <name>', 'keep the state in a bucket of yours, locked while it is used'))
    .addOption(new Option('--state-region <region>', 'region of that bucket'))
    .addOption(new Option('--ephemeral', 'a trial: everything goes with a destroy, data included'))
    .addHelpText(
      'after',
      '\nExample:\n  mattermost-arch export 15k --domain-name chat.example.com --terraform mattermost',
    );
  withRequestFlags(collecting(command)).action(() => {
    const { values, issues } = operandsOf(command);
    const flags = command.opts<Flags>();
    const plan = planOf(asking(command)(values[0]), [...issues, ...wrong(flags)]);
    const { hostedZone, vpc, kmsKey, alarmTopic, ephemeral, stateBucket, stateRegion } = flags;
    act(() => {
      const files = terraform().terraformFolder({
        plan,
        ...{ hostedZone, vpc, kmsKey, alarmTopic, ephemeral },
        ...(stateBucket && {
          state: {
            bucket: stateBucket,
            key: `mattermost/${plan.request.id}.tfstate`,
            ...(stateRegion && { region: stateRegion }),
          },
        }),
      });
      writeFolder(
        flags.terraform!,
        files.map((file) => ({ ...file, mode: 0o644 })),
        '--terraform',
      );
      write(
        `${paint(`${files.length} files in ${flags.terraform}`, 'heading')}\n  next: its README.md, which names the variables and the three commands\n`,
      );
      return true;
    });
  });
}

function wrong({ terraform: folder, stateBucket, stateRegion }: Flags): Issue[] {
  return [
    ...(folder
      ? []
      : [{ what: `'--terraform' is missing`, allowed: 'a folder', todo: 'write --terraform mattermost' }]),
    ...(stateBucket !== undefined && !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(stateBucket)
      ? [
          {
            what: `'--state-bucket' is not valid`,
            given: stateBucket,
            allowed: 'the name of a bucket',
            todo: 'correct it or leave it out',
          },
        ]
      : []),
    ...(stateRegion !== undefined && stateBucket === undefined
      ? [
          {
            what: `'--state-region' is given without a bucket`,
            given: stateRegion,
            allowed: 'with --state-bucket',
            todo: 'name the bucket',
          },
        ]
      : []),
  ];
}
