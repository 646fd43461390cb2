import { setImmediate as turn } from 'node:timers/promises';

/** A statement holds if there are no problems with it. */
export interface Verdict {
  readonly problems: readonly string[];
  /** Said behind the statement. */
  readonly note?: string;
}

const secondsSince = (start: number): string => `${((performance.now() - start) / 1_000).toFixed(1)} s`;
const broken = (error: unknown): Verdict => ({ problems: [error instanceof Error ? error.message : String(error)] });

/** Judges statements one by one, prints a line for each, and counts them. */
export class Statements {
  private passed = 0;
  private failed = 0;

  /** Statements of one kind, and how long they take together. */
  async part(title: string, stateAll: () => Promise<void>): Promise<void> {
    const start = performance.now();
    console.log(title);
    try {
      await stateAll();
    } catch (error) {
      await this.state('all of this was stated', () => broken(error));
    }
    console.log(`        ${secondsSince(start)}\n`);
  }

  /** One that breaks does not hold; the others go on. Between two of them a signal is heard. */
  async state(statement: string, judge: () => Verdict): Promise<void> {
    await turn();
    const start = performance.now();
    const { problems, note } = verdictOf(judge);
    this[problems.length ? 'failed' : 'passed']++;
    const line = `${problems.length ? 'FAILED' : 'ok    '} ${secondsSince(start).padStart(7)}  ${statement}`;
    console.log(note ? `${line}: ${note}` : line);
    for (const text of problems.flatMap((problem) => problem.split('\n'))) console.log(`                  ${text}`);
  }

  /** Prints the last line. @returns the exit code: where nothing is stated, nothing is proved */
  finish(): number {
    console.log(`${this.passed} passed, ${this.failed} failed, 0 skipped`);
    return this.failed || !this.passed ? 1 : 0;
  }
}

function verdictOf(judge: () => Verdict): Verdict {
  try {
    return judge();
  } catch (error) {
    return broken(error);
  }
}
