/** How the programs of the rehearsals begin and end. */
import { sizeNames, type SizeName } from '../../architectures/sizing';

/** The sizes of the command line, by default 1k. Another word ends the program with 2 and names the command. */
export function readSizes(command: string): readonly SizeName[] {
  const given = process.argv.slice(2);
  const unknown = given.find((word) => !isSize(word));
  if (unknown !== undefined) {
    console.error(`'${unknown}' is no size; allowed: ${sizeNames.join(', ')}; ${command}`);
    process.exit(2);
  }
  return given.length > 0 ? given.filter(isSize) : ['1k'];
}

const isSize = (word: string): word is SizeName => (sizeNames as string[]).includes(word);

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
