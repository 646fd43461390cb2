/** Everything ephemeral: deployed, found again, changed, destroyed; nothing may be left. */
import { checkFound, countByType, differences, type Found, look, ours } from '../found';
import { pinnedRequest } from '../request';
import { cdkFor, checkNothingLeft, run, type Stage } from '../stage';

/** What one more database reader touches. */
const byAnother = [
  'changed 1 AWS::CloudFormation::Stack (StackStatus)',
  'changed 1 AWS::RDS::DBCluster (DBClusterMembers)',
  'added 1 AWS::RDS::DBInstance',
  'changed 1 AWS::SSM::Parameter (Value, Version)', // the list of the readers' endpoints
];

/** The first one: until then the servers have one data source, and there is no list of readers. */
const byTheFirst = [
  'changed 1 AWS::CloudFormation::Stack (StackStatus)',
  'changed 1 AWS::RDS::DBCluster (DBClusterMembers)',
  'changed 1 AWS::RDS::DBClusterParameterGroup (Parameters)', // max_connections
  'added 1 AWS::RDS::DBInstance',
  'added 1 AWS::SSM::Parameter',
];

export async function deployChangeDestroy(stage: Stage): Promise<void> {
  const { emulator, size, steps } = stage;
  const cdk = cdkFor(stage, { ephemeral: 'true' });
  let changed = cdk;
  let base: Found;
  let deployed: Found;
  let readers: number;

  steps.begin(`${size}, ephemeral: deploy, change, destroy`);
  await run(stage, 'cdk bootstrap', () => cdk.bootstrap());
  await run(stage, 'cdk deploy', async () => {
    base = await look(emulator);
    await cdk.deploy();
  });
  await steps.step('every resource is found by describe calls', async () => {
    deployed = await look(emulator);
    return checkFound(deployed, ours(deployed, base));
  });
  await run(stage, 'cdk diff is empty', () => cdk.diff());
  await steps.step('cdk deploy with one more database reader', async () => {
    readers = Object.keys(deployed.existing['AWS::RDS::DBInstance'] ?? {}).length - 1;
    changed = cdk.with({ request: pinnedRequest(size, { 'database.readers': readers + 1 }) });
    await changed.deploy();
    return [`${readers} before, ${readers + 1} now`];
  });
  await steps.step('only what it should touch has changed', async () => {
    const touched = readers === 0 ? byTheFirst : byAnother;
    const counted = countByType(differences(deployed, await look(emulator)));
    if (counted.join() !== touched.join()) {
      throw new Error(`touched:\n${counted.join('\n')}\ninstead of:\n${touched.join('\n')}`);
    }
    return counted;
  });
  await run(stage, 'cdk diff is empty again', () => changed.diff());
  await run(stage, 'cdk destroy', () => changed.destroy());
  await steps.step('nothing is left', () => checkNothingLeft(stage, base));
}
