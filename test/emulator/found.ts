/** What exists, by the services' own describe calls, and what differs between two looks. */
import { type Line } from './allowed';
import { type Emulator } from './emulator';

type Details = Readonly<Record<string, unknown>>;

/** Type -> physical id -> details. */
type Existing = Readonly<Record<string, Readonly<Record<string, Details>>>>;

export interface StackResource {
  readonly type: string;
  readonly logicalId: string;
  readonly id: string;
}

export interface Found {
  readonly existing: Existing;
  /** The stacks that are there, with what they list. */
  readonly stacks: Readonly<Record<string, readonly StackResource[]>>;
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export async function look(emulator: Emulator): Promise<Found> {
  return JSON.parse(await emulator.runScript('describe.py')) as Found;
}

/** What the stacks that are not in the base line list. */
export function ours(found: Found, base: Found): readonly StackResource[] {
  return Object.entries(found.stacks).flatMap(([name, list]) => (name in base.stacks ? [] : list));
}

/** The emulator makes none of them, and the list of gaps says so. */
const isCustom = ({ type }: StackResource): boolean => type.startsWith('Custom::');

/** Says how many of the resources exist; fails if one does not, or is of a type that nobody lists. */
export function checkFound(found: Found, resources: readonly StackResource[]): readonly string[] {
  const wanted = resources.filter((resource) => !isCustom(resource));
  if (wanted.length === 0) throw new Error('the stack has no resources');
  const missing = wanted.filter(({ type, id }) => !(id in (found.existing[type] ?? {})));
  if (missing.length > 0) {
    const lines = missing.map(({ type, logicalId, id }) => `${type} ${logicalId} (${id})`);
    throw new Error(`not found, or of a type that describe.py does not list:\n${lines.join('\n')}`);
  }
  const count = (list: readonly StackResource[]): string =>
    `${list.length} of ${new Set(list.map(({ type }) => type)).size} types`;
  const custom = resources.filter(isCustom);
  return [`${count(wanted)} found`, ...(custom.length ? [`not made: ${custom.length} custom resources`] : [])];
}

/** What differs between two looks, as fields of text. */
export interface Difference extends Line {
  readonly how: 'added' | 'changed' | 'removed';
  readonly type: string;
  readonly id: string;
  /** For what changed: the names of its details. */
  readonly details: string;
}

export function differences(before: Found, after: Found): readonly Difference[] {
  const types = namesOf(before.existing, after.existing);
  return types.flatMap((type) => {
    const old = before.existing[type] ?? {};
    const now = after.existing[type] ?? {};
    return namesOf(old, now).flatMap((id): Difference[] => {
      if (!(id in old)) return [{ how: 'added', type, id, details: '' }];
      if (!(id in now)) return [{ how: 'removed', type, id, details: '' }];
      const details = changedDetails(old[id] ?? {}, now[id] ?? {}).join(', ');
      return details ? [{ how: 'changed', type, id, details }] : [];
    });
  });
}

function changedDetails(old: Details, now: Details): readonly string[] {
  return namesOf(old, now).filter((name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]));
}

function namesOf(...records: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))].sort();
}

/** "removed 3 AWS::RDS::DBInstance", "changed 1 AWS::SSM::Parameter (Value)": one line for each kind. */
export function countByType(list: readonly Line[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { how, type, details } of list) {
    const kind = `${how} # ${type}${details ? ` (${details})` : ''}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => kind.replace('#', String(count)));
}
