import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from '@jest/globals';

const folder = join(__dirname, 'golden');

/** Bytes that a golden may have: what a reviewer still reads. */
export const goldenBudget = 120_000;

/**
 * Compares a text with test/golden/<name>. `npm run golden:update` writes it; in CI a missing one fails, and so does one
 * above its budget of bytes.
 */
export function expectGolden(name: string, text: string, budget = goldenBudget): void {
  const file = join(folder, name);
  const { snapshotState } = expect.getState() as unknown as { snapshotState: { _updateSnapshot: string } };
  if (snapshotState._updateSnapshot === 'all') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  if (!existsSync(file)) throw new Error(`test/golden/${name} is missing: run 'npm run golden:update' and commit it`);
  const golden = readFileSync(file, 'utf8');
  if (golden !== text) {
    const [ours, theirs] = [text.split('\n'), golden.split('\n')];
    const at = ours.findIndex((line, i) => line !== theirs[i]);
    throw new Error(
      `test/golden/${name} differs from line ${at + 1} on:\n- ${theirs[at] ?? '(end)'}\n+ ${ours[at] ?? '(end)'}\n` +
        `if the change is meant, run 'npm run golden:update' and commit the result by itself`,
    );
  }
  expect(Buffer.byteLength(golden)).toBeLessThan(budget);
}

/** What stands in place of a text that nobody reads: two texts that differ differ here too. */
export const digest = (text: string): string =>
  `${text.length} characters, sha256 ${createHash('sha256').update(text).digest('hex')}`;

/** With sorted keys; every list keeps its order. What stands under some keys is rendered first, so that people can read it. */
export function normalised(node: unknown, rendered: Readonly<Record<string, (value: unknown) => unknown>>): unknown {
  if (Array.isArray(node)) return node.map((each) => normalised(each, rendered));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, normalised(rendered[key] ? rendered[key](value) : value, rendered)]),
  );
}
