import { planArchitecture, PlanError, type Issue, type Plan, type Request } from '../../architectures/sizing';
import type { Components, PlanPath, Scalar } from '../../constructs/spec';
import { leavesOf, type Leaves } from '../sizing/leaves';
import { planOrRefusal } from './refusal';

/** A plan, and the request that it was made for. */
export interface Base {
  readonly name: string;
  readonly request: Request;
  readonly plan: Plan;
}

/** A plan in which one leaf is another, and every other leaf is held at what it was. */
export interface Other {
  readonly value: Scalar;
  readonly plan: Plan;
}

/** Leaves that may be pinned to nothing else than what follows from the request: another request. */
const asked: Readonly<Partial<Record<PlanPath, Partial<Request>>>> = {
  'appFleet.server.version': { version: '11.8.6', sha256: '0'.repeat(64) },
  'loadBalancer.type': { proxy: 'alb' },
  'loadBalancer.listener': { listener: 'http' },
};

/**
 * The plan with the first other value of a leaf that the planner accepts, so that what follows from this leaf and nothing
 * else is worked out again.
 * @returns what the planner says where it accepts none
 */
export function otherOf(base: Base, path: PlanPath): Other | readonly Issue[] {
  const leaves = leavesOf(base.plan.components);
  const pinned = (value: Scalar) => planOrRefusal({ ...base.request, pins: { ...leaves, [path]: value } });
  const refusals: Issue[] = [];
  for (const value of othersOf(leaves[path]!, pinned)) {
    const plan = pinned(value);
    if (!(plan instanceof PlanError)) return { value, plan };
    refusals.push(...plan.issues);
  }
  return following(base.request, leaves, path) ?? refusals;
}

/** What may be another value: a number near it, the opposite, a text with the next number, or one that a refusal names. */
function othersOf(value: Scalar, pinned: (value: Scalar) => Plan | PlanError): readonly Scalar[] {
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'number')
    return [...new Set([value + 1, value - 1, value + 2, value * 2])].filter(notThe(value));
  const refused = pinned('none of them');
  const named = refused instanceof PlanError ? refused.issues.flatMap(({ allowed = '' }) => allowed.split(', ')) : [];
  return [next(value), `${value}2`, ...named].filter(notThe(value));
}

const notThe = (value: Scalar) => (other: Scalar) => other !== value;

/** The last number in a text is one more, and as long as before. */
const next = (text: string): string =>
  text.replace(/\d+(?=\D*$)/, (digits) => String(Number(digits) + 1).padStart(digits.length, '0'));

/** Another request that the leaf follows. */
function following(request: Request, leaves: Leaves, path: PlanPath): Other | undefined {
  if (!asked[path]) return undefined;
  const another = { ...request, ...asked[path] };
  const free = leavesOf(planArchitecture(another).components);
  const value = free[path]!;
  if (value === leaves[path]) return undefined;
  // A component that the other request does not have has no leaves to hold.
  const held = Object.entries(leaves).filter(([name]) => name in free && name !== path);
  return { value, plan: planArchitecture({ ...another, pins: Object.fromEntries(held) }) };
}

/** Components in which one leaf is another, and nothing that follows from it. */
export const withLeaf = (components: Components, path: PlanPath, value: Scalar): Components =>
  changed(components, path, value) as Components;

/** A name may itself hold a dot. */
const changed = (node: object, path: string, value: Scalar): object =>
  Object.fromEntries(
    Object.entries(node).map(([key, child]: [string, unknown]) => {
      if (path === key) return [key, value];
      return [key, path.startsWith(`${key}.`) ? changed(child as object, path.slice(key.length + 1), value) : child];
    }),
  );
