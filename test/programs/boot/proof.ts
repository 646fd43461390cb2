import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Deployment } from './deployment';
import type { Machine } from './machine';

/** A case: what it shows, and how. */
export type Proof = readonly [what: string, proof: () => Promise<void> | void];

/** Waits until something holds, and says what did not. */
export async function until(what: string, limit: number, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + limit * 1_000;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `not within ${limit} s: ${what}`);
    await pause(100);
  }
}

export const joined = (node: Machine, limit = 40): Promise<void> =>
  until('the node is ready', limit, () => node.log.includes(' ready after '));

/** Lifecycle hooks that nodes have completed, and how. */
export const results = ({ cloud }: Deployment): readonly string[] =>
  cloud.of('CompleteLifecycleAction').map((p) => `${p.LifecycleHookName} ${p.LifecycleActionResult}`);

/** Signals that the stack has had. */
export const signals = ({ cloud }: Deployment): readonly string[] =>
  cloud.of('SignalResource').map((p) => `${p.StackName} ${p.LogicalResourceId} ${p.Status}`);

/** What the agent of the health check says to a proxy. */
export const agentSays = ({ address }: Machine): Promise<string> =>
  new Promise((resolve) => {
    let said = '';
    const socket = connect(8068, address);
    socket.on('data', (chunk) => (said += chunk.toString()));
    socket.on('close', () => resolve(said)).on('error', () => resolve('nothing'));
  });

/** Proxies hear from the node that it takes requests. */
export const serves = (node: Machine): Promise<void> =>
  until('the agent says that it is ready', 8, async () => (await agentSays(node)) === 'up ready\n');

/** Command lines of all processes, the nodes' among them. */
export const commandLines = (): string =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    })
    .join('\n');
