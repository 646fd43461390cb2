import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { systems, type FleetName, type SystemName } from '../../constructs/boot';
import { fleetsOf, planOn, systemNames } from '../boot/systems';
import { pathOf, requires } from '../requires';
import { invoke, problems, tooLong } from './invoke';

const base = mkdtempSync(join(tmpdir(), 'images-'));
// Modes are compared with those of the plan.
const umask = process.umask(0o022);
let out: string;
const another = (): void => {
  out = join(mkdtempSync(join(base, 'parent-')), 'images');
};
beforeEach(another);
afterAll(() => {
  process.umask(umask);
  rmSync(base, { recursive: true });
});

const folders = { appFleet: 'app-fleet', proxy: 'proxy' } as const;
const flagsOf = (system: SystemName): readonly string[] => [
  ...['--operating-system', system, '--domain-name', 'chat.example.com'],
  ...(systems[system].serials
    ? []
    : ['--pins', 'appFleet.image=ami-0123456789abcdef0,proxy.image=ami-0123456789abcdef1']),
];
const read = (path: string): string => readFileSync(join(out, path), 'utf8');

interface Template {
  readonly packer: { readonly required_plugins: Readonly<Record<string, { readonly version: string }>> };
  readonly variable: Readonly<Record<string, { readonly default?: string | null }>>;
  readonly data?: object;
  readonly source: { readonly 'amazon-ebs': { readonly node: Readonly<Record<string, unknown>> } };
  readonly build: { readonly provisioner: readonly Readonly<Record<string, Readonly<Record<string, unknown>>>>[] };
}
const templateOf = (fleet: FleetName): Template => JSON.parse(read(`${folders[fleet]}.pkr.json`)) as Template;
const builderOf = (fleet: FleetName) => templateOf(fleet).source['amazon-ebs'].node;
const made = (system: SystemName, ...flags: readonly string[]) =>
  expect(invoke('image', '15k', ...flagsOf(system), ...flags, '--out', out)).toMatchObject({ code: 0, stderr: '' });

describe('image', () => {
  test.each(systemNames)(
    'of %s writes a template, a program and the boot files of each fleet, and how to go on',
    (system) => {
      made(system);
      const expected = fleetsOf(planOn(system)).flatMap(([fleet, files]) => [
        [`${folders[fleet]}.pkr.json`, undefined, '644'],
        [`${folders[fleet]}/bake.sh`, undefined, '755'],
        ...files.map(({ path, text, mode }) => [`${folders[fleet]}/root${path}`, text, mode.slice(1)]),
      ]);
      const found = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((path) =>
        statSync(join(out, path)).isFile(),
      );
      expect(found.sort()).toEqual([...expected.map(([path]) => path!), 'README.md'].sort());
      for (const [path, text, mode] of expected) {
        expect([path, (statSync(join(out, path!)).mode & 0o777).toString(8)]).toEqual([path, mode]);
        if (text !== undefined) expect(read(path!)).toBe(text);
      }
    },
  );

  test.each(systemNames)(
    'of %s starts from the image of the plan, on the disk that this system calls its own',
    (system) => {
      made(system);
      for (const fleet of ['appFleet', 'proxy'] as const) {
        const image = planOn(system).components[fleet]!.image;
        const { source_ami: source, ssh_username: user, launch_block_device_mappings: disks } = builderOf(fleet);
        expect(user).toBe(systems[system].login);
        expect(disks).toEqual([expect.objectContaining({ device_name: systems[system].rootDevice, encrypted: true })]);
        if (systems[system].serials) {
          expect(source).toBe('${data.amazon-parameterstore.base.value}');
          expect(templateOf(fleet).data).toEqual({
            'amazon-parameterstore': {
              base: {
                region: '${var.region}',
                name: `/aws/service/canonical/ubuntu/server/24.04/stable/${image}/amd64/hvm/ebs-gp3/ami-id`,
              },
            },
          });
        } else {
          expect(source).toBe(image);
          expect(templateOf(fleet).data).toBeUndefined();
        }
      }
    },
  );

  test('asks for metadata by version 2 only, of the machine and of what starts from the image', () => {
    made('ubuntu-24.04');
    for (const fleet of ['appFleet', 'proxy'] as const) {
      expect(builderOf(fleet)).toMatchObject({
        metadata_options: { http_endpoint: 'enabled', http_tokens: 'required', http_put_response_hop_limit: 1 },
        imds_support: 'v2.0',
        ssh_clear_authorized_keys: true,
        temporary_security_group_source_cidrs: ['${var.ssh_from}'],
      });
      expect(templateOf(fleet).packer.required_plugins.amazon!.version).toMatch(/^~> 1\.\d+$/);
    }
  });

  test('names in each tag what an image holds', () => {
    made('ubuntu-24.04');
    const { tags, run_tags: run, run_volume_tags: volume, snapshot_tags: snapshot } = builderOf('appFleet');
    expect(tags).toEqual({
      Name: '${var.name}',
      'mattermost:fleet-kind': 'appFleet',
      'mattermost:operating-system': 'ubuntu-24.04',
      'mattermost:base-image': '20251212',
      'mattermost:server': planOn('ubuntu-24.04').request.version,
    });
    for (const others of [run, volume, snapshot]) expect(others).toEqual(tags);
    // Nodes, their programs and the permissions of their roles find members by this one.
    expect(JSON.stringify(tags)).not.toContain('mattermost:fleet"');
  });

  const wanted = (fleet: FleetName) =>
    Object.entries(templateOf(fleet).variable).flatMap(([name, { default: value }]) =>
      value === undefined ? [name] : [],
    );

  test('asks for what only an account has, and no more', () => {
    made('ubuntu-24.04');
    expect(wanted('proxy')).toEqual(['region', 'subnet']);
    another();
    made('ubuntu-24.04', '--region', 'eu-central-1', '--mirror', 's3://bucket/folder');
    expect(wanted('proxy')).toEqual(['subnet', 'instance_profile']);
  });

  test('runs the program as root, after the files are there', () => {
    made('ubuntu-24.04');
    expect(templateOf('proxy').build.provisioner).toEqual([
      { shell: { inline: ['mkdir /tmp/image'] } },
      { file: { source: '${path.root}/proxy/', destination: '/tmp/image' } },
      { shell: { inline: ['sudo bash /tmp/image/bake.sh'] } },
    ]);
  });

  test('writes one template where there is no proxy', () => {
    invoke('image', '1k', '--proxy', 'alb', '--out', out);
    expect(readdirSync(out)).toEqual(['README.md', 'app-fleet', 'app-fleet.pkr.json']);
  });

  test('says what to do next, with what Packer asks for', () => {
    const { stdout } = invoke('image', '15k', '--region', 'eu-central-1', '--out', out);
    expect(stdout.split('\n').map((line) => line.trim())).toEqual(
      expect.arrayContaining([
        `cd ${out}`,
        'packer init app-fleet.pkr.json',
        'packer build -var subnet=subnet-0123456789abcdef0 app-fleet.pkr.json',
        'packer build -var subnet=subnet-0123456789abcdef0 proxy.pkr.json',
        '--pins appFleet.image=ami-…,proxy.image=ami-…',
      ]),
    );
    for (const line of ['packer init proxy.pkr.json', '--pins appFleet.image=ami-…,proxy.image=ami-…']) {
      expect(read('README.md')).toContain(line);
    }
  });

  test.each(systemNames)('of %s says whether images of it were built', (system) => {
    made(system);
    expect(read('README.md').includes('rendered and checked as text; none was built')).toBe(!systems[system].run);
  });

  test('has help that fits 100 columns and shows an example', () => {
    const { code, stdout } = invoke('image', '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('Example:\n  mattermost-arch image 15k --region eu-central-1 --out images');
    expect(tooLong(stdout)).toEqual([]);
  });

  test('fails with all problems at once, and writes nothing', () => {
    const failed = invoke('image', '15K', '--foo', '--operating-system', 'debian');
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(problems(failed)).toEqual([
      `unknown flag '--foo'`,
      `'--out' is missing`,
      `'concurrentUsers' is not valid`,
      `'operatingSystem' is not valid`,
    ]);
  });

  test('fails where nobody names an image to begin with', () => {
    const failed = invoke('image', '15k', '--operating-system', 'rhel-9', '--out', out);
    expect(failed.code).toBe(2);
    expect(problems(failed)).toEqual([
      expect.stringMatching(/^'appFleet.image' is missing/),
      expect.stringMatching(/^'proxy.image' is missing/),
    ]);
  });
});

describe.each(
  systemNames.flatMap((system) => (['appFleet', 'proxy'] as const).map((fleet) => [system, fleet] as const)),
)('bake.sh of %s of %s', (system, fleet) => {
  const files = planOn(system).bootFiles[fleet]!;
  const textOf = (path: string): string => files.find((file) => file.path === path)!.text;
  const program = (): string => {
    made(system);
    return read(`${folders[fleet]}/bake.sh`);
  };

  test('puts every file to its place with its mode, and takes each away again', () => {
    const text = program();
    expect([...text.matchAll(/^ {2}'(\d{4} \/\S+)'$/gm)].map(([, line]) => line)).toEqual(
      files.map(({ mode, path }) => `${mode} ${path}`),
    );
    const [before, after] = text.split('/usr/local/bin/mattermost-boot bake\n') as [string, string];
    expect(before).toContain('install -D -m "$mode" "root$path" "$path"');
    expect(after).toContain('rm -f "${file#* }"');
  });

  test('bakes after the first boot of the machine, and then cleans what is of the plan or of the machine', () => {
    const text = program();
    const places = [
      'cloud-init status --wait',
      'mattermost-boot bake\n',
      'rm -rf /etc/mattermost ',
      '/etc/ssh/ssh_host_*',
      '/etc/machine-id',
      'cloud-init clean --logs',
    ].map((words) => text.indexOf(words));
    const [waits, bakes, ...cleans] = places as [number, number, ...number[]];
    expect(waits).toBeGreaterThan(0);
    expect(bakes).toBeGreaterThan(waits);
    for (const place of cleans) expect(place).toBeGreaterThan(bakes);
  });

  test('bakes no step that is told a late value or starts what serves', () => {
    const boot = textOf('/usr/local/bin/mattermost-boot');
    const [, steps, baked] = /node\.boot\(\(\n([^]*)\), baked=\(([^)]*)\)\)/.exec(boot)!;
    const names = [...steps!.matchAll(/\('([^']+)', ([\w.]+)\)/g)].map(([, name, act]) => [name!, act!] as const);
    const held = [...baked!.matchAll(/'([^']+)'/g)].map(([, name]) => name!);
    expect(held.filter((name) => !names.some(([step]) => step === name))).toEqual([]);
    expect(held).toEqual([
      'agent package',
      fleet === 'appFleet' ? 'install' : 'packages',
      ...(systems[system].guards.length ? ['SELinux'] : []),
      ...('nodeExporter' in systems[system] ? ['node exporter'] : []),
    ]);
  });

  test('holds nothing that is secret: late values are named by their parameters only', () => {
    made(system);
    const all = readdirSync(out, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(out, path)).isFile())
      .map(read)
      .join('\n');
    expect(all).toContain(`/mattermost/${planOn(system).request.id}/`);
    expect(all).not.toMatch(/AKIA[A-Z0-9]{16}|aws_secret_access_key|BEGIN [A-Z ]*PRIVATE KEY|password=[^$\s"]/i);
    expect(JSON.stringify(Object.keys(templateOf(fleet).variable))).not.toMatch(/secret|password|token|access_key/);
  });

  requires('shellcheck')('is what shellcheck accepts', () => {
    const { stdout, stderr } = spawnSync(pathOf('shellcheck'), ['-'], { input: program(), encoding: 'utf8' });
    expect(stdout + stderr).toBe('');
  });
});
