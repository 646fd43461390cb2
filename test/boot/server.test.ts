import { createServer, type Server } from 'node:http';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect } from '@jest/globals';
import { serverFile } from '../../constructs/boot/server';
import { localSocket } from '../../constructs/boot/unit';
import { requires } from '../requires';
import { NodeFolder } from './node-folder';

type Answer = readonly [status: number, told: unknown];

/** The local API of a server: answers by request, and what was asked. */
let folder: NodeFolder;
let server: Server;
let answers: Readonly<Record<string, readonly Answer[]>>;
let asked: (readonly [request: string, body?: unknown])[];

beforeAll(async () => {
  folder = new NodeFolder([serverFile]);
  const path = folder.path(localSocket);
  mkdirSync(dirname(path), { recursive: true });
  server = createServer((request, response) => {
    const line = `${request.method} ${request.url}`;
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const before = asked.filter(([each]) => each === line).length;
      asked.push(text ? [line, JSON.parse(text)] : [line]);
      const [status, told] = answers[line]?.[before] ?? answers[line]?.at(-1) ?? [404, { message: 'not found' }];
      response.writeHead(status).end(JSON.stringify(told));
    });
  });
  await new Promise<void>((ready) => server.listen(path, ready));
});
afterAll(() => {
  server.close();
  folder.remove();
});
beforeEach(() => {
  asked = [];
});

const ask = (call: string) =>
  folder.python(
    `import server\nserver.PATIENCE, server.time.sleep = 2, lambda seconds: None\nprint(json.dumps(server.${call}))`,
  );
const create = () => ask(`create_administrator('admin', 'the password', 'admin@example.com')`);

const byName = 'GET /api/v4/users/username/admin';
const users = 'POST /api/v4/users';
const roles = 'PUT /api/v4/users/id/roles';
const made: Answer = [201, { id: 'id', roles: 'system_user' }];
const missing: Answer = [404, { message: 'not found' }];
const login = { username: 'admin', password: 'the password', email: 'admin@example.com', disable_welcome_email: true };

describe('the first administrator', () => {
  requires('python3')('is made and given its role', async () => {
    answers = { [users]: [made], [roles]: [[200, {}]] };
    expect(await create()).toBe(true);
    expect(asked).toEqual([
      [users, login],
      [roles, { roles: 'system_user system_admin' }],
    ]);
  });

  requires('python3')('has its role already as the first account of an empty server', async () => {
    answers = { [users]: [[201, { id: 'id', roles: 'system_admin system_user' }]] };
    expect(await create()).toBe(true);
    expect(asked).toHaveLength(1);
  });

  requires('python3').each([
    ['there', 200, true],
    ['not there', 404, false],
  ])('is looked for, and is %s', async (_, status, expected) => {
    answers = { [byName]: [[status, {}]] };
    expect(await ask(`there('admin')`)).toBe(expected);
  });

  requires('python3')('is left to a faster node also where a reader does not know the account yet', async () => {
    answers = { [byName]: [missing, [200, {}]], [users]: [[400, { message: 'exists' }]] };
    expect(await create()).toBe(false);
  });

  requires('python3').each([
    ['nobody', [], false],
    ['bots of plugins only', [{ is_bot: true }], false],
    ['an administrator who was renamed', [{ is_bot: true }, { username: 'chief' }], true],
  ])('is made on a new server only: %s', async (_, accounts, expected) => {
    answers = { 'GET /api/v4/users?per_page=200': [[200, accounts]] };
    expect(await ask('has_people()')).toBe(expected);
  });

  requires('python3')('is left to another node that was faster', async () => {
    answers = { [byName]: [[200, {}]], [users]: [[400, { message: 'exists' }]] };
    expect(await create()).toBe(false);
    expect(asked.map(([line]) => line)).toEqual([users, byName]);
  });

  requires('python3').each([
    [
      'making it',
      { [byName]: [missing], [users]: [[400, { message: 'that address is taken' }]] },
      'making admin: that address is taken',
    ],
    ['its role', { [users]: [made], [roles]: [[403, { message: 'no' }]] }, 'making admin an administrator: no'],
    ['looking for it', { [byName]: [[500, { message: 'broken' }]], [users]: [[400, {}]] }, 'looking for admin: broken'],
  ] as const)('fails where the server refuses %s, in its words and without the password', async (_, told, reason) => {
    answers = told;
    await expect(create()).rejects.toThrow(`server.Refused: ${reason}`);
  });
});

describe('what the server said last', () => {
  const withheld = (text: string, ...secrets: readonly string[]) =>
    folder.python<string>(`import server\nprint(json.dumps(server.withheld(*told)))`, [text, secrets]);
  const password = `p"w'\\%41 é漢`;

  requires('python3').each([
    ['as it is told', `no login with ${password}`, 'no login with ***'],
    ['of a URL', `no login with ${encodeURIComponent(password)}`, 'no login with ***'],
    ['in JSON', JSON.stringify({ msg: password }), '{"msg":"***"}'],
    ['twice', `${password}${password}`, '******'],
  ])('holds no secret %s', async (_, text, expected) => {
    expect(await withheld(text, encodeURIComponent(password))).toBe(expected);
  });

  requires('python3').each([
    ['postgres://user:other@db.example.com:5432/x', 'postgres://***@db.example.com:5432/x'],
    ['"redis://:other@cache:6379" and smtp://a@b', '"redis://***@cache:6379" and smtp://***@b'],
    ['https://chat.example.com and an-address@example.com', 'https://chat.example.com and an-address@example.com'],
  ])('holds no login of any URL: %s', async (text, expected) => {
    expect(await withheld(text, '')).toBe(expected);
  });
});

describe('a plugin', () => {
  const plugin = 'POST /api/v4/plugins/com.mattermost.calls/disable';

  requires('python3').each([
    ['is switched off', 200],
    ['needs no switching where it is not there', 404],
  ])('%s', async (_, status) => {
    answers = { [plugin]: [[status, {}]] };
    expect(await ask(`switch_off('com.mattermost.calls')`)).toBeNull();
    expect(asked).toEqual([[plugin]]);
  });

  requires('python3')('fails where the server refuses', async () => {
    answers = { [plugin]: [[501, { message: 'plugins are disabled' }]] };
    await expect(ask(`switch_off('com.mattermost.calls')`)).rejects.toThrow(
      'server.Refused: switching com.mattermost.calls off: plugins are disabled',
    );
  });
});
