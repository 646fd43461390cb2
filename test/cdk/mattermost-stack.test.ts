import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { App, PermissionsBoundary, Stack } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { MattermostStack } from '../../architectures/cdk';
import type { Request } from '../../architectures/sizing';
import { ofType, planOf, stackTemplate, type Resources } from './templates';

describe('the outputs', () => {
  const outputs = (request: Partial<Request> = {}) =>
    (stackTemplate({ plan: planOf(request) }).template as { Outputs: Record<string, { Value: unknown }> }).Outputs;
  const text = (value: unknown) => JSON.stringify(value);

  test('say where the site is, how to get in, where to look and how to take it away', () => {
    const all = outputs();
    expect(all.Url?.Value).toBe('https://chat.example.com');
    expect(text(all.DnsRecord?.Value)).toContain('chat.example.com CNAME ');
    expect(text(all.Administrator?.Value)).toContain('secretsmanager get-secret-value');
    expect(text(all.Session?.Value)).toContain('ssm start-session');
    expect(text(all.Logs?.Value)).toContain('logs tail');
    expect(text(all.Dashboard?.Value)).toContain('#dashboards/dashboard/');
    expect(Object.keys(all)).toEqual(
      expect.arrayContaining(['AlarmTopic', 'DatabaseWriter', 'DatabaseReader1', 'HowToDestroy']),
    );
  });

  test('lead to the load balancer itself where there is no host name', () => {
    expect(text(outputs({ listener: 'http', domainName: undefined }).Url?.Value)).toMatch(/http:\/\/.*DNSName/);
  });

  test('are those that the README names for each line of day one, and it names no other', () => {
    const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
    const rows = readme.split('\n').filter((line) => /^\| +\d+ +\| \*\*/.test(line));
    expect(rows).toHaveLength(14);
    const named = rows.flatMap((row) =>
      [
        ...row
          .split('|')
          .at(-2)!
          .matchAll(/`(\w+)`/g),
      ].map(([, name]) => name!),
    );
    const all = Object.keys(outputs({ smtp: 'smtp://mail.example.com:587' }));
    expect(named.filter((name) => !all.includes(name))).toEqual([]);
    expect(rows.filter((row) => !/`\w+`[^|]*\|$/.test(row))).toEqual([]);
  });

  test.each<readonly [Partial<Request>, string]>([
    [{}, 'NAT gateways: 3'],
    [{ egress: 'none', mirror: 's3://mirror', exposure: 'private' }, 'none; AWS by 9 interface endpoints'],
    [{ egress: 'http://proxy.example.com:3128' }, 'http://proxy.example.com:3128'],
  ])('say of %j which way out nodes have', (request, said) => {
    expect(outputs(request).WayOut?.Value).toBe(said);
  });

  test('hold no secret, only where it is', () => {
    expect(text(outputs())).not.toMatch(/resolve:secretsmanager|GenerateSecretString/);
  });
});

test("a permissions boundary and tags of CDK's own reach what the stack makes", () => {
  const stack = stackTemplate({
    permissionsBoundary: PermissionsBoundary.fromName('boundary'),
    tags: { team: 'chat' },
  });
  const { Resources } = stack.template as { Resources: Resources };
  const roles = ofType(Resources, 'AWS::IAM::Role');
  expect(roles.length).toBeGreaterThan(2);
  for (const { Properties } of roles)
    expect(JSON.stringify(Properties.PermissionsBoundary)).toContain('policy/boundary');
  expect(stack.tags).toEqual({ team: 'chat' });
});

describe('a stack', () => {
  test('keeps what is given beside what is imported', () => {
    const plan = planOf({ listener: 'http' });
    const outside = new Stack(new App(), 'Outside');
    const app = new App();
    new MattermostStack(app, 'chat', {
      plan,
      existing: { licence: secretsmanager.Secret.fromSecretNameV2(outside, 'Licence', 'theirs') },
      imports: (stack) => ({
        existing: { alarmTopic: sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:us-east-1:123456789012:alarms') },
      }),
    });
    const { Resources } = app.synth().getStackByName('chat').template as { Resources: Resources };
    expect(ofType(Resources, 'AWS::SNS::Topic')).toEqual([]);
    expect(JSON.stringify(ofType(Resources, 'AWS::SSM::Parameter'))).toContain(':secret:theirs');
  });

  test('says at synthesis what the plan warns of', () => {
    const { messages } = stackTemplate({ plan: planOf({ listener: 'http' }) });
    const warnings = messages
      .filter(({ level }) => String(level) === 'warning')
      .map(({ entry }) => JSON.stringify(entry.data));
    expect(warnings.some((text) => text.includes('passwords and messages travel in the clear'))).toBe(true);
  });
});
