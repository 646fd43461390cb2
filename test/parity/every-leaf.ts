import type { Engine } from '../../architectures/engines';
import { planArchitecture, type Plan, type Request } from '../../architectures/sizing';
import { contract, type PlanPath, type Scalar } from '../../constructs/spec';
import { leavesOf, pathsOf } from '../sizing/leaves';
import { otherOf, withLeaf, type Base, type Other } from './other-plans';
import { engines, renderings } from './rendered';
import type { Statements, Verdict } from './statements';
import { unread } from './unread';

type Texts = Readonly<Record<Engine, string>>;
const textsOf = (plan: Plan): Texts => ({ cdk: renderings.cdk.textOf(plan), cdktf: renderings.cdktf.textOf(plan) });

/** A plan, and what each engine makes of it. */
interface Rendered extends Base {
  readonly texts: Texts;
}

/** Two plans with every component, both load balancers, and a server that is and one that is not in the data. */
const requests: Readonly<Record<string, Request>> = {
  '15k': { concurrentUsers: '15k', cache: 'redis', smtp: 'smtp://mail.example.com:587' },
  '1k alb': {
    concurrentUsers: '1k',
    proxy: 'alb',
    exposure: 'private',
    egress: 'http://proxy.example.com:3128',
    version: '11.8.5',
    sha256: '0'.repeat(64),
  },
};

/** Each leaf is changed alone, and what both engines make of the plan has to change. */
export async function stateEveryLeaf(statements: Statements): Promise<void> {
  const plans = Object.entries(requests).map(([name, asked]): Rendered => {
    const request = { ...asked, domainName: 'chat.example.com' };
    const plan = planArchitecture(request);
    return { name, request, plan, texts: textsOf(plan) };
  });
  for (const { name, plan, texts } of plans) {
    await statements.state(`${name} is rendered the same twice`, () => ({
      problems: changedFrom(texts, plan).map((engine) => `${renderings[engine].name} is another`),
    }));
  }
  const kinds = plans.flatMap(({ plan }) => Object.keys(plan.components));
  await statements.state('the plans have every component', () => ({
    problems: Object.keys(contract).filter((kind) => !kinds.includes(kind)),
  }));

  const paths = new Set(plans.flatMap(({ plan }) => pathsOf(plan.components)));
  for (const path of paths) {
    const having = plans.filter(({ plan }) => pathsOf(plan.components).includes(path));
    const reason = unread[path];
    await statements.state(`${path} is read by ${reason ? `neither engine, for ${reason}` : 'both engines'}`, () =>
      judge(path, having, reason ? [] : engines),
    );
  }
  const gone = (Object.keys(unread) as PlanPath[]).filter((path) => !paths.has(path));
  await statements.state('what no engine reads is a leaf of a plan', () => ({ problems: gone }));
}

/** Wherever the planner accepts another value of the leaf, those read it who should, and nobody else. */
function judge(path: PlanPath, plans: readonly Rendered[], readers: readonly Engine[]): Verdict {
  const problems: string[] = [];
  const notes: string[] = [];
  const refusals: string[] = [];
  for (const base of plans) {
    const other = otherOf(base, path);
    if (!('plan' in other)) {
      refusals.push(...other.map(({ what, given }) => `${what} in ${base.name}; given ${given}`));
      continue;
    }
    const change = `${brief(leavesOf(base.plan.components)[path]!)} -> ${brief(other.value)} in ${base.name}`;
    const { by, how } = readingOf(base, path, other);
    notes.push(`${change}${how}`);
    for (const engine of engines) {
      const reads = by.includes(engine);
      if (reads !== readers.includes(engine)) {
        problems.push(`${change} changes ${reads ? 'something' : 'nothing'} in ${renderings[engine].name}`);
      }
    }
  }
  if (!notes.length)
    problems.push('neither the planner accepts another value nor does other-plans.ts ask for one:', ...refusals);
  return { problems, note: notes.join('; ') };
}

/** The end of a long text is where it differs. */
const brief = (value: Scalar): string => String(value).replace(/^.{3,}(?=.{20}$)/, '…');

/** Parts of a plan that the planner works out from its components, and that engines read themselves or through another part. */
const workedOut = [
  'settings',
  'bindings',
  'traffic',
  'access',
  'alarms',
  'bootFiles',
] as const satisfies (keyof Plan)[];

/** Which engines read a leaf: from its component, else from what was worked out from it. */
function readingOf(
  { plan, texts }: Rendered,
  path: PlanPath,
  { value, plan: other }: Other,
): { readonly by: readonly Engine[]; readonly how: string } {
  const rendering = changedFrom(texts, { ...plan, components: withLeaf(plan.components, path, value) });
  if (rendering.length) return { by: rendering, how: ', rendered' };
  const parts = workedOut.filter((part) => JSON.stringify(plan[part]) !== JSON.stringify(other[part]));
  if (!parts.length) return { by: [], how: '' };
  const by = changedFrom(texts, { ...plan, ...Object.fromEntries(parts.map((part) => [part, other[part]])) });
  return { by, how: `, by ${parts.join(' and ')}` };
}

function changedFrom(texts: Texts, plan: Plan): Engine[] {
  const now = textsOf(plan);
  return engines.filter((engine) => now[engine] !== texts[engine]);
}
