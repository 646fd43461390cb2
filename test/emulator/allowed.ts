/** Holds what the emulator left out, or left behind, to lists in which every entry has a reason. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Something that a list may allow, as its fields. */
export type Line = Readonly<Record<string, string>>;

/** Its fields are regular expressions for the whole of a line's fields; `reason` is for people. */
export interface Entry {
  readonly reason: string;
  readonly [field: string]: string;
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

  /** Those of the lines that no entry allows. */
  refused(lines: readonly Line[]): readonly Line[] {
    return lines.filter((line) => {
      const matching = this.entries.filter((entry) => allows(entry, line));
      for (const entry of matching) this.used.add(entry);
      return matching.length === 0;
    });
  }

  /** The entries that matched nothing: to be deleted. */
  unused(): readonly string[] {
    const unused = this.entries.filter((entry) => !this.used.has(entry));
    return unused.map(
      (entry) =>
        `${this.file}: ${fieldsOf(entry)
          .map((field) => entry[field])
          .join(' | ')}`,
    );
  }
}

function fieldsOf(entry: Entry): readonly string[] {
  return Object.keys(entry).filter((field) => field !== 'reason');
}

function allows(entry: Entry, line: Line): boolean {
  return fieldsOf(entry).every((field) => new RegExp(`^(${entry[field]})$`).test(line[field] ?? ''));
}

/** The gap file of an emulator: one JSON object a line. */
export function readGaps(path: string): readonly Line[] {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Line);
}
