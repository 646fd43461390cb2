import { describe, expect, test } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Secrets, type SecretsProps } from '../../architectures/cdk';
import { ofType, planOf, resourcesOf } from './templates';

const { secrets: spec } = planOf().components;
const secrets = (props: Partial<SecretsProps> = {}) =>
  ofType(
    resourcesOf((stack) => new Secrets(stack, 'Secrets', { spec, ...props })),
    'AWS::SecretsManager::Secret',
  );

describe('the secrets', () => {
  test('have generated names, so that a kept one never blocks the next deployment', () => {
    expect(secrets().map(({ Properties }) => Properties.Name)).toEqual([undefined]);
  });

  test('make no place for a licence: nodes boot in the same deployment, and would find it empty', () => {
    const built = new Secrets(new Stack(), 'Secrets', { spec });
    expect(secrets()).toHaveLength(1);
    expect(built.late).not.toHaveProperty('licence');
    expect(built.arns).not.toHaveProperty('mail');
  });

  test('take licence and mail login from secrets that are there', () => {
    const stack = new Stack();
    const theirs = (name: string) => secretsmanager.Secret.fromSecretNameV2(stack, name, `mattermost/${name}`);
    const built = new Secrets(stack, 'Secrets', { spec, licence: theirs('licence'), mail: theirs('mail') });
    expect(built.late.licence).toContain(':secret:mattermost/licence');
    expect(built.arns.mail).toMatch(/:secret:mattermost\/mail-\?{6}$/);
  });

  test("keep the administrator's login with the database's snapshot, and not in an ephemeral stack", () => {
    const policy = (ephemeral: boolean) =>
      secrets({ ephemeral }).find(({ id }) => id.startsWith('SecretsAdministrator'))?.DeletionPolicy;
    expect([policy(false), policy(true)]).toEqual(['RetainExceptOnCreate', 'Delete']);
  });

  test('can be overridden', () => {
    const [only] = secrets({ overrides: { administrator: (props) => ({ ...props, secretName: 'their-admin' }) } });
    expect(only?.Properties.Name).toBe('their-admin');
  });
});
