/** Counts and prints the steps of the rehearsal, at most 100 columns wide. */

const columns = 100;

export class Steps {
  private passed = 0;
  private failed = 0;
  private skipped = 0;
  private broken = false;

  print(line: string): void {
    for (const part of line.split('\n')) console.log(part.length > columns ? `${part.slice(0, columns - 1)}…` : part);
  }

  /** A new row of steps: what failed before does not matter to it. */
  begin(title: string): void {
    this.broken = false;
    this.print(`\n${title}`);
  }

  /** Answers whether the work succeeded. A step that follows a failed one in its row is skipped: it builds on it. */
  async step(name: string, work: () => Promise<readonly string[]> | readonly string[]): Promise<boolean> {
    if (this.broken) return this.skip(name);
    const start = performance.now();
    const seconds = (): string => `${((performance.now() - start) / 1000).toFixed(1)} s`.padStart(7);
    try {
      const notes = await work();
      this.passed++;
      this.print(`  ok    ${seconds()}  ${name}`);
      for (const note of notes) this.printWrapped(note);
      return true;
    } catch (error) {
      this.failed++;
      this.broken = true;
      this.print(`  FAILED${seconds()}  ${name}`);
      this.printWrapped(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  skip(name: string): false {
    this.skipped++;
    this.print(`  skipped        ${name}`);
    return false;
  }

  /** What nothing can be run without: a failure in CI, elsewhere a skip that says what to install. */
  lack(what: string): void {
    if (process.env.CI) {
      this.failed++;
      this.print('  FAILED         everything: this is missing');
    } else this.skip('everything: this is missing');
    this.printWrapped(what);
  }

  get allPassed(): boolean {
    return this.failed === 0;
  }

  /** Prints the last line and answers the exit code. */
  finish(): number {
    this.print(`\n${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped`);
    return this.allPassed ? 0 : 1;
  }

  private printWrapped(text: string): void {
    const width = columns - 10;
    for (const line of text.split('\n')) {
      for (const part of line.match(new RegExp(`.{1,${width}}(\\s|$)|.{1,${width}}`, 'g')) ?? ['']) {
        this.print(`          ${part.trimEnd()}`);
      }
    }
  }
}
