"""Machines: EC2 instances, launch templates, volumes, and Auto Scaling."""

import base64

from api import input_shape, is_true
from row import Row, tags_of


def run_instance(context):
    wanted = {**context.want, "MinCount": 1, "MaxCount": 1}
    if wanted.get("UserData"):  # boto3 encodes it again
        wanted["UserData"] = base64.b64decode(wanted["UserData"]).decode("utf8", "replace")
    if wanted.get("IamInstanceProfile"):
        wanted["IamInstanceProfile"] = {"Name": wanted["IamInstanceProfile"]}
    if wanted.get("AvailabilityZone"):
        wanted["Placement"] = {"AvailabilityZone": wanted.pop("AvailabilityZone")}
    if "Monitoring" in wanted:
        wanted["Monitoring"] = {"Enabled": is_true(wanted["Monitoring"])}
    ROWS[context.type].note_dropped(context, input_shape("ec2", context.region, "RunInstances"), wanted)
    if tags_of(wanted):
        wanted["TagSpecifications"] = [{"ResourceType": "instance", "Tags": tags_of(wanted)}]
    instance = context.call("ec2", "RunInstances", **wanted)["Instances"][0]
    context.answer = instance
    context.attributes.update(
        InstanceId=instance["InstanceId"],
        PrivateIp=instance.get("PrivateIpAddress"),
        PublicIp=instance.get("PublicIpAddress"),
        PrivateDnsName=instance.get("PrivateDnsName"),
        AvailabilityZone=instance["Placement"]["AvailabilityZone"],
    )
    return instance["InstanceId"]


def change_instance(context):
    for key in context.changed("InstanceType", "UserData"):
        restart_with(context, key)
    if context.changed("SecurityGroupIds"):
        set_instance(context, Groups=context.want["SecurityGroupIds"])
    if context.changed("DisableApiTermination"):
        value = context.want.get("DisableApiTermination", False)
        set_instance(context, DisableApiTermination={"Value": value})
    for key in context.changed("IamInstanceProfile", "MetadataOptions", "Monitoring", "EbsOptimized"):
        context.gap("update not applied", key)


def restart_with(context, key):
    """As CloudFormation does for instances with EBS volumes: stop, change, start."""
    value = context.want.get(key) or ""
    context.call("ec2", "StopInstances", InstanceIds=[context.id])
    set_instance(context, **{key: {"Value": base64.b64decode(value) if key == "UserData" else value}})
    context.call("ec2", "StartInstances", InstanceIds=[context.id])


def set_instance(context, **values):
    context.call("ec2", "ModifyInstanceAttribute", InstanceId=context.id, **values)


def launch_template_attribute(context, name):
    ec2 = context.client("ec2")
    template = ec2.describe_launch_templates(LaunchTemplateIds=[context.id])["LaunchTemplates"][0]
    return str(template[name]) if name in template else None


def new_template_version(context):
    data = context.want["LaunchTemplateData"]
    context.call("ec2", "CreateLaunchTemplateVersion", LaunchTemplateId=context.id, LaunchTemplateData=data)


def attach_volume(context):
    context.call("ec2", "AttachVolume", **context.want)
    return f"{context.want['VolumeId']}|{context.want['InstanceId']}"


def detach_volume(context):
    context.call("ec2", "DetachVolume", **context.some("VolumeId", "InstanceId"))


def delete_volume(context):
    if context.final_snapshot:
        context.call("ec2", "CreateSnapshot", VolumeId=context.id, Description=context.final_snapshot)
    context.call("ec2", "DeleteVolume", VolumeId=context.id)


# what has calls of its own; moto takes a list of hooks at the creation of a group and forgets it
BESIDE_GROUP = ("Tags", "LifecycleHookSpecificationList", "MetricsCollection")


# what CloudFormation's update policies answer by new instances
REPLACES_INSTANCES = ("LaunchTemplate", "MixedInstancesPolicy", "VPCZoneIdentifier", "AvailabilityZones")


def group_parameters(context):
    parameters = {key: value for key, value in context.want.items() if key not in BESIDE_GROUP}
    parameters["VPCZoneIdentifier"] = ",".join(context.wants("VPCZoneIdentifier"))
    if "Cooldown" in parameters:
        parameters["DefaultCooldown"] = parameters.pop("Cooldown")
    return parameters


def group_tags(context, name):
    of = {"ResourceId": name, "ResourceType": "auto-scaling-group"}
    return [{**tag, **of} for tag in context.wants("Tags")]


def create_group(context):
    shape = input_shape("autoscaling", context.region, "CreateAutoScalingGroup")
    ROWS[context.type].note_dropped(context, shape, context.want)
    name = context.want.get("AutoScalingGroupName") or context.name
    parameters = {**group_parameters(context), "AutoScalingGroupName": name}
    if context.wants("Tags"):
        parameters["Tags"] = group_tags(context, name)
    context.call("autoscaling", "CreateAutoScalingGroup", **parameters)
    return name


def change_group(context):
    parameters = {**group_parameters(context), "AutoScalingGroupName": context.id}
    parameters.pop("AvailabilityZones", None)
    context.call("autoscaling", "UpdateAutoScalingGroup", **parameters)
    new, old = context.wants("TargetGroupARNs"), context.had("TargetGroupARNs")
    of = {"AutoScalingGroupName": context.id}
    gone = [arn for arn in old if arn not in new]
    added = [arn for arn in new if arn not in old]
    if gone:
        context.call("autoscaling", "DetachLoadBalancerTargetGroups", TargetGroupARNs=gone, **of)
    if added:
        context.call("autoscaling", "AttachLoadBalancerTargetGroups", TargetGroupARNs=added, **of)
    if context.changed("Tags") and context.wants("Tags"):
        context.call("autoscaling", "CreateOrUpdateTags", Tags=group_tags(context, context.id))
    for key in context.changed(*REPLACES_INSTANCES):
        context.gap("instances not replaced", key)


def set_group(context):
    of = {"AutoScalingGroupName": context.id}
    new, old = context.wants("LifecycleHookSpecificationList"), context.had("LifecycleHookSpecificationList")
    delete_hooks(context, {hook["LifecycleHookName"] for hook in old} - hook_names(context))
    for hook in new:
        if hook not in old:
            context.call("autoscaling", "PutLifecycleHook", **of, **hook)
    if context.changed("MetricsCollection"):
        for metrics in context.wants("MetricsCollection"):
            context.call("autoscaling", "EnableMetricsCollection", **of, **metrics)


def hook_names(context):
    return {hook["LifecycleHookName"] for hook in context.wants("LifecycleHookSpecificationList")}


def delete_hooks(context, names):
    for name in sorted(names):
        of = {"AutoScalingGroupName": context.id, "LifecycleHookName": name}
        context.call("autoscaling", "DeleteLifecycleHook", **of)


def delete_group(context):
    context.call("autoscaling", "DeleteAutoScalingGroup", AutoScalingGroupName=context.id, ForceDelete=True)


def put_scaling_policy(context):
    """moto's PutScalingPolicy answers without the ARN, and its DeletePolicy wants the name."""
    context.call("autoscaling", "PutScalingPolicy", **{**context.want, "PolicyName": context.name})
    policies = context.client("autoscaling").describe_policies(PolicyNames=[context.name])["ScalingPolicies"]
    arn = policies[0]["PolicyARN"]
    context.attributes.update(Arn=arn, PolicyName=context.name)
    return arn


def delete_scaling_policy(context):
    group = context.want["AutoScalingGroupName"]
    name = context.attributes["PolicyName"]
    context.call("autoscaling", "DeletePolicy", PolicyName=name, AutoScalingGroupName=group)


ROWS = {
    "AWS::EC2::Instance": Row(
        "ec2",
        run_instance,
        update=change_instance,
        id_parameter="InstanceIds",
        delete="TerminateInstances",
        handled=("AvailabilityZone",),
    ),
    "AWS::EC2::LaunchTemplate": Row(
        "ec2",
        "CreateLaunchTemplate",
        "LaunchTemplate.LaunchTemplateId",
        id_parameter="LaunchTemplateId",
        name="LaunchTemplateName",
        update=new_template_version,
        delete="DeleteLaunchTemplate",
        attribute=launch_template_attribute,
    ),
    "AWS::EC2::Volume": Row(
        "ec2",
        "CreateVolume",
        "VolumeId",
        id_parameter="VolumeId",
        update="ModifyVolume",
        delete=delete_volume,
        snapshots=True,
    ),
    "AWS::EC2::VolumeAttachment": Row("ec2", attach_volume, delete=detach_volume),
    "AWS::AutoScaling::AutoScalingGroup": Row(
        "autoscaling",
        create_group,
        update=change_group,
        after=set_group,
        handled=("Cooldown", *BESIDE_GROUP),
        delete=delete_group,
    ),
    "AWS::AutoScaling::ScalingPolicy": Row(
        "autoscaling",
        put_scaling_policy,
        update=put_scaling_policy,
        delete=delete_scaling_policy,
    ),
}
