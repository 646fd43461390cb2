import { byDefault, type Explained, type LoginSpec, type SecretsSpec } from '../../../constructs/spec';

/** What a shell, a URL, a connection string, an environment file or RDS would read as syntax. */
const excludedCharacters = ` "'@/\\:?#%&+{}[]<>|^\`~$;=,!*()`;
const passwordLength = 32;

/** A login with a generated password; `whose` tells the reasons apart. */
export const login = (username: string, whose: string): Explained<LoginSpec> => ({
  username: byDefault(username, `our choice: ${username} is the user name of ${whose}`),
  passwordLength: byDefault(
    passwordLength,
    `our choice: ${passwordLength} characters for ${whose}; a FIPS build of the server asks for 14`,
  ),
  excludedCharacters: byDefault(
    excludedCharacters,
    `our choice: a password of ${whose} has nothing that a shell, a URL, a data source or an environment file reads as syntax`,
  ),
});

export const secrets = (): Explained<SecretsSpec> => ({ administrator: login('admin', 'the first administrator') });
