import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { invoke, tooLong } from '../invoke';
import { preflight, rowsOf } from './invoke';
import { FakeAws } from './fake-aws';

describe('preflight', () => {
  const aws = new FakeAws();
  beforeEach(() => aws.install());
  afterEach(() => aws.remove());

  describe('--list', () => {
    test('prints every check with the command that would be run, and runs nothing', () => {
      const { code, stdout } = preflight('--list');
      expect(code).toBe(0);
      expect(aws.asked()).toEqual([]);
      expect(tooLong(stdout)).toEqual([]);
      const folded = stdout.replaceAll(/ \\\n +/g, ' ');
      preflight();
      for (const line of aws.asked()) {
        const [service, operation] = line.split('|');
        expect(folded).toContain(`  aws ${service} ${operation} `);
      }
      expect(folded).toContain(
        '  aws iam get-role --role-name AWSServiceRoleForAmazonOpenSearchService --region us-east-1 --output json\n',
      );
    });

    test('as JSON says the same, with permissions', () => {
      const listed = JSON.parse(preflight('--list', '--json').stdout) as readonly Readonly<Record<string, unknown>>[];
      expect(listed.map(({ id }) => id)).toEqual(rowsOf(preflight('--json')).map(({ id }) => id));
      expect(listed.find(({ id }) => id === 'licence-secret')).toMatchObject({
        commands: [
          'aws secretsmanager describe-secret --secret-id mattermost/licence --region us-east-1 --output json',
        ],
        permissions: ['secretsmanager:DescribeSecret'],
      });
    });

    test('needs neither region nor the program aws', () => {
      aws.hide();
      const { code, stdout } = invoke('preflight', '15k', '--list');
      expect(code).toBe(0);
      expect(stdout).toContain('--region REGION');
    });
  });
});
