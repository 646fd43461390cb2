import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { proxyNodeFiles } from '../../constructs/boot/proxy-node';
import { appNodeFiles } from '../../constructs/boot/app-node';
import { pathOf, requires } from '../requires';
import { appNode } from './app-node';
import { proxyNode } from './proxy';

const files = [...appNodeFiles(appNode()), ...proxyNodeFiles(proxyNode)];
/** What a shell runs on a node: after a rotation, and while packages are installed. */
const scripts = files.flatMap(({ path, text }) => [
  ...[...text.matchAll(/postrotate\n([^]*?)\n *endscript/g)].map(
    ([, script]) => [path, `#!/bin/sh\n${script}\n`] as const,
  ),
  ...[...text.matchAll(/'(#!\/bin\/sh\\n.*)'/g)].map(([, script]) => [path, script!.replaceAll('\\n', '\n')] as const),
]);

const check = (script: string) =>
  spawnSync(pathOf('shellcheck'), ['--shell=sh', '-'], { input: script, encoding: 'utf8', timeout: 30_000 });

describe('what a shell runs on a node', () => {
  test('is little: programs are Python', () => {
    expect([...new Set(scripts.map(([path]) => path))].sort()).toEqual([
      '/etc/logrotate.d/mattermost-proxy',
      '/usr/local/lib/mattermost/packages.py',
    ]);
    expect(files.filter(({ text }) => /^#!.*\bsh\b/.test(text))).toEqual([]);
  });

  requires('shellcheck').each(scripts)('in %s is what shellcheck accepts', (_, script) => {
    expect(check(script).stdout).toBe('');
  });

  requires('shellcheck')('fails where a word is not quoted', () => {
    expect(check('#!/bin/sh\nkill -USR1 $(cat /run/nginx.pid)\n').stdout).toContain('SC2046');
  });
});
