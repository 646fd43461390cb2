import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { MattermostStack } from '../../architectures/cdk';
import type { Request } from '../../architectures/sizing';
import { pathOf, requires } from '../requires';
import { broughtTo, planOf } from './templates';

const requests: Readonly<Record<string, Partial<Request>>> = {
  '1k': { concurrentUsers: '1k' },
  '200k as published in GovCloud': { concurrentUsers: '200k', availability: 'as-published', region: 'us-gov-west-1' },
};

const strict = { context: { '@aws-cdk/core:validateAgainstDefaultRules': true } };
function build(app: App, request: Partial<Request>) {
  const plan = planOf(request);
  new MattermostStack(app, 'chat', {
    plan,
    imports: (stack) => broughtTo(stack, plan),
    ...(request.region && { env: { region: request.region } }),
  });
}

describe("CloudFormation's own validator", () => {
  const before = process.env.CDK_VALIDATION;
  beforeAll(() => {
    process.env.CDK_VALIDATION = 'true';
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
  });
  afterAll(() => {
    process.env.CDK_VALIDATION = before;
    jest.restoreAllMocks();
  });

  test.each(Object.entries(requests))('accepts %s', (_, request) => {
    const app = new App(strict);
    build(app, request);
    expect(() => app.synth()).not.toThrow();
  });

  test('fails a property that does not exist', () => {
    const app = new App(strict);
    new CfnResource(new Stack(app, 'Wrong'), 'Bucket', { type: 'AWS::S3::Bucket', properties: { Versioned: 'yes' } });
    expect(() => app.synth()).toThrow();
  });
});

describe('cfn-lint', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lint-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const lint = (name: string, template: unknown) => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(template));
    return spawnSync(pathOf('cfn-lint'), ['--non-zero-exit-code', 'error', file], {
      encoding: 'utf8',
      timeout: 60_000,
    });
  };

  requires('cfn-lint')(
    'accepts the stack of 15k',
    () => {
      const app = new App();
      build(app, {});
      const { status, stdout } = lint('15k', app.synth().getStackByName('chat').template);
      expect({ status, stdout: stdout.split('\n').filter((line) => line.startsWith('E')) }).toEqual({
        status: 0,
        stdout: [],
      });
    },
    60_000,
  );

  requires('cfn-lint')(
    'fails a template with a wrong type',
    () => {
      const Resources = { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: [] } } };
      expect(lint('wrong', { Resources }).status).not.toBe(0);
    },
    60_000,
  );
});
