import type { Paint, Tone } from './output';

/** Every line of text fits this many columns. */
export const lineWidth = 100;

/** A text, or a text that is coloured on a terminal. */
export type Cell = string | { readonly text: string; readonly tone: Tone };

export interface Table {
  /** Headings; without them the first column names what the others say. */
  readonly head?: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Columns of numbers, from 0. */
  readonly right?: readonly number[];
}

export const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.text);
const toneOf = (cell: Cell): Tone | undefined => (typeof cell === 'string' ? undefined : cell.tone);

/** Shows control characters, which could move the cursor or colour the terminal, instead of sending them. */
export const printable = (text: string): string =>
  // eslint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/g, (control) => {
    return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });

/** Lines of at most so many columns; a word that is longer than a line is cut, behind punctuation where it has any. */
export function wrap(text: string, width: number): string[] {
  return printable(text)
    .split('\n')
    .flatMap((line) => {
      const lines: string[] = [];
      for (const piece of line.split(' ').flatMap((word) => pieces(word, width))) {
        const last = lines.at(-1);
        if (last !== undefined && last.length + 1 + piece.length <= width) lines[lines.length - 1] = `${last} ${piece}`;
        else lines.push(piece);
      }
      return lines;
    });
}

function pieces(word: string, width: number): string[] {
  const found: string[] = [];
  let rest = word;
  while (rest.length > width) {
    const behindPunctuation = rest.slice(0, width).search(/[^/,;:&?=@._-]*$/);
    const cut = behindPunctuation > width / 3 ? behindPunctuation : width;
    found.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...found, rest];
}

/** Lines of at most 100 columns, each behind so many blanks. */
export const indented = (text: string, indent: number): string =>
  wrap(text, lineWidth - indent)
    .map((line) => `${' '.repeat(indent)}${line}`)
    .join('\n');

/** A label, and beside it a text whose lines all begin in the same column. */
export function labelled(label: string, text: string, column: number, paint: Paint): string {
  const lines = wrap(text, lineWidth - column).map((line) => `${' '.repeat(column)}${line}`);
  return `  ${paint(label, 'aside')}${lines.join('\n').slice(2 + label.length)}`;
}

const gap = '  ';
/** A column is not made narrower than its longest word, unless that is longer than this. */
const leastWidth = 44;

/** The width of each column: as wide as its text; where that is too wide, the widest give way. */
function widths(lines: readonly (readonly string[])[], available: number): number[] {
  const columns = lines[0]!.map((_, column) => lines.map((line) => line[column] ?? ''));
  const longest = (texts: readonly string[]) => Math.max(...texts.map(({ length }) => length));
  const found = columns.map((texts) => longest(texts.flatMap((text) => text.split('\n'))));
  const least = columns.map((texts) => Math.min(longest(texts.flatMap((text) => text.split(/\s/))), leastWidth));
  for (let excess = found.reduce((total, width) => total + width, -available); excess > 0;) {
    const roomy = found.map((width, i) => (width > least[i]! ? width : 0));
    const candidates = roomy.some(Boolean) ? roomy : found;
    const [widest = 0, next = 0] = [...candidates].sort((a, b) => b - a);
    const giving = candidates.indexOf(widest);
    const floor = candidates === roomy ? Math.max(next, least[giving]!) : next;
    const given = Math.max(1, Math.min(excess, widest - floor));
    found[giving]! -= given;
    excess -= given;
  }
  return found;
}

/** A table as lines of text: headings over a rule, columns apart by blanks, long texts wrapped in their column. */
export function renderTable({ head, rows, right = [] }: Table, paint: Paint): string {
  const all = [...(head ? [head] : []), ...rows];
  if (all.length === 0) return '';
  const available = lineWidth - gap.length * (all[0]!.length - 1);
  const colWidths = widths(
    all.map((row) => row.map((cell) => printable(textOf(cell)))),
    available,
  );
  const line = (text: string, column: number, tone: Tone | undefined): string => {
    const blanks = ' '.repeat(colWidths[column]! - text.length);
    const painted = text && paint(text, tone);
    return right.includes(column) ? blanks + painted : painted + blanks;
  };
  const linesOf = (row: readonly Cell[], tone?: Tone): string[] => {
    const cells = row.map((cell, column) => wrap(textOf(cell), colWidths[column]!));
    const height = Math.max(...cells.map(({ length }) => length));
    return Array.from({ length: height }, (_, i) =>
      cells
        .map((lines, column) => line(lines[i] ?? '', column, tone ?? toneOf(row[column]!)))
        .join(gap)
        .trimEnd(),
    );
  };
  const rule = colWidths.map((width) => '-'.repeat(width));
  return [
    ...(head ? [...linesOf(head, 'heading'), ...linesOf(rule, 'aside')] : []),
    ...rows.flatMap((row) => linesOf(row)),
  ].join('\n');
}
