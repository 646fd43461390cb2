import { App, Stack } from 'aws-cdk-lib';
import { MattermostStack } from '../../architectures/cdk';
import { planArchitecture, type Request } from '../../architectures/sizing';

/**
 * One synthesis in a process of its own; prints what it took as JSON. `empty` loads the same modules and plans, too.
 * With a second argument the same is synthesised so many times more; the median of their second half is printed, when the
 * process is warm.
 */
const [what = 'empty', repeat = '0'] = process.argv.slice(2);
const requests: Readonly<Record<string, Request>> = {
  small: { concurrentUsers: '1k', availability: 'as-published' },
  large: { concurrentUsers: '200k' },
};
const request = requests[what];
const plan = planArchitecture(request ?? requests.small!);

const synthesise = (): number => {
  const app = new App();
  if (request) new MattermostStack(app, 'chat', { plan });
  else new Stack(app, 'chat');
  const { template } = app.synth().getStackByName('chat') as { template: { Resources?: object } };
  return Object.keys(template.Resources ?? {}).length;
};
const cpuMs = (work: () => unknown): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};

const resources = synthesise();
const { user, system } = process.cpuUsage();
const cold = { cpuMs: (user + system) / 1_000, peakMiB: process.resourceUsage().maxRSS / 1_024, resources };
const again = Array.from({ length: Number(repeat) }, () => cpuMs(synthesise))
  .slice(Number(repeat) / 2)
  .sort((a, b) => a - b);
console.log(JSON.stringify({ ...cold, warmMs: again[Math.floor(again.length / 2)] ?? null }));
