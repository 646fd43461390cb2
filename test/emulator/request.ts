/** Requests that the app reads in place of the context's. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from './environment';

/** Writes the request that the app would make itself, but with pins, and answers the file. */
export function pinnedRequest(size: string, pins: Readonly<Record<string, unknown>>): string {
  const file = join(folder, `request-${Object.keys(pins).join('-')}.json`);
  writeFileSync(file, JSON.stringify({ id: 'mattermost', concurrentUsers: size, pins }, undefined, 2));
  return file;
}
