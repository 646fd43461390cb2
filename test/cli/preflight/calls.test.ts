import { describe, expect, test } from '@jest/globals';
import { sizeNames } from '../../../architectures/sizing';
import { alternatives, shellLines } from '../../../bin/commands/preflight/aws';
import { callsOf, checks, checksOf } from '../../../bin/commands/preflight/checks';
import { licenceText, subjectOf } from './fixtures';

describe('every call', () => {
  const calls = sizeNames.flatMap((size) => {
    const subject = subjectOf({ concurrentUsers: size }, { licence: licenceText() });
    return checksOf(subject)
      .flatMap((check) => callsOf(check, subject))
      .flatMap(alternatives);
  });

  test('only reads, and reads no secret', () => {
    expect(calls.length).toBeGreaterThan(checks.length);
    for (const { operation, args } of calls) {
      expect(operation).toMatch(/^(describe|get|list)-/);
      expect(operation).not.toMatch(/secret-value|password|credentials|token/);
      expect(args).not.toContain('--with-decryption');
    }
  });

  test('names the permission that it takes', () => {
    for (const { operation, permission } of calls) {
      const [, action] = permission?.split(':') ?? [undefined, 'GetCallerIdentity'];
      expect(action!.toLowerCase()).toBe(operation.replaceAll('-', ''));
    }
  });

  test('is in words that no shell touches', () => {
    expect(shellLines(['aws', 'x', '--a', 'b c', '--d', `it's`, '--e', `"it's"`], 98)).toEqual([
      String.raw`aws x --a 'b c' --d "it's" --e '"it'\''s"'`,
    ]);
  });

  test('breaks into lines before a flag', () => {
    expect(shellLines(['aws', 'x', '--flag', 'value', '--other'], 18)).toEqual([
      'aws x \\',
      '  --flag value \\',
      '  --other',
    ]);
  });
});
