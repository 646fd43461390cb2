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
      'request.json',
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
      'database_deletion_protection',
      'database_password_version',
      'licence_secret_arn',
      'region',
      'tags',
    ]);
    rmSync(out, { recursive: true });
    const all = ['--hosted-zone', '--vpc', '--kms-key', '--alarm-topic', '--permissions-boundary'];
    exported(...all, '--smtp', 'smtp://mail.example.com:587');
    expect(variableNames()).toEqual([
      'alarm_topic_arn',
      'database_deletion_protection',
      'database_password_version',
      'hosted_zone_id',
      'isolated_subnet_ids',
      'kms_key_arn',
      'licence_secret_arn',
      'mail_secret_arn',
      'permissions_boundary_arn',
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
    expect(problems(called)).toHaveLength(3);
    expect(stderr).toContain(`'--state-region' is missing`);
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

  test('asks for no subnets that nothing stands in', () => {
    exported('--vpc', '--exposure', 'private', '--vpc-cidr', '10.20.0.0/16');
    expect(read('wiring.tf.json')).toContain('10.20.0.0/16');
    expect(variableNames()).not.toContain('public_subnet_ids');
    const small = ['export', '200', '--domain-name', 'chat.example.com', '--vpc', '--database', '--terraform'];
    expect(invoke(...small, join(out, '..', 'small')).code).toBe(0);
    out = join(out, '..', 'small');
    expect(variableNames()).not.toContain('isolated_subnet_ids');
  });

  test("has the region of the request in what it gives as an example, and that of the state's bucket", () => {
    exported('--region', 'us-west-2', '--state-bucket', 'states');
    expect(read('terraform.tfvars.example')).toMatch(/^# region = "us-west-2"$/m);
    expect(read('terraform.tfvars.example')).not.toContain('eu-central-1');
    expect(json('versions.tf.json')).toMatchObject({ terraform: { backend: { s3: { region: 'us-west-2' } } } });
  });

  test('warns of what the plan warns of', () => {
    expect(exported().stdout).toMatch(/^warning: no smtp given/);
    expect(exported('--smtp', 'smtp://mail.example.com:587').stdout).not.toContain('warning');
  });

  describe('over an earlier export', () => {
    test('keeps what its user has put beside', () => {
      exported('--pins', 'appFleet.surge=2');
      const theirs = ['terraform.tfstate', 'terraform.tfvars', '.terraform.lock.hcl', 'theirs.tf'];
      for (const name of theirs) writeFileSync(join(out, name), name);
      expect(exported('--search', 'database', '--pins', 'appFleet.nodes=5')).toMatchObject({ code: 0, stderr: '' });
      expect(existsSync(join(out, 'search.tf.json'))).toBe(false);
      expect(read('app-fleet.tf.json')).toContain('"min_size": 5');
      for (const name of theirs) expect(read(name)).toBe(name);
      expect(readdirSync(join(out, '..'))).toEqual(['mattermost']);
    });

    test('says how it is made again, which makes the same', () => {
      exported('--vpc', '--state-bucket', 'states', '--state-region', 'eu-central-1', '--pins', 'appFleet.nodes=5');
      const first = readdirSync(out).map((name) => read(name));
      const [command] = /^mattermost-arch export --request request.json .*$/m.exec(read('README.md'))!;
      const words = command.split(' ').slice(1);
      const at = words.map((word) => (word === 'request.json' ? join(out, word) : word === '.' ? out : word));
      expect(invoke(...at)).toMatchObject({ code: 0, stderr: '' });
      expect(readdirSync(out).map((name) => read(name))).toEqual(first);
    });

    test.each([
      ['another bucket of the state', [], /--state-bucket others/],
      ['no state in a bucket', undefined, /no --state-bucket/],
      ['a trial', ['--ephemeral'], /--ephemeral/],
      ['a network that is there already', ['--vpc'], /--vpc/],
      ['another id', ['--id', 'other'], /--id other/],
      ['another range of the network', ['--vpc-cidr', '10.9.0.0/16'], /--vpc-cidr 10\.9\.0\.0\/16/],
    ] as const)('fails on %s, unless it is meant, and changes nothing', (_, flags, problem) => {
      const state = ['--state-bucket', 'states', '--state-region', 'eu-central-1'];
      exported(...state);
      const before = readdirSync(out).map((name) => read(name));
      const others = ['--state-bucket', 'others', '--state-region', 'eu-central-1'];
      const now = flags === undefined ? [] : flags.length ? [...state, ...flags] : others;
      const { code, stderr } = exported(...now);
      expect([code, stderr]).toEqual([2, expect.stringMatching(problem)]);
      expect(readdirSync(out).map((name) => read(name))).toEqual(before);
      expect(exported(...now, '--force').code).toBe(0);
    });

    test('fails on another region, also where that of the state follows it', () => {
      exported('--region', 'us-east-1', '--state-bucket', 'states');
      const { code, stderr } = exported('--region', 'us-west-2', '--state-bucket', 'states');
      expect([code, stderr]).toEqual([2, expect.stringMatching(/--region us-west-2, --state-region us-west-2/)]);
      expect(exported('--region', 'us-east-1', '--state-bucket', 'states', '--state-region', 'us-east-1').code).toBe(0);
    });

    test('fails on zones of its own where there were others', () => {
      exported('--region', 'us-east-1');
      const zones = ['--region', 'us-east-1', '--availability-zones', 'us-east-1b,us-east-1c,us-east-1d'];
      expect(exported(...zones)).toMatchObject({ code: 2, stderr: expect.stringContaining('no --availability-zones') });
    });

    test('takes a state that moves to a bucket', () => {
      exported();
      expect(exported('--state-bucket', 'states', '--state-region', 'eu-central-1').code).toBe(0);
    });

    test.each([
      ['is no JSON', '{'],
      ['is something else', '{"files":5}'],
    ])('fails where its record %s, and says what to do', (_, text) => {
      exported();
      writeFileSync(join(out, '.mattermost-arch.json'), text);
      const { code, stderr } = exported();
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(/has a record that is damaged[^]*\.mattermost-arch\.json/),
      ]);
    });

    test('takes away nothing that it cannot have written, whatever its record says', () => {
      exported();
      const record = json<{ files: string[] }>('.mattermost-arch.json');
      const theirs = ['terraform.tfstate', 'theirs.tf', '../theirs'];
      for (const name of theirs) writeFileSync(join(out, name), name);
      writeFileSync(
        join(out, '.mattermost-arch.json'),
        JSON.stringify({ ...record, files: [...record.files, ...theirs] }),
      );
      expect(exported().code).toBe(0);
      for (const name of theirs) expect(read(name)).toBe(name);
    });

    test('fails where a folder has the name of a file, and changes nothing', () => {
      exported();
      rmSync(join(out, 'README.md'));
      mkdirSync(join(out, 'README.md'));
      const before = read('app-fleet.tf.json');
      const { code, stderr } = exported('--pins', 'appFleet.nodes=5');
      expect([code, stderr]).toEqual([2, expect.stringContaining('README.md')]);
      expect(read('app-fleet.tf.json')).toBe(before);
      expect(readdirSync(join(out, '..'))).toEqual(['mattermost']);
    });
  });

  test('fails where a file of the user has the name of one that would be written, and changes nothing', () => {
    exported('--search', 'database');
    writeFileSync(join(out, 'search.tf.json'), '{}');
    const before = readdirSync(out).map((name) => read(name));
    const { code, stderr } = exported();
    expect([code, stderr]).toEqual([2, expect.stringContaining('search.tf.json')]);
    expect(readdirSync(out).map((name) => read(name))).toEqual(before);
  });

  test('lets nobody apply named zones in another region', () => {
    exported('--region', 'us-east-1', '--availability-zones', 'us-east-1b,us-east-1c,us-east-1d');
    expect(read('variables.tf.json')).toContain(String.raw`var.region == \"us-east-1\"`);
  });

  test('fails on a private site in a VPC whose range is not known, and on a hosted zone without a host name', () => {
    const { code, stderr } = exported('--vpc', '--exposure', 'private');
    expect([code, stderr]).toEqual([2, expect.stringContaining('a private site in a VPC whose range is not known')]);
    const bare = invoke('export', '1k', '--terraform', out, '--listener', 'http', '--hosted-zone');
    expect([bare.code, bare.stderr]).toEqual([2, expect.stringContaining('no host name to put into it')]);
    expect(existsSync(out)).toBe(false);
  });

  test('fills an empty folder that is there, and leaves it itself', () => {
    mkdirSync(out);
    const before = statSync(out).ino;
    expect(exported().code).toBe(0);
    expect(statSync(out).ino).toBe(before);
    expect(readdirSync(out).filter((name) => name.startsWith('.files'))).toEqual([]);
  });

  test('fails where https has no host name, before anything is written', () => {
    const { code, stderr } = invoke('export', '15k', '--terraform', out);
    expect([code, stderr]).toEqual([2, expect.stringContaining('no host name for the certificate')]);
    expect(existsSync(out)).toBe(false);
  });
});
