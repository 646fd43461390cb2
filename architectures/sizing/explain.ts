import type { Reason } from '../../constructs/spec';
import { valueAt } from './checks';
import type { Plan } from './plan';

/** One decision of a plan: where it stands, what it is, and why. */
export type Explanation = { readonly path: string; readonly value: unknown } & Reason;

/** Every decision: leaves of components, components left out, defaults of the request, rows of the matrices. */
export function explanations(plan: Plan): Explanation[] {
  const leaves = Object.entries(plan.reasons).map(([path, reason]) => ({
    path,
    value: path.startsWith('request.') ? valueAt(plan, path) : (valueAt(plan.components, path) ?? 'left out'),
    ...reason,
  }));
  const rows = (
    [
      ['settings', plan.settings.map(({ env, text, ...reason }) => [env, text, reason])],
      ['traffic', plan.traffic.map((row) => [row.id, `${row.from} -> ${row.to} ${row.port}/${row.protocol}`, row])],
      [
        'access',
        plan.access.map((row) => [
          row.id,
          `${row.who}: ${row.actions.join(', ')} on ${row.on}${row.suffix ?? ''}${conditionsOf(row.where)}`,
          row,
        ]),
      ],
      [
        'alarms',
        plan.alarms.map((row) => [
          row.id,
          `${row.counter ? 'growth of ' : ''}${row.statistic} ${row.metric} ${row.comparison} ${row.threshold} for ${row.periods} x ${row.periodSeconds} s`,
          row,
        ]),
      ],
    ] as const
  ).flatMap(([matrix, all]) =>
    all.map(([id, value, why]) => ({
      path: `${matrix}.${id as string}`,
      value,
      ...reasonOf(why as unknown as Reason),
    })),
  );
  return [...leaves, { path: 'licence', value: plan.licence.edition, ...plan.licence.reason }, ...rows];
}

/** The decision at a path, or all below it: `database.readers`, `database`, `alarms.writer-connections`, `settings`. */
export const explain = (plan: Plan, path: string): Explanation[] =>
  explanations(plan).filter((each) => each.path === path || each.path.startsWith(`${path}.`));

const conditionsOf = (where: Readonly<Record<string, string>> = {}): string =>
  Object.entries(where)
    .map(([key, value]) => ` where ${key} is ${value}`)
    .join('');

const reasonOf = ({ provenance, because, source }: Reason): Reason =>
  ({ provenance, because, ...(source && { source }) }) as Reason;
