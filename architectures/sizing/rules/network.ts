import {
  byDefault,
  derived,
  from,
  published,
  type Explained,
  type LoadBalancerSpec,
  type NetworkSpec,
} from '../../../constructs/spec';
import { pages } from '../data/pages';
import type { Facts } from '../facts';

type WayOut = Pick<NetworkSpec, 'natGateways' | 'interfaceEndpoints'>;
type PublicSubnets = Pick<NetworkSpec, 'publicSubnets'>;

export const network = ({
  request: { vpcCidr },
}: Facts): Explained<Omit<NetworkSpec, keyof (WayOut & PublicSubnets)>> => ({
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

/** How nodes reach AWS and the rest of the world. */
export const wayOut = ({ request: { availability, egress } }: Facts, zones: number): Explained<WayOut> => ({
  natGateways:
    egress !== 'nat'
      ? derived(0, from`none, since the request's egress is ${egress}`)
      : availability === 'node-loss'
        ? derived(
            zones,
            from`one for each of ${zones} zones: a lost zone does not cut the others off from the internet`,
          )
        : derived(1, from`one for all ${zones} zones: ${availability} does not promise to survive the loss of a zone`),
  interfaceEndpoints: derived(
    egress === 'none',
    from`the request's egress is ${egress}: ${egress === 'none' ? 'nodes reach AWS by endpoints in the network' : 'nodes reach AWS by the way to everything else'}`,
  ),
});

/** Public subnets are for what stands in them. */
export const publicSubnets = (natGateways: number, scheme: LoadBalancerSpec['scheme']): Explained<PublicSubnets> => ({
  publicSubnets: derived(
    natGateways > 0 || scheme === 'internet-facing',
    from`what stands in them: NAT gateways, ${natGateways}, and a load balancer that is internet-facing; this one is ${scheme}`,
  ),
});
