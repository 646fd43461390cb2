import type { LoginSpec } from './components';

/**
 * OpenSearch accepts a password only with an upper-case letter, a lower-case letter, a digit and a special character. Secrets
 * Manager takes one of each type that is left, and the hyphen is left: neither a URL nor a shell reads it as syntax.
 */
export const searchLogin: LoginSpec = {
  username: 'mattermost',
  // Our choice: as long as the passwords of the other logins; OpenSearch takes 8 to 128 characters.
  passwordLength: 32,
  excludedCharacters: '!"#$%&\'()*+,./:;<=>?@[\\]^_`{|}~',
};
