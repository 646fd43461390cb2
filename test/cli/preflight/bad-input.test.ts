import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { invoke, problems } from '../invoke';
import { preflight } from './invoke';
import { FakeAws } from './fake-aws';
import { licenceText, region } from './fixtures';

describe('preflight', () => {
  const aws = new FakeAws();
  beforeEach(() => aws.install());
  afterEach(() => aws.remove());

  describe('bad input', () => {
    afterEach(() => {
      expect(aws.asked()).toEqual([]);
    });

    test('fails without a region', () => {
      const failed = invoke('preflight', '15k');
      expect(failed).toMatchObject({ code: 2, stdout: '' });
      expect(problems(failed)).toEqual([`'--region' is missing`]);
    });

    test('fails with all problems at once, and shows no licence that was given in place of a name', () => {
      const failed = invoke(
        ...['preflight', '15K', '--regoin', region, '--certificate', 'arn:x', '--licence-secret', licenceText()],
        ...['--profile', '--query', '--licence-file', join(aws.folder, 'missing')],
      );
      expect(failed).toMatchObject({ code: 2, stdout: '' });
      expect(problems(failed)).toEqual([
        `unknown flag '--regoin'`,
        `'--certificate' is not valid`,
        `'--licence-secret' is not valid`,
        `'--profile' is not valid`,
        `'--region' is missing`,
        expect.stringMatching(/^the licence file '.*missing' cannot be read$/),
        `'concurrentUsers' is not valid`,
      ]);
      expect(failed.stderr).toContain('characters (not shown)');
      expect(failed.stderr).not.toContain(licenceText().slice(0, 20));
    });

    test('fails on a certificate beside a listener that has none', () => {
      expect(problems(preflight('--listener', 'http'))).toEqual(['a certificate is given, and the listener is http']);
    });

    test('fails on a licence file that is none', () => {
      writeFileSync(join(aws.folder, 'large'), 'x'.repeat(10_001));
      for (const [file, given] of [
        [aws.folder, 'not a file'],
        ['/dev/zero', 'not a file'],
        [join(aws.folder, 'large'), '10,001 bytes'],
      ] as const) {
        const failed = preflight('--licence-file', file);
        expect(failed).toMatchObject({ code: 2, stdout: '' });
        expect(failed.stderr).toContain(given);
      }
    });

    test('fails when the last flag has no value, and asks nothing to find out what else is wrong', () => {
      const failed = preflight('--profile');
      expect(failed).toMatchObject({ code: 2, stdout: '' });
      expect(problems(failed)).toEqual([`option '--profile <name>' argument missing`]);
    });

    test('fails on a second size', () => {
      expect(problems(preflight('30k'))).toEqual([`'preflight' was given too much`]);
    });
  });
});
