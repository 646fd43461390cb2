import type { Construct } from 'constructs';
import { proxyFleet, type ProxySpec } from '../spec';
import type { Offers } from './offers';
import { NodeGroup, type NodeGroupProps } from './private/node-group';

export interface ProxyProps extends NodeGroupProps {
  readonly spec: ProxySpec;
}

/**
 * NGINX in front of the app nodes: an Auto Scaling group across the zones of its subnets, whose nodes the load balancer in
 * front checks.
 *
 * Units: GiB and seconds. The group holds `spec.nodes`, and one more during a rolling update.
 * Defaults: private subnets, IMDSv2 only, encrypted disk, no key pair, a role without any permission and a security group
 * that nobody may reach until both are wired; `startAfter` makes nodes wait for that.
 * Errors: boot files of more than 16,384 bytes, compressed; those of CDK, for a VPC without private subnets.
 * Sources: in the plan, `mattermost-arch explain SIZE proxy`.
 */
export class Proxy extends NodeGroup implements Offers<'proxy'> {
  constructor(scope: Construct, id: string, props: ProxyProps) {
    super(scope, id, proxyFleet(props.spec), props);
  }
}
