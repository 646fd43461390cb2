import type { Construct } from 'constructs';

export interface ZonalSubnets {
  /** One in each zone. */
  readonly subnetIds: readonly string[];
  /** Zones that must be there. */
  readonly zones: number;
  /** What may be pinned instead, `search.zones`. @default - nothing */
  readonly pin?: string;
}

/** The subnets, refused where they are in fewer zones than are needed. */
export function zonalSubnets(scope: Construct, { subnetIds, zones, pin }: ZonalSubnets): string[] {
  if (subnetIds.length < zones) {
    const instead = pin ? ` or pin ${pin}` : '';
    throw new Error(
      `the subnets of ${scope.node.path} are in too few zones; given ${subnetIds.length}; allowed: ${zones} or more; add subnets in other zones to 'subnetIds'${instead}`,
    );
  }
  return [...subnetIds];
}
