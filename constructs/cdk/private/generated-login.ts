import type { SecretProps } from 'aws-cdk-lib/aws-secretsmanager';
import type { LoginSpec } from '../../spec';

/** A secret with `username` and a generated `password`, under a generated name. */
export const generatedLogin = (
  { username, passwordLength, excludedCharacters }: LoginSpec,
  props: Omit<SecretProps, 'generateSecretString'>,
): SecretProps => ({
  ...props,
  generateSecretString: {
    secretStringTemplate: JSON.stringify({ username }),
    generateStringKey: 'password',
    passwordLength,
    excludeCharacters: excludedCharacters,
  },
});
