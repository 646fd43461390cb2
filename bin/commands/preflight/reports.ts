import type { Tone } from '../output';
import { commands, list, paragraph, table, type Block, type Report, type Section } from '../report';
import { lineWidth } from '../table';
import { count } from '../wording';
import { alternatives, shellLines, shellText, withTarget, wordsOf, type Target } from './aws';
import type { AnyCheck, Subject, Verdict } from './check';
import { callsOf, checksOf, type Row } from './checks';

/** Stands for the region where none is known. */
export const anyRegion = 'REGION';

const tones: Readonly<Record<Verdict, Tone>> = {
  fine: 'good',
  note: 'doubtful',
  'would fail': 'bad',
  'not checked': 'doubtful',
};

/** Whether there is something to do before the deployment. */
export const isInTheWay = ({ finding: { verdict } }: Row): boolean =>
  verdict === 'would fail' || verdict === 'not checked';

const titleOf = ({ plan, region }: Subject): string =>
  `${count(plan.claim)} concurrent users${region === anyRegion ? '' : ` in ${region}`}`;

const permissionsOf = (check: AnyCheck, subject: Subject): readonly string[] => [
  ...new Set(
    callsOf(check, subject)
      .flatMap(alternatives)
      .flatMap(({ permission }) => permission ?? []),
  ),
];

/** What no call tells. */
const unknowable = ({ plan: { components } }: Subject): readonly string[] =>
  components.cache
    ? [`whether ElastiCache offers cache.${components.cache.instance}: no call that only reads tells it`]
    : [];

/** As long as the report, which indents them by two. */
const linesOf = (words: readonly string[]): readonly string[] => shellLines(words, lineWidth - 2);

/** What would be asked. */
export function listing(subject: Subject, target: Target): Report {
  const rows = checksOf(subject);
  const permissions = rows.flatMap((check) => permissionsOf(check, subject));
  const section = (check: AnyCheck): Section => {
    const lines = callsOf(check, subject).flatMap((call) =>
      alternatives(call).flatMap((each, i) => [
        ...(i ? ['# if there is no such thing:'] : []),
        ...linesOf(wordsOf(each, target)),
      ]),
    );
    return {
      title: check.what,
      blocks: [
        paragraph(`Needed: ${check.needed(subject)}. Why: ${check.why}. Source: ${check.page}`),
        lines.length ? commands(...lines) : paragraph('Nothing is asked of AWS.'),
      ],
    };
  };
  return {
    title: `What preflight asks for ${titleOf(subject)}`,
    sections: [
      {
        title: 'All commands',
        blocks: [
          list([
            'they read and change nothing; each of them runs once, for all checks that name it',
            `permissions: ${[...new Set(permissions)].sort().join(', ')}`,
            ...(target.region === anyRegion ? [`${anyRegion} stands for the region: give --region`] : []),
            ...unknowable(subject).map((text) => `not asked: ${text}`),
          ]),
        ],
      },
      ...rows.map(section),
    ],
  };
}

/** What was found. */
export function findings(rows: readonly Row[], subject: Subject, target: Target): Report {
  const blocked = rows.filter(isInTheWay).length;
  const todo = rows.flatMap(({ check, finding: { todo: text, commands: lines = [] } }): Block[] =>
    text === undefined
      ? []
      : [
          list([`${check.what}: ${text}`]),
          ...(lines.length ? [commands(...lines.flatMap((words) => linesOf(withTarget(words, target))))] : []),
        ],
  );
  const unknown = unknowable(subject);
  return {
    title: `Preflight for ${titleOf(subject)}`,
    sections: [
      {
        title: blocked ? `${blocked} of ${rows.length} checks did not pass` : 'Nothing is in the way',
        blocks: [
          table({
            head: ['what', 'needed', 'found', 'verdict'],
            rows: rows.map(({ check, needed, finding: { found, verdict } }) => [
              check.what,
              needed,
              found,
              { text: verdict, tone: tones[verdict] },
            ]),
          }),
        ],
      },
      ...(todo.length ? [{ title: 'What to do', blocks: todo }] : []),
      ...(unknown.length ? [{ title: 'What is not known', blocks: [list(unknown)] }] : []),
    ],
  };
}

export const listingJson = (subject: Subject, target: Target): readonly unknown[] =>
  checksOf(subject).map((check) => ({
    id: check.id,
    what: check.what,
    needed: check.needed(subject),
    why: check.why,
    page: check.page,
    commands: callsOf(check, subject)
      .flatMap(alternatives)
      .map((call) => shellText(wordsOf(call, target))),
    permissions: permissionsOf(check, subject),
  }));

export const findingsJson = (rows: readonly Row[], target: Target): unknown => ({
  region: target.region,
  checks: rows.map(({ check, needed, finding: { verdict, found, todo, commands: lines } }) => ({
    id: check.id,
    what: check.what,
    needed,
    found,
    verdict,
    todo,
    commands: lines?.map((words) => shellText(withTarget(words, target))),
  })),
});
