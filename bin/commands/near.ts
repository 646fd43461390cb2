/** How many letters must be inserted, removed or changed to make one word of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      next.push(Math.min(row[j]! + Number(letter !== b[j]), row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

const most = 6;
/** A longer word is cut: it is near to nothing, and comparing it takes its length. */
const longest = 200;

/** The names that a mistyped one may have meant, nearest first: what holds its parts or lies above it, then by letters. */
export function near(word: string, names: readonly string[]): string[] {
  const sought = word.slice(0, longest).toLowerCase();
  const ranked = names.map((name) => {
    const known = name.toLowerCase();
    const within = sought.startsWith(`${known}.`) || sought.split('.').every((part) => known.includes(part));
    return { name, rank: within ? Math.abs(known.length - sought.length) / longest : distance(sought, known) };
  });
  return ranked
    .filter(({ name, rank }) => rank <= Math.max(1, name.length / 3))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ name }) => name);
}
