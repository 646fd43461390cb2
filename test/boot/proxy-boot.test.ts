import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { proxyNodeFiles, proxyNodeMetrics } from '../../constructs/boot/proxy-node';
import { cloudConfig, mostUserDataBytes, userData, userDataBytes } from '../../constructs/boot/user-data';
import { pathOf, requires } from '../requires';
import { proxyNode } from './proxy';

const files = proxyNodeFiles(proxyNode);
const textOf = (path: string): string => files.find((file) => file.path === path)!.text;
const programs = files.filter(({ text, path }) => path.endsWith('.py') || text.startsWith('#!'));

describe('the files of a proxy', () => {
  test('fit into user data, with the largest numbers that a plan is likely to have', () => {
    const largest = proxyNodeFiles({ ...proxyNode, id: 'x'.repeat(32), slots: 256, cacheGiB: 1_000, bodyMiB: 10_000 });
    expect(userDataBytes(userData(cloudConfig(largest)))).toBeLessThan(mostUserDataBytes);
  });

  test('have each path once', () => {
    expect(files.map(({ path }) => path)).toEqual([...new Set(files.map(({ path }) => path))]);
  });

  test.each(['launch', 'terminate'])('complete the %s hook in one place', (hook) => {
    const completers = programs.flatMap(({ text }) =>
      text.match(new RegExp(`complete\\('${hook}', 'CONTINUE'\\)`, 'g')),
    );
    expect(completers.filter(Boolean)).toHaveLength(1);
  });

  test('reload neither NGINX nor HAProxy', () => {
    const commands = [...programs, ...files.filter(({ path }) => /logrotate\.d|\.service/.test(path))];
    const reloads = commands.flatMap(({ text }) => text.match(/.*(?<!daemon-)\breload|SIGHUP|kill -HUP|USR2.*/g) ?? []);
    expect(commands.length).toBeGreaterThan(8);
    expect(reloads).toEqual([]);
  });

  test('send the metrics on which alarms are defined', () => {
    const own = proxyNodeMetrics.map(({ metric }) => metric).filter((name) => /^(proxy|nginx)_/.test(name));
    expect(own).toEqual(['proxy_5xx_count', 'proxy_members_up', 'nginx_old_workers']);
    for (const name of own) expect(textOf('/usr/local/bin/mattermost-watch')).toContain(`node.metric('${name}'`);
  });

  test('ship every log that is written', () => {
    const agent = textOf('/etc/mattermost/agent.json');
    const written = [...textOf('/etc/nginx/nginx.conf').matchAll(/(?:access|error)_log (\/\S+)/g)].map(
      ([, path]) => path!,
    );
    expect(written).toHaveLength(2);
    for (const path of written) expect(agent).toContain(`"${path}"`);
  });

  requires('python3').each(programs.map(({ path, text }) => [path, text] as const))('%s is Python', (_, text) => {
    const args = ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'];
    expect(spawnSync(pathOf('python3'), args, { input: text, encoding: 'utf8' }).stderr).toBe('');
  });
});

describe('the first boot of a proxy', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'proxy-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What the boot program does, in order, where some commands fail as often as is said. */
  function booted(failing: Readonly<Record<string, number>> = {}, answers = true): readonly string[] {
    const policy = join(folder, 'policy-rc.d');
    const program = `import json, os, sys, time
from unittest.mock import MagicMock
told = json.load(sys.stdin)
done = []
def run(*command, seconds):
    line = ' '.join(word for word in command if not word.startswith('-') and '=' not in word)
    done.append(line + (' (nothing may start)' if os.access('${policy}', os.X_OK) else ''))
    if told['failing'].get(line, 0) > 0:
        told['failing'][line] -= 1
        raise RuntimeError(line)
def boot(steps):
    try:
        for name, step in steps:
            step()
        done.append('ready')
    except RuntimeError as error:
        done.append('failed at %s' % name)
node = MagicMock(boot=boot, CONFIG={}, run=lambda *command, seconds=60: run(*command, seconds=seconds))
kernel = MagicMock(tune=lambda: done.append('tune'))
agent = MagicMock(start=lambda mirror: done.append('start'))
proxy = MagicMock(healthy=lambda: told['answers'])
sys.modules.update(node=node, kernel=kernel, agent=agent, proxy=proxy)
pauses = []
time.sleep = pauses.append
${textOf('/usr/local/bin/mattermost-boot').replaceAll('/usr/sbin/policy-rc.d', policy)}
assert not os.path.exists('${policy}')
assert sum(pauses) < ${proxyNode.launchSeconds} / 2
print(json.dumps(done))`;
    const { stdout, stderr } = spawnSync(pathOf('python3'), ['-c', program], {
      input: JSON.stringify({ failing, answers }),
      encoding: 'utf8',
      timeout: 30_000,
    });
    if (!stdout) throw new Error(stderr);
    return JSON.parse(stdout) as string[];
  }

  const installed = ['apt-get update (nothing may start)', 'apt-get install nginx haproxy (nothing may start)'];
  const started = [
    'systemctl daemon-reload',
    'systemctl restart logrotate.timer',
    'systemctl try-restart rsyslog',
    'systemctl enable haproxy nginx',
  ];

  requires('python3')('judges the configuration after the packages and before anything starts', () => {
    expect(booted()).toEqual([
      'tune',
      'start',
      ...installed,
      'nginx',
      'haproxy /etc/haproxy/haproxy.cfg',
      ...started,
      'systemctl enable mattermost-watch',
      'ready',
    ]);
  });

  requires('python3')('tries again where the distribution does not answer', () => {
    const again = booted({ 'apt-get update': 2, 'apt-get install nginx haproxy': 1 });
    expect(again.filter((line) => line.startsWith('apt-get'))).toEqual([
      ...installed.slice(0, 1),
      ...installed.slice(0, 1),
      ...installed,
      ...installed,
    ]);
    expect(again.at(-1)).toBe('ready');
  });

  const failures: readonly (readonly [step: string, command: string])[] = [
    ['packages', 'apt-get install nginx haproxy'],
    ['configuration', 'nginx'],
    ['configuration', 'haproxy /etc/haproxy/haproxy.cfg'],
  ];
  requires('python3').each(failures)('fails at %s before anything starts where %s fails', (step, command) => {
    const done = booted({ [command]: 99 });
    expect(done.at(-1)).toBe(`failed at ${step}`);
    expect(done.filter((line) => line.startsWith('systemctl'))).toEqual([]);
  });

  requires('python3')('fails where NGINX and HAProxy run and do not answer', () => {
    expect(booted({}, false).at(-1)).toBe('failed at ready');
  });
});
