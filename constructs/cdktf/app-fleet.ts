import type { Construct } from 'constructs';
import { appFleet, runningVersion, type AppFleetOptions } from '../spec';
import type { Offers } from './offers';
import { NodeGroup, type NodeGroupConfig } from './private/node-group';

export interface AppFleetConfig extends NodeGroupConfig, AppFleetOptions {}

/** What is already there: a group, and what its nodes run under and lie in. */
export interface ExistingAppFleet {
  readonly groupName: string;
  readonly roleName: string;
  readonly roleArn: string;
  readonly securityGroupId: string;
}

/**
 * The Mattermost servers: an Auto Scaling group across the zones of its subnets. A node completes its launch hook when it
 * serves, and an apply waits for as many; it drains while its termination hook waits.
 *
 * Units: GiB and seconds. The group holds `spec.nodes`, and `spec.surge` more during a rolling update.
 * Defaults: IMDSv2 only, encrypted disk, no key pair, a role without any permission and a security group that nobody may
 * reach until both are wired; `startAfter` makes nodes wait for that.
 * Size: a number of nodes that is changed by hand stays, because only the smallest and the largest are named.
 * Changes: a new launch template starts an instance refresh, which an apply does not wait for.
 * Errors: boot files of more than 16,384 bytes, compressed.
 * Sources: in the plan, `mattermost-arch explain SIZE appFleet`.
 */
export class AppFleet extends NodeGroup implements Offers<'appFleet'> {
  /** Servers that are already there, as the architecture needs them. */
  static fromExisting({ groupName, roleName, roleArn, securityGroupId }: ExistingAppFleet): Offers<'appFleet'> {
    return {
      connections: { securityGroupId },
      role: { roleName, roleArn },
      late: { runningVersion },
      names: { group: groupName },
    };
  }

  /** The nodes write the version that runs over this one. */
  readonly late: Offers<'appFleet'>['late'] = { runningVersion };

  constructor(scope: Construct, id: string, config: AppFleetConfig) {
    super(scope, id, appFleet(config), config);
  }
}
