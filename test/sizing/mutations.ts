/** A copy of a value in which one leaf is another. */
export interface Mutation<T> {
  readonly path: string;
  readonly value: T;
}

const changed = (leaf: unknown): unknown => {
  if (typeof leaf === 'number') return leaf + 1;
  if (typeof leaf === 'string') return `${leaf}x`;
  return leaf;
};

const leavesOf = (node: unknown, path: readonly string[] = []): (readonly string[])[] =>
  typeof node === 'object' && node !== null
    ? Object.entries(node).flatMap(([key, child]) => leavesOf(child, [...path, key]))
    : typeof node === 'number' || typeof node === 'string'
      ? [path]
      : [];

/** One copy for each number and each text in a value: the number is one more, the text is one letter longer. */
export function mutations<T>(value: T): Mutation<T>[] {
  return leavesOf(value).map((path) => {
    const copy = structuredClone(value);
    const parent = path.slice(0, -1).reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], copy);
    const key = path[path.length - 1]!;
    (parent as Record<string, unknown>)[key] = changed((parent as Record<string, unknown>)[key]);
    return { path: path.join('.'), value: copy };
  });
}

/** One copy of a text for each number in it, in which that number is one more. */
export const textMutations = (text: string): string[] =>
  [...text.matchAll(/\d+/g)].map(
    ({ 0: digits, index }) => text.slice(0, index) + String(Number(digits) + 1) + text.slice(index + digits.length),
  );
