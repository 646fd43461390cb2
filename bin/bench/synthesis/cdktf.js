const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { App, TerraformStack } = require('cdktf');
const { MattermostStack } = require('../../../lib/architectures/cdktf');

const name = 'chat';
/** The number of resources in the file that a user gets. */
function synthesised(fill) {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const app = new App({ outdir });
    fill(app);
    app.synth();
    const { resource = {} } = JSON.parse(readFileSync(join(outdir, 'stacks', name, 'cdk.tf.json'), 'utf8'));
    return Object.values(resource).reduce((sum, named) => sum + Object.keys(named).length, 0);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

const existing = { licence: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:mattermost/licence-AbCdEf' };
module.exports = {
  empty: () => synthesised((app) => new TerraformStack(app, name)),
  architecture: (plan) => synthesised((app) => new MattermostStack(app, name, { plan, existing })),
};
