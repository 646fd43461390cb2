import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { appNodeFiles } from '../../constructs/boot/app-node';
import { proxyNodeFiles } from '../../constructs/boot/proxy-node';
import { pathOf, requires } from '../requires';
import { appNode } from './app-node';
import { NodeFolder } from './node-folder';
import { proxyNode } from './proxy';

const systemdAnalyze = (...args: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(pathOf('systemd-analyze'), args, { encoding: 'utf8', timeout: 60_000 });
  return status === 0 ? `accepted${stderr}` : stdout + stderr;
};
const security = (path: string) => systemdAnalyze('security', '--offline=true', '--threshold=20', path);

describe.each([
  ['an app node', appNodeFiles(appNode()), ['mattermost.service', 'mattermost-watch.service'], 0],
  ['a proxy', proxyNodeFiles(proxyNode), ['mattermost-watch.service'], 3],
] as const)('the units of %s', (_, files, names, changes) => {
  const directory = '/etc/systemd/system';
  const units = files.filter(({ path }) => path.endsWith('.service')).map(({ path }) => path);
  /** Changes to units of packages, and the unit. */
  const changed = files.flatMap(({ path, text }) => {
    const [, unit] = /\/([^/]+)\.d\/[^/]+\.conf$/.exec(path.replace(directory, '')) ?? [];
    return unit && path.startsWith(directory) ? [[unit, path, text] as const] : [];
  });
  let folder: NodeFolder;
  beforeAll(() => {
    folder = new NodeFolder(files);
    folder.write('/opt/mattermost/bin/mattermost', '#!/bin/sh\n', 0o755);
  });
  afterAll(() => folder.remove());

  test('are known here, all of them', () => {
    expect(units.map((path) => path.replace(`${directory}/`, '')).sort()).toEqual([...names].sort());
    expect(changed).toHaveLength(changes);
  });

  requires('systemd-analyze').each(units)('hold %s, which systemd accepts', (path) => {
    expect(systemdAnalyze('verify', folder.path(path))).toBe('accepted');
  });

  requires('systemd-analyze').each(units)('hold %s, hardened to 2.0 or better', (path) => {
    expect(security(folder.path(path))).toBe('accepted');
  });

  requires('systemd-analyze')('change units of packages in ways that systemd accepts', () => {
    for (const [unit] of changed) {
      const [name] = unit.split('.');
      folder.write(`${directory}/${name}.service`, '[Service]\nExecStart=/bin/true\n');
      if (unit.endsWith('.timer')) folder.write(`${directory}/${unit}`, '[Timer]\nOnCalendar=daily\n');
      expect([unit, systemdAnalyze('verify', folder.path(`${directory}/${unit}`))]).toEqual([unit, 'accepted']);
    }
  });

  requires('systemd-analyze')('fail where one is open', () => {
    const { text } = files.find(({ path }) => path === units[0])!;
    folder.write('/open.service', text.replaceAll(/^(Protect|Restrict).*$/gm, ''));
    expect(security(folder.path('/open.service'))).not.toBe('accepted');
  });

  requires('systemd-analyze')('fail on a word that systemd does not know', () => {
    folder.write('/wrong.service', '[Service]\nExecStart=/bin/true\nProtectHomes=yes\n');
    expect(systemdAnalyze('verify', folder.path('/wrong.service'))).toContain("'ProtectHomes'");
  });
});
