import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { planArchitecture, type Request } from '../../architectures/sizing';
import type { BootFile } from '../../constructs/boot';
import { pathOf, requires } from '../requires';
import { invoke, problems, tooLong } from './invoke';

const base = mkdtempSync(join(tmpdir(), 'mirror-'));
let out: string;
beforeEach(() => {
  out = join(mkdtempSync(join(base, 'parent-')), 'out');
});
afterAll(() => rmSync(base, { recursive: true }));

const mirror = 's3://their-mirror/mattermost';
const closed = ['--mirror', mirror, '--egress', 'none', '--exposure', 'private'];
const ami = ['--pins', 'appFleet.image=ami-0123456789abcdef0,proxy.image=ami-0123456789abcdef0'];

/** Names of files that stand in the first column of the list, and what the program gets. */
const written = () => {
  const script = readFileSync(join(out, 'fill-mirror.sh'), 'utf8');
  const list = readFileSync(join(out, 'README.md'), 'utf8');
  const names = [...list.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name!);
  const got = [...script.matchAll(/^(?:get|repository) ([\w.-]+) /gm)].map(([, name]) => name!);
  return { script, list, names, got };
};

/** What the programs of all nodes look for in the mirror. */
function lookedFor(request: Request): string[] {
  const files = Object.values<readonly BootFile[]>({ ...planArchitecture(request).bootFiles }).flat();
  const named = files.flatMap(({ text }) => [
    ...text.matchAll(new RegExp(`"${mirror}/([^"]+)"`, 'g')),
    ...text.matchAll(/mirror(?:'\])? \+ '\/([^']+)'/g),
    ...text.matchAll(/^NAME = '([^']+)'/gm),
  ]);
  return [...new Set(named.map(([, name]) => name!))].sort();
}

describe('mirror', () => {
  const requests: readonly (readonly [what: string, argv: readonly string[], request: Request])[] = [
    ['without a way out', ['15k', ...closed], { concurrentUsers: '15k', mirror, egress: 'none', exposure: 'private' }],
    [
      'without a way out and without proxies',
      ['15k', ...closed, '--proxy', 'alb'],
      { concurrentUsers: '15k', mirror, egress: 'none', exposure: 'private', proxy: 'alb' },
    ],
    ['beside a way out', ['1k', '--mirror', mirror], { concurrentUsers: '1k', mirror }],
  ];

  test.each(requests)('%s lists and gets what nodes look for there, and nothing else', (_, argv, request) => {
    expect(invoke('mirror', ...argv, '--out', out)).toMatchObject({ code: 0, stderr: '' });
    const { names, got } = written();
    expect(lookedFor(request).length).toBeGreaterThanOrEqual(3);
    expect([...names].sort()).toEqual(lookedFor(request));
    expect(got).toEqual(names);
    expect(readdirSync(out).sort()).toEqual(['README.md', 'fill-mirror.sh']);
    expect(statSync(join(out, 'fill-mirror.sh')).mode & 0o111).not.toBe(0);
  });

  test('says where each file comes from, and of the tarball its digest and who signed it', () => {
    invoke('mirror', '15k', ...closed, '--region', 'us-gov-west-1', '--out', out);
    const { sha256, version } = planArchitecture({ concurrentUsers: '15k' }).components.appFleet.server;
    const { list, script } = written();
    for (const text of [
      `https://releases.mattermost.com/${version}/mattermost-${version}-linux-amd64.tar.gz`,
      'https://truststore.pki.us-gov-west-1.rds.amazonaws.com/global/global-bundle.pem',
      'https://amazoncloudwatch-agent-us-gov-west-1.s3.us-gov-west-1.amazonaws.com/ubuntu/amd64/latest/amazon-cloudwatch-agent.deb',
      sha256,
      'A1B31D46F0F3A10B02CF2D44F8F2C31744774B28',
    ]) {
      expect(list).toContain(text);
      expect(script).toContain(text);
    }
  });

  test('follows the version that is asked for', () => {
    invoke('mirror', '15k', '--mirror', mirror, '--version', '11.10.0', '--out', out);
    expect(written().got).toContain('mattermost-11.10.0-linux-amd64.tar.gz');
  });

  test('has help that fits 100 columns and shows examples', () => {
    const { code, stdout } = invoke('mirror', '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('Examples:\n  mattermost-arch mirror 15k --mirror s3://bucket/mattermost --out mirror');
    expect(tooLong(stdout)).toEqual([]);
  });

  test.each([
    ['without a mirror', ['15k'], [`'--mirror' is missing`]],
    [
      'without a mirror where nodes reach nothing else',
      ['15k', '--egress', 'none', '--exposure', 'private'],
      [`'mirror' is missing: with egress none nodes install from nowhere else`],
    ],
    ['with a mirror that is none', ['15k', '--mirror', 'https://mirror'], [`'mirror' is not valid`]],
    [
      'with all problems at once',
      ['15K', '--foo'],
      [`unknown flag '--foo'`, `'--mirror' is missing`, `'concurrentUsers' is not valid`],
    ],
  ])('fails %s, says what to do, and writes nothing', (_, argv, expected) => {
    const failed = invoke('mirror', ...argv, '--out', out);
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(problems(failed)).toEqual(expected);
    expect(failed.stderr).toMatch(/to do +\w/);
    expect(() => readdirSync(out)).toThrow();
  });

  test('fails without a folder, and on one with something in it', () => {
    expect(problems(invoke('mirror', '15k', '--mirror', mirror))).toEqual([`'--out' is missing`]);
    invoke('mirror', '15k', '--mirror', mirror, '--out', out);
    const again = invoke('mirror', '15k', '--mirror', mirror, '--out', out);
    expect(again).toMatchObject({ code: 2, stdout: '' });
    expect(problems(again)).toEqual([`'--out' is a folder with something in it`]);
  });

  requires('shellcheck').each([
    ['ubuntu-24.04', closed],
    ['amazon-linux-2023', [...closed, ...ami]],
    ['rhel-9', [...closed, ...ami]],
    ['ubuntu-24.04', ['--mirror', mirror]],
  ])('writes a program for %s that shellcheck accepts', (system, argv) => {
    expect(invoke('mirror', '15k', '--operating-system', system, ...argv, '--out', out)).toMatchObject({ code: 0 });
    const { stdout, status } = spawnSync(pathOf('shellcheck'), [join(out, 'fill-mirror.sh')], { encoding: 'utf8' });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });
});
