import type * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { appFleet, runningVersion, type AppFleetOptions } from '../spec';
import type { Offers } from './offers';
import { NodeGroup, type NodeGroupProps } from './private/node-group';

export interface AppFleetProps extends NodeGroupProps, AppFleetOptions {}

/** What is already there: a group, and what its nodes run under and lie in. */
export interface ExistingAppFleet {
  readonly group: autoscaling.IAutoScalingGroup;
  readonly role: iam.IRole;
  readonly securityGroup: ec2.ISecurityGroup;
}

/**
 * The Mattermost servers: an Auto Scaling group across the zones of its subnets. A node completes its launch hook and
 * signals CloudFormation when it serves; it drains while its termination hook waits.
 *
 * Units: GiB and seconds. The group holds `spec.nodes`, and `spec.surge` more during a rolling update.
 * Defaults: private subnets, IMDSv2 only, encrypted disk, no key pair, a role without any permission and a security group
 * that nobody may reach until both are wired; `startAfter` makes nodes wait for that.
 * Size: a number of nodes that is changed by hand stays, because the template names only the smallest and the largest.
 * Errors: boot files of more than 16,384 bytes, compressed; those of CDK, for a VPC without private subnets.
 * Sources: in the plan, `mattermost-arch explain SIZE appFleet`.
 */
export class AppFleet extends NodeGroup implements Offers<'appFleet'> {
  /** Servers that are already there, as the architecture needs them. */
  static fromExisting({ group, role, securityGroup }: ExistingAppFleet): Offers<'appFleet'> {
    return {
      connections: new ec2.Connections({ securityGroups: [securityGroup] }),
      role,
      late: { runningVersion },
      names: { group: group.autoScalingGroupName },
    };
  }

  /** The nodes write the version that runs over this one. */
  readonly late: Offers<'appFleet'>['late'] = { runningVersion };

  constructor(scope: Construct, id: string, props: AppFleetProps) {
    super(scope, id, appFleet(props), props);
  }
}
