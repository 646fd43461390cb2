/**
 * Terraform accepts what is exported: `validate` for every size and for what an export can be told, and a mocked plan and
 * apply of all resources. Prints a line a case and `N passed, N failed, N skipped`; 2 minutes.
 */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planArchitecture, sizeNames, type Request, type SizeName } from '../../architectures/sizing';
import { Steps } from '../emulator/steps';
import { Outside } from '../emulator/terraform/outside';
import { exportTo, type Wanted } from './exported';
import { findInstallation } from './installation';
import { refusalsOf, testOf } from './mocks';
import { Terraform } from './terraform';
import { takeOutEphemeral } from './without-ephemeral';
import { endWith } from '../program';

const asPlanned = (size: SizeName): Request => ({ concurrentUsers: size, domainName: 'chat.example.com' });

/** What is exported, by name. */
const exports: Readonly<Record<string, Wanted>> = {
  ...Object.fromEntries(sizeNames.map((size) => [size, { request: asPlanned(size), flags: [] }])),
  '15k behind an application load balancer': {
    request: { ...asPlanned('15k'), proxy: 'alb' },
    flags: ['--hosted-zone'],
  },
  '15k in the network, under the key and with the topic of a customer': {
    request: asPlanned('15k'),
    flags: ['--vpc', '--kms-key', '--permissions-boundary', '--alarm-topic'],
  },
  '15k with the database of a customer': { request: asPlanned('15k'), flags: ['--database'] },
  '15k for a trial, with its state in a bucket': {
    request: { ...asPlanned('15k'), listener: 'http' },
    flags: ['--ephemeral', '--state-bucket', 'states', '--state-region', 'eu-central-1'],
  },
};
/** What is planned, applied and destroyed with a mocked provider: with and without a cache, protected and not. */
const mocked: readonly (readonly [size: SizeName, flags: readonly string[]])[] = [
  ['15k', []],
  ['200k', ['--ephemeral']],
];

const elsewhere = (service: string, resource: string): string =>
  `arn:aws:${service}:ap-south-1:123456789012:${resource}`;
const secretElsewhere = elsewhere('secretsmanager', 'secret:chat-AbCdEf');

/** For each variable that has a form, values of a wrong one; lists of a wrong length; what lies in another region. */
const wrong: Readonly<Record<string, readonly unknown[]>> = {
  region: ['Frankfurt'],
  licence_secret_arn: ['mattermost/licence', secretElsewhere],
  mail_secret_arn: ['mattermost/mail', secretElsewhere],
  hosted_zone_id: ['example.com'],
  kms_key_arn: ['alias/chat', elsewhere('kms', 'key/12345678-1234-1234-1234-123456789012')],
  alarm_topic_arn: ['ops', elsewhere('sns', 'alarms')],
  vpc_id: ['chat'],
  permissions_boundary_arn: ['boundary'],
  private_subnet_ids: [['subnet-0123456789abcdef0']],
  public_subnet_ids: [['subnet-0123456789abcdef0', 'subnet-0123456789abcdef0', 'subnet-0123456789abcdef1']],
  isolated_subnet_ids: [['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1', 'isolated']],
  database_cluster_id: ['chat 1'],
  database_writer_endpoint: ['chat:5432'],
  database_reader_endpoints: [[]],
  database_security_group_id: ['default'],
  database_secret_arn: ['chat/database', secretElsewhere],
};
/** An export that asks for all of them. */
const everything: Wanted = {
  request: { ...asPlanned('15k'), smtp: 'smtp://mail.example.com:587' },
  flags: ['--hosted-zone', '--vpc', '--database', '--kms-key', '--permissions-boundary', '--alarm-topic'],
};

const steps = new Steps();
const print = (line: string): void => steps.print(line);

async function main(): Promise<number> {
  const installation = findInstallation(print);
  if (typeof installation === 'string') {
    steps.begin('Preparing');
    steps.lack(installation);
    return steps.finish();
  }
  const folder = mkdtempSync(join(tmpdir(), 'terraform-'));
  const outside = await Outside.watch();
  try {
    await climb(folder, installation.pluginDir, outside);
  } finally {
    outside.stop();
    if (steps.allPassed) rmSync(folder, { recursive: true });
  }
  return steps.finish();
}

async function climb(folder: string, pluginDir: string, outside: Outside): Promise<void> {
  const terraformIn = (name: string): Terraform => {
    const its = join(folder, name.replaceAll(' ', '-'));
    const env = {
      ...outside.environment,
      PATH: process.env.PATH ?? '',
      HOME: folder,
      TF_CLI_CONFIG_FILE: join(folder, 'empty'),
      // one for all: they have the same provider
      TF_DATA_DIR: join(folder, 'data'),
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    return new Terraform(its, env, `${its}.log`);
  };
  writeFileSync(join(folder, 'empty'), '');
  const first = terraformIn('first');
  steps.begin('terraform validate');
  await steps.step('terraform init', async () => {
    await exportTo(first.folder, { request: asPlanned('15k'), flags: [] });
    await first.init(pluginDir);
    return [];
  });
  const lock = '.terraform.lock.hcl';
  const exported = async (name: string, wanted: Wanted): Promise<Terraform> => {
    const terraform = terraformIn(name);
    await exportTo(terraform.folder, wanted);
    copyFileSync(join(first.folder, lock), join(terraform.folder, lock));
    return terraform;
  };
  for (const [name, wanted] of Object.entries(exports)) {
    await steps.step(name, async () => {
      await (await exported(name, wanted)).validate();
      return [];
    });
  }
  steps.begin('terraform test, with a mocked provider');
  for (const [size, flags] of mocked) {
    const name = [size, ...flags].join(' ');
    await steps.step(`${name}: plan, apply and destroy of everything`, async () => {
      const request = asPlanned(size);
      const terraform = await exported(`mocked ${name}`, { request, flags });
      takeOutEphemeral(terraform.folder);
      // as users do
      copyFileSync(join(terraform.folder, 'terraform.tfvars.example'), join(terraform.folder, 'terraform.tfvars'));
      writeFileSync(join(terraform.folder, 'mocked.tftest.json'), testOf(planArchitecture(request)));
      return flags.includes('--ephemeral') ? passed(await terraform.test(0)) : refused(await terraform.test(1));
    });
  }
  steps.begin('What only a customer knows');
  const asking = await exported('asking', everything);
  await steps.step('fails without it: each variable that is missing names itself', async () => {
    const said = await asking.planAndFail();
    const silent = Object.keys(wrong).filter((name) => !said.includes(`"${name}" is not set`));
    if (silent.length) throw new Error(`not named: ${silent.join(', ')}\n${said}`);
    return [`${Object.keys(wrong).length} variables`];
  });
  await steps.step('fails a value of the wrong form or region, at the variable that it is given to', async () => {
    takeOutEphemeral(asking.folder);
    copyFileSync(join(asking.folder, 'terraform.tfvars.example'), join(asking.folder, 'terraform.tfvars'));
    writeFileSync(join(asking.folder, 'wrong.tftest.json'), refusalsOf(wrong));
    const values = Object.values(wrong).flat(1).length;
    const said = await asking.test(0);
    if (!said.includes(`${values + 1} passed, 0 failed`)) throw new Error(said);
    return [`${values} values, and a hosted zone of another name`];
  });
  print('\nA search domain is proved by these mocks alone: the provider waits ten minutes before it first');
  print('asks for a domain, and as long for its end, so that the rehearsal leaves it out.');
  steps.begin('Around');
  await steps.step('nothing was asked for over the network', () => outside.check());
}

/** Both runs, and the destroy after them. */
function passed(said: string): readonly string[] {
  if (!said.includes('2 passed, 0 failed')) throw new Error(said);
  return [];
}

/** Both runs; but the destroy after them is refused, for the sake of the attachments. */
function refused(said: string): readonly string[] {
  const kept = [...said.matchAll(/^Resource (aws_s3_bucket\.\w+) has\s+lifecycle.prevent_destroy set/gm)];
  if (!said.includes('2 passed, 0 failed') || kept.length !== 3) throw new Error(said.slice(0, 3000));
  return [`a destroy is refused for ${kept.map(([, address]) => address).join(', ')}`];
}

endWith(main());
