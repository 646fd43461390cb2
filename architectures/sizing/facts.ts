import { rows, sizes, sizeNames, type SizeName, type SizeRow } from './data/rows';
import { claimOf, type NormalisedRequest } from './request';

/** What every rule may read. What else a rule reads stands in its parameters. */
export interface Facts {
  readonly request: NormalisedRequest;
  /** Concurrent users that the plan must hold. */
  readonly claim: number;
  /** The smallest named size that holds the claim. */
  readonly size: SizeName;
  /** The smallest published row that holds the claim: what is bought. */
  readonly row: SizeRow;
}

export function factsOf(request: NormalisedRequest): Facts {
  const claim = claimOf(request.concurrentUsers);
  return {
    request,
    claim,
    size: sizeNames.find((name) => sizes[name] >= claim)!,
    row: rows.find(({ concurrentUsers: users }) => users >= claim)!,
  };
}
