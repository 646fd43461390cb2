import { AutoscalingGroup, type AutoscalingGroupConfig } from '@cdktf/provider-aws/lib/autoscaling-group';
import { AutoscalingLifecycleHook } from '@cdktf/provider-aws/lib/autoscaling-lifecycle-hook';
import { IamInstanceProfile } from '@cdktf/provider-aws/lib/iam-instance-profile';
import { IamRole, type IamRoleConfig } from '@cdktf/provider-aws/lib/iam-role';
import { LaunchTemplate, type LaunchTemplateConfig } from '@cdktf/provider-aws/lib/launch-template';
import { SecurityGroup, type SecurityGroupConfig } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { Fn } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { fleetTag, nodeUserData, registeredSeconds, systemOf, type BootFile, type SystemName } from '../../boot';
import { imageParameter, isImageId, type Fleet, type Names, type Principal } from '../../spec';
import type { Connections, Role } from '../offers';
import { addressesIn } from './addresses';
import { groupTags, tagSpecifications, type Tags } from './launch-tags';
import { assumedBy } from './policy';

export interface NodeGroupConfig {
  readonly vpcId: string;
  /** With a way out, one in each zone. */
  readonly subnetIds: readonly string[];
  /** Id of the deployment: group and nodes carry the tag `mattermost:fleet` with it. */
  readonly deployment: string;
  /** Operating system of the image and of the boot files. @default 'ubuntu-24.04' */
  readonly operatingSystem?: SystemName;
  /** What a node finds at its first boot, which ends with `/usr/local/bin/mattermost-boot`. */
  readonly bootFiles: readonly BootFile[];
  /**
   * Encrypts the disks. Its policy must let `AWSServiceRoleForAutoScaling` use it and create grants, or no node starts.
   * @default - the account's default key for disks
   */
  readonly kmsKeyArn?: string;
  /**
   * Of the group and of what it launches, where the provider's default tags do not reach; also a token of a map. `Name` and
   * `mattermost:fleet` stay the construct's own.
   * @default - none but these
   */
  readonly tags?: Tags;
  /** ARN of a policy: the role may do no more than it allows. @default - no boundary */
  readonly permissionsBoundaryArn?: string;
  readonly overrides?: {
    role?: (config: IamRoleConfig) => IamRoleConfig;
    securityGroup?: (config: SecurityGroupConfig) => SecurityGroupConfig;
    /** A `userData` that is set here takes the place of the boot files. */
    launchTemplate?: (config: LaunchTemplateConfig) => LaunchTemplateConfig;
    group?: (config: AutoscalingGroupConfig) => AutoscalingGroupConfig;
  };
}

/** Nodes of one fleet: a role, a security group, a launch template, and the group that keeps their number. */
export abstract class NodeGroup extends Construct {
  readonly iamRole: IamRole;
  readonly role: Role;
  readonly securityGroup: SecurityGroup;
  readonly launchTemplate: LaunchTemplate;
  readonly group: AutoscalingGroup;
  readonly connections: Connections;
  readonly names: Names<Principal>;
  readonly #targetGroupArns: string[] = [];

  protected constructor(scope: Construct, id: string, fleet: Fleet, config: NodeGroupConfig) {
    super(scope, id);
    const { kind, description, spec, surge, upgrade, healthCheck } = fleet;
    const { vpcId, subnetIds, kmsKeyArn, tags, overrides } = config;
    const name = `${config.deployment}/${kind}`;

    const role: IamRoleConfig = {
      namePrefix: 'mattermost-',
      description,
      assumeRolePolicy: assumedBy('ec2.amazonaws.com'),
      permissionsBoundary: config.permissionsBoundaryArn,
    };
    this.iamRole = new IamRole(this, 'Role', overrides?.role?.(role) ?? role);
    this.role = { roleName: this.iamRole.name, roleArn: this.iamRole.arn };
    const profile = new IamInstanceProfile(this, 'Profile', { namePrefix: 'mattermost-', role: this.role.roleName });

    const securityGroup: SecurityGroupConfig = { vpcId, description };
    this.securityGroup = new SecurityGroup(
      this,
      'SecurityGroup',
      overrides?.securityGroup?.(securityGroup) ?? securityGroup,
    );
    this.connections = { securityGroupId: this.securityGroup.id };
    const wayOut = new VpcSecurityGroupEgressRule(this, 'Egress', {
      securityGroupId: this.securityGroup.id,
      ipProtocol: '-1',
      cidrIpv4: '0.0.0.0/0',
    });

    const template: LaunchTemplateConfig = {
      namePrefix: 'mattermost-',
      // One image for ever: the parameter of a serial never changes, unlike that of `current`.
      imageId: isImageId(spec.image) ? spec.image : `resolve:ssm:${imageParameter(spec.image)}`,
      instanceType: spec.instance,
      iamInstanceProfile: { arn: profile.arn },
      networkInterfaces: [
        { associatePublicIpAddress: 'false', securityGroups: [this.securityGroup.id], deleteOnTermination: 'true' },
      ],
      metadataOptions: {
        httpEndpoint: 'enabled',
        httpTokens: 'required',
        httpPutResponseHopLimit: 1,
        instanceMetadataTags: 'disabled',
      },
      monitoring: { enabled: true },
      blockDeviceMappings: [
        {
          deviceName: systemOf(config.operatingSystem ?? 'ubuntu-24.04').rootDevice,
          ebs: {
            volumeSize: spec.diskGiB,
            volumeType: 'gp3',
            encrypted: 'true',
            kmsKeyId: kmsKeyArn,
            deleteOnTermination: 'true',
          },
        },
      ],
      tagSpecifications: tagSpecifications(tags, { Name: name }),
      userData: nodeUserData(config.bootFiles, this.node.path),
    };
    this.launchTemplate = new LaunchTemplate(this, 'LaunchTemplate', overrides?.launchTemplate?.(template) ?? template);

    const hooks = [
      {
        name: 'launch',
        lifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
        defaultResult: 'ABANDON',
        heartbeatTimeout: spec.launchSeconds,
      },
      {
        name: 'terminate',
        lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        defaultResult: 'CONTINUE',
        heartbeatTimeout: spec.drainSeconds,
      },
    ];
    const group: AutoscalingGroupConfig = {
      namePrefix: 'mattermost-',
      vpcZoneIdentifier: [...subnetIds],
      launchTemplate: { id: this.launchTemplate.id, version: Fn.tostring(this.launchTemplate.latestVersion) },
      minSize: spec.nodes,
      maxSize: spec.nodes + surge,
      // The launch hook has covered the boot when this begins; a network load balancer may still register the node.
      healthCheckGracePeriod: registeredSeconds,
      healthCheckType: healthCheck,
      protectFromScaleIn: false,
      enabledMetrics: [...groupMetrics],
      targetGroupArns: this.#targetGroupArns,
      // An apply waits until as many nodes are in service: their boots have gone well. A zone that is out of capacity for a
      // while ends nothing: Auto Scaling tries the others.
      waitForCapacityTimeout: `${spec.launchSeconds + registeredSeconds + 60}s`,
      ignoreFailedScalingActivities: true,
      // Nodes leave as targets when the group goes, for at most as long as AWS allows. Their hooks have gone before it.
      timeouts: { delete: `${spec.drainSeconds + mostDeregistrationSeconds + 300}s` },
      initialLifecycleHook: hooks,
      // Another initial hook would be another group: what changes later are the hooks below, of the same names.
      lifecycle: { ignoreChanges: ['initial_lifecycle_hook'] },
      // A node that ends needs its way out until it has.
      dependsOn: [wayOut],
      instanceRefresh: {
        strategy: 'Rolling',
        preferences: {
          instanceWarmup: '0',
          ...(upgrade === 'rolling'
            ? { minHealthyPercentage: 100, maxHealthyPercentage: 100 + Math.ceil((100 * surge) / spec.nodes) }
            : { minHealthyPercentage: 0 }),
          scaleInProtectedInstances: 'Wait',
          standbyInstances: 'Wait',
        },
      },
      tag: groupTags(tags, { Name: name, [fleetTag]: name }),
    };
    this.group = new AutoscalingGroup(this, 'Group', overrides?.group?.(group) ?? group);
    for (const hook of hooks) {
      new AutoscalingLifecycleHook(this, `${hook.name.charAt(0).toUpperCase()}${hook.name.slice(1)}Hook`, {
        ...hook,
        autoscalingGroupName: this.group.name,
      });
    }
    this.names = { group: this.group.name };
  }

  /** Nodes become targets of a load balancer. */
  registerWith(targetGroupArn: string): void {
    this.#targetGroupArns.push(targetGroupArn);
    this.group.targetGroupArns = this.#targetGroupArns;
  }

  /** Nodes boot after all resources in these exist: parameters, permissions and traffic rules. */
  startAfter(...others: readonly IConstruct[]): void {
    this.group.dependsOn = [...(this.group.dependsOn ?? []), ...addressesIn(...others)];
  }
}

/** As long as a target group may keep what a target has. Source: the user guide of Elastic Load Balancing. */
const mostDeregistrationSeconds = 3_600;

/** All that Auto Scaling counts of a group. Source: the user guide of EC2 Auto Scaling, "CloudWatch metrics". */
const groupMetrics = [
  'GroupDesiredCapacity',
  'GroupInServiceInstances',
  'GroupMaxSize',
  'GroupMinSize',
  'GroupPendingInstances',
  'GroupStandbyInstances',
  'GroupTerminatingInstances',
  'GroupTotalInstances',
] as const;
