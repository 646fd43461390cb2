import { describe, expect, test } from '@jest/globals';
import { systems, type FleetName } from '../../constructs/boot';
import { requires } from '../requires';
import { NodeFolder } from './node-folder';
import { planOn } from './systems';

interface Found {
  readonly done: readonly string[];
  readonly said: readonly string[];
  readonly written: string | null;
}

/**
 * What the module of a guard does on Red Hat Enterprise Linux, in order.
 * @param answers what programs print, by their command line; null where one fails
 */
async function started(
  module: string,
  fleet: FleetName,
  answers: Readonly<Record<string, string | null>>,
  files: readonly string[] = [],
): Promise<Found> {
  const folder = new NodeFolder(planOn('rhel-9').bootFiles[fleet]!);
  for (const path of files) folder.write(path, '');
  const rules = folder.path('/etc/fapolicyd/rules.d/80-mattermost.rules');
  try {
    return await folder.python<Found>(
      `import os, types
root, answers = told['root'], told['answers']
done, said = [], []
def run(*command, **_):
    line = ' '.join(command).replace(root, '')
    done.append(line)
    answer = answers.get(line, '')
    if answer is None:
        raise RuntimeError('%s ended with 3' % line)
    return answer
sys.modules['node'] = types.SimpleNamespace(run=run, log=said.append)
sys.modules['packages'] = types.SimpleNamespace(install=lambda *names: done.append('packages ' + ' '.join(names)))
import ${module}
exists = os.path.exists
os.path.exists = lambda path: exists(root + path) if path.startswith('/usr/sbin') else exists(path)
${module}.start()
written = open(told['rules']).read() if exists(told['rules']) else None
print(json.dumps({'done': done, 'said': said, 'written': written}))`,
      { root: folder.root, answers, rules },
    );
  } finally {
    folder.remove();
  }
}

test('guards are expected where the table of systems has them', () => {
  for (const system of Object.values(systems)) {
    expect([system.title, system.guards]).toEqual([
      system.title,
      system.title.startsWith('Red Hat') ? ['SELinux', 'firewalld', 'fapolicyd'] : [],
    ]);
  }
});

describe('SELinux', () => {
  const labelled = 'system_u:object_r:bin_t:s0\n';

  requires('python3')('gets rules, labels and switches that are missing', async () => {
    const answers = {
      getenforce: 'Enforcing\n',
      'matchpathcon -n /var/cache/nginx': 'system_u:object_r:var_t:s0\n',
      'getsebool httpd_can_network_connect': 'httpd_can_network_connect --> off\n',
      'getsebool httpd_setrlimit': 'httpd_setrlimit --> off\n',
      'getsebool haproxy_connect_any': 'haproxy_connect_any --> on\n',
    };
    const { done } = await started('selinux', 'proxy', answers);
    expect(done.filter((line) => !line.startsWith('get'))).toEqual([
      'packages policycoreutils-python-utils',
      'matchpathcon -n /var/cache/nginx',
      'semanage fcontext --add --type httpd_cache_t /var/cache/nginx(/.*)?',
      'restorecon -R /var/cache/nginx',
      'setsebool -P httpd_can_network_connect on',
      'setsebool -P httpd_setrlimit on',
    ]);
  });

  requires('python3')('is left alone but for the labels where an image has its rules', async () => {
    const answers = {
      getenforce: 'Enforcing\n',
      'matchpathcon -n /opt/mattermost/bin': labelled,
      'matchpathcon -n /opt/mattermost/plugins': labelled,
    };
    const { done } = await started('selinux', 'appFleet', answers);
    expect(done.filter((line) => !line.startsWith('matchpathcon'))).toEqual([
      'getenforce',
      'packages policycoreutils-python-utils',
      'restorecon -R /opt/mattermost/bin',
      'restorecon -R /opt/mattermost/plugins',
    ]);
  });

  requires('python3')('is not asked for anything where it is disabled, and the node says so', async () => {
    const { done, said } = await started('selinux', 'proxy', { getenforce: 'Disabled\n' });
    expect([done, said]).toEqual([['getenforce'], ['SELinux is disabled']]);
  });
});

describe('firewalld', () => {
  const asked = 'systemctl is-active --quiet firewalld';

  requires('python3').each([
    ['appFleet', '8065/tcp 8067/tcp 8068/tcp 8074/tcp 8074/udp 9100/tcp'],
    ['proxy', '80/tcp 8080/tcp 9100/tcp'],
  ] as const)('lets others reach the ports of %s where it runs', async (fleet, ports) => {
    const { done } = await started('firewalld', fleet, {});
    const added = ports.split(' ').map((port) => `--add-port=${port}`);
    expect(done).toEqual([asked, `firewall-cmd --permanent ${added.join(' ')}`, 'firewall-cmd --reload']);
  });

  test('is told every port on which the traffic of the plan reaches a node', () => {
    const { traffic, bootFiles } = planOn('rhel-9', { concurrentUsers: '200k' });
    for (const fleet of ['appFleet', 'proxy'] as const) {
      const text = bootFiles[fleet]!.find(({ path }) => path.endsWith('firewalld.py'))!.text;
      const reached = traffic.filter(({ to }) => to === fleet);
      expect(reached.length).toBeGreaterThan(0);
      for (const { port } of reached) expect([fleet, text]).toEqual([fleet, expect.stringContaining(`"${port}/`)]);
    }
  });

  requires('python3')('is left alone where it does not run', async () => {
    expect((await started('firewalld', 'proxy', { [asked]: null })).done).toEqual([asked]);
  });
});

describe('fapolicyd', () => {
  requires('python3')('is left alone where it is not installed', async () => {
    expect(await started('fapolicyd', 'appFleet', {})).toEqual({ done: [], said: [], written: null });
  });

  requires('python3')('lets the server and its plugins run where it is', async () => {
    const files = ['/usr/sbin/fagenrules', '/etc/fapolicyd/rules.d/README'];
    const { done, written } = await started('fapolicyd', 'appFleet', {}, files);
    expect(done).toEqual(['fagenrules --load', 'systemctl try-restart fapolicyd']);
    expect(written!.trim().split('\n')).toHaveLength(2);
    expect(written).toMatch(
      /^allow perm=execute exe=\S*\/opt\/mattermost\/bin\/mattermost : dir=\S*\/opt\/mattermost\/ all /,
    );
  });
});
