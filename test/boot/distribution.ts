import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A package of Debian's, with next to nothing in it. */
export interface TinyPackage {
  readonly name: string;
  readonly version?: string;
  readonly depends?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, text.startsWith('#!') ? 0o755 : 0o644);
}

/** A package as dpkg knows it. */
export function debOf({ name, version = '1', depends = [], files = {} }: TinyPackage): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'deb-'));
  const control = [
    `Package: ${name}`,
    `Version: ${version}`,
    'Architecture: all',
    'Maintainer: test <test@example.com>',
    ...(depends.length ? [`Depends: ${depends.join(', ')}`] : []),
    'Description: test',
  ];
  write(join(folder, 'root/DEBIAN/control'), `${control.join('\n')}\n`);
  for (const [path, text] of Object.entries(files)) write(join(folder, 'root', path), text);
  const args = ['--build', '-Znone', join(folder, 'root'), join(folder, 'package.deb')];
  const { status, stderr } = spawnSync('dpkg-deb', args, { encoding: 'utf8', timeout: 30_000 });
  if (status !== 0) throw new Error(`dpkg-deb ended with ${status}: ${stderr}`);
  const bytes = readFileSync(join(folder, 'package.deb'));
  rmSync(folder, { recursive: true });
  return bytes;
}

/** What a web server of a small distribution has: packages, and the index of them. */
export function distributionOf(packages: readonly TinyPackage[]): ReadonlyMap<string, Buffer> {
  const all = packages.map((each) => [`${each.name}_${each.version ?? '1'}_all.deb`, each, debOf(each)] as const);
  const index = all.map(([file, { name, version = '1', depends = [] }, bytes]) =>
    [
      `Package: ${name}`,
      `Version: ${version}`,
      'Architecture: all',
      ...(depends.length ? [`Depends: ${depends.join(', ')}`] : []),
      `Filename: ./${file}`,
      `Size: ${bytes.length}`,
      `SHA256: ${createHash('sha256').update(bytes).digest('hex')}`,
      'Description: test',
      '',
    ].join('\n'),
  );
  return new Map([
    ['Packages', Buffer.from(index.join('\n'))],
    ...all.map(([file, , bytes]) => [file, bytes] as const),
  ]);
}

/** The node exporter of a small distribution, with a library that it needs. */
export const exporterPackages: readonly TinyPackage[] = [
  {
    name: 'prometheus-node-exporter',
    depends: ['node-exporter-library (>= 1:2)'],
    files: {
      '/usr/lib/systemd/system/prometheus-node-exporter.service': `[Unit]
DefaultDependencies=no
[Service]
ExecStart=/usr/bin/sleep infinity
[Install]
WantedBy=multi-user.target
`,
    },
  },
  { name: 'node-exporter-library', version: '1:2' },
  { name: 'something-else' },
];
