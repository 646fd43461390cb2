import { describe, expect, test } from '@jest/globals';
import { invoke, problems, tooLong } from './invoke';

const commands: readonly (readonly [command: string, ...operands: string[]])[] = [
  ['plan', '15k'],
  ['explain', '15k'],
  ['compare', '15k', '30k'],
];

describe('bad input', () => {
  test.each([
    '15K ',
    'abc',
    '200001',
    'NaN',
    '0',
    '-5',
    '1.5',
    '',
    '15000 ',
    '0x10',
    '1e4',
    '007',
    'Infinity',
    '15k,30k',
  ])('fails on %j as a size, in the words of the parser', (size) => {
    for (const argv of [
      ['plan', size],
      ['explain', size],
      ['compare', size, '15k'],
    ]) {
      const failed = invoke(...argv);
      expect(failed).toMatchObject({ code: 2, stdout: '' });
      expect(problems(failed)).toEqual([`'concurrentUsers' is not valid`]);
      expect(failed.stderr).toContain('a whole number from 1 to 200,000');
    }
  });

  test('is shown as it was given: a number as a number, everything else in quotation marks', () => {
    expect(invoke('plan', '15K ').stderr).toMatch(/given +"15K "\n/);
    expect(invoke('plan', '200001').stderr).toMatch(/given +200001\n/);
    expect(invoke('plan', 'NaN').stderr).toMatch(/given +"NaN"\n/);
  });

  test.each(commands)('fails when %s is given an unknown flag, and names the one that was meant', (...argv) => {
    const failed = invoke(...argv, '--avalability', 'as-published');
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(problems(failed)).toEqual([`unknown flag '--avalability'`]);
    expect(failed.stderr).toMatch(/allowed +--availability\n/);
  });

  test('fails when list is given anything but its flag', () => {
    const failed = invoke('list', '15k', '--proxy=alb');
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(problems(failed)).toEqual([`unknown flag '--proxy'`, `'list' was given too much`]);
  });

  test('fails with all problems at once, none of them twice', () => {
    const failed = invoke(
      ...['plan', '15K', '--foo', '--calls=yes', '--posts-millions', 'many', '--vpc-cidr', '10.0.0.1/16'],
      ...['--pins', 'readers', '--bar=3', '--json', '--markdown'],
    );
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(problems(failed)).toEqual([
      `unknown flag '--foo'`,
      `'--calls' takes no value`,
      `unknown flag '--bar'`,
      `'--json' and '--markdown' exclude each other`,
      `'--pins' holds no path with a value`,
      `'concurrentUsers' is not valid`,
      `'postsMillions' is not valid`,
      `'vpcCidr' is not valid`,
    ]);
    expect(tooLong(failed.stderr)).toEqual([]);
  });

  test('fails without a size', () => {
    expect(problems(invoke('plan'))).toEqual([`'concurrentUsers' is missing`]);
    expect(problems(invoke('explain'))).toEqual([`'concurrentUsers' is missing`]);
    expect(problems(invoke('explain', 'database.readers'))).toEqual([`'concurrentUsers' is missing`]);
  });

  test('fails on a second size', () => {
    expect(problems(invoke('plan', '15k', '30k'))).toEqual([`'plan' was given too much`]);
  });

  test('does not take the value of an unknown flag for the size', () => {
    expect(problems(invoke('plan', '--foo', 'abc', '15k'))).toEqual([`unknown flag '--foo'`]);
  });

  test('fails when the last flag has no value, and tells what else is wrong', () => {
    const failed = invoke('plan', '15k', '--proxy', 'haproxy', '--region');
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(problems(failed)).toEqual([`option '--region <text>' argument missing`, `'proxy' is not valid`]);
  });

  test.each([[['plann', '15k']], [['--foo']], [[]]])('fails on the command line %j', (argv) => {
    const failed = invoke(...argv);
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(failed.stderr).not.toBe('');
  });

  test('fails on what only the finished plan shows', () => {
    const failed = invoke('plan', '15k', '--pins', 'database.readers=99,cache.nodes=2');
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(problems(failed)).toContain(`'pins' names no leaf of this plan`);
    expect(problems(failed)).toContain(`'database.readers' is out of range`);
  });

  test('sends no control character to the terminal', () => {
    const failed = invoke('plan', '15k', '--\u001b[31mred\u0007', '--domain-name', 'a\u001b]0;title\u0007');
    // eslint-disable-next-line no-control-regex
    expect(failed.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(failed.stderr).toContain(String.raw`unknown flag '--\u001b[31mred\u0007'`);
  });
});
