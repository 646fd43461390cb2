/** Holds what the emulator left out, or left behind, to lists in which every entry has a reason. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Something that a list may allow, as its fields. */
export type Line = Readonly<Record<string, string>>;

/**
 * Its fields are regular expressions for the whole of a line's fields, and `size` is one for the sizes that it is
 * about, by default all; `reason` is for people.
 */
export interface Entry {
  readonly reason: string;
  readonly size?: string;
  readonly [field: string]: string | undefined;
}

export class AllowList {
  private readonly entries: readonly Entry[];
  private readonly used = new Set<Entry>();

  constructor(private readonly file: string) {
    this.entries = JSON.parse(readFileSync(join(__dirname, file), 'utf8')) as Entry[];
    for (const entry of this.entries) {
      if (!entry.reason) throw new Error(`${file}: an entry without a reason: ${JSON.stringify(entry)}`);
    }
  }

  /** Those of a size's lines that no entry allows. */
  refused(lines: readonly Line[], size: string): readonly Line[] {
    const ofSize = this.entries.filter((entry) => isAbout(entry, size));
    return lines.filter((line) => {
      const matching = ofSize.filter((entry) => allows(entry, line));
      for (const entry of matching) this.used.add(entry);
      return matching.length === 0;
    });
  }

  /** The entries that are about one of the sizes and matched nothing: to be deleted. */
  unused(sizes: readonly string[]): readonly string[] {
    const due = this.entries.filter((entry) => sizes.some((size) => isAbout(entry, size)));
    const unused = due.filter((entry) => !this.used.has(entry));
    return unused.map(
      (entry) =>
        `${this.file}: ${fieldsOf(entry)
          .map((field) => entry[field])
          .join(' | ')}`,
    );
  }
}

function fieldsOf(entry: Entry): readonly string[] {
  return Object.keys(entry).filter((field) => field !== 'reason' && field !== 'size');
}

const matches = (pattern: string | undefined, text: string): boolean => new RegExp(`^(${pattern})$`).test(text);

const isAbout = ({ size = '.*' }: Entry, given: string): boolean => matches(size, given);

const allows = (entry: Entry, line: Line): boolean =>
  fieldsOf(entry).every((field) => matches(entry[field], line[field] ?? ''));

/** The gap file of an emulator: one JSON object a line. */
export function readGaps(path: string): readonly Line[] {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Line);
}
