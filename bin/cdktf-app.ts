import { App } from 'cdktf';
import { PlanError, requestFields, type Issue } from '../architectures/sizing';
import { askingOf, planOf } from './commands/request-flags';
import { bringable } from './terraform/bringable';
import { deploymentStack } from './terraform/deployment';
import { backendOf, wrongState } from './terraform/state';

/** `MATTERMOST_FILES_PER_USER_PER_MONTH_MB`; the command line of cdktf hands an app no context. */
const nameOf = (field: string): string => `MATTERMOST_${field.replace(/([a-z0-9])([A-Z]+)/g, '$1_$2').toUpperCase()}`;
const given = (field: string): string | undefined => process.env[nameOf(field)];

const usage =
  'usage: MATTERMOST_SIZE=15k MATTERMOST_DOMAIN_NAME=chat.example.com cdktf deploy\n' +
  '       MATTERMOST_REQUEST=chat.yaml reads fields of the request from a file, MATTERMOST_<FIELD> wins over it; what only\n' +
  '       you know are variables: TF_VAR_region, TF_VAR_licence_secret_arn, TF_VAR_certificate_arn\n' +
  `       true for a variable more: ${Object.keys(bringable).map(nameOf).join(', ')};\n` +
  '       MATTERMOST_STATE_BUCKET for a state in S3, MATTERMOST_EPHEMERAL=true keeps nothing';

/** What `true` switches on. */
const switches = [...Object.keys(bringable), 'ephemeral'];
const known = [
  ...requestFields.filter((field) => field !== 'concurrentUsers'),
  'size',
  'request',
  ...switches,
  'stateBucket',
  'stateRegion',
].map(nameOf);
/** A name that is not read may be one that was meant for another. */
const unknown = (): Issue[] =>
  Object.keys(process.env)
    .filter((name) => name.startsWith('MATTERMOST_') && !known.includes(name))
    .map((name) => ({
      what: `'${name}' is not read`,
      allowed: known.join(', '),
      todo: 'correct its name or unset it',
    }));

const wrongSwitches = (): Issue[] =>
  switches.flatMap((name) => {
    const text = given(name);
    return text === undefined || /^(true|false)$/.test(text)
      ? []
      : [{ what: `'${nameOf(name)}' is not valid`, given: text, allowed: 'true, false', todo: 'correct it' }];
  });

try {
  const texts = Object.fromEntries(
    requestFields
      .filter((field) => field !== 'concurrentUsers')
      .flatMap((field) => {
        const text = given(field);
        return text === undefined ? [] : [[field, [text]]];
      }),
  );
  const state = { stateBucket: given('stateBucket'), stateRegion: given('stateRegion') };
  const asked = askingOf(given('request'), texts)(given('size'));
  const plan = planOf(asked, [...unknown(), ...wrongSwitches(), ...wrongState(state, asked.fields.region, nameOf)]);
  const app = new App();
  const switchedOn = Object.fromEntries(switches.map((name) => [name, given(name) === 'true']));
  deploymentStack(app, { ...switchedOn, plan, state: backendOf(plan.request, state) });
  app.synth();
} catch (error) {
  // A stack trace tells a reader of the command line nothing.
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof PlanError) console.error(usage);
  process.exitCode = error instanceof PlanError ? 2 : 1;
}
