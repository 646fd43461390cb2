import { App, Stack } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { MattermostStack } from '../../architectures/cdk';
import { planArchitecture, type SizeName } from '../../architectures/sizing';

/**
 * Synthesises the named sizes one after the other in a process of its own, and prints what that took as JSON. Without a
 * name it loads the same modules, plans one size and synthesises an empty stack.
 */
const sizes = process.argv.slice(2) as SizeName[];
const plans = (sizes.length ? sizes : (['15k'] as const)).map((concurrentUsers) =>
  planArchitecture({ concurrentUsers, listener: 'http' }),
);
const synthesise = (fill: (app: App) => Stack): number => {
  const app = new App();
  const { stackName } = fill(app);
  const { template } = app.synth().getStackByName(stackName) as { template: { Resources?: object } };
  return Object.keys(template.Resources ?? {}).length;
};
const resources = sizes.length
  ? plans.map((plan) =>
      synthesise(
        (app) =>
          new MattermostStack(app, 'chat', {
            plan,
            imports: (stack) => ({
              existing: { licence: secretsmanager.Secret.fromSecretNameV2(stack, 'Licence', 'mattermost/licence') },
            }),
          }),
      ),
    )
  : [synthesise((app) => new Stack(app, 'chat'))];
const { user, system } = process.cpuUsage();
console.log(
  JSON.stringify({
    cpuMs: (user + system) / 1_000,
    peakMiB: process.resourceUsage().maxRSS / 1_024,
    resources: resources.reduce((sum, count) => sum + count, 0),
  }),
);
