import { accountCheck } from './account';
import { type Answer, type Call } from './aws';
import { notChecked, type AnyCheck, type Finding, type Subject } from './check';
import { givenChecks } from './given';
import { licenceChecks } from './licence';
import { offerChecks } from './offers';
import { parameterChecks } from './parameters';
import { quotaChecks } from './quotas';
import { roleChecks } from './roles';

/** Everything that is checked, in the order of the report. */
export const checks: readonly AnyCheck[] = [
  accountCheck,
  ...parameterChecks,
  ...quotaChecks,
  ...offerChecks,
  ...roleChecks,
  ...givenChecks,
  ...licenceChecks,
];

export const checksOf = (subject: Subject): readonly AnyCheck[] => checks.filter(({ applies }) => applies(subject));

/** A check with what was found. */
export interface Row {
  readonly check: AnyCheck;
  readonly needed: string;
  readonly finding: Finding;
}

/** Judges everything. Without an account nothing more is asked: every call would wait for the same refusal. */
export function rowsOf(subject: Subject, ask: (call: Call) => Answer): readonly Row[] {
  const refused = findingOf(accountCheck, subject, ask).verdict !== 'fine';
  return checksOf(subject).map((check) => ({
    check,
    needed: check.needed(subject),
    finding:
      refused && check !== accountCheck && callsOf(check, subject).length > 0
        ? { verdict: 'not checked', found: 'not asked: no account' }
        : findingOf(check, subject, ask),
  }));
}

export const callsOf = (check: AnyCheck, subject: Subject): readonly Call[] => Object.values(check.ask(subject));

/** Asks what a check needs to know, and judges it. What could not be asked is not judged. */
function findingOf(check: AnyCheck, subject: Subject, ask: (call: Call) => Answer): Finding {
  const answers = Object.entries(check.ask(subject)).map(([name, call]) => [name, ask(call)] as const);
  const failed = answers.flatMap(([, answer]) => ('reason' in answer ? [answer] : []));
  if (failed.length) {
    const distinct = (texts: readonly string[]) => [...new Set(texts)].join('; ');
    return notChecked(distinct(failed.map(({ reason }) => reason)), distinct(failed.map(({ todo }) => todo)));
  }
  try {
    return check.judge(
      Object.fromEntries(answers.map(([name, answer]) => [name, 'json' in answer ? answer.json : undefined])),
      subject,
    );
  } catch {
    return notChecked('an answer that is not understood', 'run the commands of --list by hand');
  }
}
