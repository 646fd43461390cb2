import { App } from 'aws-cdk-lib';
import { relative } from 'node:path';
import { MattermostStack } from '../architectures/cdk';
import type { Plan } from '../architectures/sizing';
import { run } from './mattermost-arch';
import type { Stream } from './commands/output';
import { lineWidth, wrap } from './commands/table';

/**
 * Plans, synthesises and reports an architecture without an AWS account: `npm start`, `npm start -- 15k`, with the same
 * size and flags as `mattermost-arch plan`.
 */
const [first] = process.argv.slice(2);
const sized = first !== undefined && !first.startsWith('-');
const named = process.argv.some((word) => /^--(request|concurrent-users)\b/.test(word));
const request = [...(sized || named ? [] : ['1k']), ...process.argv.slice(2)];

function planned(): Plan {
  const texts: string[] = [];
  const memory: Stream = { write: (text) => texts.push(text) };
  run(['plan', ...request, '--json'], { stdout: memory, stderr: memory, env: {} });
  return JSON.parse(texts.join('')) as Plan;
}

function synthesise(plan: Plan): void {
  process.stderr.write(`\nsynthesising ${plan.request.id}, with CloudFormation's validator: a few seconds …\n`);
  const app = new App({ outdir: 'cdk.out' });
  const { mattermost } = new MattermostStack(app, plan.request.id, {
    plan,
    ...(plan.request.region && { env: { region: plan.request.region } }),
  });
  const stack = app.synth().getStackByName(plan.request.id);
  const { Resources } = stack.template as { Resources: Readonly<Record<string, { readonly Type: string }>> };
  const types = Object.values(Resources).map(({ Type }) => Type);
  const count = (type: string) => types.filter((each) => each === type).length;

  console.log(`Synthesised: ${types.length} resources, ${relative(process.cwd(), stack.templateFullPath)}`);
  for (const type of [...new Set(types)].sort()) console.log(`  ${String(count(type)).padStart(3)} ${type}`);
  if (mattermost.leftOut.length) console.log(`\n${wrap(`${mattermost.whatIsLeftOut()}.`, lineWidth).join('\n')}`);
  if (!plan.request.domainName) console.log('\nThe plan names no site: add --domain-name chat.example.com.');
}

const forms = ['--json', '--markdown'].filter((form) => request.includes(form));
if (forms.length) process.stderr.write(`${forms.join(' and ')}: use mattermost-arch plan; npm start prints a report\n`);
const code = forms.length ? 2 : run(['plan', ...request], process);
if (code === 0 && !request.includes('--help') && !request.includes('-h')) synthesise(planned());
else process.exitCode = code;
