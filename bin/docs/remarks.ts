import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** A choice that stands in a remark beside what was chosen: in the programs of the nodes, and where no leaf is. */
export interface Remark {
  /** Path from the root. */
  readonly file: string;
  /** The line that follows the remark. */
  readonly chosen: string;
  readonly because: string;
}

const marked = /(?<!")our choice: ?/i;
/** Whole lines that are a remark, in TypeScript or Python. */
const remarkLine = /^\s*(?:\/\*\*|\*\/|\*|\/\/|#) ?(.*?)(?: ?\*\/)?$/;

/** Every choice that is remarked on below a folder. */
export function remarksIn(root: string, folder: string): readonly Remark[] {
  const files = readdirSync(join(root, folder), { recursive: true })
    .map((name) => posix.join(folder, String(name)))
    .filter((name) => name.endsWith('.ts'))
    .sort();
  return files.flatMap((file) => remarksOf(file, readFileSync(join(root, file), 'utf8')));
}

function remarksOf(file: string, text: string): readonly Remark[] {
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    if (!marked.test(line)) return [];
    const inBlock = remarkLine.exec(line);
    // A docstring of one line, or a remark behind what it is about.
    if (!inBlock) return [{ file, chosen: (lines[at + 1] ?? '').trim(), because: sentence(line.replace(/"""$/, '')) }];
    let end = at;
    while (!line.endsWith('*/') && !lines[end]!.endsWith('*/') && remarkLine.test(lines[end + 1] ?? '')) {
      if (marked.test(lines[end + 1]!)) break;
      end += 1;
    }
    const block = lines.slice(at, end + 1).map((each) => remarkLine.exec(each)![1]!);
    return [{ file, chosen: (lines[end + 1] ?? '').trim(), because: sentence(block.join(' ')) }];
  });
}

/** What follows the mark. */
const sentence = (text: string): string => text.slice(text.search(marked)).replace(marked, '').trim();
