import { App } from 'aws-cdk-lib';
import { MattermostStack } from '../architectures/cdk';
import { PlanError } from '../architectures/sizing';
import { deploymentOf, usage } from './deployment';

/** `-c size=15k -c domain=chat.example.com …`, or `-c request=chat.yaml`; what else is read stands in `deployment.ts`. */
const app = new App({ autoSynth: false });
try {
  const props = deploymentOf((name) => app.node.tryGetContext(name) as unknown);
  new MattermostStack(app, props.plan.request.id, props);
  app.synth();
} catch (error) {
  // A stack trace tells a reader of the command line nothing.
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof PlanError) console.error(usage);
  process.exitCode = error instanceof PlanError ? 2 : 1;
}
