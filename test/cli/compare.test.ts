import { describe, expect, test } from '@jest/globals';
import { sizeNames } from '../../architectures/sizing';
import { invoke, problems, tooLong } from './invoke';

const said = (...argv: readonly string[]) => invoke('compare', ...argv).stdout.replace(/ +/g, ' ');

describe('compare', () => {
  test.each(sizeNames.map((size, i) => [size, sizeNames[i + 1] ?? '200']))(
    '%s with %s fits 100 columns',
    (from, to) => {
      const { code, stdout } = invoke('compare', from, to);
      expect(code).toBe(0);
      expect(tooLong(stdout)).toEqual([]);
    },
  );

  test('shows what is built differently, component by component, and nothing that is alike', () => {
    const text = said('15k', '30k');
    expect(text).toContain('database instance r7g.xlarge r7g.2xlarge\n');
    expect(text).toContain('app nodes instance c7i.xlarge c7i.2xlarge\n');
    expect(text).toContain('proxies nodes 2 3\n');
    expect(text).not.toContain('natGateways');
  });

  test('shows what only one of them has', () => {
    expect(said('100k', '200k')).toContain('cache as a whole left out built\n');
    expect(said('100k', '200k')).toContain('nodes not there 2\n');
  });

  test('shows capacity, cost and survival of both', () => {
    const text = said('15k', '30k');
    expect(text).toContain('concurrent users claimed 15,000 30,000\n');
    expect(text).toContain('headroom 14.2 % 2.2 %\n');
    expect(text).toContain('ratio to the published row 1.227 1.246\n');
    expect(text).toMatch(/zone claim holds yes yes\n concurrent users at least 17,000 30,661\n/);
  });

  test('says that two claims on one row are built alike', () => {
    expect(said('10k', '15k')).toContain('Nothing: both are bought from the same row and built alike.');
  });

  test('plans both sizes with the flags', () => {
    expect(said('15k', '30k', '--availability', 'as-published')).toContain('availability as-published as-published\n');
  });

  test('fails without a second size', () => {
    const failed = invoke('compare', '15k');
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(problems(failed)).toEqual([`'compare' takes two sizes`]);
  });

  test('fails with the problems of both sizes, and tells a problem that they share once', () => {
    const failed = invoke('compare', '15K', '30K', '--retention-months', 'x');
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(problems(failed)).toEqual([
      `'concurrentUsers' is not valid`,
      `'retentionMonths' is not valid`,
      `'concurrentUsers' is not valid`,
    ]);
    expect(failed.stderr).toMatch(/given +"15K"[^]*given +"30K"/);
  });
});
