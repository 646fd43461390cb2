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
