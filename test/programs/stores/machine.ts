import { spawnSync } from 'node:child_process';
import { appendFileSync, chownSync, copyFileSync, mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Runs a program to its end. @throws Error with what it said */
export function run(command: string, args: readonly string[], as?: Account): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: 20_000, ...as });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${error?.message ?? (stderr || stdout).trim()}`);
  return stdout;
}

/** Whom a process runs as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: the account of its package, else nobody's. */
export function unprivileged(): Account {
  const name = spawnSync('id', ['postgres']).status === 0 ? 'postgres' : 'nobody';
  const number = (flag: '-u' | '-g') => Number(run('id', [flag, name]));
  return { uid: number('-u'), gid: number('-g') };
}

export function folderFor({ uid, gid }: Account, path: string): string {
  mkdirSync(path);
  chownSync(path, uid, gid);
  return path;
}

/** The name of a host leads to this machine, where nothing but loopback is. */
export const hostsHere = (names: readonly string[]): void =>
  appendFileSync('/etc/hosts', names.map((name) => `127.0.0.1 ${name}\n`).join(''));

export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate for hosts that is its own authority. */
export function certify(path: string, hosts: readonly string[], { uid, gid }: Account): Certificate {
  const made = { certificate: `${path}.pem`, key: `${path}.key` };
  const names = hosts.map((host) => `DNS:${host}`).join(',');
  const form = [
    '-x509',
    '-nodes',
    '-days',
    '1',
    '-subj',
    `/CN=${basename(path)}`,
    '-addext',
    `subjectAltName=${names}`,
  ];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  run('openssl', ['req', ...form, ...key, '-out', made.certificate, '-keyout', made.key]);
  for (const file of Object.values(made)) chownSync(file, uid, gid);
  return made;
}

/** Puts a file where the settings of a node say that it is. */
export function put(path: string, from: string): void {
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(from, path);
}
