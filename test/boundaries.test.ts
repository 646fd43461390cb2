import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { requestFields, requestJsonSchema } from '../architectures/sizing';

const root = join(__dirname, '..');

/** What the files of a folder may import: packages by pattern, folders by prefix. Imports go one way. */
const boundaries: readonly (readonly [folder: string, packages: RegExp, folders: readonly string[]])[] = [
  ['constructs/spec', /^$/, []],
  ['constructs/boot', /^fflate$/, ['constructs/spec']],
  ['constructs/cdk', /^aws-cdk-lib|^constructs$/, ['constructs/spec', 'constructs/boot']],
  // By sub-path only: the root of the provider's package takes seconds to load.
  [
    'constructs/cdktf',
    /^cdktf$|^constructs$|^@cdktf\/provider-aws\/lib\/[a-z0-9-]+$/,
    ['constructs/spec', 'constructs/boot'],
  ],
  ['architectures/sizing', /^zod$/, ['constructs/spec', 'constructs/boot']],
  [
    'architectures/cdk',
    /^aws-cdk-lib|^constructs$/,
    [
      'constructs/cdk',
      'constructs/spec',
      'architectures/sizing',
      'architectures/requirements',
      'architectures/outputs',
      'architectures/engines',
      'architectures/key-policy',
    ],
  ],
  [
    'architectures/cdktf',
    /^cdktf$|^constructs$|^@cdktf\/provider-aws\/lib\/[a-z0-9-]+$/,
    [
      'constructs/cdktf',
      'constructs/spec',
      'architectures/sizing',
      'architectures/requirements',
      'architectures/outputs',
      'architectures/engines',
      'architectures/key-policy',
    ],
  ],
  [
    'bin',
    /^node:|^commander$|^zod$|^yaml$|^picocolors$|^@viz-js\/viz$|^aws-cdk-lib|^cdktf$|^constructs$/,
    ['constructs/spec', 'constructs/boot', 'architectures'],
  ],
];

const importsOf = (text: string): string[] =>
  [...text.matchAll(/^(?:(?:import|export|\}).* from|import) '([^'\n]+)'|\b(?:require|import)\('([^'\n]+)'\)/gm)].map(
    ([, imported, called]) => (imported ?? called)!,
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

const foldersIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}`)
    .filter((name) => filesIn(name).length > 0);

describe('imports go one way', () => {
  test('from every folder of constructs and architectures', () => {
    const known = boundaries.map(([folder]) => folder);
    expect(['constructs', 'architectures'].flatMap(foldersIn).filter((folder) => !known.includes(folder))).toEqual([]);
  });

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
    ['architectures/sizing/x.ts', "const { Stack } = await import('aws-cdk-lib');"],
    ['architectures/sizing/x.ts', "const fs = require('fs');"],
    ['architectures/sizing/x.ts', "export * from '../cdk';"],
    ['architectures/sizing/x.ts', "import {\n  App,\n  Stack,\n} from 'aws-cdk-lib';"],
    ['architectures/cdk/x.ts', "import '../../bin/cases';"],
    ['constructs/spec/x.ts', "import { z } from 'zod';"],
    ['constructs/cdk/x.ts', "import { planArchitecture } from '../../architectures/sizing';"],
    ['constructs/boot/x.ts', "import { readFileSync } from 'node:fs';"],
    ['constructs/boot/x.ts', "import { gzipSync } from 'node:zlib';"],
    ['constructs/boot/x.ts', "import { planArchitecture } from '../../architectures/sizing';"],
    ['constructs/boot/x.ts', "import { AppFleet } from '../cdk';"],
    ['constructs/spec/x.ts', "export * from '../boot';"],
    ['architectures/cdk/x.ts', "import { userData } from '../../constructs/boot';"],
    ['bin/x.ts', "import { Database } from '../constructs/cdk';"],
  ])('fails on %s: %s', (file, text) => {
    const [folder, packages, folders] = boundaries.find(([name]) => file.startsWith(name))!;
    expect(wrongIn(file, text, packages, [...folders, folder])).toHaveLength(1);
  });
});

// What constructs/boot asks is shown by planning without a clock: its texts hold scripts, which do ask on the node.
test.each(['architectures/sizing', 'constructs/spec'])(
  '%s asks nothing of its surroundings, not even what needs no import',
  (folder) => {
    const globals = /\b(process|globalThis|window|Date|performance|fetch|setTimeout|Buffer|console)\b[.(]|Math\.random/;
    const asks = filesIn(folder).filter((file) => globals.test(readFileSync(join(root, file), 'utf8')));
    expect(asks).toEqual([]);
    for (const text of ['new Date()', 'process.env.HOME', 'Math.random()']) expect(text).toMatch(globals);
  },
);

describe('a request counts concurrent users and never users alone', () => {
  const text = readFileSync(join(root, 'architectures/sizing/request.ts'), 'utf8');
  const [, body = ''] = /export interface Request \{\n([\s\S]*?)\n\}/.exec(text) ?? [];
  const fields = [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name!);

  test('in the names of its fields', () => {
    expect(fields).toEqual(requestFields);
    expect(fields.filter((name) => /users/i.test(name))).toEqual(['concurrentUsers']);
  });

  test('in what it says about them, to readers of the code and to editors', () => {
    const said = [...body.split('\n').filter((line) => /^ *\/?\*/.test(line)), JSON.stringify(requestJsonSchema())];
    expect(said.length).toBeGreaterThan(fields.length / 2);
    expect(said.filter((words) => /(?<!concurrent )\busers\b/i.test(words))).toEqual([]);
  });
});
