import { App } from 'aws-cdk-lib';
import { MattermostStack } from '../architectures/cdk';
import { PlanError, requestFields, type Issue, type Plan } from '../architectures/sizing';
import { readRequestFile } from './commands/request-file';
import { planOf, requestOf } from './commands/request-flags';

/** `-c size=15k -c domain=chat.example.com`, or `-c request=chat.yaml`; `-c ephemeral=true` keeps nothing on destroy. */
const app = new App({ autoSynth: false });
const context = (name: string): string | undefined => {
  const value: unknown = app.node.tryGetContext(name);
  if (value === undefined || typeof value === 'string') return value;
  // cdk.json may hold numbers and booleans.
  return JSON.stringify(value);
};

const switches: Readonly<Record<string, boolean>> = { true: true, false: false };
/** Fields that look as if `-c` would take them: only two have a short name. */
const unread: Issue[] = requestFields
  .filter((field) => context(field) !== undefined)
  .map((field) => ({
    what: `'-c ${field}' is not read`,
    given: JSON.stringify(context(field)),
    allowed: '-c size, -c domain, -c request, -c ephemeral',
    todo: `put ${field} into a file and name it: -c request=chat.yaml`,
  }));
const notASwitch: Issue = {
  what: `'-c ephemeral' is not valid`,
  given: JSON.stringify(context('ephemeral')),
  allowed: 'true, false',
  todo: 'leave it out to keep the data when the stack is deleted',
};

function plan(): Plan {
  const [file, domain, size] = [context('request'), context('domain'), context('size')];
  const fields = file === undefined ? {} : readRequestFile(file);
  const asked = requestOf(fields, domain === undefined ? {} : { domainName: [domain] }, size);
  const valid = Object.hasOwn(switches, context('ephemeral') ?? 'false');
  return planOf(asked, valid ? unread : [...unread, notASwitch]);
}

try {
  const planned = plan();
  new MattermostStack(app, planned.request.id, {
    plan: planned,
    ephemeral: switches[context('ephemeral') ?? 'false'],
    ...(planned.request.region && { env: { region: planned.request.region } }),
  });
  app.synth();
} catch (error) {
  // A stack trace tells a reader of the command line nothing.
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof PlanError)
    console.error(
      'usage: cdk deploy -c size=15k -c domain=chat.example.com, or -c request=chat.yaml; -c ephemeral=true keeps nothing',
    );
  process.exitCode = error instanceof PlanError ? 2 : 1;
}
