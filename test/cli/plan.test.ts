import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { planArchitecture, sizeNames, type Plan } from '../../architectures/sizing';
import { cases } from '../../bin/cases';
import { planReport } from '../../bin/commands/plan';
import { asMarkdown, asText } from '../../bin/commands/report';
import { invoke, tooLong } from './invoke';

const plain = (text: string) => text;
const unwrapped = (text: string) => text.replace(/\s+/g, ' ');
const text = (...flags: readonly string[]) => unwrapped(invoke('plan', ...flags).stdout);
const planned = (...flags: readonly string[]) => JSON.parse(invoke('plan', ...flags, '--json').stdout) as Plan;
const markdown = (...flags: readonly string[]) => invoke('plan', ...flags, '--markdown').stdout;

describe('plan', () => {
  test.each(cases)('of $name fits 100 columns', ({ request }) => {
    expect(tooLong(asText(planReport(planArchitecture(request)), plain))).toEqual([]);
  });

  test.each(sizeNames)('%s as JSON is the plan itself', (size) => {
    const { code, stdout } = invoke('plan', size, '--json');
    expect(code).toBe(0);
    const concurrentUsers = size === '200' ? 200 : size;
    expect(JSON.parse(stdout)).toEqual(planArchitecture({ concurrentUsers }));
    expect(stdout).toBe(`${JSON.stringify(planArchitecture({ concurrentUsers }), null, 2)}\n`);
  });

  test('answers for a number of concurrent users as for a name', () => {
    const named = JSON.parse(invoke('plan', '15k', '--json').stdout) as Plan;
    const counted = JSON.parse(invoke('plan', '15000', '--json').stdout) as Plan;
    expect(counted.components).toEqual(named.components);
  });

  test('says what is claimed and what supports it', () => {
    const { evidence } = planArchitecture({ concurrentUsers: '15k' });
    const said = text('15k');
    expect(said).toContain('15,000 concurrent users');
    expect(said).toContain(`grade ${evidence.grade}:`);
    expect(said).toContain(`run ${evidence.run}: 17,128 concurrent users on 2 x c7i.xlarge app nodes`);
    expect(said).toContain(`headroom ${evidence.headroomPercent} % above the claim`);
    expect(said).toContain(evidence.differs.join('; '));
  });

  test('names every newer run that contests the claim, and warns of it', () => {
    const { evidence } = planArchitecture({ concurrentUsers: '30k' });
    expect(evidence.contestedBy.length).toBeGreaterThan(0);
    const said = text('30k');
    for (const { run } of evidence.contestedBy) expect(said).toContain(`run ${run}: `);
    expect(said).toContain('warning: contested');
  });

  test('says what to build: how many of which class, with its vCPU and memory, and why', () => {
    const row = invoke('plan', '15k')
      .stdout.split('\n')
      .find((line) => line.startsWith('app nodes: '))!;
    expect(row).toMatch(/ 3 {2}c7i\.xlarge +4 +8 +2 app nodes published/);
  });

  test('says of what is left out why it is left out', () => {
    const { reasons } = planArchitecture({ concurrentUsers: '15k' });
    expect(markdown('15k')).toContain(`| cache nodes | 0 | left out |  |  | ${reasons.cache!.because} |`);
  });

  test('says what is left when something is lost, and how fast people can sign in then', () => {
    const { survival, logins } = planArchitecture({ concurrentUsers: '90k' });
    const lines = invoke('plan', '90k').stdout.split('\n');
    for (const { lost, loginsPerSecond } of survival.filter((row) => row.lost !== 'database instance')) {
      expect(lines.some((line) => line.startsWith(`${lost} `) && line.includes(` ${loginsPerSecond} `))).toBe(true);
    }
    expect(text('90k')).toContain(`checks ${logins.perNodePerSecond} passwords a second`);
  });

  test('says what it costs against the published row, and each line that is not in the row', () => {
    const { bill } = planArchitecture({ concurrentUsers: '15k' });
    const said = text('15k');
    expect(said).toContain(`The plan costs ${bill.ratio} times the published row`);
    expect(said).toContain(`all ${bill.plannedUsdPerHour} ${bill.publishedUsdPerHour}`);
    expect(said).toContain('app nodes c7i.xlarge: +1, +0.1785 USD an hour;');
    expect(said).toContain('proxies m7i.4xlarge: -1, -0.8064 USD an hour;');
  });

  test('says what a database instance must hold in the four states, with the arithmetic', () => {
    const { connections } = planArchitecture({ concurrentUsers: '15k' });
    expect(connections.states).toHaveLength(4);
    for (const state of connections.states)
      expect(markdown('15k')).toContain(`| ${state.text} | ${state.connections} |`);
  });

  test('says how much is stored, which licence is needed, and what comes next', () => {
    const said = text('15k');
    expect(said).toContain('1,800 to 9,000 GB of attachments after 12 months');
    expect(said).toContain('Mattermost Enterprise: ');
    expect(said).toContain('npx cdk deploy -c size=15k -c domain=chat.example.com');
    expect(said).toContain('mattermost-arch explain 15k database.readers');
  });

  test('deploys with the domain that was asked for, and with every field that was given', () => {
    const said = text('15k', '--domain-name', 'chat.acme.test', '--proxy', 'alb');
    expect(said).toMatch(/npx cdk deploy -c size=15k -c domain=chat\.acme\.test \\\s+-c proxy=alb/);
  });

  test('says the same for Terraform, and to ask why, in words that a shell takes and that plan the same', () => {
    const asked = [
      ...['15k', '--domain-name', 'chat.acme.test', '--availability', 'as-published', '--no-smtp-login'],
      ...['--smtp', 'smtp://relay:25', '--allow-from', '10.0.0.0/8,192.0.2.0/24'],
      ...['--pins', `secrets.administrator.excludedCharacters= "'@/\\:,x=1$\``],
      ...['--pins', 'database.readers=4,appFleet.server.url=https://example.com/a?b=c&d=(e)'],
    ];
    const said = invoke('plan', ...asked).stdout;
    const commandOf = (start: string): string[] => {
      const [command = ''] = new RegExp(`mattermost-arch ${start} [^]*?\n(?=\n|$)`).exec(said) ?? [];
      const words = execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${command.replace('mattermost-arch', '')}`]);
      return words.toString().trim().split('\n').slice(1);
    };
    const plan = planned(...asked);
    expect(planned(...commandOf('explain').filter((each) => each !== 'database.readers'))).toEqual(plan);
    const exported = commandOf('export');
    expect(exported.splice(exported.indexOf('--terraform'), 2)).toEqual(['--terraform', 'mattermost']);
    expect(planned(...exported)).toEqual(plan);
  });

  test.each([
    [['15k'], ['licenceSecret=mattermost/licence', 'certificate=arn:aws:acm:…']],
    [
      ['15k', '--smtp', 'smtp://mail.example.com:587'],
      ['licenceSecret=mattermost/licence', 'mailSecret=mattermost/mail', 'certificate=arn:aws:acm:…'],
    ],
    [
      ['15k', '--smtp', 'smtp://relay:25', '--no-smtp-login'],
      ['licenceSecret=mattermost/licence', 'certificate=arn:aws:acm:…'],
    ],
    [['15k', '--listener', 'http'], ['licenceSecret=mattermost/licence']],
    [['200'], ['certificate=arn:aws:acm:…']],
    [['200', '--listener', 'http'], []],
  ])('of %j says what a deployment needs beside the request: %j', (flags, needed) => {
    const [, command = ''] = /(npx cdk deploy [^]*?)\n\n/.exec(invoke('plan', ...flags).stdout) ?? [];
    const words = command
      .replaceAll('\\\n', ' ')
      .trim()
      .split(/\s+-c /);
    const beside = words.filter((word) => !/^(npx|size|domain|smtp|listener)/.test(word));
    expect(beside).toEqual(needed);
    // A shell takes it as one command.
    expect(command.split('\n').slice(0, -1)).toEqual(command.match(/.* \\$/gm) ?? []);
  });

  test('puts warnings before the other notes', () => {
    const notes = invoke('plan', '30k', '--availability', 'as-published')
      .stdout.split('\n')
      .filter((line) => /^- (warning|info): /.test(line))
      .map((line) => line.slice(2, 6));
    expect(notes.indexOf('info')).toBeGreaterThan(0);
    expect(notes.lastIndexOf('warn')).toBeLessThan(notes.indexOf('info'));
  });

  test('says the same in markdown, in tables whose rows are all as wide as their heads', () => {
    const said = markdown('30k');
    const report = planReport(planArchitecture({ concurrentUsers: '30k' }));
    expect(said).toBe(asMarkdown(report));
    for (const { title } of report.sections) expect(said).toContain(`\n## ${title}\n`);
    const tables = said.split('\n\n').filter((block) => block.startsWith('|'));
    expect(tables.length).toBeGreaterThan(5);
    for (const lines of tables.map((block) => block.trim().split('\n'))) {
      const widths = lines.map((line) => line.replaceAll('\\|', '').split('|').length);
      expect(new Set(widths).size).toBe(1);
    }
  });

  test('fails when JSON and markdown are asked for at once', () => {
    const { code, stdout, stderr } = invoke('plan', '15k', '--json', '--markdown');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`'--json' and '--markdown' exclude each other`);
  });
});
