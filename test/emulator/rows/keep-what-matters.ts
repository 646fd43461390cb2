/**
 * As in production: the stack refuses to be destroyed, then is destroyed as its output says; what must survive
 * does. A second one is deployed beside that and destroyed by an operator who switches protection off by hand.
 */
import { type Cdk } from '../cdk';
import { pinned, planOf } from '../context';
import { checkFound, countByType, differences, type Found, look, ours } from '../found';
import { cdkFor, findLine, refuseNone, run, type Stage } from '../stage';

/** What a destroy leaves, besides what the emulator cannot delete. */
const survivors = [
  'added 1 AWS::RDS::DBClusterSnapshot', // the data
  'added 3 AWS::S3::Bucket', // the files, the exports, the legal hold
  'added 3 AWS::S3::BucketPolicy', // a bucket that stays keeps its policy
  'added 2 AWS::SecretsManager::Secret', // the logins that the data knows: the database's and the administrator's
  'added 1 AWS::SecretsManager::SecretTargetAttachment', // not a thing of its own: the secret says where the database was
];

export async function keepWhatMatters(stage: Stage): Promise<void> {
  const { emulator, size, steps } = stage;
  const cdk = cdkFor(stage, {});

  steps.begin(`${size}, as in production: what must survive survives`);
  await run(stage, 'cdk bootstrap', () => cdk.bootstrap());
  await deployThenDestroy(stage, cdk, 'cdk deploy', async () => {
    const unprotected = cdk.with(pinned(planOf(cdk.context), { 'database.backup.deletionProtection': false }));
    await run(stage, 'cdk deploy with the pin database.backup.deletionProtection: false', () => unprotected.deploy());
    await run(stage, 'cdk destroy', () => unprotected.destroy());
  });
  await deployThenDestroy(stage, cdk, 'cdk deploy beside what has survived', async () => {
    await steps.step('protection of the stack is switched off by hand', () => unprotect(stage, 'stacks'));
    await steps.step('cdk destroy is refused by the database, which stays', async () => {
      const before = await look(emulator);
      const line = findLine(await cdk.destroyAndFail(), /DELETE_FAILED.*disable deletion protection/);
      const gone = differences(before, await look(emulator)).filter(({ how }) => how === 'removed');
      const clusters = gone.filter(({ type }) => type === 'AWS::RDS::DBCluster');
      refuseNone('gone', clusters);
      return [line, `gone all the same: ${gone.length} of ${new Set(gone.map(({ type }) => type)).size} types`];
    });
    await steps.step('protection of the database is switched off by hand', () => unprotect(stage, 'databases'));
    await run(stage, 'cdk destroy', () => cdk.destroy());
  });
}

/** Deploys, sees a destroy refused, destroys as it is told, and looks at what is left. */
async function deployThenDestroy(stage: Stage, cdk: Cdk, name: string, destroy: () => Promise<void>): Promise<void> {
  const { emulator, lists, size, steps } = stage;
  let base: Found;
  let deployed: Found;

  await steps.step(name, async () => {
    base = await look(emulator);
    await cdk.deploy();
    deployed = await look(emulator);
    return checkFound(deployed, ours(deployed, base));
  });
  await steps.step('cdk destroy is refused by the stack, and nothing is touched', async () => {
    const line = findLine(await cdk.destroyAndFail(), /TerminationProtection is enabled/);
    refuseNone('touched', differences(deployed, await look(emulator)));
    return [line, ...howToDestroy(deployed)];
  });
  await destroy();
  await steps.step('what must survive is there, and nothing else', async () => {
    const after = await look(emulator);
    const left = lists.leftovers.refused(differences(base, after), size);
    const counted = countByType(left);
    if (counted.join() !== survivors.join()) {
      throw new Error(`left:\n${counted.join('\n')}\ninstead of:\n${survivors.join('\n')}`);
    }
    checkSnapshot(base, deployed, after);
    return counted;
  });
}

/** The message of a refusal is AWS's; what to do stands in an output of the stack. */
function howToDestroy(found: Found): readonly string[] {
  const outputs = Object.values(found.outputs).flatMap((list) => list.HowToDestroy ?? []);
  if (outputs.length === 0) throw new Error('no stack has an output HowToDestroy');
  return outputs;
}

async function unprotect({ emulator }: Stage, what: 'stacks' | 'databases'): Promise<readonly string[]> {
  const names = (await emulator.runScript('unprotect.py', what)).trim();
  if (!names) throw new Error(`there are no protected ${what}`);
  return names.split('\n');
}

/** The new snapshot is one of the cluster that was deployed. */
function checkSnapshot(base: Found, deployed: Found, after: Found): void {
  const cluster = ours(deployed, base).find(({ type }) => type === 'AWS::RDS::DBCluster')?.id;
  const snapshots = Object.values(after.existing['AWS::RDS::DBClusterSnapshot'] ?? {});
  const of = snapshots.map((snapshot) => (snapshot as { DBClusterIdentifier?: string }).DBClusterIdentifier);
  if (!cluster || !of.includes(cluster)) throw new Error(`no snapshot of the database cluster ${cluster}`);
}
