import { statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { awsFile } from '../../constructs/boot/aws-client';
import { composeFile, environmentPlan, textPlan, type TextPlan } from '../../constructs/boot/compose';
import { late, type Binding } from '../../constructs/spec';
import { requires } from '../requires';
import { appNode } from './app-node';
import { NodeFolder } from './node-folder';

const bindings: readonly Binding[] = [
  { name: 'database.writer', parameter: '/mattermost/x/database/writer', holds: 'value' },
  { name: 'database.readers', parameter: '/mattermost/x/database/readers', holds: 'list' },
  { name: 'database.secret', parameter: '/mattermost/x/database/secret', holds: 'secret' },
  { name: 'secrets.licence', parameter: '/mattermost/x/secrets/licence', holds: 'secret' },
];
const user = { binding: 'database.secret', key: 'username', encode: 'url' } as const;
const password = { ...user, key: 'password' } as const;
const plain = { binding: 'database.secret', key: 'password' } as const;
const plan = textPlan(
  {
    LITERAL: ['a "literal"'],
    WRITER: late`postgres://${user}:${password}@${{ binding: 'database.writer' }}:5432/x`,
    READERS: late`postgres://${user}:${password}@${{ binding: 'database.readers' }}:5432/x`,
    PLAIN: [plain],
    LICENCE: [{ binding: 'secrets.licence' }],
  },
  bindings,
);

const characters = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary-ascii' }));
const passwords = fc.sample(
  characters.filter((text) => text !== '' && !text.includes('\0')),
  { numRuns: 200, seed: 1 },
);

interface World {
  readonly parameters: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}
const world = (secret: string, readers?: string): World => ({
  parameters: {
    '/mattermost/x/database/writer': 'writer',
    '/mattermost/x/database/secret': 'arn',
    '/mattermost/x/secrets/licence': 'arn-licence',
    ...(readers && { '/mattermost/x/database/readers': readers }),
  },
  secrets: { arn: secret, 'arn-licence': 'the licence\n' },
});
const login = (secret: string): string => JSON.stringify({ username: 'me & you', password: secret });

let folder: NodeFolder;
beforeAll(() => {
  folder = new NodeFolder([awsFile, composeFile]);
});
afterAll(() => folder.remove());

const composed = (texts: TextPlan, worlds: readonly World[]) =>
  folder.python<Readonly<Record<string, string>>[]>(
    `import compose
def made(world):
    read = lambda names, may_lack: {name: world['parameters'][name] for name in names if name in world['parameters'] or name not in may_lack}
    return compose.compose(told[0], read, lambda arn: world['secrets'][arn])
print(json.dumps([made(world) for world in told[1]]))`,
    [texts, worlds],
  );

/** Reads a line of an EnvironmentFile as systemd does: systemd, src/basic/env-file.c. */
function readBack(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name, value] of text.matchAll(/^(\w+)="((?:[^"\\]|\\[^])*)"$/gm)) {
    found[name!] = value!.replace(/\\(["\\$`])/g, '$1');
  }
  return found;
}

describe('texts with late values', () => {
  requires('python3')('are made whole, for 200 passwords of any characters', async () => {
    const worlds = passwords.map((secret) => world(login(secret), 'reader-1,reader-2'));
    const texts = await composed(plan, worlds);
    passwords.forEach((secret, n) => {
      const { WRITER, READERS, ...rest } = texts[n]!;
      expect(rest).toEqual({ LITERAL: 'a "literal"', PLAIN: secret, LICENCE: 'the licence' });
      const urls = [WRITER!, ...READERS!.split(' ')].map((text) => new URL(text));
      expect(urls.map(({ host }) => host)).toEqual(['writer:5432', 'reader-1:5432', 'reader-2:5432']);
      for (const url of urls) {
        expect([decodeURIComponent(url.username), decodeURIComponent(url.password)]).toEqual(['me & you', secret]);
      }
    });
  });

  requires('python3')('are left out where their list is empty', async () => {
    const [texts] = await composed(plan, [world(login('x'))]);
    expect(Object.keys(texts!)).toEqual(['LITERAL', 'WRITER', 'PLAIN', 'LICENCE']);
  });

  requires('python3')('ask for each secret once', async () => {
    const asked = await folder.python<string[]>(
      `import compose
asked = []
def reveal(arn):
    asked.append(arn)
    return told[1]['secrets'][arn]
compose.compose(told[0], lambda names, may_lack: told[1]['parameters'], reveal)
print(json.dumps(asked))`,
      [plan, world(login('x'), 'r')],
    );
    expect(asked.sort()).toEqual(['arn', 'arn-licence']);
  });

  requires('python3').each([
    ['is no JSON', 'pass-word'],
    ['is JSON of another form', '"pass-word"'],
    ['lacks the key', '{"username":"x","pass":"pass-word"}'],
  ])('fails where a secret %s, without its words', async (_, secret) => {
    const refused = composed(plan, [world(secret)]);
    await expect(refused).rejects.toThrow(
      /^aws.AwsError: the secret of parameter \/mattermost\/x\/database\/secret is no JSON object with (username|password)$/,
    );
    await expect(refused).rejects.not.toThrow('pass-word');
  });

  test('fails on a late value without a parameter, and names both', () => {
    expect(() => textPlan({ X: [{ binding: 'cache.primary' }] }, bindings)).toThrow(
      "a text mentions 'cache.primary'; allowed: database.writer, database.readers, database.secret, secrets.licence",
    );
  });
});

describe('the environment file', () => {
  requires('python3')('gives back what was written, for 200 texts of any characters', async () => {
    const texts = Object.fromEntries(passwords.map((text, n) => [`MM_${n}`, text]));
    const path = folder.path('/environment');
    folder.write('/environment.part', 'left by another run', 0o644);
    await folder.python(`import compose\ncompose.write_environment(told[0], told[1])\nprint(json.dumps(True))`, [
      path,
      texts,
    ]);
    expect(readBack(folder.read('/environment'))).toEqual(texts);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

test('every setting of a plan is in the environment plan, with a parameter for each late value', () => {
  const { settings, bindings: bound } = appNode({ concurrentUsers: '200k', smtp: 'smtp://mail.example.com:587' });
  const environment = environmentPlan(settings, bound);
  expect(Object.keys(environment)).toEqual(settings.map(({ env }) => env));
  expect(environment.MM_SQLSETTINGS_DATASOURCE).toContainEqual({
    parameter: '/mattermost/mattermost/database/secret',
    holds: 'secret',
    key: 'password',
    encode: 'url',
  });
  expect(environment.MM_SQLSETTINGS_DATASOURCEREPLICAS).toContainEqual({
    parameter: '/mattermost/mattermost/database/readers',
    holds: 'list',
  });
});
