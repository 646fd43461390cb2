import type { Plan } from '../../../architectures/sizing';
import type { Call } from './aws';

/** What is judged: a plan, and what its deployment is given. */
export interface Subject {
  readonly plan: Pick<Plan, 'request' | 'components' | 'licence' | 'claim'>;
  readonly region: string;
  /** ARN of a certificate of ACM. */
  readonly certificate?: string;
  /** Name or ARN of the secret that holds the licence. */
  readonly licenceSecret?: string;
  /** Text of a licence that is not stored yet. */
  readonly licence?: string;
  readonly now: Date;
}

export type Verdict = 'fine' | 'note' | 'would fail' | 'not checked';

export interface Finding {
  readonly verdict: Verdict;
  readonly found: string;
  readonly todo?: string;
  /** Command lines that do it, without region and profile. */
  readonly commands?: readonly (readonly string[])[];
}

export const fine = (found: string): Finding => ({ verdict: 'fine', found });
export const note = (found: string, todo: string, ...commands: readonly (readonly string[])[]): Finding => ({
  verdict: 'note',
  found,
  todo,
  commands,
});
export const fails = (found: string, todo: string, ...commands: readonly (readonly string[])[]): Finding => ({
  verdict: 'would fail',
  found,
  todo,
  commands,
});
export const notChecked = (found: string, todo: string): Finding => ({ verdict: 'not checked', found, todo });

/** Answers by name; undefined where AWS says that there is no such thing. */
type Answers<A> = { readonly [K in keyof A]: A[K] | undefined };

/** One thing that a deployment needs of an account: how it is asked for, and what the answer means. */
export interface Check<A> {
  readonly id: string;
  readonly what: string;
  readonly why: string;
  /** The vendor's page that says so. */
  readonly page: string;
  /** Whether the plan has to do with it. */
  readonly applies: (subject: Subject) => boolean;
  readonly needed: (subject: Subject) => string;
  /** None where what was given tells it all. */
  readonly ask: (subject: Subject) => { readonly [K in keyof A]?: Call };
  /** Pure: the same answers, the same finding. */
  readonly judge: (answers: Answers<A>, subject: Subject) => Finding;
}

/** A check whose answers only its own judge knows. */
export interface AnyCheck extends Omit<Check<Readonly<Record<string, unknown>>>, 'ask'> {
  readonly ask: (subject: Subject) => Readonly<Record<string, Call>>;
}
export const check = <A>(of: Check<A>): AnyCheck => of as unknown as AnyCheck;
