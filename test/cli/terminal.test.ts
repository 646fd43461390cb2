import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { wrap, renderTable } from '../../bin/commands/table';
import { invoke, invokeIn, tooLong } from './invoke';

const commands: readonly (readonly [command: string, ...operands: string[]])[] = [
  ['list'],
  ['plan', '30k'],
  ['explain', '30k', 'database'],
  ['compare', '15k', '30k'],
];
/** Commands that write files, or ask AWS: their own tests call them. */
const others = ['files', 'preflight'];
const escape = '\u001b[';

describe('help', () => {
  test.each(commands)('of %s fits 100 columns and shows an example', (command) => {
    for (const argv of [
      [command, '--help'],
      ['help', command],
    ]) {
      const { code, stdout, stderr } = invoke(...argv);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(new RegExp(`Examples?:\n {2}mattermost-arch ${command}`));
      expect(tooLong(stdout)).toEqual([]);
    }
  });

  test.each(commands)('every example of %s works', (command) => {
    const examples = invoke(command, '--help').stdout.match(/(?<=\n {2}mattermost-arch ).*/g)!;
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(invoke(...example.split(' '))).toMatchObject({ code: 0, stderr: '' });
  });

  test('of the program names every command', () => {
    const { code, stdout } = invoke('--help');
    expect(code).toBe(0);
    for (const command of [...commands.map(([name]) => name), ...others]) {
      expect(stdout).toMatch(new RegExp(`\n {2}${command} `));
    }
    expect(tooLong(stdout)).toEqual([]);
  });
});

describe('the version', () => {
  const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };

  test.each(['-V', '--version'])('is printed by %s', (flag) => {
    expect(invoke(flag)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('colour', () => {
  test.each(commands)('is on a terminal only: %s', (...argv) => {
    expect(invokeIn({ isTTY: true }, ...argv).stdout).toContain(escape);
    expect(invoke(...argv).stdout).not.toContain(escape);
  });

  test.each(commands)('is off with NO_COLOR or on a terminal that shows none: %s', (...argv) => {
    expect(invokeIn({ isTTY: true, env: { NO_COLOR: '1' } }, ...argv).stdout).toBe(invoke(...argv).stdout);
    expect(invokeIn({ isTTY: true, env: { TERM: 'dumb' } }, ...argv).stdout).toBe(invoke(...argv).stdout);
  });

  test.each(commands)('changes no text: %s', (...argv) => {
    // eslint-disable-next-line no-control-regex
    const plain = invokeIn({ isTTY: true }, ...argv).stdout.replace(/\u001b\[\d+m/g, '');
    expect(plain).toBe(invoke(...argv).stdout);
  });

  test('is in messages on a terminal only', () => {
    expect(invokeIn({ isTTY: true }, 'plan', 'abc').stderr).toContain(escape);
    expect(invoke('plan', 'abc').stderr).not.toContain(escape);
  });
});

describe('a table', () => {
  const plain = (text: string) => text;

  test('loses no letter of a word that is longer than its column', () => {
    const word = `${'a'.repeat(70)}/${'b'.repeat(120)}`;
    const text = renderTable({ head: ['one', 'two'], rows: [[word, word]] }, plain);
    expect(tooLong(text)).toEqual([]);
    expect(text.match(/[ab/]/g)).toHaveLength(2 * word.length);
  });

  test('keeps every word of a text', () => {
    const text = 'why a number is what it is, word by word';
    expect(wrap(text, 9).join(' ')).toBe(text);
    expect(Math.max(...wrap(text, 9).map(({ length }) => length))).toBeLessThanOrEqual(9);
  });

  test('of no rows is empty', () => {
    expect(renderTable({ rows: [] }, plain)).toBe('');
  });
});
