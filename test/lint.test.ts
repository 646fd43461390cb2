import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(__dirname, '..');

/** Lints texts as if they were files of the project, in a process of its own: the configuration is a module. */
const program = `
const { ESLint } = require('eslint');
const { configs } = require('typescript-eslint');
const texts = JSON.parse(process.argv[1]);
const eslint = new ESLint({ overrideConfig: configs.disableTypeChecked });
Promise.all(texts.map(([filePath, text]) => eslint.lintText(text, { filePath })))
  .then((results) => console.log(JSON.stringify(results.map(([{ messages }]) => messages.map(({ message }) => message)))));
`;
function said(texts: readonly (readonly [file: string, text: string])[]): readonly (readonly string[])[] {
  const run = spawnSync(process.execPath, ['-e', program, JSON.stringify(texts)], { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as string[][];
}

const files = ['constructs/cdktf/x.ts', 'architectures/cdktf/x.ts', 'bin/commands/x.ts', 'test/x.test.ts'];
const scripts = ['bin/bench/synthesis/x.js', 'test/x.js'];
const everywhere = (texts: readonly string[], among = files) =>
  among.flatMap((file) => texts.map((text) => [file, text] as const));

const paths = ['', '/', '/lib', '/lib/index', '/lib/index.js'].map((path) => `@cdktf/provider-aws${path}`);
const refused = [
  ...everywhere([
    ...paths.map((path) => `export { vpc } from '${path}';`),
    "import { vpc } from '@cdktf/provider-aws';\nexport const its = vpc;",
    "import type { vpc } from '@cdktf/provider-aws';\nexport type Its = vpc.Vpc;",
    "import { type vpc } from '@cdktf/provider-aws';\nexport type Its = vpc.Vpc;",
    "import * as aws from '@cdktf/provider-aws';\nexport const its = aws;",
    "import '@cdktf/provider-aws';",
    "export * from '@cdktf/provider-aws';",
    "export * as aws from '@cdktf/provider-aws';",
    "export type { vpc } from '@cdktf/provider-aws';",
    "export const its = () => import('@cdktf/provider-aws');",
    "import aws = require('@cdktf/provider-aws');\nexport const its = aws;",
    "export type Its = import('@cdktf/provider-aws').vpc.Vpc;",
    "export const its = require('@cdktf/provider-aws') as object;",
  ]),
  ...everywhere(["require('@cdktf/provider-aws');", "require('@cdktf/provider-aws/lib').vpc;"], scripts),
];
const accepted = [
  ...everywhere([
    "export { Vpc } from '@cdktf/provider-aws/lib/vpc';",
    "export const packages = ['cdktf', '@cdktf/provider-aws'];",
  ]),
  ...everywhere(["module.exports = require('@cdktf/provider-aws/lib/vpc');"], scripts),
];

test('a resource is imported by its sub-path', () => {
  expect(said(accepted)).toEqual(accepted.map(() => []));
});

test("fails on the root of the provider's package, wherever and however it is loaded", () => {
  const passed = said(refused).flatMap((messages, i) =>
    messages.some((message) => message.includes('by its sub-path')) ? [] : [refused[i]],
  );
  expect(refused.length).toBeGreaterThan(files.length * paths.length);
  expect(passed).toEqual([]);
});
