import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from '@jest/globals';
import { pathOf, requires } from '../requires';

const modules = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('go.mod'))
  .map(dirname)
  .sort();

const ask = (program: string, ...args: string[]) => {
  const { status, stdout } = spawnSync(program, args, { cwd: __dirname, encoding: 'utf8', timeout: 20_000 });
  return [status, stdout.trim()] as const;
};

requires('go').each(modules)('the Go of %s is written as gofmt writes it', (folder) => {
  const [, go] = ask(pathOf('go'), 'env', 'GOROOT');
  expect(ask(join(go, 'bin', 'gofmt'), '-l', folder)).toEqual([0, '']);
});
