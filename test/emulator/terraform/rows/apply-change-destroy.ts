/** The life of an exported folder: applied in two halves, changed, its password rotated under a lock, destroyed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { touched } from '../../../terraform/terraform';
import { countByType, differences, type Found, look } from '../../found';
import { findLine, refuseNone } from '../../stage';
import { checkDescribed } from '../described';
import { Deployment } from '../deployment';
import { Lock } from '../lock';
import { logins, nowhere, passwordsIn, samePassword, type Passwords } from '../passwords';
import type { Stage } from '../stage';
import { changes, compare, follows, rotation } from '../touches';

const login = 'aws_secretsmanager_secret_version.Mattermost_Database_Login_Version';

export async function applyChangeDestroy(stage: Stage): Promise<void> {
  const { emulator, size, steps, lists, customer } = stage;
  const deployment = new Deployment(stage);
  const { terraform } = deployment;
  const run = (name: string, work: () => Promise<unknown>): Promise<boolean> =>
    steps.step(name, async () => {
      await work();
      return [];
    });
  let base: Found;
  let before: Passwords;
  let first: string;

  steps.begin(`${size}, ephemeral: apply, change, destroy`);
  await run('mattermost-arch export', async () => {
    base = await look(emulator);
    before = await passwordsIn(emulator);
    await deployment.export();
  });
  await run('terraform init', () => terraform.init(stage.pluginDir));
  await run('terraform validate', () => terraform.validate());
  await steps.step('terraform apply that stops after the login of the database', async () => {
    await terraform.apply(`-target=${login}`);
    const { clusters, ...now } = await passwordsIn(emulator);
    const made = Object.keys(logins(before, { clusters, ...now }));
    if (made.length !== 1 || Object.keys(clusters).length > 0) throw new Error(`made: ${made.join(', ')}`);
    return [];
  });
  await steps.step('terraform plan', async () => {
    const made = touched(await terraform.plan('first.tfplan'));
    const others = made.filter((touch) => !touch.startsWith('create '));
    if (others.length > 0) throw new Error(`not created:\n${others.join('\n')}`);
    return [`${made.length} resources to create`];
  });
  await run('terraform apply of that plan', () => terraform.apply('first.tfplan'));
  await steps.step('every resource of the state is found by describe calls', async () =>
    checkDescribed(await terraform.addresses(), differences(base, await look(emulator))),
  );
  await run('a second plan is empty', () => terraform.planNothing());
  await run('secret and database have the same password', async () => {
    first = samePassword(before, await passwordsIn(emulator));
  });
  await steps.step('passwords are in no state, backup, plan or log', async () => {
    const made = logins(before, await passwordsIn(emulator));
    return nowhere(Object.values(made), terraform, Object.keys(made)[0]!, [
      /^terraform\.tfstate$/,
      /^terraform\.tfstate\.backup$/,
      /^first\.tfplan\/tfplan$/,
      /^first\.tfplan\.json$/,
      /\.log$/,
    ]);
  });
  for (const change of changes) {
    const refusal = change.refused?.(deployment.plan);
    if (refusal) {
      steps.skip(`${change.name}: ${refusal}`);
      continue;
    }
    await steps.step(`${change.name} touches what it should and nothing else`, async () => {
      const old = deployment.plan;
      await deployment.export(change.request(old));
      const touches = touched(await terraform.plan('change.tfplan'));
      const compared = compare(touches, [...change.touches, ...follows(old, deployment.plan)]);
      await terraform.apply('change.tfplan');
      return compared;
    });
  }
  await run('the state moves to a bucket, and the plan is empty', async () => {
    await deployment.exportWithState();
    await terraform.planNothing();
  });
  await steps.step('the password is rotated, and meanwhile nobody else can apply', async () => {
    deployment.rotatePassword();
    const touches = compare(touched(await terraform.plan('rotation.tfplan')), rotation);
    const state = `${customer.stateBucket}/mattermost/mattermost.tfstate`;
    const lock = new Lock(`http://127.0.0.1:${emulator.port}/${state}.tflock`);
    const rotating = terraform.apply('rotation.tfplan');
    await lock.untilHeld(rotating);
    const refused = await terraform.applyAndFail();
    await rotating;
    if (await lock.isHeld()) throw new Error('the lock has outlived the apply');
    return [findLine(refused, /Error acquiring the state lock/), ...touches];
  });
  await run('secret and database have the same new password', async () => {
    if (samePassword(before, await passwordsIn(emulator)) === first) throw new Error('it is the old one');
  });
  await steps.step('passwords, old or new, are in no state, plan or log', async () => {
    const made = logins(before, await passwordsIn(emulator));
    writeFileSync(join(deployment.folder, 'bucket.tfstate'), await terraform.state());
    return nowhere([first, ...Object.values(made)], terraform, Object.keys(made)[0]!, [
      /^bucket\.tfstate$/,
      /^rotation\.tfplan\/tfplan$/,
    ]);
  });
  await run('a plan is empty again', () => terraform.planNothing());
  await run('terraform destroy', () => terraform.destroy());
  await steps.step('nothing is left', async () => {
    const left = differences(base, await look(emulator));
    refuseNone('left behind', lists.leftovers.refused(left, size));
    return countByType(left).map((line) => `${line}, allowed`);
  });
}
