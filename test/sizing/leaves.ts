import type { Components, PlanPath } from '../../constructs/spec';

export type Leaves = Readonly<Record<string, string | number | boolean>>;

/** Every leaf of a plan's components by its path. */
export const leavesOf = (components: Components): Leaves => Object.fromEntries(walk(components, ''));

const walk = (node: object, at: string): (readonly [string, string | number | boolean])[] =>
  Object.entries(node).flatMap(([key, child]: [string, unknown]) =>
    typeof child === 'object' && child !== null
      ? walk(child, `${at}${key}.`)
      : [[`${at}${key}`, child as string | number | boolean] as const],
  );

/** The paths of the leaves, as the pins of a request name them. */
export const pathsOf = (components: Components): PlanPath[] => Object.keys(leavesOf(components)) as PlanPath[];
