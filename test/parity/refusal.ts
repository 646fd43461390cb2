import { planArchitecture, PlanError, type Plan, type Request } from '../../architectures/sizing';

/** The plan of a request, or why there is none. */
export function planOrRefusal(request: Request): Plan | PlanError {
  try {
    return planArchitecture(request);
  } catch (error) {
    if (error instanceof PlanError) return error;
    throw error;
  }
}
