import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { planArchitecture, requestFields, type Plan, type Request } from '../../architectures/sizing';
import { flagOf } from '../../architectures/command-line';
import { withRequestFlags } from '../../bin/commands/request-flags';
import { invoke, problems } from './invoke';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mattermost-arch-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Writes a request file and hands back its path. */
function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const planned = (...argv: readonly string[]): Plan => {
  const { code, stdout, stderr } = invoke('plan', '--json', ...argv);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Plan;
};

const plan = (request: Request) => JSON.parse(JSON.stringify(planArchitecture(request))) as Plan;

describe('flags', () => {
  test('there is one for every field of the request, and no other but the file', () => {
    const { options } = withRequestFlags(new Command());
    const names = options.filter(({ negate }) => !negate).map(({ long }) => long);
    expect(names).toEqual(['--request', ...requestFields.map(flagOf)]);
  });

  test('a field is spelt in kebab-case', () => {
    expect(['filesPerUserPerMonthMB', 'sha256', 'vpcCidr', 'id'].map((field) => flagOf(field as 'id'))).toEqual([
      '--files-per-user-per-month-mb',
      '--sha256',
      '--vpc-cidr',
      '--id',
    ]);
  });

  test('every field reaches the plan', () => {
    const { sha256 } = { sha256: 'a'.repeat(64) };
    const flags: Readonly<Record<string, string>> = {
      '--id': 'chat',
      '--availability': 'as-published',
      '--platform': 'ec2',
      '--proxy': 'alb',
      '--search': 'opensearch',
      '--cache': 'redis',
      '--posts-millions': '12.5',
      '--retention-months': '6',
      '--files-per-user-per-month-mb': 'high',
      '--version': '11.8.1',
      '--sha256': sha256,
      '--mirror': 's3://mirror/mattermost',
      '--operating-system': 'rhel-9',
      '--egress': 'none',
      '--upgrade': 'stop',
      '--region': 'eu-central-1',
      '--availability-zones': 'eu-central-1a,eu-central-1b,eu-central-1c',
      '--domain-name': 'chat.example.com',
      '--listener': 'http',
      '--exposure': 'private',
      '--allow-from': '10.0.0.0/8,192.0.2.0/24',
      '--vpc-cidr': '10.1.0.0/16',
      '--smtp': 'smtps://mail.example.com:465',
      '--mail-from': 'chat@example.com',
      '--admin-email': 'admin@example.com',
      '--alarm-email': 'operators@example.com',
      '--pins': 'database.readers=3,appFleet.nodes=4,appFleet.image=ami-0123456789abcdef0',
    };
    const switches = ['--calls', '--smtp-login', '--open-sign-up'];
    const given = [...Object.keys(flags), '--concurrent-users', ...switches];
    expect(given.sort()).toEqual(requestFields.map(flagOf).sort());
    const thrown = ['--no-calls', '--no-smtp-login', '--open-sign-up'];
    expect(planned('15k', ...thrown, ...Object.entries(flags).flat())).toEqual(
      plan({
        id: 'chat',
        concurrentUsers: '15k',
        availability: 'as-published',
        platform: 'ec2',
        proxy: 'alb',
        search: 'opensearch',
        cache: 'redis',
        calls: false,
        postsMillions: 12.5,
        retentionMonths: 6,
        filesPerUserPerMonthMB: 'high',
        version: '11.8.1',
        sha256,
        mirror: 's3://mirror/mattermost',
        operatingSystem: 'rhel-9',
        egress: 'none',
        upgrade: 'stop',
        region: 'eu-central-1',
        availabilityZones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
        domainName: 'chat.example.com',
        listener: 'http',
        exposure: 'private',
        allowFrom: ['10.0.0.0/8', '192.0.2.0/24'],
        vpcCidr: '10.1.0.0/16',
        smtp: 'smtps://mail.example.com:465',
        smtpLogin: false,
        mailFrom: 'chat@example.com',
        adminEmail: 'admin@example.com',
        alarmEmail: 'operators@example.com',
        openSignUp: true,
        pins: { 'database.readers': 3, 'appFleet.nodes': 4, 'appFleet.image': 'ami-0123456789abcdef0' },
      }),
    );
  });

  test.each([
    ['--calls', 'calls', false],
    ['--smtp-login', 'smtpLogin', true],
    ['--open-sign-up', 'openSignUp', false],
  ] as const)('a switch that is not thrown is what the parser says: %s', (flag, field, value) => {
    expect(planned('15k').request[field]).toBe(value);
    const path = file('switch.yaml', `concurrentUsers: 15k\n${field}: true\n`);
    expect(planned('--request', path, flag.replace('--', '--no-')).request[field]).toBe(false);
  });

  test('pins and ranges may be given in several flags', () => {
    const { request } = planned(
      ...['15k', '--pins', 'database.readers=3', '--pins', 'database.backup.deletionProtection=false'],
      ...['--allow-from', '10.0.0.0/8', '--allow-from', '192.0.2.0/24'],
    );
    expect(request.pins).toEqual({ 'database.readers': 3, 'database.backup.deletionProtection': false });
    expect(request.allowFrom).toEqual(['10.0.0.0/8', '192.0.2.0/24']);
  });

  test('a pin of a text stays a text where it looks like a number', () => {
    const { components } = planned('15k', '--pins', 'database.engineVersion=16.9,search.engineVersion=2.17');
    expect(components.database.engineVersion).toBe('16.9');
    expect(components.search?.engineVersion).toBe('2.17');
    const { appFleet, proxy } = planned('15k', '--pins', 'appFleet.image=20260115,proxy.image=20260115.1').components;
    expect([appFleet.image, proxy?.image]).toEqual(['20260115', '20260115.1']);
  });

  test('a flag of a field may have the name of a flag of the program', () => {
    expect(planned('15k', '--version', '11.10.0').request.version).toBe('11.10.0');
  });

  test('fails on a size beside the flag of the size, each command alike', () => {
    for (const call of [['plan'], ['explain'], ['compare', '30k'], ['files', '--out', 'nowhere']]) {
      const failed = invoke(...call, '15k', '--concurrent-users', '30k');
      expect(failed).toMatchObject({ code: 2, stdout: '' });
      expect(problems(failed)).toContain('the size is given twice');
    }
  });

  test('fails on calls, which cannot be planned', () => {
    expect(problems(invoke('plan', '15k', '--calls'))).toEqual([`'calls' cannot be planned`]);
  });

  test('fails on a pin without a value', () => {
    const failed = invoke('plan', '15k', '--pins', 'database.readers=3,appFleet.nodes', '--pins', 'x');
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(problems(failed)[0]).toBe(`'--pins' holds no path with a value`);
  });

  test('fails on a path that is pinned twice', () => {
    const failed = invoke(
      'plan',
      '15k',
      '--pins',
      'database.readers=3,appFleet.nodes=4',
      '--pins',
      'database.readers=2',
    );
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(problems(failed)).toEqual([`'--pins' names 'database.readers' more than once`]);
    expect(failed.stderr).toContain('database.readers=3, database.readers=2');
  });
});

describe('a request file', () => {
  const yaml = ['concurrentUsers: 15k', 'proxy: alb', 'pins:', '  database.readers: 3', '  appFleet.nodes: 4'];
  const json = { concurrentUsers: '15k', proxy: 'alb', pins: { 'database.readers': 3, 'appFleet.nodes': 4 } } as const;

  test('is read as YAML', () => {
    expect(planned('--request', file('request.yaml', yaml.join('\n')))).toEqual(plan(json));
  });

  test('is read as JSON, indented by tabs as well', () => {
    expect(planned('--request', file('request.json', JSON.stringify(json)))).toEqual(plan(json));
    expect(planned('--request', file('tabs.json', JSON.stringify(json, null, '\t')))).toEqual(plan(json));
  });

  test('loses against flags and against a size beside them', () => {
    const path = file('loses.yaml', yaml.join('\n'));
    const { request } = planned('30k', '--request', path, '--proxy', 'nginx');
    expect(request).toMatchObject({ concurrentUsers: '30k', proxy: 'nginx' });
    expect(planned('--request', path, '--concurrent-users', '50k').request.concurrentUsers).toBe('50k');
  });

  test('keeps the pins that no flag names', () => {
    const { request } = planned('--request', file('pins.yaml', yaml.join('\n')), '--pins', 'appFleet.nodes=5');
    expect(request.pins).toEqual({ 'database.readers': 3, 'appFleet.nodes': 5 });
  });

  test('may be a UTF-8 file that begins with a byte order mark', () => {
    expect(planned('--request', file('bom.yaml', '\ufeffconcurrentUsers: 15k\n')).size).toBe('15k');
  });

  const broken: readonly (readonly [what: string, content: string | Uint8Array, problem: RegExp])[] = [
    ['holds bytes that are no text', new Uint8Array([0xff, 0xfe, 0x00, 0x80]), /is not a text$/],
    ['holds zero bytes', 'concurrentUsers:\0 15k', /is not a text$/],
    ['is larger than a request can be', '# '.repeat(60_000), /is too large$/],
    ['breaks off', '{ "concurrentUsers": ', /is not valid YAML or JSON$/],
    ['names a field twice', 'concurrentUsers: 15k\nconcurrentUsers: 30k', /is not valid YAML or JSON$/],
    ['has a tag of its own', 'concurrentUsers: !!js/function x', /is not valid YAML or JSON$/],
    ['refers to what it does not hold', 'concurrentUsers: *nowhere', /cannot be read$/],
    ['is empty', '', /holds no fields$/],
    ['is a list', '- concurrentUsers: 15k', /holds no fields$/],
    ['is a bare text', '15k', /holds no fields$/],
  ];
  test.each(broken)('fails when it %s', (_, content, problem) => {
    const failed = invoke('plan', '--request', file('broken', content));
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(problems(failed).join()).toMatch(problem);
    expect(failed.stderr).not.toMatch(/\n +at /);
  });

  test('fails when it is multiplied by aliases', () => {
    const levels = [...'bcdefghi'].map((name, i) => `${name}: &${name} [${`*${'abcdefgh'[i]}, `.repeat(9)}1]`);
    const failed = invoke('plan', '--request', file('aliases.yaml', ['a: &a [x]', ...levels].join('\n')));
    expect(failed).toMatchObject({ code: 2, stdout: '' });
  });

  test('fails when it is missing, and tells what else is wrong', () => {
    const failed = invoke(
      'plan',
      '--request',
      join(folder, 'missing.yaml'),
      '--availability',
      'some',
      '--retention-months',
      '0',
    );
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(failed.stderr).toContain('no such file');
    expect(problems(failed).slice(1)).toEqual([`'availability' is not valid`, `'retentionMonths' is not valid`]);
  });

  test('fails when it is a folder', () => {
    const failed = invoke('plan', '15k', '--request', folder);
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(failed.stderr).toContain('a folder');
  });

  test('fails on every unknown field and every wrong value at once', () => {
    const path = file(
      'wrong.yaml',
      'concurrentUsers: 15000.5\nusers: 3\n__proto__: 4\nproxy: haproxy\n"\\e[31mred": 1',
    );
    const failed = invoke('plan', '--request', path);
    expect(problems(failed)).toEqual([
      `unknown field 'users'`,
      `unknown field '__proto__'`,
      `unknown field '\\u001b[31mred'`,
      `'concurrentUsers' is not valid`,
      `'proxy' is not valid`,
    ]);
  });
});
