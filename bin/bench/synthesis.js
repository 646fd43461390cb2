/**
 * Synthesises the named sizes one after the other in a process of its own, and prints what that took as JSON. Without a
 * name it loads the same modules, plans one size and synthesises an empty stack. Plain JavaScript over the built library:
 * what a customer loads, without a compiler in the same process.
 */
const { App, Stack } = require('aws-cdk-lib');
const secretsmanager = require('aws-cdk-lib/aws-secretsmanager');
const { MattermostStack } = require('../../lib/architectures/cdk');
const { planArchitecture } = require('../../lib/architectures/sizing');

const sizes = process.argv.slice(2);
const plans = (sizes.length ? sizes : ['15k']).map((concurrentUsers) =>
  planArchitecture({ concurrentUsers, listener: 'http' }),
);
const synthesise = (fill) => {
  const app = new App();
  const { stackName } = fill(app);
  return Object.keys(app.synth().getStackByName(stackName).template.Resources ?? {}).length;
};
const imports = (stack) => ({
  existing: { licence: secretsmanager.Secret.fromSecretNameV2(stack, 'Licence', 'mattermost/licence') },
});
const resources = sizes.length
  ? plans.map((plan) => synthesise((app) => new MattermostStack(app, 'chat', { plan, imports })))
  : [synthesise((app) => new Stack(app, 'chat'))];
const { user, system } = process.cpuUsage();
console.log(
  JSON.stringify({
    cpuMs: (user + system) / 1_000,
    peakMiB: process.resourceUsage().maxRSS / 1_024,
    resources: resources.reduce((sum, count) => sum + count, 0),
  }),
);
