import { listOf } from './configuration';

/** A statement of a policy, as IAM reads it. */
export interface Statement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A policy that nobody can read here may allow everything, and deny nothing. */
const unreadable: Statement = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };

/** The statements of the text of a policy. */
export function statementsIn(text: unknown): readonly Statement[] {
  try {
    const { Statement: statements } = JSON.parse(String(text)) as { Statement?: Statement | readonly Statement[] };
    return [statements ?? []].flat();
  } catch {
    return [unreadable];
  }
}

/** Whether a policy refuses an action of everybody that does not come over TLS. */
export const refusesPlaintext = (text: unknown, action: string, ...resources: readonly string[]): boolean =>
  statementsIn(text).some(
    ({ Effect, Principal, Action, Resource, Condition }) =>
      Effect === 'Deny' &&
      (Principal === '*' || (Principal as { readonly AWS?: unknown } | undefined)?.AWS === '*') &&
      listOf(Action).some((each) => each.toLowerCase() === action) &&
      String(Condition?.Bool?.['aws:SecureTransport']) === 'false' &&
      resources.every((each) => listOf(Resource).includes(each)),
  );
