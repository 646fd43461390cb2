import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { sizeNames } from '../../architectures/sizing';
import { appNodeFiles, appNodeMetrics } from '../../constructs/boot/app-node';
import { kernelRows } from '../../constructs/boot/kernel';
import type { BootFile } from '../../constructs/boot/node';
import { cloudConfig, mostUserDataBytes, userData, userDataBytes } from '../../constructs/boot/user-data';
import { pathOf, requires } from '../requires';
import { appNode } from './app-node';
import { NodeFolder } from './node-folder';

const node = appNode();
const files = appNodeFiles(node);
const config = cloudConfig(files);
const textOf = (path: string): string => files.find((file) => file.path === path)!.text;

describe('the files of an app node', () => {
  test('have one place each, and run only as programs', () => {
    expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
    for (const { path, mode, text } of files) {
      expect([path, mode]).toEqual([path, text.startsWith('#!') ? '0755' : '0644']);
      expect([path, text.startsWith('#!')]).toEqual([path, path.includes('/bin/')]);
    }
  });

  test('complete each hook in one place', () => {
    const completing = (hook: string) =>
      files.filter(({ text }) => new RegExp(`complete(\\(|, )'${hook}'`).test(text)).map(({ path }) => path);
    expect(completing('launch')).toEqual(['/usr/local/lib/mattermost/node.py']);
    expect(completing('terminate')).toEqual(['/usr/local/bin/mattermost-watch']);
    expect(files.filter(({ text }) => text.includes('CompleteLifecycleAction'))).toHaveLength(1);
  });

  test('name late values and hold none', () => {
    const told = JSON.parse(textOf('/etc/mattermost/node.json')) as {
      readonly environment: object;
      readonly own: object;
    };
    const parameters = new Set(node.bindings.map(({ parameter }) => parameter as string));
    const mentioned = [...JSON.stringify(told).matchAll(/"parameter":"([^"]+)"/g)].map(([, parameter]) => parameter!);
    expect(mentioned.length).toBeGreaterThan(10);
    expect(mentioned.filter((parameter) => !parameters.has(parameter))).toEqual([]);
  });

  test('name a secret of the licence only where one is needed', () => {
    const free = appNodeFiles(appNode({ concurrentUsers: 200 }));
    const own = (of: readonly BootFile[]) => (JSON.parse(of[0]!.text) as { readonly own: object }).own;
    expect(Object.keys(own(files))).toContain('licence');
    expect(Object.keys(own(free))).not.toContain('licence');
  });

  test('are the same for the same plan', () => {
    expect(appNodeFiles(appNode())).toEqual(files);
  });
});

describe('user data', () => {
  test('are read back as they were written', () => {
    const { write_files: written, runcmd } = parse(config) as {
      readonly write_files: readonly {
        readonly path: string;
        readonly permissions: string;
        readonly content: string;
      }[];
      readonly runcmd: unknown;
    };
    expect(written.map(({ path, permissions }) => [path, permissions])).toEqual(
      files.map(({ path, mode }) => [path, mode]),
    );
    // But for remarks, which are for readers.
    const isProgram = ({ text }: BootFile) => /^#!.*python|^"""/.test(text);
    const contents = new Map(written.map(({ path, content }) => [path, content]));
    for (const { path, text } of files.filter((each) => !isProgram(each))) {
      expect(contents.get(path)).toBe(
        text
          .split('\n')
          .filter((line) => !/^ *#/.test(line))
          .join('\n'),
      );
    }
    expect(files.filter(isProgram).length).toBeGreaterThan(5);
    expect(runcmd).toEqual([['/usr/local/bin/mattermost-boot']]);
    expect(gunzipSync(Buffer.from(userData(config), 'base64')).toString()).toBe(config);
  });

  requires('python3')('hold programs that do the same without their remarks', async () => {
    const { write_files: written } = parse(config) as { write_files: { path: string; content: string }[] };
    const whole = new Map<string, string>(files.map(({ path, text }) => [path, text]));
    const pairs = written
      .filter(({ path }) => /\.py$|\/bin\//.test(path))
      .map(({ path, content }) => [whole.get(path), content]);
    const folder = new NodeFolder([]);
    const same = await folder.python<boolean[]>(
      `import ast
def meaning(text):
    tree = ast.parse(text)
    for each in ast.walk(tree):
        if isinstance(each, (ast.Module, ast.FunctionDef)) and ast.get_docstring(each) is not None:
            del each.body[0]
    return ast.dump(tree)
print(json.dumps([meaning(whole) == meaning(short) and len(short) <= len(whole) for whole, short in told]))`,
      pairs,
    );
    folder.remove();
    expect(same.length).toBeGreaterThan(5);
    expect(same.every(Boolean)).toBe(true);
    expect(pairs.map(([, short]) => short).join('').length).toBeLessThan(pairs.map(([text]) => text).join('').length);
  });

  test('are the same bytes each time, without the time of their making', () => {
    const bytes = Buffer.from(userData(config), 'base64');
    expect(userData(config)).toBe(bytes.toString('base64'));
    expect(bytes.readUInt32LE(4)).toBe(0);
    expect(userDataBytes(userData(config))).toBe(bytes.length);
  });

  test.each(sizeNames)('of %s fit, with room for a setting or two', (concurrentUsers) => {
    const all = { smtp: 'smtp://mail.example.com:587', mirror: 's3://a-bucket/with/a/folder' } as const;
    const largest = cloudConfig(appNodeFiles(appNode({ concurrentUsers, ...all })));
    expect(userDataBytes(userData(largest))).toBeLessThan(mostUserDataBytes - 768);
  });

  test.each(['', ' indented\n', 'no end', 'two ends\n\n', 'a\u0007bell\n', 'a\u2028b\n'])(
    'fail on the text %j, and name the file',
    (text) => {
      expect(() => cloudConfig([{ path: '/x', mode: '0644', text }])).toThrow(
        '/x does not fit into a cloud-config; allowed: ',
      );
    },
  );
});

describe('the programs themselves accept', () => {
  let folder: NodeFolder;
  beforeAll(() => {
    folder = new NodeFolder(files);
    folder.write('/user-data', config);
  });
  afterAll(() => folder.remove());

  const judge = (program: 'cloud-init' | 'python3', ...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(pathOf(program), args, { encoding: 'utf8', timeout: 60_000 });
    return status === 0 ? `accepted${stderr}` : stdout + stderr;
  };
  const programs = files
    .filter(({ path, text }) => path.endsWith('.py') || text.startsWith('#!'))
    .map(({ path }) => path);

  requires('cloud-init')('the cloud-config', () => {
    expect(judge('cloud-init', 'schema', '-c', folder.path('/user-data'))).toBe('accepted');
  });

  requires('cloud-init')('fail on a cloud-config of another form', () => {
    folder.write('/wrong', config.replace(/permissions: '0755'/, 'permissions: 755'));
    expect(judge('cloud-init', 'schema', '-c', folder.path('/wrong'))).toMatch(
      /permissions: 755 is not of type 'string'/,
    );
  });

  requires('python3').each(programs)('%s', (path) => {
    const compile = `import pathlib, sys; compile(pathlib.Path(sys.argv[1]).read_text(), sys.argv[1], 'exec')`;
    expect(judge('python3', '-W', 'error', '-c', compile, folder.path(path))).toBe('accepted');
  });

  requires('python3').each([
    [4, 83_886],
    [8, 167_772],
    [16, 335_544],
    [32, 671_088],
  ])('%i GiB of memory, of which they keep 2 %% free', async (gibibytes, kibibytes) => {
    expect(await folder.python(`import kernel\nprint(kernel.min_free(told))`, gibibytes * 2 ** 20)).toBe(kibibytes);
  });
});

describe('the unit of the server', () => {
  const unit = textOf('/etc/systemd/system/mattermost.service');
  const values = (key: string) => [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value]) => value);

  test.each([
    ['Type', 'notify'],
    ['KillMode', 'mixed'],
    ['Restart', 'always'],
    ['RestartSec', '10'],
    ['User', 'mattermost'],
    ['LimitNOFILE', '65536'],
    ['LimitNPROC', '8192'],
    ['RuntimeDirectory', 'mattermost'],
    ['EnvironmentFile', '/etc/mattermost/mattermost.env'],
  ])('has one %s, %s', (key, value) => {
    expect(values(key)).toEqual([value]);
  });

  test('waits for no database on its own machine', () => {
    expect(unit).not.toContain('postgres');
  });

  test('keeps the socket of local mode where the settings say it is', () => {
    const setting = node.settings.find(({ env }) => env === 'MM_SERVICESETTINGS_LOCALMODESOCKETLOCATION')!;
    expect(setting.text).toEqual([`/run/${values('RuntimeDirectory')[0]}/local.socket`]);
  });
});

describe('the kernel settings', () => {
  const keys = kernelRows.map(({ key }) => key);

  test('say why, each once', () => {
    expect(new Set(keys).size).toBe(keys.length);
    expect(kernelRows.filter(({ because, provenance }) => !because || !provenance)).toEqual([]);
    expect(textOf('/etc/sysctl.d/62-mattermost-pacing.conf').split('\n')).toContain(
      'net.ipv4.tcp_congestion_control = bbr',
    );
  });

  const onLinux = existsSync('/proc/sys') ? test : test.skip;
  onLinux.each([...keys, 'vm.min_free_kbytes'])('name %s, which this kernel has', (key) => {
    expect(existsSync(join('/proc/sys', key.replaceAll('.', '/')))).toBe(true);
  });

  test('lower no buffer of the kernel and fit any memory', () => {
    expect(keys).not.toContain('net.ipv4.tcp_rmem');
    expect(keys).not.toContain('net.ipv4.tcp_wmem');
    expect(keys).not.toContain('vm.min_free_kbytes');
  });

  test('load the module that one of them needs', () => {
    expect(textOf('/etc/modules-load.d/mattermost.conf')).toBe('tcp_bbr\n');
  });

  test('keep the ports of the node out of the range of its connections', () => {
    const reserved = kernelRows.find(({ key }) => key === 'net.ipv4.ip_local_reserved_ports')!;
    expect(reserved.value.split(',')).toEqual(expect.arrayContaining(['8065', '8067', '8068', '8074']));
  });
});

test('what CloudWatch hears of app nodes is what their agent and their watcher send', () => {
  expect(appNodeMetrics.map(({ metric }) => metric)).toEqual([
    'mem_used_percent',
    'disk_used_percent',
    'ethtool_bw_in_allowance_exceeded',
    'ethtool_bw_out_allowance_exceeded',
    'ethtool_pps_allowance_exceeded',
    'ethtool_conntrack_allowance_exceeded',
    'api_5xx_percent',
    'api_time_mean_seconds',
  ]);
  for (const { namespace, dimensions } of appNodeMetrics) {
    expect([namespace, dimensions]).toEqual(['Mattermost/Nodes', ['AutoScalingGroupName']]);
  }
  const sent = [...textOf('/usr/local/bin/mattermost-watch').matchAll(/node\.metric\('(\w+)'/g)].map(
    ([, name]) => name,
  );
  expect(sent).toEqual(appNodeMetrics.slice(-2).map(({ metric }) => metric));
});
