/**
 * Starts a PostgreSQL and a Redis with what plans and constructs say, and uses them as servers do. Prints a line a
 * statement and `N passed, N failed, N skipped`; at most 60 s. It runs in namespaces of its own: hosts of AWS lead to
 * loopback there, and what it started ends with it.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInstalled, programs } from '../../installed';
import { apart, lacking } from '../proxy/namespace';
import { Client } from './client';
import { hasPostgres } from './postgres';
import { end, stopped } from './statement';

function missing(): string | undefined {
  if (!hasPostgres()) return 'PostgreSQL: apt-get install postgresql';
  if (!isInstalled('go')) return `go: ${programs.go.hint}`;
  return lacking('redis-server', 'redis-cli', 'openssl');
}

/** Builds the client while there is a network, then goes where there is none. */
function judge(): number {
  const folder = mkdtempSync(join(tmpdir(), 'stores-'));
  try {
    // Another account than this one runs the servers.
    chmodSync(folder, 0o755);
    new Client(folder).build();
    Object.assign(process.env, { TMPDIR: folder, CDK_VALIDATION: 'false' });
    return apart(join(__dirname, 'judge.ts'), 90);
  } catch (error) {
    return stopped(error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const lack = missing();
const inCi = Number(Boolean(process.env.CI));
if (lack) console.log(`the stores are not judged, for they need ${lack}`);
process.exitCode = lack ? end(0, inCi, 1 - inCi) : judge();
