import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sizeNames, type Request } from '../../architectures/sizing';
import {
  cloudConfig,
  mostUserDataBytes,
  packagesOf,
  systems,
  userData,
  userDataBytes,
  type BootFile,
  type FleetName,
  type SystemName,
} from '../../constructs/boot';
import { pathOf, requires } from '../requires';
import { Judges } from './judges';
import { NodeFolder } from './node-folder';
import { fleetsOf, planOn, systemNames } from './systems';

const filesOf = (system: SystemName, fleet: FleetName): readonly BootFile[] => planOn(system).bootFiles[fleet]!;
const textIn = (files: readonly BootFile[], path: string): string | undefined =>
  files.find((file) => file.path === path)?.text;
const fleets = ['appFleet', 'proxy'] as const;
const everywhere = systemNames.flatMap((system) => fleets.map((fleet) => [system, fleet] as const));
const isProgram = ({ path, text }: BootFile): boolean => path.endsWith('.py') || text.startsWith('#!');

/** What differs between Ubuntu's file and that of another system: lines of one that the other does not have. */
function difference(path: string, system: SystemName, fleet: FleetName): readonly string[] {
  const [theirs, its] = [filesOf('ubuntu-24.04', fleet), filesOf(system, fleet)].map((files) =>
    (textIn(files, path) ?? '').split('\n').filter(Boolean),
  ) as [string[], string[]];
  return [
    ...theirs.filter((line) => !its.includes(line)).map((line) => `-${line}`),
    ...its.filter((line) => !theirs.includes(line)).map((line) => `+${line}`),
  ];
}

const differing = (system: SystemName, fleet: FleetName): readonly string[] => {
  const paths = [...filesOf('ubuntu-24.04', fleet), ...filesOf(system, fleet)].map(({ path }) => path);
  return [...new Set(paths)].filter((path) => difference(path, system, fleet).length > 0).sort();
};

const modules = '/usr/local/lib/mattermost';
/** Files that differ by their format of packages, and by what the distribution has no package of. */
const byFormat = [
  '/etc/apt/apt.conf.d/99-mattermost',
  '/etc/default/prometheus-node-exporter',
  `${modules}/agent.py`,
  `${modules}/exporter.py`,
  `${modules}/packages.py`,
  '/usr/local/bin/mattermost-boot',
];
/** Files that differ by the packages of NGINX and HAProxy. */
const byProxy = [
  '/etc/haproxy/haproxy.cfg',
  '/etc/logrotate.d/haproxy',
  '/etc/logrotate.d/mattermost-proxy',
  '/etc/nginx/nginx.conf',
  '/etc/rsyslog.d/49-haproxy.conf',
  '/etc/systemd/system/haproxy.service.d/mattermost.conf',
];
const byGuard = [`${modules}/firewalld.py`, `${modules}/selinux.py`];

describe('the files of a node', () => {
  test.each([
    ['amazon-linux-2023', 'appFleet', byFormat],
    ['amazon-linux-2023', 'proxy', [...byFormat, ...byProxy]],
    ['rhel-9', 'appFleet', [...byFormat, ...byGuard, `${modules}/fapolicyd.py`]],
    ['rhel-9', 'proxy', [...byFormat, ...byProxy, ...byGuard]],
  ] as const)('on %s of %s differ from those on Ubuntu where the table of systems says', (system, fleet, paths) => {
    expect(differing(system, fleet)).toEqual([...paths].sort());
  });

  test.each([
    [
      'amazon-linux-2023',
      {
        '/etc/nginx/nginx.conf': ['-user www-data;', '+user nginx;'],
        '/etc/haproxy/haproxy.cfg': [
          '-  log /dev/log local0 notice',
          '-  bind unix@/run/haproxy/a.sock mode 660 user haproxy group www-data',
          '-  bind unix@/run/haproxy/b.sock mode 660 user haproxy group www-data',
          '+  log 127.0.0.1:514 local0 notice',
          '+  bind unix@/run/haproxy/a.sock mode 660 user haproxy group nginx',
          '+  bind unix@/run/haproxy/b.sock mode 660 user haproxy group nginx',
        ],
      },
    ],
    [
      'rhel-9',
      {
        '/etc/nginx/nginx.conf': [
          '-user www-data;',
          '-    server unix:/run/haproxy/a.sock max_fails=0;',
          '-    server unix:/run/haproxy/b.sock max_fails=0;',
          '+user nginx;',
          '+    server 127.0.0.1:8405 max_fails=0;',
          '+    server 127.0.0.1:8406 max_fails=0;',
        ],
        '/etc/haproxy/haproxy.cfg': [
          '-  log /dev/log local0 notice',
          '-  bind unix@/run/haproxy/a.sock mode 660 user haproxy group www-data',
          '-  bind unix@/run/haproxy/b.sock mode 660 user haproxy group www-data',
          '+  log 127.0.0.1:514 local0 notice',
          '+  bind 127.0.0.1:8405',
          '+  bind 127.0.0.1:8406',
        ],
      },
    ],
  ] as const)('on %s differ in lines that are written here', (system, expected) => {
    const both = {
      ...expected,
      '/etc/systemd/system/haproxy.service.d/mattermost.conf': ['+RuntimeDirectory=haproxy'],
      '/etc/logrotate.d/mattermost-proxy': ['-  create 0640 www-data adm', '+  create 0640 nginx adm'],
    };
    for (const [path, lines] of Object.entries(both)) {
      expect([path, difference(path, system, 'proxy')]).toEqual([path, lines]);
    }
  });

  const foreign = {
    deb: /\bdnf\b|\brpm\b|semanage|setsebool|restorecon|firewall-cmd|fagenrules|\bnginx adm|group nginx|\.rpm\b/,
    rpm: /\bapt\b|apt-get|dpkg|debian|www-data|policy-rc\.d|\/etc\/default|\.deb\b|unattended/i,
  } as const;
  const variants: readonly Partial<Request>[] = [
    {},
    { availability: 'as-published', listener: 'http' },
    { proxy: 'alb', upgrade: 'stop' },
    { mirror: 's3://a-bucket/with/a/folder', egress: 'none', exposure: 'private' },
    { egress: 'http://proxy.example.com:3128' },
  ];

  describe.each(systemNames)('on %s, with every size and option,', (system) => {
    const { format } = systems[system];
    const smtp = 'smtp://mail.example.com:587';
    let all: readonly (readonly [FleetName, readonly BootFile[]])[];
    beforeAll(() => {
      all = sizeNames
        .flatMap((concurrentUsers) => variants.map((variant) => planOn(system, { concurrentUsers, smtp, ...variant })))
        .flatMap(fleetsOf);
    });

    test('name no program, user or path of another distribution', () => {
      const texts = [...new Set(all.flatMap(([, files]) => files.flatMap(({ path, text }) => [path, text])))];
      expect(texts.length).toBeGreaterThan(50);
      expect(texts.flatMap((text) => foreign[format].exec(text)?.[0] ?? [])).toEqual([]);
      expect(texts.join()).toMatch(foreign[format === 'deb' ? 'rpm' : 'deb']);
    });

    test('fit into user data', () => {
      expect(new Set(all.map(([fleet]) => fleet))).toEqual(new Set(fleets));
      const configs = [...new Set(all.map(([, files]) => cloudConfig(files)))];
      for (const config of configs) expect(userDataBytes(userData(config))).toBeLessThan(mostUserDataBytes);
    });
  });

  test.each(everywhere)(
    'on %s of %s hold the modules that their programs import, and install what a mirror has',
    (system, fleet) => {
      const files = filesOf(system, fleet);
      const programs = files.filter(isProgram).map(({ text }) => text);
      const own = files.flatMap(({ path }) => /\/lib\/mattermost\/(\w+)\.py$/.exec(path)?.[1] ?? []);
      const imported = new Set(
        programs.flatMap((text) => [...text.matchAll(/^(?:import|from) (\w+)/gm)].map(([, name]) => name!)),
      );
      const standard =
        /^(argparse|base64|binascii|calendar|codecs|contextlib|csv|datetime|errno|functools|glob|hashlib|hmac|http|json|os|pathlib|pwd|re|shutil|signal|socket|socketserver|ssl|struct|subprocess|sys|threading|time|types|urllib|xml)$/;
      expect([...imported].filter((name) => !standard.test(name) && !own.includes(name))).toEqual([]);
      expect(own.filter((name) => !imported.has(name))).toEqual([]);
      const installed = programs.flatMap((text) =>
        [...text.matchAll(/packages\.install\(([^)]*)\)/g)].flatMap(([, names]) =>
          [...names!.matchAll(/'([^']+)'/g)].map(([, name]) => name!),
        ),
      );
      expect(installed.sort()).toEqual([...packagesOf(fleet, system)].sort());
    },
  );
});

describe('programs of a node', () => {
  /** Python of Red Hat Enterprise Linux 9 and Amazon Linux 2023. */
  const oldest = [3, 9];
  /** What the language and its standard library have had since a later version. Source: "What's New in Python 3.10" to 3.14. */
  const names =
    'pairwise anext aiter tomllib StrEnum file_digest contextlib.chdir datetime.UTC ExceptionGroup TaskGroup add_note ' +
    'batched onexc bit_count hardlink_to walk_up strict=True threading.setprofile_all_threads sys.exception';
  const later = new RegExp(`\\b(${names.replaceAll('.', '\\.').replaceAll(' ', '|')})\\b`);

  test.each(everywhere)('of %s of %s call nothing that came after Python 3.9', (system, fleet) => {
    const programs = filesOf(system, fleet).filter(isProgram);
    expect(programs.length).toBeGreaterThan(8);
    expect(programs.flatMap(({ path, text }) => (later.test(text) ? [path, later.exec(text)![0]] : []))).toEqual([]);
  });

  const parse = `import ast, json, sys
found = {}
for path, text in json.load(sys.stdin):
    try:
        ast.parse(text, path, feature_version=(${oldest.join(', ')}))
    except SyntaxError as error:
        found[path] = str(error)
print(json.dumps(found))`;
  const judged = (files: readonly BootFile[]): unknown =>
    JSON.parse(
      spawnSync(pathOf('python3'), ['-c', parse], {
        input: JSON.stringify(files.map(({ path, text }) => [path, text])),
        encoding: 'utf8',
        timeout: 30_000,
      }).stdout,
    );

  requires('python3').each(everywhere)('of %s of %s are Python 3.9', (system, fleet) => {
    expect(judged(filesOf(system, fleet).filter(isProgram))).toEqual({});
  });

  requires('python3')('fail where one is of a later Python', () => {
    const text = 'match 1:\n    case 1:\n        pass\n';
    expect(judged([{ path: '/later.py', mode: '0644', text }])).toHaveProperty(['/later.py']);
  });
});

describe('the programs themselves accept', () => {
  let judges: Judges;
  beforeAll(() => {
    judges = new Judges();
  });
  afterAll(() => {
    judges.remove();
  });

  const read = (system: SystemName, path: string) => textIn(filesOf(system, 'proxy'), path)!;

  requires('nginx').each(systemNames)('nginx.conf on %s', (system) => {
    expect(judges.nginx(read(system, '/etc/nginx/nginx.conf'))).toBe('accepted');
  });

  requires('haproxy').each(systemNames)('haproxy.cfg on %s', (system) => {
    expect(judges.haproxy(read(system, '/etc/haproxy/haproxy.cfg'))).toBe('accepted');
  });

  const scripts = systemNames.flatMap((system) =>
    filesOf(system, 'proxy').flatMap(({ path, text }) =>
      [...text.matchAll(/postrotate\n([^]*?)\n *endscript/g)].map(([, script]) => [path, system, script!] as const),
    ),
  );

  test('scripts after a rotation are known, all of them', () => {
    expect(scripts.map(([path, system]) => `${system} ${path}`)).toEqual([
      'ubuntu-24.04 /etc/logrotate.d/mattermost-proxy',
      'amazon-linux-2023 /etc/logrotate.d/mattermost-proxy',
      'amazon-linux-2023 /etc/logrotate.d/haproxy',
      'rhel-9 /etc/logrotate.d/mattermost-proxy',
      'rhel-9 /etc/logrotate.d/haproxy',
    ]);
  });

  requires('shellcheck').each(scripts)('the script of %s on %s', (_, __, script) => {
    expect(judges.shellcheck(`#!/bin/sh\n${script}\n`)).toBe('accepted');
  });
});

describe('a proxy', () => {
  test.each(systemNames)('on %s has its ports of the loopback interface for itself', (system) => {
    const files = filesOf(system, 'proxy');
    const own = [...textIn(files, '/etc/haproxy/haproxy.cfg')!.matchAll(/bind 127\.0\.0\.1:(\d+)/g)].map(
      ([, port]) => port!,
    );
    const [, reserved] = /ip_local_reserved_ports = (\S+)/.exec(textIn(files, '/etc/sysctl.d/60-mattermost.conf')!)!;
    expect(own.length).toBe(systems[system].guards.length ? 3 : 1);
    expect(own.filter((port) => !reserved!.split(',').includes(port))).toEqual([]);
  });

  test.each(systemNames)('on %s logs where something listens, writes what is shipped, and rotates it', (system) => {
    const files = filesOf(system, 'proxy');
    const [, target] = /^ {2}log (\S+) /m.exec(textIn(files, '/etc/haproxy/haproxy.cfg')!)!;
    const shipped = textIn(files, '/etc/mattermost/agent.json')!;
    expect(shipped).toContain('"/var/log/haproxy.log"');
    const rule = textIn(files, '/etc/rsyslog.d/49-haproxy.conf');
    if (target === '/dev/log') {
      expect(rule).toBeUndefined();
      return;
    }
    const [address, port] = target!.split(':');
    expect(rule).toContain(`input(type="imudp" address="${address}" port="${port}")`);
    expect(rule).toContain(' /var/log/haproxy.log\n');
    expect(textIn(files, '/etc/logrotate.d/haproxy')).toMatch(/^\/var\/log\/haproxy\.log \{/);
    expect(textIn(files, '/usr/local/bin/mattermost-boot')).toContain(`'nginx', 'haproxy', 'rsyslog'`);
  });
});

describe('a kernel without the modules of BBR', () => {
  const tuned = async (failing: readonly string[]) => {
    const folder = new NodeFolder(filesOf('rhel-9', 'appFleet'));
    try {
      return await folder.python<{ readonly done: string[]; readonly said: string[]; readonly error?: string }>(
        `import types
done, said = [], []
def run(*command, **_):
    done.append(' '.join(each.rpartition('/')[2] for each in command if not each.startswith('-')))
    if command[0] in told or command[-1].rpartition('/')[2] in told:
        raise RuntimeError('%s ended with 1: not found in directory' % command[0])
sys.modules['node'] = types.SimpleNamespace(run=run, log=said.append)
import kernel
error = None
try:
    kernel.tune()
except RuntimeError as problem:
    error = str(problem)
print(json.dumps({'done': done, 'said': said, 'error': error}))`,
        failing,
      );
    } finally {
      folder.remove();
    }
  };
  const settings = 'sysctl 60-mattermost.conf 61-mattermost-memory.conf';

  requires('python3')('is the exception', async () => {
    expect(await tuned([])).toEqual({
      done: [settings, 'modprobe tcp_bbr', 'sysctl 62-mattermost-pacing.conf'],
      said: [],
      error: null,
    });
  });

  requires('python3').each([
    ['modprobe', [settings, 'modprobe tcp_bbr']],
    ['62-mattermost-pacing.conf', [settings, 'modprobe tcp_bbr', 'sysctl 62-mattermost-pacing.conf']],
  ])('keeps its own congestion control where %s fails, and the node says so', async (failing, done) => {
    const result = await tuned([failing]);
    expect({ ...result, said: [] }).toEqual({ done, said: [], error: null });
    expect(result.said).toEqual([expect.stringMatching(/^the kernel keeps its own congestion control: .* not found/)]);
  });

  requires('python3')('fails where it refuses the other settings', async () => {
    expect(await tuned(['61-mattermost-memory.conf'])).toMatchObject({ done: [settings], error: expect.any(String) });
  });
});
