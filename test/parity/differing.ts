import type { Fact } from './facts';

type Named = Readonly<Record<string, Fact>>;
const isNamed = (fact: Fact): fact is Named => typeof fact === 'object' && !Array.isArray(fact);

const longest = 160;
const shown = (fact: Fact): string => {
  const text = fact === undefined ? 'nothing' : JSON.stringify(fact);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
};

/** What is in a list and not in another, as often as it is there more often. */
function without(list: readonly Fact[], others: readonly Fact[]): readonly Fact[] {
  const rest = others.map(shown);
  return list.filter((each) => {
    const at = rest.indexOf(shown(each));
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

/** Facts that are not as promised, a line each: where, what was promised, what was found; of a list what it lacks and has besides. */
export function differing(promised: Fact, found: Fact, path = ''): string[] {
  if (isNamed(promised) && isNamed(found)) {
    const names = new Set([...Object.keys(promised), ...Object.keys(found)]);
    return [...names].flatMap((name) => differing(promised[name], found[name], path ? `${path}.${name}` : name));
  }
  if (JSON.stringify(promised) === JSON.stringify(found)) return [];
  const lists = Array.isArray(promised) && Array.isArray(found) && promised.length + found.length > 2;
  const [lacks, besides] = lists
    ? [
        without(promised as readonly Fact[], found as readonly Fact[]),
        without(found as readonly Fact[], promised as readonly Fact[]),
      ]
    : [promised, found];
  return [`${path}: promised ${shown(lacks)}, found ${shown(besides)}`];
}
