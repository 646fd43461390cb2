const { App, Stack } = require('aws-cdk-lib');
const secretsmanager = require('aws-cdk-lib/aws-secretsmanager');
const { MattermostStack } = require('../../../lib/architectures/cdk');

const name = 'chat';
/** The number of resources in the template that a user gets. */
function synthesised(fill) {
  const app = new App();
  fill(app);
  return Object.keys(app.synth().getStackByName(name).template.Resources ?? {}).length;
}

const imports = (stack) => ({
  existing: { licence: secretsmanager.Secret.fromSecretNameV2(stack, 'Licence', 'mattermost/licence') },
});
module.exports = {
  empty: () => synthesised((app) => new Stack(app, name)),
  architecture: (plan) => synthesised((app) => new MattermostStack(app, name, { plan, imports })),
};
