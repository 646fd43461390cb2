import { expect, test } from '@jest/globals';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { retentionOf } from '../../constructs/spec';

test('logs are kept for a period that CloudWatch offers, none shorter than asked for', () => {
  const forEver = Number(RetentionDays.INFINITE);
  const offered = Object.values(RetentionDays).filter((days) => typeof days === 'number');
  const finite = offered
    .map(Number)
    .filter((days) => days !== forEver)
    .sort((a, b) => a - b);
  for (let days = 1; days <= finite.at(-1)!; days++) {
    expect(retentionOf(days)).toBe(finite.find((period) => period >= days));
  }
  expect(retentionOf(finite.at(-1)! + 1)).toBeUndefined();
});
