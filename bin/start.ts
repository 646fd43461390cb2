import { App, type Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { relative } from 'node:path';
import { MattermostStack, type MattermostStackProps } from '../architectures/cdk';
import type { Plan } from '../architectures/sizing';
import { run } from './mattermost-arch';
import type { Stream } from './commands/output';
import { lineWidth, wrap } from './commands/table';

/**
 * Plans, synthesises and reports an architecture without an AWS account: `npm start`, `npm start -- 15k`, with the same
 * size and flags as `mattermost-arch plan`. What only an account has is taken from examples, which it names.
 */
const examples = {
  domainName: 'chat.example.com',
  listener: 'http',
  licence: 'mattermost/licence',
  mail: 'mattermost/mail',
  certificate: 'arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000',
} as const;

const given = process.argv.slice(2);
const flagged = (flag: string): boolean => given.some((word) => word === flag || word.startsWith(`${flag}=`));
const [first] = given;
const sized = first !== undefined && !first.startsWith('-');
const named = flagged('--request');
const request = [
  ...(sized || named || flagged('--concurrent-users') ? [] : ['1k']),
  ...given,
  // A file may hold them.
  ...(named || flagged('--domain-name') ? [] : ['--domain-name', examples.domainName]),
  ...(named || flagged('--listener') ? [] : ['--listener', examples.listener]),
];

function planned(): Plan {
  const texts: string[] = [];
  const memory: Stream = { write: (text) => texts.push(text) };
  run(['plan', ...request, '--json'], { stdout: memory, stderr: memory, env: {} });
  return JSON.parse(texts.join('')) as Plan;
}

/** What of an account the plan needs, and the example that stands for it. */
const examplesFor = ({ licence, request: { domainName, listener, smtp, smtpLogin, region } }: Plan) => ({
  ...(domainName === examples.domainName && { 'host name': examples.domainName }),
  ...(listener === examples.listener && { listener }),
  ...(licence.edition !== 'Entry' && { 'licence secret': examples.licence }),
  ...(smtp && smtpLogin && { 'mail secret': examples.mail }),
  ...(listener === 'https' && { certificate: examples.certificate.replace('us-east-1', region ?? 'us-east-1') }),
});

function imported(plan: Plan, stack: Stack): ReturnType<NonNullable<MattermostStackProps['imports']>> {
  const taken = examplesFor(plan);
  const secret = (id: string, name: string | false | undefined) =>
    name ? secretsmanager.Secret.fromSecretNameV2(stack, id, name) : undefined;
  return {
    existing: { licence: secret('Licence', taken['licence secret']), mail: secret('Mail', taken['mail secret']) },
    ...(taken.certificate && {
      certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', taken.certificate),
    }),
  };
}

function synthesise(plan: Plan): void {
  process.stderr.write(`\nsynthesising ${plan.request.id}, with CloudFormation's validator: a few seconds …\n`);
  const app = new App({ outdir: 'cdk.out' });
  new MattermostStack(app, plan.request.id, {
    plan,
    imports: (stack) => imported(plan, stack),
    ...(plan.request.region && { env: { region: plan.request.region } }),
  });
  const stack = app.synth().getStackByName(plan.request.id);
  const { Resources } = stack.template as { Resources: Readonly<Record<string, { readonly Type: string }>> };
  const types = Object.values(Resources).map(({ Type }) => Type);
  const count = (type: string) => types.filter((each) => each === type).length;

  console.log(`Synthesised: ${types.length} resources, ${relative(process.cwd(), stack.templateFullPath)}`);
  for (const type of [...new Set(types)].sort()) console.log(`  ${String(count(type)).padStart(3)} ${type}`);
  const taken = Object.entries(examplesFor(plan)).map(([what, example]) => `${what} ${example}`);
  console.log(`\n${wrap(`These are examples, to be replaced by yours: ${taken.join(', ')}.`, lineWidth).join('\n')}`);
}

const forms = ['--json', '--markdown'].filter((form) => request.includes(form));
if (forms.length) process.stderr.write(`${forms.join(' and ')}: use mattermost-arch plan; npm start prints a report\n`);
const code = forms.length ? 2 : run(['plan', ...request], process);
if (code === 0 && !request.includes('--help') && !request.includes('-h')) synthesise(planned());
else process.exitCode = code;
