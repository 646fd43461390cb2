import { byDefault, derived, from, published, type Explained, type NetworkSpec } from '../../../constructs/spec';
import { pages } from '../data/pages';
import type { Facts } from '../facts';

type Gateways = Pick<NetworkSpec, 'natGateways'>;

export const network = ({ request: { vpcCidr } }: Facts): Explained<Omit<NetworkSpec, 'natGateways'>> => ({
  cidr: derived(vpcCidr, from`the request's vpcCidr, ${vpcCidr}, one range for every subnet of the architecture`),
  zones: byDefault(
    3,
    'our choice: 3, so that a quorum of three (search masters) keeps 2 of 3 votes when a zone is lost, and a subnet group, which needs 2, keeps 2',
  ),
  flowLogs: {
    days: published(
      14,
      'metrics and logs are to be kept for at least two weeks; flow logs are among them',
      pages.highAvailability,
    ),
  },
});

export const natGateways = ({ request: { availability } }: Facts, zones: number): Explained<Gateways> => ({
  natGateways:
    availability === 'node-loss'
      ? derived(zones, from`one for each of ${zones} zones: a lost zone does not cut the others off from the internet`)
      : derived(1, from`one for all ${zones} zones: ${availability} does not promise to survive the loss of a zone`),
});
