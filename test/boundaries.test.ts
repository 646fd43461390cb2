import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = join(__dirname, '..');

/** What the files of a folder may import: packages by pattern, folders by prefix. Imports go one way. */
const boundaries: readonly (readonly [folder: string, packages: RegExp, folders: readonly string[]])[] = [
  ['constructs/spec', /^$/, []],
  ['constructs/cdk', /^aws-cdk-lib|^constructs$/, ['constructs/spec', 'constructs/boot']],
  ['architectures/sizing', /^zod$/, ['constructs/spec', 'constructs/boot']],
  [
    'architectures/cdk',
    /^aws-cdk-lib|^constructs$/,
    ['constructs/cdk', 'constructs/spec', 'architectures/sizing', 'architectures/engines'],
  ],
  ['bin', /^node:|^commander$|^yaml$|^picocolors$|^cli-table3$|^aws-cdk-lib/, ['constructs/spec', 'architectures']],
];

const importsOf = (text: string): string[] =>
  [...text.matchAll(/^(?:(?:import|export|\}).* from|import) '([^'\n]+)'|\brequire\('([^'\n]+)'\)/gm)].map(
    ([, imported, required]) => (imported ?? required)!,
  );

const wrongIn = (file: string, text: string, packages: RegExp, folders: readonly string[]): string[] =>
  importsOf(text)
    .filter((name) => {
      if (!name.startsWith('.')) return !packages.test(name);
      const target = posix.join(posix.dirname(file), name);
      return !folders.some((folder) => target === folder || target.startsWith(`${folder}/`));
    })
    .map((name) => `${file}: ${name}`);

const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true })
    .map((name) => posix.join(folder, String(name)))
    .filter((name) => name.endsWith('.ts'));

describe('imports go one way', () => {
  test.each(boundaries)('from %s', (folder, packages, folders) => {
    const files = filesIn(folder);
    expect(files.length).toBeGreaterThan(1);
    const wrong = files.flatMap((file) =>
      wrongIn(file, readFileSync(join(root, file), 'utf8'), packages, [...folders, folder]),
    );
    expect(wrong).toEqual([]);
  });

  test.each([
    ['architectures/sizing/rules/x.ts', "import { readFileSync } from 'node:fs';"],
    ['architectures/sizing/rules/x.ts', "import { Stack } from 'aws-cdk-lib';"],
    ['architectures/sizing/rules/x.ts', "import { Database } from '../../../constructs/cdk';"],
    ['constructs/spec/x.ts', "import { z } from 'zod';"],
    ['constructs/cdk/x.ts', "import { planArchitecture } from '../../architectures/sizing';"],
  ])('fails on %s: %s', (file, text) => {
    const [folder, packages, folders] = boundaries.find(([name]) => file.startsWith(name))!;
    expect(wrongIn(file, text, packages, [...folders, folder])).toHaveLength(1);
  });
});

test('a request counts concurrent users and never users alone', () => {
  const text = readFileSync(join(root, 'architectures/sizing/request.ts'), 'utf8');
  const fields = text.slice(text.indexOf('export interface Request'), text.indexOf('type Optional'));
  expect(fields).toContain('readonly concurrentUsers:');
  expect(fields).not.toMatch(/readonly users\b/);
});
