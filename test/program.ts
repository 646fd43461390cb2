/** How the long proofs end: programs of their own, which print a line a case. */

/** The program ends with the exit code of its work, or with 1 and the message of what stopped it. */
export function endWith(work: Promise<number>): void {
  work.then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    },
  );
}

/** A signal ends the program as any other end does: what it runs is ended with it. */
export function endOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
}
