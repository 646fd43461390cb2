import { strict as assert } from 'node:assert';
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import type { BootFile } from '../../../constructs/boot/node';
import { adminSocket, backend } from '../../../constructs/boot/haproxy';

/** Where the programs of the node find AWS and the metadata of their instance. */
export const cloudPort = 4566;

/** What differs from the files of a node: this machine may not open as many files, and a minute is long for a test. */
const adapted: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>> = {
  '/etc/haproxy/haproxy.cfg': [['maxconn 200000', 'maxconn 2000']],
  '/usr/local/bin/mattermost-watch': [
    ['(60, report)', '(2, report)'],
    ['(20, check)', '(2, check)'],
    ['SETTLE = 30', 'SETTLE = 2'],
  ],
};

export function writeFiles(files: readonly BootFile[]): void {
  for (const { path, text, mode } of files) {
    const differing = adapted[path] ?? [];
    for (const [from] of differing) assert.ok(text.includes(from), `${path} no longer has ${from}`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      differing.reduce((all, [from, to]) => all.replace(from, to), text),
    );
    chmodSync(path, parseInt(mode, 8));
  }
  for (const path of ['/run/haproxy', '/var/log/nginx', '/var/cache']) mkdirSync(path, { recursive: true });
  // `systemctl stop nginx` as the unit of the distribution does it, only sooner.
  const stop = 'start-stop-daemon --stop --quiet --retry QUIT/1/TERM/5 --pidfile /run/nginx.pid';
  writeFileSync('/usr/local/bin/systemctl', `#!/bin/sh\nexec ${stop}\n`, { mode: 0o755 });
}

const log = '/run/programs.log';
/** What the programs said. */
export const said = (): string => readFileSync(log, 'utf8');

function start(command: string, ...args: readonly string[]): ChildProcess {
  const output = openSync(log, 'a');
  const cloud = `http://127.0.0.1:${cloudPort}`;
  return spawn(command, args, {
    stdio: ['ignore', output, output],
    env: {
      ...process.env,
      PATH: `${process.env.PATH}:/usr/sbin`,
      AWS_ENDPOINT_URL: cloud,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: cloud,
    },
  });
}
export const startHaproxy = () => start('haproxy', '-db', '-f', '/etc/haproxy/haproxy.cfg');
export const startNginx = () => start('nginx', '-g', 'daemon off;');
export const startWatch = () => start('/usr/local/bin/mattermost-watch');
export const ended = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** A slot of HAProxy's backend. */
export interface Slot {
  /** Address and port of its member. */
  readonly address: string;
  readonly status: string;
  /** How often it was chosen for a request. */
  readonly chosen: number;
}

export async function slots(): Promise<readonly Slot[]> {
  const text = await new Promise<string>((resolve, reject) => {
    let answer = '';
    const admin = connect(adminSocket, () => admin.write('show stat\n'));
    admin.on('data', (chunk) => (answer += chunk.toString()));
    admin.on('end', () => resolve(answer)).on('error', reject);
  });
  const [head, ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const [address, status, chosen] = ['addr', 'status', 'lbtot'].map((name) => head!.indexOf(name));
  return rows
    .filter(([of, name]) => of === backend && name!.startsWith('s'))
    .map((row) => ({ address: row[address!]!, status: row[status!]!, chosen: Number(row[chosen!]) }));
}

/** States of HAProxy's slots. */
export const slotStates = async (): Promise<readonly string[]> => (await slots()).map(({ status }) => status);
