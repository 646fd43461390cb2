import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';

const root = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'app-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The app as the cdktf command runs it. */
function app(environment: Readonly<Record<string, string>>) {
  const out = mkdtempSync(join(folder, 'out-'));
  const { status, stderr } = spawnSync(process.execPath, ['-r', 'ts-node/register', 'bin/cdktf-app.ts'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, CDKTF_OUTDIR: out, ...environment },
  });
  const file = (stack: string) => join(out, 'stacks', stack, 'cdk.tf.json');
  const written = existsSync(join(out, 'stacks'));
  const configuration = (stack: string) => JSON.parse(readFileSync(file(stack), 'utf8')) as Record<string, object>;
  return { status, stderr, written, configuration };
}

describe('the CDKTF app', () => {
  test('synthesises a size, with a variable for what only a customer knows', () => {
    const { status, configuration } = app({ MATTERMOST_SIZE: '15k', MATTERMOST_DOMAIN_NAME: 'chat.example.com' });
    expect(status).toBe(0);
    expect(Object.keys(configuration('mattermost').variable!)).toEqual(
      expect.arrayContaining(['region', 'licence_secret_arn', 'certificate_arn']),
    );
  });

  test('takes fields of the request, what a customer brings, and where the state is', () => {
    const { status, configuration } = app({
      MATTERMOST_ID: 'chat',
      MATTERMOST_SIZE: '1k',
      MATTERMOST_LISTENER: 'http',
      MATTERMOST_PINS: 'database.readers=1',
      MATTERMOST_VPC: 'true',
      MATTERMOST_KMS_KEY: 'true',
      MATTERMOST_STATE_BUCKET: 'states',
      MATTERMOST_REGION: 'eu-central-1',
    });
    expect(status).toBe(0);
    const chat = configuration('chat');
    expect(Object.keys(chat.variable!)).toEqual(expect.arrayContaining(['vpc_id', 'kms_key_arn']));
    expect(chat.terraform).toMatchObject({ backend: { s3: { bucket: 'states', key: 'mattermost/chat.tfstate' } } });
    expect(JSON.stringify(chat)).not.toContain('Reader2');
  });

  test('fails on all that is wrong at once, with the names that its user writes', () => {
    const { status, stderr, written } = app({
      MATTERMOST_SIZE: '15K ',
      MATTERMOST_VPC: 'yes',
      MATTERMOST_STATE_REGION: 'eu-central-1',
      MATTERMOST_DOMAIN: 'chat.example.com',
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(/'MATTERMOST_DOMAIN' is not read; allowed: .*MATTERMOST_DOMAIN_NAME/);
    expect(stderr).toMatch(/'concurrentUsers' is not valid; given "15K "/);
    expect(stderr).toMatch(/'MATTERMOST_VPC' is not valid; given yes; allowed: true, false/);
    expect(stderr).toMatch(/'MATTERMOST_STATE_REGION' is given without a bucket/);
    expect(stderr).toMatch(/usage: MATTERMOST_SIZE=15k/);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(written).toBe(false);
  });

  test('fails without a size, and without a host name for https', () => {
    expect(app({}).stderr).toMatch(/'concurrentUsers' is missing/);
    const { status, stderr } = app({ MATTERMOST_SIZE: '1k' });
    expect(status).toBe(2);
    expect(stderr).toMatch(/no host name for the certificate/);
  });
});
