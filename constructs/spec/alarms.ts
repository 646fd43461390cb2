import type { ComponentKind } from './components';
import type { MetricOwner, Names } from './contract';
import type { AlarmSpec, Dimension } from './rows';

/** What CloudWatch knows the components by; an empty object for one that has no name. */
export type ComponentNames = { readonly [K in ComponentKind]?: Names<K> };

/** An alarm of a row: one for each element where a dimension is a list of names. */
export interface NamedAlarm {
  /** The row's, with `-1` and so on where there may be several. */
  readonly id: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly description: string;
}

/**
 * The alarms of a row, none where a list of names is empty.
 * @param path of the construct that makes them, for the error
 * @throws Error on a row about a component that is not in `names`
 */
export function alarmsOf(row: AlarmSpec, names: ComponentNames, path: string): readonly NamedAlarm[] {
  refuseAbsent(row, names, path);
  const dimensions = Object.entries(row.dimensions).map(
    ([name, dimension]) => [name, valueOf(dimension, names)] as const,
  );
  const several = dimensions.some(([, value]) => typeof value !== 'string');
  return combinations(dimensions).map((each, i) => ({
    id: several ? `${row.id}-${i + 1}` : row.id,
    dimensions: each,
    description: ascii(`${row.about}: ${row.because}`),
  }));
}

function refuseAbsent({ id, about, dimensions }: AlarmSpec, names: ComponentNames, path: string): void {
  const owners = Object.values(dimensions).flatMap((dimension) =>
    typeof dimension === 'string' ? [] : [ownerOf(dimension.named)[0]],
  );
  const absent = [about, ...owners].find((kind) => !names[kind]);
  if (absent) {
    const there = Object.keys(names).filter((kind) => names[kind as ComponentKind]);
    throw new Error(
      `alarm '${id}' of ${path} is about a component that is not there; given ${absent}; allowed: ${there.join(', ')}; give its names or leave the alarm out`,
    );
  }
}

const ownerOf = (owner: MetricOwner) => owner.split('.') as [ComponentKind, string];

function valueOf(dimension: Dimension, names: ComponentNames): string | readonly string[] {
  if (typeof dimension === 'string') return dimension;
  const [kind, name] = ownerOf(dimension.named);
  return (names[kind] as Readonly<Record<string, string | readonly string[]>>)[name]!;
}

/** One record for each way to choose a value of every dimension. */
const combinations = (
  dimensions: readonly (readonly [name: string, value: string | readonly string[]])[],
): readonly Record<string, string>[] =>
  dimensions.reduce<readonly Record<string, string>[]>(
    (chosen, [name, value]) => chosen.flatMap((record) => [value].flat().map((one) => ({ ...record, [name]: one }))),
    [{}],
  );

/** What CloudWatch takes as a description: at most 1,024 characters. */
const ascii = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]/g, '?')
    .slice(0, 1_024);
