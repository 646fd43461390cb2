import { byDefault, type Explained, type SecretsSpec } from '../../../constructs/spec';

export const secrets = (): Explained<SecretsSpec> => ({
  passwordLength: byDefault(32, 'our choice: 32 characters; a FIPS build of the server asks for 14, RDS allows 128'),
  excludedCharacters: byDefault(
    ` "'@/\\\\:?#%&+{}[]<>|^\`~$;=,!*()`,
    'our choice: what a shell, a URL, a connection string or an environment file would read as syntax',
  ),
});
