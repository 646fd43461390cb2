import type { Plan } from '../../../architectures/sizing';
import type { Call } from './aws';

export interface Zones {
  readonly AvailabilityZones: readonly {
    readonly ZoneName: string;
    readonly State: string;
    readonly OptInStatus: string;
  }[];
}

export interface Subnets {
  readonly Subnets: readonly {
    readonly SubnetId: string;
    readonly AvailabilityZone: string;
    readonly DefaultForAz: boolean;
  }[];
}

export const zonesCall: Call = {
  service: 'ec2',
  operation: 'describe-availability-zones',
  args: ['--filters', 'Name=zone-type,Values=availability-zone'],
  permission: 'ec2:DescribeAvailabilityZones',
};

export const subnetsCall: Call = {
  service: 'ec2',
  operation: 'describe-subnets',
  args: [],
  permission: 'ec2:DescribeSubnets',
};

/** Zones that the account can use, by name. */
export const usableZones = (zones: Zones | undefined): readonly string[] =>
  (zones?.AvailabilityZones ?? [])
    .filter(({ State, OptInStatus }) => State === 'available' && OptInStatus !== 'not-opted-in')
    .map(({ ZoneName }) => ZoneName)
    .sort();

/** Where a plan puts its subnets: in the zones that its request names, or in those that are listed first. */
export const takenZones = (
  { request, components: { network } }: Pick<Plan, 'request' | 'components'>,
  zones: Zones | undefined,
  subnets: Subnets | undefined,
): readonly string[] => (request.availabilityZones ?? listedZones(zones, subnets)).slice(0, network.zones);

/**
 * What `Fn::GetAZs` lists, in its order: zones with a default subnet, or all where none has one. Source:
 * docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-getavailabilityzones.html
 */
function listedZones(zones: Zones | undefined, subnets: Subnets | undefined): readonly string[] {
  const defaults = new Set(
    (subnets?.Subnets ?? []).filter(({ DefaultForAz }) => DefaultForAz).map(({ AvailabilityZone }) => AvailabilityZone),
  );
  const usable = usableZones(zones);
  const listed = usable.filter((zone) => defaults.has(zone));
  return listed.length ? listed : usable;
}
