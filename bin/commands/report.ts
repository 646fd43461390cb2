import type { Paint } from './output';
import { indented, printable, renderTable, textOf, type Cell, type Table } from './table';

/** A part of a section. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Cell[] }
  | { readonly kind: 'commands'; readonly lines: readonly string[] }
  | ({ readonly kind: 'table' } & Table);

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** What a command has to say, before it is text or markdown. */
export interface Report {
  readonly title: string;
  readonly sections: readonly Section[];
}

export const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
export const list = (items: readonly Cell[]): Block => ({ kind: 'list', items });
export const commands = (...lines: readonly string[]): Block => ({ kind: 'commands', lines });
export const table = (of: Table): Block => ({ kind: 'table', ...of });

type Renderings = { readonly [K in Block['kind']]: (block: Extract<Block, { kind: K }>) => string };

const render = (renderings: Renderings, block: Block): string =>
  (renderings[block.kind] as (block: Block) => string)(block);

/** Lines of at most 100 columns, for a terminal. */
export function asText({ title, sections }: Report, paint: Paint): string {
  const item = (cell: Cell) => {
    const lines = indented(textOf(cell), 2);
    const tone = typeof cell === 'string' ? undefined : cell.tone;
    return `- ${lines
      .slice(2)
      .split('\n')
      .map((line) => paint(line, tone))
      .join('\n')}`;
  };
  const renderings: Renderings = {
    paragraph: ({ text }) => indented(text, 0),
    list: ({ items }) => items.map(item).join('\n'),
    commands: ({ lines }) => lines.map((line) => `  ${printable(line)}`).join('\n'),
    table: (block) => renderTable(block, paint),
  };
  const heading = (text: string, rule: string) =>
    `${paint(text, 'heading')}\n${paint(rule.repeat(text.length), 'aside')}`;
  return [
    heading(title, '='),
    ...sections.flatMap((section) => [
      heading(section.title, '-'),
      ...section.blocks.map((block) => render(renderings, block)),
    ]),
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}

/** What markdown would read as marks. */
const escaped = (text: string): string =>
  printable(text)
    .replace(/[\\`*<>|]/g, (mark) => `\\${mark}`)
    .replaceAll('\n', '<br>');

/** GitHub's markdown. */
export function asMarkdown({ title, sections }: Report): string {
  const row = (cells: readonly Cell[]) => `| ${cells.map((cell) => escaped(textOf(cell))).join(' | ')} |`;
  const renderings: Renderings = {
    paragraph: ({ text }) => escaped(text),
    list: ({ items }) => items.map((cell) => `- ${escaped(textOf(cell))}`).join('\n'),
    commands: ({ lines }) => ['```sh', ...lines.map(printable), '```'].join('\n'),
    table: ({ head, rows, right = [] }) => {
      const columns = head ?? (rows[0] ?? []).map(() => '');
      const rule = columns.map((_, column) => (right.includes(column) ? '---:' : '---'));
      return [row(columns), `| ${rule.join(' | ')} |`, ...rows.map(row)].join('\n');
    },
  };
  return [
    `# ${escaped(title)}`,
    ...sections.flatMap((section) => [
      `## ${escaped(section.title)}`,
      ...section.blocks.map((block) => render(renderings, block)),
    ]),
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}
