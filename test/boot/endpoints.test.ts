import { describe, expect, test } from '@jest/globals';
import { planArchitecture, type Plan } from '../../architectures/sizing';
import type { BootFile } from '../../constructs/boot';
import { endpointServiceNames } from '../../constructs/spec';

const plans: readonly Plan[] = [
  planArchitecture({ concurrentUsers: '200k', smtp: 'smtp://mail.example.com:587', mirror: 's3://mirror' }),
  planArchitecture({
    concurrentUsers: '15k',
    proxy: 'alb',
    egress: 'none',
    exposure: 'private',
    mirror: 's3://mirror',
  }),
];
const named: readonly string[] = endpointServiceNames;

/** Where an action is asked for, by the name that IAM has for its service. */
const services: Readonly<Record<string, string>> = { cloudwatch: 'monitoring' };

describe('endpoints of AWS', () => {
  test('are those of every action that a node may call, S3 apart, and no others', () => {
    const actions = plans.flatMap(({ access }) => access.flatMap((row) => row.actions));
    const asked = new Set(actions.map((action) => action.split(':')[0]!).map((name) => services[name] ?? name));
    expect(asked.delete('s3')).toBe(true);
    expect([...asked].sort()).toEqual([...named].sort());
  });

  test('are those of every call in a program of a node', () => {
    const files = plans.flatMap(({ bootFiles }) => Object.values<readonly BootFile[]>({ ...bootFiles }).flat());
    const called = files.flatMap(({ text }) =>
      [...text.matchAll(/\b(?:query|rpc)\(\s*'([a-z]+)'/g)].map(([, name]) => name!),
    );
    expect(new Set(called).size).toBeGreaterThan(5);
    expect(called.filter((name) => !named.includes(name))).toEqual([]);
  });
});
