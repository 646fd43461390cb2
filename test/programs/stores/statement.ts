/** What has to hold; the proof may say what else was seen. */
export type Statement = readonly [what: string, proof: () => Promise<string | void> | string | void];

/** Prints the last line, and is the exit code. */
export function end(passed: number, failed: number, skipped = 0): number {
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 ? 0 : 1;
}

/** For what ends a run before its statements do. */
export function stopped(error: unknown): number {
  console.log(`FAILED ${error instanceof Error ? error.message : String(error)}`);
  return end(0, 1);
}

/** Proves one statement after another, with a line for each. */
export async function judged(statements: readonly Statement[]): Promise<number> {
  const counts = { passed: 0, failed: 0 };
  for (const [what, proof] of statements) {
    const started = Date.now();
    const [held, note] = await Promise.resolve()
      .then(proof)
      .then(
        (seen) => [true, seen ?? ''] as const,
        (error: Error) => [false, error.message] as const,
      );
    counts[held ? 'passed' : 'failed'] += 1;
    const took = ((Date.now() - started) / 1_000).toFixed(1);
    console.log(`${held ? 'ok' : 'FAILED'} ${took} s ${what}${note === '' ? '' : `: ${note}`}`);
  }
  return end(counts.passed, counts.failed);
}
