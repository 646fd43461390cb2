import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Request } from '../../architectures/sizing';
import { expectGolden } from '../golden';
import { planOf, stackTemplate } from './templates';

/** Bytes that a whole stack may have. */
const budget = 300_000;

/** One that most people deploy, and one with every component. */
const stacks: Readonly<Record<string, Partial<Request>>> = {
  '15k': {},
  '200k': { concurrentUsers: '200k', smtp: 'smtps://mail.example.com:465', alarmEmail: 'operators@example.com' },
};

/** What stands in place of a text that nobody reads: two texts that differ differ here too. */
const digest = (text: string): string =>
  `${text.length} characters, sha256 ${createHash('sha256').update(text).digest('hex')}`;

/** A dashboard is JSON in a text: it is read as what it says, with the name of a resource for what it refers to. */
function opened(body: unknown): unknown {
  const parts = typeof body === 'string' ? [body] : (body as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
  const text = parts.map((part) => (typeof part === 'string' ? part : `$${JSON.stringify(part).replace(/"/g, '')}`));
  return normalised(JSON.parse(text.join('')));
}

const rendered: Readonly<Record<string, (value: unknown) => unknown>> = {
  UserData: (text) => digest(text as string),
  DashboardBody: opened,
};

/** With sorted keys; every list keeps its order, which CloudFormation reads. */
function normalised(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(normalised);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, rendered[key]?.(value) ?? normalised(value)]),
  );
}

describe('golden stacks: what nobody thought of asserting', () => {
  test.each(Object.entries(stacks))('%s', (name, request) => {
    const text = JSON.stringify(normalised(stackTemplate({ plan: planOf(request) }).template), null, 1);
    expect(text).not.toContain('aws:cdk:path');
    expectGolden(`stacks/${name}.json`, `${text}\n`, budget);
  });
});
