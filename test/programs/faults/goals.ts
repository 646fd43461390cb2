import type { Received } from './app-node';
import type { Failure, Report } from './clients';
import type { Goals, Scenario } from './scenarios';

/** What was seen of a scenario. Times are milliseconds since 1970. */
export interface Course {
  readonly scenario: Scenario;
  readonly report: Report;
  /** The node that is hit. */
  readonly hit: string;
  readonly struck: number;
  /** When the fault was complete. */
  readonly done: number;
  /** When HAProxy took the node out, or sent it a first request where it is added; never is Infinity. */
  readonly noticed: number;
  /** When all was seen and the node was to come back, and when it was back. */
  readonly watched: number;
  readonly healed: number;
  /** What reached the node that is hit. */
  readonly reached: readonly Received[];
  /** How often each post was received. */
  readonly received: ReadonlyMap<string, number>;
}

export const seconds = (course: Course, at: number): number => (at - course.struck) / 1_000;
export const twice = (received: Course['received']): number =>
  [...received.values()].filter((times) => times > 1).length;
export const breaksOf = ({ report, hit }: Course, whose: 'hit' | 'others') =>
  report.breaks.filter(({ node }) => (node === hit) === (whose === 'hit'));
export const gapsOf = ({ report, hit }: Course, whose: 'hit' | 'others'): number =>
  Object.entries(report.gaps).reduce((sum, [node, gaps]) => sum + ((node === hit) === (whose === 'hit') ? gaps : 0), 0);

/** Our choice, milliseconds: HAProxy is asked each 50, and cuts what it has within some. */
const cutting = 150;
/** Our choice, milliseconds: a machine that is busy with uploads takes its time to pass on what a node was chosen for. */
const passing = 500;

type Excuse = (failure: Failure, course: Course) => boolean;
const isUnderWay = ({ sent, seen }: Failure, from: number, to: number): boolean => seen >= from && sent <= to;

/** Whether nobody could have kept a request from failing. */
const excuses: Readonly<Record<Goals['failed'], Excuse>> = {
  none: () => false,
  'under way': (failure, { struck, done, noticed }) =>
    isUnderWay(failure, struck, done) || isUnderWay(failure, noticed - cutting, noticed),
  'before noticed': (failure, { struck, noticed }) => failure.method === 'POST' && isUnderWay(failure, struck, noticed),
  measured: (failure, { struck, healed }) => isUnderWay(failure, struck, healed),
};

export function isExcused(failure: Failure, course: Course): boolean {
  const { failed, why = /^502$/ } = course.scenario.goals;
  return why.test(failure.why) && excuses[failed](failure, course);
}

/** `2 POST 502`, for each kind of failure. */
export function kinds(failures: readonly Failure[]): string {
  const counts = new Map<string, number>();
  for (const { method, why } of failures) {
    const kind = `${method} ${why}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
}

/** A rule, and what is wrong where it does not hold. */
type Rule = (course: Course) => string | false | undefined;

const rules: readonly Rule[] = [
  ({ report }) => report.posts < 100 && `only ${report.posts} posts were sent: nothing is proven`,
  ({ report, hit, scenario }) => !scenario.isAdded && !report.opened[hit] && 'no WebSocket was at the node that is hit',
  ({ received }) => twice(received) > 0 && `${twice(received)} posts were written twice`,
  ({ report, received }) =>
    received.size < report.written && `${report.written} posts were answered and ${received.size} written`,
  (course) => {
    const failed = course.report.failures.filter((failure) => !isExcused(failure, course));
    return failed.length > 0 && `${failed.length} requests failed without need: ${kinds(failed)}`;
  },
  (course) => {
    const others = course.scenario.goals.endsAll ? [] : breaksOf(course, 'others');
    return others.length > 0 && `${others.length} WebSockets of other nodes broke: ${others[0]!.why}`;
  },
  (course) => {
    const { ends } = course.scenario.goals;
    const own = breaksOf(course, 'hit').filter(({ why }) => !ends?.test(why));
    return own.length > 0 && `${own.length} WebSockets of the node broke: ${own[0]!.why}`;
  },
  (course) =>
    course.scenario.goals.ends &&
    breaksOf(course, 'hit').length === 0 &&
    'no WebSocket of the node ended: its people were not let go',
  (course) => gapsOf(course, 'others') > 0 && `${gapsOf(course, 'others')} gaps in WebSockets of other nodes`,
  ({ scenario, noticed }) => scenario.goals.stays && noticed < Infinity && 'HAProxy took the node out',
  ({ scenario, reached, noticed, watched }) => {
    if (scenario.isAdded || scenario.goals.within === undefined) return undefined;
    const late = reached.filter(({ at }) => at > noticed + passing && at < watched);
    return late.length > 0 && `${late.length} requests reached the node after it was taken out`;
  },
  (course) => {
    const { recovers = Infinity } = course.scenario.goals;
    const last = Math.max(...course.report.failures.map(({ seen }) => seconds(course, seen)));
    return last > recovers && `requests failed for ${last.toFixed(2)} s, not ${recovers} s at most`;
  },
  (course) => {
    const { within } = course.scenario.goals;
    const took = seconds(course, course.noticed);
    return within !== undefined && took > within && `noticed after ${took.toFixed(2)} s, not within ${within} s`;
  },
];

/** What does not hold. */
export const problems = (course: Course): readonly string[] =>
  rules.map((rule) => rule(course)).filter((problem): problem is string => typeof problem === 'string');
