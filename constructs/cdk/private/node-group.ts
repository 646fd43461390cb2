import { Duration, Tags } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, type IDependable } from 'constructs';
import { fleetTag, nodeUserData, registeredSeconds, systemOf, type BootFile, type SystemName } from '../../boot';
import { imageParameter, isImageId, type Fleet, type Names, type Principal } from '../../spec';

export interface NodeGroupProps {
  readonly vpc: ec2.IVpc;
  /** @default - the private subnets with a way out */
  readonly vpcSubnets?: ec2.SubnetSelection;
  /** Id of the deployment: group and nodes carry the tag `mattermost:fleet` with it. */
  readonly deployment: string;
  /** What a node finds at its first boot, which ends with `/usr/local/bin/mattermost-boot`. */
  readonly bootFiles: readonly BootFile[];
  /** Operating system of the image and of the boot files. @default 'ubuntu-24.04' */
  readonly operatingSystem?: SystemName;
  /** @default - the image of the id `spec.image`, or Ubuntu 24.04 of that serial */
  readonly machineImage?: ec2.IMachineImage;
  /**
   * Encrypts the disks. Its policy must let `AWSServiceRoleForAutoScaling` use it and create grants, or no node starts.
   * @default - the account's default key for disks
   */
  readonly encryptionKey?: kms.IKey;
  readonly overrides?: {
    role?: (props: iam.RoleProps) => iam.RoleProps;
    securityGroup?: (props: ec2.SecurityGroupProps) => ec2.SecurityGroupProps;
    /** A `userData` that is set here takes the place of the boot files. */
    launchTemplate?: (props: ec2.LaunchTemplateProps) => ec2.LaunchTemplateProps;
    group?: (props: autoscaling.AutoScalingGroupProps) => autoscaling.AutoScalingGroupProps;
  };
}

/** Nodes of one fleet: a role, a security group, a launch template, and the group that keeps their number. */
export abstract class NodeGroup extends Construct implements ec2.IConnectable {
  readonly role: iam.Role;
  readonly securityGroup: ec2.SecurityGroup;
  readonly launchTemplate: ec2.LaunchTemplate;
  readonly group: autoscaling.AutoScalingGroup;
  readonly connections: ec2.Connections;
  readonly names: Names<Principal>;

  protected constructor(scope: Construct, id: string, fleet: Fleet, props: NodeGroupProps) {
    super(scope, id);
    const { kind, description, spec, surge, upgrade, healthCheck } = fleet;
    const { vpc, overrides } = props;
    const name = `${props.deployment}/${kind}`;

    const role: iam.RoleProps = { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'), description };
    this.role = new iam.Role(this, 'Role', overrides?.role?.(role) ?? role);

    const securityGroup: ec2.SecurityGroupProps = { vpc, description, allowAllOutbound: true };
    this.securityGroup = new ec2.SecurityGroup(
      this,
      'SecurityGroup',
      overrides?.securityGroup?.(securityGroup) ?? securityGroup,
    );

    // Refuses commands: they would be lost, because the text below takes the place of what the L2 renders.
    const noCommands = new ec2.MultipartUserData();
    const template: ec2.LaunchTemplateProps = {
      machineImage: props.machineImage ?? imageOf(spec.image),
      instanceType: new ec2.InstanceType(spec.instance),
      role: this.role,
      securityGroup: this.securityGroup,
      associatePublicIpAddress: false,
      userData: noCommands,
      requireImdsv2: true,
      httpPutResponseHopLimit: 1,
      instanceMetadataTags: false,
      detailedMonitoring: true,
      blockDevices: [
        {
          deviceName: systemOf(props.operatingSystem ?? 'ubuntu-24.04').rootDevice,
          volume: ec2.BlockDeviceVolume.ebs(spec.diskGiB, {
            volumeType: ec2.EbsDeviceVolumeType.GP3,
            encrypted: true,
            kmsKey: props.encryptionKey,
            deleteOnTermination: true,
          }),
        },
      ],
    };
    const overridden = overrides?.launchTemplate?.(template) ?? template;
    this.launchTemplate = new ec2.LaunchTemplate(this, 'LaunchTemplate', overridden);
    if (overridden.userData === noCommands) {
      // The L2 encodes text, and this is compressed.
      (this.launchTemplate.node.defaultChild as ec2.CfnLaunchTemplate).addPropertyOverride(
        'LaunchTemplateData.UserData',
        nodeUserData(props.bootFiles, this.node.path),
      );
    }

    // CloudFormation counts from the instance, the node from its boot; an hour is the most that it takes.
    const patience = Duration.seconds(Math.min(3_600, spec.launchSeconds + registeredSeconds + 60));
    // The launch hook has covered the boot when this begins; a network load balancer may still register the node.
    const gracePeriod = Duration.seconds(registeredSeconds);
    const group: autoscaling.AutoScalingGroupProps = {
      vpc,
      vpcSubnets: props.vpcSubnets ?? { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      launchTemplate: this.launchTemplate,
      minCapacity: spec.nodes,
      maxCapacity: spec.nodes + surge,
      newInstancesProtectedFromScaleIn: false,
      // A node in service is warm; an instance refresh would wait for the grace period at each.
      defaultInstanceWarmup: Duration.seconds(0),
      groupMetrics: [autoscaling.GroupMetrics.all()],
      healthChecks:
        healthCheck === 'EC2'
          ? autoscaling.HealthChecks.ec2({ gracePeriod })
          : autoscaling.HealthChecks.withAdditionalChecks({
              gracePeriod,
              additionalTypes: [autoscaling.AdditionalHealthCheckType.ELB],
            }),
      updatePolicy: autoscaling.UpdatePolicy.rollingUpdate({
        ...(upgrade === 'rolling'
          ? { maxBatchSize: surge, minInstancesInService: spec.nodes }
          : { maxBatchSize: spec.nodes + surge, minInstancesInService: 0 }),
        waitOnResourceSignals: true,
        pauseTime: patience,
      }),
    };
    const theGroup = overrides?.group?.(group) ?? group;
    this.group = new autoscaling.AutoScalingGroup(this, 'Group', theGroup);
    // A node installs at its first boot: the way out must be there.
    this.startAfter(theGroup.vpc.selectSubnets(theGroup.vpcSubnets).internetConnectivityEstablished);
    // The L2's `signals` would grant the role what the access matrix grants.
    this.resource.cfnOptions.creationPolicy ??= {
      resourceSignal: { count: spec.nodes, timeout: patience.toIsoString() },
    };
    // A hook of its own comes after the group, and so too late for the first nodes.
    this.resource.lifecycleHookSpecificationList = [
      {
        lifecycleHookName: 'launch',
        lifecycleTransition: autoscaling.LifecycleTransition.INSTANCE_LAUNCHING,
        defaultResult: autoscaling.DefaultResult.ABANDON,
        heartbeatTimeout: spec.launchSeconds,
      },
      {
        lifecycleHookName: 'terminate',
        lifecycleTransition: autoscaling.LifecycleTransition.INSTANCE_TERMINATING,
        defaultResult: autoscaling.DefaultResult.CONTINUE,
        heartbeatTimeout: spec.drainSeconds,
      },
    ];
    Tags.of(this.group).add(fleetTag, name);
    for (const named of [this.group, this.launchTemplate]) Tags.of(named).add('Name', name);

    this.connections = this.group.connections;
    this.names = { group: this.group.autoScalingGroupName };
  }

  /**
   * Nodes boot after these exist: parameters, permissions and traffic rules. Role and security group do not wait, because
   * those refer to them.
   */
  startAfter(...others: readonly IDependable[]): void {
    this.resource.node.addDependency(...others);
  }

  private get resource(): autoscaling.CfnAutoScalingGroup {
    return this.group.node.defaultChild as autoscaling.CfnAutoScalingGroup;
  }
}

/** One image for ever: an id, or the parameter of a serial, which never changes, unlike that of `current`. */
const imageOf = (image: string): ec2.IMachineImage =>
  isImageId(image)
    ? {
        getImage: () => ({
          imageId: image,
          osType: ec2.OperatingSystemType.LINUX,
          userData: ec2.UserData.forLinux(),
        }),
      }
    : ec2.MachineImage.resolveSsmParameterAtLaunch(imageParameter(image));
