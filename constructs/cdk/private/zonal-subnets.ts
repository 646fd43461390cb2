import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';

export interface ZonalSubnets {
  readonly vpc: ec2.IVpc;
  /** @default - the isolated subnets */
  readonly vpcSubnets?: ec2.SubnetSelection;
  /** Zones that must be there. */
  readonly zones: number;
  /** What may be pinned instead, `search.zones`. */
  readonly pin: string;
}

/** One subnet for each zone of the selection, refused where the selection has fewer zones than are needed. */
export function zonalSubnets(scope: Construct, { vpc, vpcSubnets, zones, pin }: ZonalSubnets): ec2.ISubnet[] {
  const { subnets, isPendingLookup } = vpc.selectSubnets(vpcSubnets ?? { subnetType: ec2.SubnetType.PRIVATE_ISOLATED });
  const names = subnets.map(({ availabilityZone }) => availabilityZone);
  const first = subnets.filter((_, i) => names.indexOf(names[i]!) === i);
  // A VPC that is still to be looked up has two zones, whatever it really has.
  if (first.length < zones && !isPendingLookup) {
    throw new Error(
      `the subnets of ${scope.node.path} are in too few zones; given ${first.length}; allowed: ${zones} or more; add subnets in other zones, name others in 'vpcSubnets' or pin ${pin}`,
    );
  }
  return first;
}
