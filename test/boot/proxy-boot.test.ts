import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, test } from '@jest/globals';
import { proxyNodeFiles, proxyNodeMetrics } from '../../constructs/boot/proxy-node';
import { cloudConfig, mostUserDataBytes, userData, userDataBytes } from '../../constructs/boot/user-data';
import { pathOf, requires } from '../requires';
import { NodeFolder } from './node-folder';
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
    expect(own).toEqual([
      'proxy_5xx_count',
      'proxy_members_up',
      'nginx_old_workers',
      'proxy_logins_refused',
      'proxy_logins_waiting',
    ]);
    for (const name of own) expect(textOf('/usr/local/bin/mattermost-watch')).toContain(`('${name}', `);
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
  const mirror = 's3://mirror/mattermost';
  const folders = {
    nat: new NodeFolder(files),
    none: new NodeFolder(proxyNodeFiles({ ...proxyNode, egress: 'none', mirror })),
  };
  afterAll(() => Object.values(folders).forEach((folder) => folder.remove()));

  interface World {
    readonly egress?: keyof typeof folders;
    /** How often a command fails, or what is to be downloaded is not there. */
    readonly failing?: Readonly<Record<string, number>>;
    /** Packages that the image has. */
    readonly there?: readonly string[];
    readonly answers?: boolean;
  }

  /** What the boot program does, in order. */
  async function booted(world: World = {}): Promise<readonly string[]> {
    const folder = folders[world.egress ?? 'nat'];
    return folder.python<string[]>(
      `import os, shutil, time
from unittest.mock import MagicMock
done = []
def did(line):
    done.append(line)
    if told['failing'].get(line, 0) > 0:
        told['failing'][line] -= 1
        raise RuntimeError(line)
def run(*command, seconds=60):
    line = ' '.join(word for word in command if not word.startswith('-') and '=' not in word)
    closed = ' (nothing may start)' if os.access(packages.POLICY, os.X_OK) else ''
    only = ' (from the mirror)' if 'Dir::Etc::SourceParts=-' in command else ''
    did(line.replace('${folder.root}', '') + only + closed)
def download(url, path, sha256=None):
    did('download ' + url)
    open(path, 'w').close()
def boot(steps, baked):
    try:
        for name, step in steps:
            step()
        done.append('ready')
    except Exception as error:
        done.append('failed at %s' % name)
with open('${folder.path('/etc/mattermost/node.json')}') as file:
    node = MagicMock(boot=boot, CONFIG=json.load(file), run=run, log=lambda text: None)
kernel = MagicMock(tune=lambda: done.append('tune'))
agent = MagicMock(install=lambda: None, start=lambda: done.append('start'))
proxy = MagicMock(healthy=lambda: told['answers'])
sys.modules.update(node=node, kernel=kernel, agent=agent, proxy=proxy)
import aws, packages
os.makedirs(os.path.dirname(packages.FOLDER), exist_ok=True)
shutil.rmtree(packages.FOLDER, ignore_errors=True)
packages.POLICY = '${folder.path('/policy-rc.d')}'
packages.there = lambda name: name in told['there']
aws.download = download
pauses = []
time.sleep = pauses.append
exec(open('${folder.path('/usr/local/bin/mattermost-boot')}').read())
assert not os.path.exists(packages.POLICY)
assert sum(pauses) < ${proxyNode.launchSeconds} / 2
print(json.dumps(done))`,
      { failing: {}, there: [exporter], answers: true, ...world },
    );
  }

  const exporter = 'prometheus-node-exporter';
  const closed = '(nothing may start)';
  const update = `apt-get update ${closed}`;
  const install = `apt-get install nginx haproxy ${closed}`;
  const started = [
    'systemctl daemon-reload',
    'systemctl restart logrotate.timer',
    'systemctl try-restart rsyslog',
    'systemctl enable haproxy nginx',
    `systemctl enable ${exporter}`,
    'systemctl enable mattermost-watch',
    'ready',
  ];
  const judged = ['nginx', 'haproxy /etc/haproxy/haproxy.cfg'];

  requires('python3')('judges the configuration after the packages and before anything starts', async () => {
    expect(await booted()).toEqual(['tune', 'start', update, install, ...judged, ...started]);
  });

  requires('python3')('installs nothing that the image has', async () => {
    const done = await booted({ there: ['nginx', 'haproxy', exporter] });
    expect(done).toEqual(['tune', 'start', ...judged, ...started]);
  });

  requires('python3')('tries again where the distribution does not answer', async () => {
    const again = await booted({ failing: { [update]: 2, [install]: 1 } });
    expect(again.filter((line) => line.startsWith('apt-get'))).toEqual([
      ...[update, update],
      ...[update, install],
      ...[update, install],
    ]);
    expect(again.at(-1)).toBe('ready');
  });

  const failures: readonly (readonly [step: string, command: string])[] = [
    ['packages', install],
    ['configuration', 'nginx'],
    ['configuration', 'haproxy /etc/haproxy/haproxy.cfg'],
  ];
  requires('python3').each(failures)('fails at %s before anything starts where %s fails', async (step, command) => {
    const done = await booted({ failing: { [command]: 99 } });
    expect(done.at(-1)).toBe(`failed at ${step}`);
    expect(done.filter((line) => line.startsWith('systemctl'))).toEqual([]);
  });

  requires('python3')('fails where NGINX and HAProxy run and do not answer', async () => {
    expect((await booted({ answers: false })).at(-1)).toBe('failed at ready');
  });

  describe('that is not let out', () => {
    const bundle = `download ${mirror}/proxy-packages.tar`;
    const ofMirror = (line: string) => line.replace(closed, `(from the mirror) ${closed}`);
    const unpack = 'tar /var/tmp/packages.tar /var/tmp/packages.part';

    requires('python3')('installs from the mirror and asks the distribution for nothing', async () => {
      const done = await booted({ egress: 'none' });
      const packages = [bundle, unpack, ofMirror(update), ofMirror(install)];
      expect(done).toEqual(['tune', 'start', ...packages, ...judged, ...started]);
    });

    requires('python3')('downloads the packages once, whatever is installed', async () => {
      const done = await booted({ egress: 'none', there: [] });
      expect(done.filter((line) => line === bundle)).toHaveLength(1);
      expect(done).toContain(ofMirror(`apt-get install ${exporter} ${closed}`));
      expect(done.at(-1)).toBe('ready');
    });

    requires('python3')('downloads nothing where the image has the packages', async () => {
      const done = await booted({ egress: 'none', there: ['nginx', 'haproxy', exporter] });
      expect(done).toEqual(['tune', 'start', ...judged, ...started]);
    });

    requires('python3').each([
      ['the mirror has no packages', bundle],
      ['what it has does not unpack', unpack],
      ['a package is missing there', ofMirror(install)],
    ])('fails at packages, without another attempt, where %s', async (_, line) => {
      const done = await booted({ egress: 'none', failing: { [line]: 1 } });
      expect(done.slice(-2)).toEqual([line, 'failed at packages']);
    });
  });
});
