/** Passwords that a deployment has made: where they must be, and where they must not. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { unzipSync } from 'fflate';
import type { Emulator } from '../emulator';

export interface Passwords {
  /** Text of each secret, by ARN. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Password of each database cluster, which no API of AWS tells. */
  readonly clusters: Readonly<Record<string, string>>;
}

export async function passwordsIn(emulator: Emulator): Promise<Passwords> {
  return JSON.parse(await emulator.runScript('passwords.py')) as Passwords;
}

/** The logins that were not there before, by ARN. */
export function logins(before: Passwords, { secrets }: Passwords): Readonly<Record<string, string>> {
  const made = Object.entries(secrets).filter(([arn]) => !(arn in before.secrets));
  return Object.fromEntries(made.map(([arn, text]) => [arn, (JSON.parse(text) as { password: string }).password]));
}

const ofDatabase = (arn: string): boolean => arn.includes(':secret:mattermost-database-');

/** The password of the database, which has to be that of its secret. */
export function samePassword(before: Passwords, now: Passwords): string {
  const [secret, ...others] = Object.entries(logins(before, now)).filter(([arn]) => ofDatabase(arn));
  const clusters = Object.entries(now.clusters);
  if (!secret || others.length > 0 || clusters.length !== 1) {
    throw new Error(`expected a secret of the database and a cluster; found: ${others.length + 1}, ${clusters.length}`);
  }
  const [[cluster, password]] = clusters as [[string, string]];
  if (secret[1] !== password)
    throw new Error(`the cluster ${cluster} has another password than the secret ${secret[0]}`);
  return password;
}

/** All that Terraform has written: files of the folder, plans unpacked, and what it said. */
function written(folder: string, log: string): ReadonlyMap<string, Buffer> {
  const found = new Map([[relative(folder, log), readFileSync(log)]]);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    // providers are links
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    const content = readFileSync(path);
    found.set(name, content);
    if (!name.endsWith('.tfplan')) continue;
    for (const [part, bytes] of Object.entries(unzipSync(content))) found.set(`${name}/${part}`, Buffer.from(bytes));
  }
  return found;
}

/**
 * Fails if one of the passwords is in anything that Terraform has written. As a proof that the search reads what is there, the
 * `known` text has to be in each of the `compulsory` places.
 */
export function nowhere(
  passwords: readonly string[],
  places: { readonly folder: string; readonly log: string },
  known: string,
  compulsory: readonly RegExp[],
): readonly string[] {
  if (passwords.length === 0) throw new Error('there is no password to look for');
  const texts = [...written(places.folder, places.log)];
  const names = (text: string): readonly string[] =>
    texts.filter(([, content]) => content.includes(text)).map(([name]) => name);
  const leaking = passwords.flatMap(names);
  if (leaking.length > 0) throw new Error(`a password is in:\n${leaking.join('\n')}`);
  const where = names(known);
  const unread = compulsory.filter((place) => !where.some((name) => place.test(name)));
  if (unread.length > 0) throw new Error(`${known} is expected in ${unread.join(', ')}; found in: ${where.join(', ')}`);
  return [`${passwords.length} passwords looked for in ${texts.length} files and parts of plans`];
}
