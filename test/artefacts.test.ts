import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = join(__dirname, '..');
const skipped = new Set(['node_modules', '.git', '.venv', 'cdk.out', 'lib', 'coverage', '.rehearsal']);

const filesBelow = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (skipped.has(name)) return [];
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });

/** What no file of the product may hold. */
const forbidden: readonly (readonly [what: string, pattern: RegExp, example: string])[] = [
  ['an AWS access key', /\b(AKIA|ASIA)[0-9A-Z]{16}\b/, `AKIA${'A'.repeat(16)}`],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/, `-----BEGIN ${'RSA '}PRIVATE KEY-----`],
  [
    'a password in an address',
    /\b(postgres|mysql|redis|https?):\/\/[\w.-]+:[^@\s/${}'"`|[\]()]{6,}@/,
    `postgres://mm:${'hunter22'}@host`,
  ],
  ['the host of a package registry', /registry\.[a-z]+\.(org|com)/, `registry.${'example'}.org`],
];

describe.each(forbidden)('no file holds %s', (_, pattern, example) => {
  test('in the product', () => {
    const found = filesBelow(root).filter((path) => pattern.test(readFileSync(path, 'utf8')));
    expect(found.map((path) => path.slice(root.length + 1))).toEqual([]);
  });

  test('fails where one does', () => {
    expect(example).toMatch(pattern);
  });
});
