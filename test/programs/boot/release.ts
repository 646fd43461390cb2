import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a program prints. */
export function run(name: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(name, args, { encoding: 'utf8', timeout: 60_000 });
  if (status !== 0) throw new Error(`${name} ${args.join(' ')} ended with ${status}: ${error?.message ?? stderr}`);
  return stdout;
}

const write = (path: string, text: string | Buffer, mode = 0o644): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
};

export interface Release {
  readonly bytes: Buffer;
  readonly sha256: string;
}

/** A tarball like the vendor's, with the test's server in it, and flags that the server looks for. */
export const tarball = (...flags: readonly string[]): Release =>
  tarballOf(Object.fromEntries(flags.map((flag) => [flag, ''])));

/** The same, with files. */
export function tarballOf(files: Readonly<Record<string, string | Buffer>>): Release {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  write(join(folder, 'mattermost/config/config.json'), '{}');
  mkdirSync(join(folder, 'mattermost/bin'));
  copyFileSync(join(__dirname, 'server.py'), join(folder, 'mattermost/bin/mattermost'));
  chmodSync(join(folder, 'mattermost/bin/mattermost'), 0o755);
  for (const [name, content] of Object.entries(files)) write(join(folder, 'mattermost', name), content);
  run('tar', '-czf', join(folder, 'release.tar.gz'), '-C', folder, 'mattermost');
  const bytes = readFileSync(join(folder, 'release.tar.gz'));
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Files of an image that has the CloudWatch agent: its control program writes down what it is told. */
export const agentInImage = {
  '/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl':
    '#!/bin/sh\necho "$@" >/opt/aws/amazon-cloudwatch-agent/told\n',
  '/opt/aws/amazon-cloudwatch-agent/etc/common-config.toml': '',
};

/** A package of the same. */
export function agentPackage(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'agent-'));
  const control = [
    'Package: amazon-cloudwatch-agent',
    'Version: 1',
    'Architecture: all',
    'Maintainer: test <test@example.com>',
  ];
  write(join(folder, 'root/DEBIAN/control'), `${control.join('\n')}\nDescription: test\n`);
  for (const [path, text] of Object.entries(agentInImage)) write(join(folder, 'root', path), text, 0o755);
  run('dpkg-deb', '--build', '-Znone', join(folder, 'root'), join(folder, 'agent.deb'));
  return readFileSync(join(folder, 'agent.deb'));
}

/** Files of an image that has the node exporter: its unit, and what dpkg knows of its package. */
export const exporterInImage = {
  '/etc/systemd/system/prometheus-node-exporter.service': `[Unit]
DefaultDependencies=no
[Service]
ExecStart=/usr/bin/sleep infinity
[Install]
WantedBy=multi-user.target
`,
  '/var/lib/dpkg/status': `${readFileSync('/var/lib/dpkg/status', 'utf8')}
Package: prometheus-node-exporter
Status: install ok installed
Version: 1
Architecture: all
Maintainer: test <test@example.com>
Description: test
`,
};

/** A certificate for these names, signed by itself, and the file name by which OpenSSL finds it. */
export function certificate(...names: readonly string[]): {
  readonly key: string;
  readonly cert: string;
  readonly file: string;
} {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
  run(
    'openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1',
    '-subj', '/CN=test', '-addext', `subjectAltName=${names.map((name) => `DNS:${name}`).join()}`,
    '-keyout', key, '-out', cert,
  ); // prettier-ignore
  const file = `${run('openssl', 'x509', '-hash', '-noout', '-in', cert).trim()}.0`;
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8'), file };
}
