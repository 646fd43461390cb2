import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { planArchitecture, type Request } from '../../architectures/sizing';
import { cloudConfig, userData, type BootFile } from '../../constructs/boot';
import { invoke, problems, tooLong } from './invoke';

const base = mkdtempSync(join(tmpdir(), 'boot-files-'));
// Modes are compared with those of the plan.
const umask = process.umask(0o022);
let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(base, 'parent-'));
});
afterAll(() => {
  process.umask(umask);
  rmSync(base, { recursive: true });
});

/** Every file below a folder: its path, its text and its mode. */
const treeOf = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => [name, statSync(join(folder, name))] as const)
      .filter(([, stat]) => stat.isFile())
      .map(([name, { mode }]) => [
        name,
        { text: readFileSync(join(folder, name), 'utf8'), mode: `0${(mode & 0o777).toString(8)}` },
      ]),
  );

const fleetsOf = (request: Request) =>
  Object.entries<readonly BootFile[]>({ ...planArchitecture(request).bootFiles }).map(
    ([fleet, files]) => [fleet, files] as const,
  );

describe('files', () => {
  const requests: readonly (readonly [argv: readonly string[], request: Request])[] = [
    [['15k'], { concurrentUsers: '15k' }],
    [['200'], { concurrentUsers: 200 }],
    [['200k', '--version', '11.10.0'], { concurrentUsers: '200k', version: '11.10.0' }],
    [['1k', '--proxy', 'alb', '--upgrade', 'stop'], { concurrentUsers: '1k', proxy: 'alb', upgrade: 'stop' }],
  ];

  test.each(requests)('of %j writes what the plan says, each file with its mode, and nothing else', (argv, request) => {
    const out = join(parent, 'new', 'folder');
    expect(invoke('files', ...argv, '--out', out)).toMatchObject({ code: 0, stderr: '' });
    const expected = fleetsOf(request).flatMap(([fleet, files]) => [
      ...files.map(({ path, text, mode }) => [`${fleet}/root${path}`, { text, mode }] as const),
      [`${fleet}/cloud-config.yaml`, { text: cloudConfig(files), mode: '0644' }] as const,
    ]);
    expect(treeOf(out)).toEqual(Object.fromEntries(expected));
    expect(readdirSync(join(parent, 'new'))).toEqual(['folder']);
  });

  test.each(requests)(
    'of %j says how many files there are, and the bytes of user data of each fleet',
    (argv, request) => {
      const out = join(parent, 'out');
      const { stdout } = invoke('files', ...argv, '--out', out);
      const lines = fleetsOf(request).map(([fleet, files]) => {
        const bytes = Buffer.from(userData(cloudConfig(files)), 'base64');
        // What EC2 is given is what was written.
        expect(gunzipSync(bytes).toString()).toBe(readFileSync(join(out, fleet, 'cloud-config.yaml'), 'utf8'));
        return `  ${fleet}: ${files.length} files, ${bytes.length.toLocaleString('en-US')} of at most 16,384 bytes of user data\n`;
      });
      expect(stdout).toBe(`${Object.keys(treeOf(out)).length} files in ${out}\n${lines.join('')}`);
      expect(lines.map((line) => line.split(':')[0]!.trim())).toEqual(
        argv.includes('alb') ? ['appFleet'] : ['appFleet', 'proxy'],
      );
    },
  );

  test('takes a folder that is empty', () => {
    expect(invoke('files', '15k', '--out', parent)).toMatchObject({ code: 0 });
    expect(readdirSync(parent)).toEqual(['appFleet', 'proxy']);
  });

  test('has help that fits 100 columns and shows an example', () => {
    const { code, stdout, stderr } = invoke('files', '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Example:\n  mattermost-arch files 15k --out boot-files');
    expect(tooLong(stdout)).toEqual([]);
  });

  test('fails on a folder with something in it, and leaves it as it is', () => {
    const kept = join(parent, 'kept');
    writeFileSync(kept, 'mine');
    const failed = invoke('files', '15k', '--out', parent);
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(problems(failed)).toEqual([`'--out' is a folder with something in it`]);
    expect(failed.stderr).toContain('a folder that is empty or not there yet');
    expect(treeOf(parent)).toEqual({ kept: { text: 'mine', mode: '0644' } });
  });

  test('fails when the parent cannot hold a folder, in one block and without a stack trace', () => {
    const file = join(parent, 'file');
    writeFileSync(file, 'mine');
    for (const out of [join(file, 'out'), file]) {
      const failed = invoke('files', '15k', '--out', out);
      expect(failed).toMatchObject({ code: 2, stdout: '' });
      expect(problems(failed)).toEqual([expect.stringMatching(/^'--out' cannot be written: /)]);
      expect(failed.stderr).not.toMatch(/\n +at /);
    }
    expect(treeOf(parent)).toEqual({ file: { text: 'mine', mode: '0644' } });
  });

  test.each([[['15k']], [['15k', '--out=']]])('fails without a folder: %j', (argv) => {
    const failed = invoke('files', ...argv);
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(problems(failed)).toEqual([`'--out' is missing`]);
  });

  test('fails with all problems at once', () => {
    const failed = invoke('files', '15K', '--foo', '--proxy', 'haproxy');
    expect(problems(failed)).toEqual([
      `unknown flag '--foo'`,
      `'--out' is missing`,
      `'concurrentUsers' is not valid`,
      `'proxy' is not valid`,
    ]);
  });

  test.each([
    ['a size that is none', ['15K']],
    ['a field that is wrong', ['15k', '--proxy', 'haproxy']],
    ['a pin that only the finished plan refuses', ['15k', '--pins', 'proxy.slots=2']],
    ['an unknown flag', ['15k', '--foo']],
    ['a second size', ['15k', '30k']],
    ['a flag whose value is missing', ['15k', '--region']],
  ])('fails on %s and writes nothing', (_, argv) => {
    const out = join(parent, 'new', 'folder');
    const failed = invoke('files', '--out', out, ...argv);
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(readdirSync(parent)).toEqual([]);
    mkdirSync(join(parent, 'empty'));
    invoke('files', '--out', join(parent, 'empty'), ...argv);
    expect(readdirSync(join(parent, 'empty'))).toEqual([]);
    expect(existsSync(out)).toBe(false);
  });
});
