import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { pathOf, requires } from '../../requires';

const ask = (program: string, ...args: string[]) => {
  const { status, stdout } = spawnSync(program, args, { cwd: __dirname, encoding: 'utf8', timeout: 20_000 });
  return [status, stdout.trim()] as const;
};

requires('go')('the Go program of the benchmark is written as gofmt writes it', () => {
  const [, folder] = ask(pathOf('go'), 'env', 'GOROOT');
  expect(ask(join(folder, 'bin', 'gofmt'), '-l', '.')).toEqual([0, '']);
});
