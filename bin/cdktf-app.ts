import { App } from 'cdktf';
import { PlanError, requestFields } from '../architectures/sizing';
import { askingOf, planOf } from './commands/request-flags';
import { deploymentStack } from './terraform/deployment';

const usage =
  'usage: MATTERMOST_SIZE=15k MATTERMOST_DOMAIN_NAME=chat.example.com cdktf deploy\n' +
  '       MATTERMOST_REQUEST=chat.yaml reads fields of the request from a file, MATTERMOST_<FIELD> wins over it; what only\n' +
  '       you know are variables: TF_VAR_region, TF_VAR_licence_secret_arn, TF_VAR_certificate_arn';

/** `MATTERMOST_FILES_PER_USER_PER_MONTH_MB`; the command line of cdktf hands an app no context. */
const given = (field: string): string | undefined =>
  process.env[`MATTERMOST_${field.replace(/([a-z0-9])([A-Z]+)/g, '$1_$2').toUpperCase()}`];

try {
  const texts = Object.fromEntries(
    requestFields
      .filter((field) => field !== 'concurrentUsers')
      .flatMap((field) => {
        const text = given(field);
        return text === undefined ? [] : [[field, [text]]];
      }),
  );
  const plan = planOf(askingOf(given('request'), texts)(given('size')));
  const app = new App();
  deploymentStack(app, { plan, hostedZone: given('hostedZone') === 'true', ephemeral: given('ephemeral') === 'true' });
  app.synth();
} catch (error) {
  // A stack trace tells a reader of the command line nothing.
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof PlanError) console.error(usage);
  process.exitCode = error instanceof PlanError ? 2 : 1;
}
