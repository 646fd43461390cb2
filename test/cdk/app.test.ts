import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';

const root = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'app-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The app as the cdk command runs it, with the context of `-c`. */
function app(context: Readonly<Record<string, string>>) {
  const out = mkdtempSync(join(folder, 'out-'));
  const { status, stderr } = spawnSync(process.execPath, ['-r', 'ts-node/register', 'bin/cdk-app.ts'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, CDK_VALIDATION: 'false', CDK_OUTDIR: out, CDK_CONTEXT_JSON: JSON.stringify(context) },
  });
  return { status, stderr, written: readdirSync(out) };
}
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('the CDK app', () => {
  const licensed = { licenceSecret: 'mattermost/licence', listener: 'http' };

  test('synthesises a size under its short names', () => {
    const { status, written } = app({ size: '15k', domain: 'chat.example.com', ...licensed });
    expect(status).toBe(0);
    expect(written).toContain('mattermost.template.json');
  });

  test('synthesises a request from a file, and the stack has its id', () => {
    const request = file('chat.yaml', 'id: chat\nconcurrentUsers: 2k\npins:\n  database.readers: 1\n');
    const { status, written } = app({ request, ...licensed });
    expect(status).toBe(0);
    expect(written).toContain('chat.template.json');
  });

  test('synthesises the evaluation without a licence', () => {
    const { status, written } = app({ size: '200', listener: 'http' });
    expect(status).toBe(0);
    expect(written).toContain('mattermost.template.json');
  });

  test.each([
    ['a size with a blank', { size: '15K ' }, /'concurrentUsers' is not valid; given "15K "/],
    ['more than the last size', { size: '200001' }, /'concurrentUsers' is not valid; given 200001/],
    ['no size', {}, /'concurrentUsers' is missing/],
    ['a domain that is none', { size: '1k', domain: 'a b' }, /'domainName' is not valid/],
    ['a switch that is none', { size: '1k', ephemeral: 'maybe' }, /'-c ephemeral' is not valid; given "maybe"/],
    ['no licence for several nodes', { size: '1k', listener: 'http' }, /no licence: 3 app nodes .*-c licenceSecret=/],
    ['no certificate', { size: '1k', domain: 'chat.example.com' }, /no certificate; .*-c certificate=/],
    [
      'a certificate of another region',
      {
        ...{ size: '1k', domain: 'chat.example.com', licenceSecret: 'mattermost/licence', region: 'eu-central-1' },
        certificate: 'arn:aws:acm:us-east-1:123456789012:certificate/0123',
      },
      /the certificate is of another region; given us-east-1, while the stack goes to eu-central-1/,
    ],
    [
      'a licence in place of its name',
      { size: '1k', licenceSecret: 'eyJ'.repeat(200) },
      /600 characters \(not shown\)/,
    ],
    ['a file that is not there', { request: 'nowhere.yaml' }, /the request file 'nowhere.yaml' cannot be read/],
  ])('fails on %s with code 2, says how to call it and writes nothing', (_, context, problem) => {
    const { status, stderr, written } = app(context);
    expect({ status, written }).toEqual({ status: 2, written: [] });
    expect(stderr).toMatch(problem);
    expect(stderr).toContain('usage: cdk deploy -c size=15k');
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
