import { describe, expect, test } from '@jest/globals';
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
    expect(secrets().map(({ Properties }) => Properties.Name)).toEqual([undefined, undefined]);
  });

  test('hold no licence until somebody puts it there', () => {
    const licence = secrets().find(({ id }) => id.startsWith('SecretsLicence'))!;
    expect(licence.Properties.GenerateSecretString).toBeUndefined();
    expect(licence.Properties.SecretString).toBeUndefined();
  });

  test('take the licence from a secret that is there', () => {
    const resources = resourcesOf((stack) => {
      const licence = secretsmanager.Secret.fromSecretNameV2(stack, 'Theirs', 'mattermost/licence');
      return new Secrets(stack, 'Secrets', { spec, licence });
    });
    expect(ofType(resources, 'AWS::SecretsManager::Secret')).toHaveLength(1);
  });

  test("keep the administrator's login with the database's snapshot, and not in an ephemeral stack", () => {
    const policy = (ephemeral: boolean) =>
      secrets({ ephemeral }).find(({ id }) => id.startsWith('SecretsAdministrator'))?.DeletionPolicy;
    expect([policy(false), policy(true)]).toEqual(['RetainExceptOnCreate', 'Delete']);
  });

  test('can be overridden, one callback for each inner resource', () => {
    const names = secrets({
      overrides: {
        administrator: (props) => ({ ...props, secretName: 'their-admin' }),
        licence: (props) => ({ ...props, name: 'their-licence' }),
      },
    }).map(({ Properties }) => Properties.Name);
    expect(names.sort()).toEqual(['their-admin', 'their-licence']);
  });
});
