import { describe, expect, test } from '@jest/globals';
import type { Request } from '../../architectures/sizing';
import { digest, expectGolden, normalised } from '../golden';
import { planOf, stackTemplate } from './templates';

/** Bytes that a whole stack may have. */
const budget = 300_000;

/** One that most people deploy, and one with every component. */
const stacks: Readonly<Record<string, Partial<Request>>> = {
  '15k': {},
  '200k': { concurrentUsers: '200k', smtp: 'smtps://mail.example.com:465', alarmEmail: 'operators@example.com' },
};

/** A dashboard is JSON in a text: it is read as what it says, with the name of a resource for what it refers to. */
function opened(body: unknown): unknown {
  const parts = typeof body === 'string' ? [body] : (body as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
  const text = parts.map((part) => (typeof part === 'string' ? part : `$${JSON.stringify(part).replace(/"/g, '')}`));
  return JSON.parse(text.join(''));
}

const rendered: Readonly<Record<string, (value: unknown) => unknown>> = {
  UserData: (text) => digest(text as string),
  DashboardBody: opened,
};

describe('golden stacks: what nobody thought of asserting', () => {
  test.each(Object.entries(stacks))('%s', (name, request) => {
    const text = JSON.stringify(normalised(stackTemplate({ plan: planOf(request) }).template, rendered), null, 1);
    expect(text).not.toContain('aws:cdk:path');
    expectGolden(`stacks/${name}.json`, `${text}\n`, budget);
  });
});
