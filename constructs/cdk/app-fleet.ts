import type * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { AppFleetSpec } from '../spec';
import type { Offers } from './offers';
import { NodeGroup, type NodeGroupProps } from './private/node-group';

export interface AppFleetProps extends NodeGroupProps {
  readonly spec: AppFleetSpec;
  /** `stop` replaces all nodes at once, for a version more than one minor away. @default 'rolling' */
  readonly upgrade?: 'rolling' | 'stop';
  /** `ELB` where a load balancer checks the nodes themselves, by a target group of the group. @default 'EC2' */
  readonly healthCheck?: 'EC2' | 'ELB';
}

/** What is already there: a group, and what its nodes run under and lie in. */
export interface ExistingAppFleet {
  readonly group: autoscaling.IAutoScalingGroup;
  readonly role: iam.IRole;
  readonly securityGroup: ec2.ISecurityGroup;
}

/** Before the first node has served. */
const runningVersion = 'none';

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
    const { spec, upgrade = 'rolling', healthCheck = 'EC2' } = props;
    super(
      scope,
      id,
      {
        kind: 'appFleet',
        description: 'Mattermost servers',
        spec,
        surge: spec.surge,
        // Two servers without a licence, which one node does without, are not a cluster.
        upgrade: spec.nodes === 1 ? 'stop' : upgrade,
        healthCheck,
      },
      props,
    );
  }
}
