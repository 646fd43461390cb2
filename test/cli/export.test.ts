import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { invoke, problems } from './invoke';

const base = mkdtempSync(join(tmpdir(), 'exports-'));
let out: string;
beforeEach(() => {
  out = join(mkdtempSync(join(base, 'parent-')), 'mattermost');
});
afterAll(() => rmSync(base, { recursive: true }));

const exported = (...flags: readonly string[]) =>
  invoke('export', '15k', '--domain-name', 'chat.example.com', '--terraform', out, ...flags);
const read = (path: string): string => readFileSync(join(out, path), 'utf8');
const json = <T>(path: string): T => JSON.parse(read(path)) as T;
const variableNames = (): string[] =>
  Object.keys(json<{ readonly variable: object }>('variables.tf.json').variable).sort();

describe('export', () => {
  test('writes a file for each component, variables, an example of them and a README', () => {
    expect(exported()).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(out).sort()).toEqual([
      '.gitignore',
      '.mattermost-arch.json',
      'README.md',
      'account.tf.json',
      'app-fleet.tf.json',
      'database.tf.json',
      'file-store.tf.json',
      'load-balancer.tf.json',
      'network.tf.json',
      'observability.tf.json',
      'outputs.tf.json',
      'proxy.tf.json',
      'search.tf.json',
      'secrets.tf.json',
      'terraform.tfvars.example',
      'variables.tf.json',
      'versions.tf.json',
      'wiring.tf.json',
    ]);
    for (const command of ['terraform init', 'terraform plan', 'terraform apply'])
      expect(read('README.md')).toContain(command);
    for (const name of ['region', 'licence_secret_arn', 'certificate_arn']) {
      expect(read('terraform.tfvars.example')).toMatch(new RegExp(`^${name} = `, 'm'));
    }
  });

  test('holds no path of a machine, no remark and no password', () => {
    exported();
    const all = readdirSync(out)
      .map((name) => read(name))
      .join('\n');
    expect(all).not.toContain(process.cwd());
    expect(all).not.toContain(tmpdir());
    expect(all).not.toContain('"//"');
    const database = read('database.tf.json');
    expect(database).toContain('master_password_wo');
    expect(database).not.toMatch(/"(master_password|secret_string)":/);
  });

  test('says each plan the same bytes', () => {
    exported();
    const first = readdirSync(out).map((name) => read(name));
    rmSync(out, { recursive: true });
    exported();
    expect(readdirSync(out).map((name) => read(name))).toEqual(first);
  });

  test('asks for what only a customer knows, and for nothing else', () => {
    exported();
    expect(variableNames()).toEqual([
      'certificate_arn',
      'database_password_version',
      'licence_secret_arn',
      'region',
      'tags',
    ]);
    rmSync(out, { recursive: true });
    exported('--hosted-zone', '--vpc', '--kms-key', '--alarm-topic', '--smtp', 'smtp://mail.example.com:587');
    expect(variableNames()).toEqual([
      'alarm_topic_arn',
      'database_password_version',
      'hosted_zone_id',
      'isolated_subnet_ids',
      'kms_key_arn',
      'licence_secret_arn',
      'mail_secret_arn',
      'private_subnet_ids',
      'public_subnet_ids',
      'region',
      'tags',
      'vpc_id',
    ]);
    expect(existsSync(join(out, 'network.tf.json'))).toBe(false);
  });

  test('takes a database that is there already, by id, and rotates no password of it', () => {
    exported('--database', '--pins', 'database.readers=3');
    expect(variableNames()).toEqual([
      'certificate_arn',
      'database_cluster_id',
      'database_reader_endpoints',
      'database_secret_arn',
      'database_security_group_id',
      'database_writer_endpoint',
      'licence_secret_arn',
      'region',
      'tags',
    ]);
    expect(existsSync(join(out, 'database.tf.json'))).toBe(false);
    expect(read('terraform.tfvars.example').match(/chat-\d\.abcdefghijkl/g)).toHaveLength(3);
    expect(read('README.md')).toContain('Your database is taken as it is');
  });

  test("says what the policy of a customer's key has to let services do", () => {
    exported('--kms-key');
    const [, block] = /```json\n([^]*?)```/.exec(read('README.md'))!;
    const statements = JSON.parse(`[${block!}]`) as { Principal: object }[];
    expect(statements.map(({ Principal }) => Principal)).toEqual([
      { Service: 'logs.REGION.amazonaws.com' },
      { Service: 'cloudwatch.amazonaws.com' },
      { AWS: '*' },
      { AWS: '*' },
    ]);
  });

  test('keeps the state in a bucket, locked, where one is named', () => {
    exported('--state-bucket', 'our-state', '--state-region', 'eu-central-1');
    expect(json('versions.tf.json')).toMatchObject({
      terraform: {
        backend: {
          s3: { bucket: 'our-state', key: 'mattermost/mattermost.tfstate', encrypt: true, use_lockfile: true },
        },
      },
    });
  });

  test('protects what it must not lose, unless it is a trial', () => {
    exported();
    expect(read('file-store.tf.json')).toContain('"prevent_destroy": true');
    expect(read('database.tf.json')).toContain('"final_snapshot_identifier"');
    rmSync(out, { recursive: true });
    exported('--ephemeral');
    expect(read('file-store.tf.json')).not.toContain('prevent_destroy');
    expect(read('database.tf.json')).toContain('"skip_final_snapshot": true');
  });

  test('says what is in the state where search is', () => {
    exported();
    expect(read('README.md')).toContain('password of search is in the state');
    rmSync(out, { recursive: true });
    exported('--search', 'database');
    expect(read('README.md')).not.toContain('password of search');
  });

  test('fails without a folder, on a wrong bucket and on a region without one, all at once', () => {
    const called = invoke('export', '15k', '--state-bucket', 'Our_State');
    const { code, stderr } = called;
    expect(code).toBe(2);
    expect(problems(called)).toHaveLength(2);
    expect(stderr).toContain(`'--terraform' is missing`);
    expect(stderr).toContain(`'--state-bucket' is not valid`);
    expect(invoke('export', '15k', '--terraform', out, '--state-region', 'eu-central-1').code).toBe(2);
    expect(existsSync(out)).toBe(false);
  });

  test('fails on a folder with something in it, which stays as it is', () => {
    writeFileSync(join(base, 'mine'), 'mine');
    const { code, stderr } = invoke('export', '1k', '--domain-name', 'chat.example.com', '--terraform', base);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`'--terraform' is a folder with something in it`)]);
    expect(readFileSync(join(base, 'mine'), 'utf8')).toBe('mine');
  });

  test('fails on a platform that nothing can render, with the reason', () => {
    const { code, stderr } = exported('--platform', 'kubernetes');
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/'platform' kubernetes cannot be planned[^]*no published run/),
    ]);
    expect(existsSync(out)).toBe(false);
  });

  test('writes over what it has written before, and keeps what its user has put beside', () => {
    exported();
    const theirs = ['terraform.tfstate', 'terraform.tfvars', '.terraform.lock.hcl', 'theirs.tf'];
    for (const name of theirs) writeFileSync(join(out, name), name);
    expect(exported('--database', '--pins', 'appFleet.nodes=5')).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(join(out, 'database.tf.json'))).toBe(false);
    expect(read('app-fleet.tf.json')).toContain('"min_size": 5');
    for (const name of theirs) expect(read(name)).toBe(name);
    expect(readdirSync(join(out, '..'))).toEqual(['mattermost']);
  });

  test('fails where a file of the user has the name of one that would be written, and changes nothing', () => {
    exported('--database');
    writeFileSync(join(out, 'database.tf.json'), '{}');
    const before = readdirSync(out).map((name) => read(name));
    const { code, stderr } = exported();
    expect([code, stderr]).toEqual([2, expect.stringContaining('database.tf.json')]);
    expect(readdirSync(out).map((name) => read(name))).toEqual(before);
  });

  test('fails where https has no host name, before anything is written', () => {
    const { code, stderr } = invoke('export', '15k', '--terraform', out);
    expect([code, stderr]).toEqual([2, expect.stringContaining('no host name for the certificate')]);
    expect(existsSync(out)).toBe(false);
  });
});
