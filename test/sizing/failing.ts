import { planArchitecture, PlanError, type Issue, type Request } from '../../architectures/sizing';

/** What is wrong with a request; throws where it is planned, or where it ends in another error. */
export function issuesOf(request: unknown): readonly Issue[] {
  try {
    planArchitecture(request as Request);
  } catch (error) {
    if (error instanceof PlanError) return error.issues;
    throw error;
  }
  throw new Error(`was planned: ${JSON.stringify(request)}`);
}

/** Whether an issue says what is wrong, what was given unless nothing was, what is allowed and what to do. */
export const isComplete = ({ what, given, allowed, todo }: Issue): boolean =>
  [what, allowed, todo].every(Boolean) && (given !== undefined) !== what.includes('is missing');
