import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as ts from 'typescript';
import { parse } from 'yaml';
import { planArchitecture, type Request } from '../architectures/sizing';
import { documents } from '../bin/docs/documents';

const root = join(__dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const readme = read('README.md');
const snippets = (language: string, text = readme): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, text]) => text!);

describe('the documents', () => {
  test.each(Object.entries(documents()))("%s is what 'npm run docs' writes", async (path, text) => {
    expect(read(path)).toBe(await text);
  });

  test('link to files that exist', () => {
    const links = [...readme.matchAll(/\]\(([^)#]+)\)|(?:src|srcset)="([^"]+)"/g)].map(
      ([, target, picture]) => (target ?? picture)!,
    );
    expect(links.length).toBeGreaterThan(4);
    expect(links.filter((target) => !/^https?:/.test(target) && !existsSync(join(root, target)))).toEqual([]);
  });
});

describe('the README, and what it leads to,', () => {
  test('shows programs that compile as a customer would write them, and fails one that uses what is not there', () => {
    const programs = [...snippets('ts'), ...snippets('ts', read('docs/terraform.md'))];
    expect(programs.length).toBeGreaterThanOrEqual(3);
    const wrong = "import { Databass } from 'mattermost-reference-architectures/cdk';\nnew Databass();\n";
    expect(problems([...programs, wrong])).toEqual([
      ...programs.map(() => []),
      [expect.stringContaining("has no exported member named 'Databass'")],
    ]);
  });

  test('shows requests that can be planned', () => {
    const requests = snippets('yaml').map((text) => parse(text) as Request);
    expect(requests).toHaveLength(1);
    for (const request of requests) expect(planArchitecture(request).claim).toBe(15_000);
  });

  test('names only scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...`${readme}${read('CONTRIBUTING.md')}`.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

/** What the compiler says of each program, all of which import the package by its public names. */
function problems(programs: readonly string[]): string[][] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const paths = {
    'mattermost-reference-architectures/sizing': [join(root, 'architectures/sizing/index.ts')],
    'mattermost-reference-architectures/cdk': [join(root, 'architectures/cdk/index.ts')],
    'mattermost-reference-architectures/cdktf': [join(root, 'architectures/cdktf/index.ts')],
  };
  const names = programs.map((_, i) => join(root, `snippet-${i}.ts`));
  const base = ts.createCompilerHost({ ...options, paths });
  const textOf = (name: string) => programs[names.indexOf(name)];
  const host: ts.CompilerHost = {
    ...base,
    fileExists: (name) => names.includes(name) || base.fileExists(name),
    readFile: (name) => textOf(name) ?? base.readFile(name),
    getSourceFile: (name, ...rest) => {
      const text = textOf(name);
      if (text === undefined) return base.getSourceFile(name, ...rest);
      return ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
    },
  };
  const program = ts.createProgram(names, { ...options, paths, noUnusedLocals: false }, host);
  return names.map((name) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(name))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
  );
}
