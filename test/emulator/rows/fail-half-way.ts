/** A deployment that fails when all resources but one are made: everything is rolled back. */
import { type Found, look, ours } from '../found';
import { cdkFor, checkNothingLeft, findLine, run, type Stage } from '../stage';

export async function failHalfWay(stage: Stage): Promise<void> {
  const { emulator, size, steps } = stage;
  const app = 'node -r ts-node/register test/emulator/failing-app.ts';
  // in place of the proxies, so that both kinds of load balancer are made
  const cdk = cdkFor(stage, { ephemeral: 'true', proxy: 'alb' }, app);
  let base: Found;

  steps.begin(`${size}, ephemeral: a deployment that fails at its last resource`);
  await run(stage, 'cdk bootstrap', () => cdk.bootstrap());
  await steps.step('cdk deploy fails and names the resource', async () => {
    base = await look(emulator);
    return [findLine(await cdk.deployAndFail(), /CREATE_FAILED.*AWS::EC2::Route/)];
  });
  await steps.step('the stack is empty', async () => {
    const left = ours(await look(emulator), base);
    if (left.length > 0) throw new Error(left.map(({ type, logicalId }) => `${type} ${logicalId}`).join('\n'));
    return [];
  });
  await run(stage, 'cdk destroy of the empty stack', () => cdk.destroy());
  await steps.step('nothing is left', () => checkNothingLeft(stage, base));
}
