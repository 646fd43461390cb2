/** One thing that is wrong: what, what was given, what is allowed, what to do. */
export interface Issue {
  readonly what: string;
  readonly given?: string;
  readonly allowed?: string;
  readonly todo: string;
}

const line = ({ what, given, allowed, todo }: Issue): string =>
  [what, given !== undefined && `given ${given}`, allowed && `allowed: ${allowed}`, todo].filter(Boolean).join('; ');

/** Everything that is wrong with a request, at once. */
export class PlanError extends Error {
  constructor(readonly issues: readonly Issue[]) {
    super(issues.map(line).join('\n'));
    this.name = 'PlanError';
  }
}
