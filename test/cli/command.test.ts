import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { invoke } from './invoke';

const root = join(__dirname, '../..');
const command = 'node -r ts-node/register bin/mattermost-arch.ts';
const shell = (line: string) => {
  const { status, stdout, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', line], { cwd: root, encoding: 'utf8' });
  return { code: status, stdout, stderr };
};

describe('the command itself', () => {
  test('prints what it prints in process and ends with its code', () => {
    expect(shell(`${command} plan 15k --json`)).toEqual(invoke('plan', '15k', '--json'));
    expect(shell(`${command} plan 15K`)).toEqual(invoke('plan', '15K'));
  });

  test('ends quietly when its reader goes', () => {
    expect(shell(`${command} plan 200k --json | head -1`)).toEqual({ code: 0, stdout: '{\n', stderr: '' });
  });

  test('fails with code 1 and one line when it cannot write', () => {
    const { code, stderr } = shell(`${command} plan 15k > /dev/full`);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^mattermost-arch failed: ENOSPC.*\n$/);
  });
});
