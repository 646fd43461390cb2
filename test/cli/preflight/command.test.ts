import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { answersFrom } from '../../../bin/commands/preflight/aws';
import { invoke, tooLong } from '../invoke';
import { preflight, rowsOf } from './invoke';
import { answers, FakeAws, refusal } from './fake-aws';
import { day, licenceText, quota, region } from './fixtures';

describe('preflight', () => {
  const aws = new FakeAws();
  beforeEach(() => aws.install());
  afterEach(() => aws.remove());

  const row = (id: string) => rowsOf(preflight('--json')).find((each) => each.id === id)!;

  test('ends with 0 when nothing is in the way, and says what was found, in 100 columns', () => {
    const { code, stdout, stderr } = preflight();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Nothing is in the way');
    expect(stdout).toMatch(/^account +credentials +123456789012 +fine$/m);
    expect(stdout).toMatch(/^vCPUs on demand +28: 3 \+ 1 x c7i\.xlarge.* 2 of 64 in use +fine$/m);
    expect(tooLong(stdout)).toEqual([]);
  });

  test('asks each thing once, in the region and with the profile that were given', () => {
    preflight('--profile', 'a profile');
    const lines = aws.asked();
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines.length).toBeGreaterThan(Object.keys(answers).length);
    for (const line of lines) expect(line).toMatch(/\|--region\|us-east-1\|--profile\|a profile\|--output\|json\|$/);
  });

  test('ends with 1 when something would fail, and says what to do with a command that can be copied', () => {
    aws.refuse('iam.get-role', refusal('NoSuchEntity'));
    const { code, stdout } = preflight();
    expect(code).toBe(1);
    expect(stdout).toContain('1 of 14 checks did not pass');
    expect(stdout).toContain(
      '  aws iam create-service-linked-role --aws-service-name opensearchservice.amazonaws.com \\\n    --region us-east-1\n',
    );
    expect(aws.asked().filter((line) => line.includes('AWSServiceRoleForAmazonElasticsearchService'))).toHaveLength(1);
  });

  test('asks for the default where an account has no quota of its own', () => {
    aws.refuse('service-quotas.get-service-quota', refusal('NoSuchResourceException'));
    aws.answer('service-quotas.get-aws-default-service-quota', quota(5));
    expect(row('vpcs')).toMatchObject({ verdict: 'fine', found: '1 of 5 in use' });
    expect(row('vcpus')).toMatchObject({ verdict: 'would fail', found: '2 of 5 in use' });
  });

  test('fails to check what is denied, names the permission, and checks the rest', () => {
    aws.refuse('ec2.describe-instances', refusal('UnauthorizedOperation'));
    const rows = rowsOf(preflight('--json'));
    expect(rows.filter(({ verdict }) => verdict !== 'fine')).toEqual([
      expect.objectContaining({
        id: 'vcpus',
        verdict: 'not checked',
        found: 'denied: UnauthorizedOperation',
        todo: expect.stringContaining('allow ec2:DescribeInstances'),
      }),
    ]);
    expect(preflight().code).toBe(1);
  });

  test.each([
    ['Unable to locate credentials. You can configure credentials by running "aws configure".', /no valid credentials/],
    [refusal('ExpiredToken'), /no valid credentials: ExpiredToken$/],
    [refusal('InvalidClientTokenId'), /no valid credentials: InvalidClientTokenId$/],
    ['The config profile (nobody) could not be found', /no valid credentials/],
    ['Could not connect to the endpoint URL: "https://sts.xx-east-1.amazonaws.com/"', /AWS was not reached/],
    ['', /^failed$/],
  ])('fails once, and asks nothing more, where aws says %j', (said, reason) => {
    aws.refuse('sts.get-caller-identity', said);
    const { code, stdout } = preflight('--json');
    const rows = rowsOf({ stdout });
    expect(code).toBe(1);
    expect(rows.every(({ verdict }) => verdict === 'not checked')).toBe(true);
    expect(rows.map(({ found }) => found).filter((found) => found !== 'not asked: no account')).toEqual([
      expect.stringMatching(reason),
    ]);
    expect(aws.asked()).toHaveLength(1);
  });

  test('fails where there is no program aws, and says so', () => {
    aws.hide();
    expect(row('account')).toMatchObject({
      verdict: 'not checked',
      found: `the program 'aws' is not installed`,
      todo: expect.stringContaining('--list'),
    });
  });

  test('fails on an answer that is not JSON, and on JSON of another kind', () => {
    aws.print('ec2.describe-vpcs', 'None');
    aws.answer('rds.describe-orderable-db-instance-options', { OrderableDBInstanceOptions: 3 });
    expect(row('vpcs')).toMatchObject({ verdict: 'not checked', found: 'the answer is not JSON' });
    expect(row('database-class')).toMatchObject({
      verdict: 'not checked',
      found: expect.stringContaining('understood'),
    });
  });

  test('fails on a call that does not end, after its time', () => {
    aws.script('exec sleep 60');
    const started = Date.now();
    const ask = answersFrom({ region }, 300);
    const call = { service: 'sts', operation: 'get-caller-identity', args: [] } as const;
    expect(ask(call)).toMatchObject({ reason: 'no answer in 0.3 seconds' });
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  test('leaves out what the plan has nothing to do with', () => {
    const ids = rowsOf(invoke('preflight', '200', '--region', region, '--listener', 'http', '--json')).map(
      ({ id }) => id,
    );
    expect(ids).not.toContain('search-role');
    expect(ids).not.toContain('certificate');
    expect(ids).not.toContain('licence-secret');
  });

  test('judges what was not given as nothing in the way, and says how to have it judged', () => {
    const { code, stdout } = invoke('preflight', '15k', '--region', region);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^certificate .*not given +note$/m);
    expect(stdout).toContain('give --licence-secret to have it');
  });

  test('says that nothing tells whether the class of a cache is offered', () => {
    const text = invoke('preflight', '200k', '--region', region).stdout;
    expect(text).toContain('whether ElastiCache offers cache.m7g.2xlarge');
  });

  test('judges a licence that is not stored, and shows nothing of its customer', () => {
    const file = join(aws.folder, 'licence.txt');
    const current = { starts_at: Date.now() - day, expires_at: Date.now() + 300 * day };
    writeFileSync(file, licenceText(current));
    const { code, stdout } = preflight('--licence-file', file);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^licence file .*enterprise, 15,000 seats, to/m);
    writeFileSync(file, licenceText({ ...current, sku_short_name: 'professional' }));
    const refused = preflight('--licence-file', file);
    expect(refused.code).toBe(1);
    for (const text of [stdout, refused.stdout]) expect(text).not.toMatch(/secret(id|\.example)|Secret Person/i);
    expect(aws.asked().join()).not.toContain('licence.txt');
  });
});
