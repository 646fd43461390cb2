"""Checks that the emulator itself makes, keeps and deletes as a template says; the rehearsal builds on that.

usage: python check.py --port 5055
"""

import argparse
import json
import time

import api

REGION = "us-east-1"
STACK = "policies"


def bucket(policy=None, name=None, on_replacement=None):
    resource = {"Type": "AWS::S3::Bucket"}
    if policy:
        resource["DeletionPolicy"] = policy
    if on_replacement:
        resource["UpdateReplacePolicy"] = on_replacement
    if name:
        resource["Properties"] = {"BucketName": name}
    return resource


def cluster(policy=None):
    properties = {"Engine": "aurora-postgresql", "MasterUsername": "name", "MasterUserPassword": "password"}
    resource = {"Type": "AWS::RDS::DBCluster", "Properties": properties}
    return {**resource, "DeletionPolicy": policy} if policy else resource


BROKEN = {
    "Type": "AWS::EC2::Subnet",
    "Properties": {"VpcId": "vpc-00000000000000000", "CidrBlock": "192.0.2.0/24"},
}


def deploy(resources, kind="CREATE"):
    """By a change set, as the cdk command does; answers how it ended."""
    stacks, name = api.client("cloudformation", REGION), f"set{time.time_ns()}"
    of = {"StackName": STACK, "ChangeSetName": name}
    stacks.create_change_set(TemplateBody=json.dumps({"Resources": resources}), ChangeSetType=kind, **of)
    stacks.execute_change_set(**of)
    return stacks.describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"]


def physical_ids():
    summaries = api.client("cloudformation", REGION).list_stack_resources(StackName=STACK)
    return {x["LogicalResourceId"]: x["PhysicalResourceId"] for x in summaries["StackResourceSummaries"]}


def delete():
    api.client("cloudformation", REGION).delete_stack(StackName=STACK)


def buckets():
    return {bucket["Name"] for bucket in api.client("s3", REGION).list_buckets()["Buckets"]}


def snapshots_of(cluster_id):
    found = api.client("rds", REGION).describe_db_cluster_snapshots(DBClusterIdentifier=cluster_id)
    return [x for x in found["DBClusterSnapshots"] if x["SnapshotType"] == "manual"]


def expect(what, is_true):
    if not is_true:
        raise SystemExit(f"the emulator does not do this: {what}")
    print(what)


def check_rollback():
    names = {"Keep": "rolled-back-keep", "Except": "rolled-back-except", "Delete": "rolled-back-delete"}
    resources = {
        "Keep": bucket("Retain", names["Keep"]),
        "Except": bucket("RetainExceptOnCreate", names["Except"]),
        "Delete": bucket("Delete", names["Delete"]),
        "Broken": {**BROKEN, "DependsOn": ["Keep", "Except", "Delete"]},
    }
    status = deploy(resources)
    delete()
    expect("a failed creation is rolled back", status == "ROLLBACK_COMPLETE")
    expect("a rollback keeps Retain, and nothing else", buckets() & {*names.values()} == {names["Keep"]})


def check_delete():
    resources = {
        "Keep": bucket("Retain"),
        "Except": bucket("RetainExceptOnCreate"),
        "Delete": bucket("Delete"),
        "Plain": bucket(),
        "Database": cluster(),
        "Copied": cluster("Snapshot"),
        "Dropped": cluster("Delete"),
    }
    deploy(resources)
    ids = physical_ids()
    delete()
    kept = {key for key in ("Keep", "Except", "Delete", "Plain") if ids[key] in buckets()}
    expect("a deletion keeps Retain and RetainExceptOnCreate", kept == {"Keep", "Except"})
    copied = {key for key in ("Database", "Copied", "Dropped") if snapshots_of(ids[key])}
    wanted = {"Database", "Copied"}
    expect("a deletion takes a snapshot where the policy is Snapshot, or none is stated", copied == wanted)


def check_update():
    old = {
        "Keep": bucket("Retain"),
        "Delete": bucket("Delete"),
        "Replaced": bucket("Delete", "replaced-old", "Retain"),
        "Moved": bucket("Delete", "moved-old", "Delete"),
    }
    deploy(old)
    ids = physical_ids()
    new = {
        "Replaced": bucket("Delete", "replaced-new", "Retain"),
        "Moved": bucket("Delete", "moved-new", "Delete"),
    }
    status = deploy(new, "UPDATE")
    there = buckets()
    expect("an update keeps what leaves the template with Retain", ids["Keep"] in there)
    expect("an update deletes what leaves the template with Delete", ids["Delete"] not in there)
    both = {"replaced-old", "replaced-new"}
    expect("a replacement keeps the old with UpdateReplacePolicy Retain", both <= there)
    expect("a replacement deletes the old otherwise", "moved-old" not in there and "moved-new" in there)
    late = {"Late": bucket("Delete", "late"), "Broken": {**BROKEN, "DependsOn": "Late"}}
    ended = (status, deploy({**new, **late}, "UPDATE"))
    expect("a failed update is rolled back", ended == ("UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"))
    expect("a failed update takes back what it had made", "late" not in buckets())
    delete()


def check_refusal():
    """A database that refuses to go: what it stands on may not go before it."""
    protected = cluster("Delete")
    protected["Properties"]["DeletionProtection"] = True
    protected["Properties"]["DBClusterParameterGroupName"] = {"Ref": "Group"}
    group = {"Type": "AWS::RDS::DBClusterParameterGroup"}
    group["Properties"] = {"Description": "group", "Family": "aurora-postgresql16"}
    resources = {"Group": group, "Database": protected, "Bucket": bucket()}

    deploy(resources)
    delete()
    left = {*physical_ids()}
    expect("what a resource stands on stays when the resource refuses to go", left == {"Group", "Database"})
    unprotect_and_delete()

    status = deploy({**resources, "Broken": {**BROKEN, "DependsOn": ["Database", "Bucket"]}})
    left = {*physical_ids()}
    expect("a rollback that is refused fails", status == "ROLLBACK_FAILED" and left == {"Group", "Database"})
    unprotect_and_delete()


def unprotect_and_delete():
    name = physical_ids()["Database"]
    rds, stacks = api.client("rds", REGION), api.client("cloudformation", REGION)
    rds.modify_db_cluster(DBClusterIdentifier=name, DeletionProtection=False)
    delete()
    names = {stack["StackName"] for stack in stacks.describe_stacks()["Stacks"]}
    clusters = {item["DBClusterIdentifier"] for item in rds.describe_db_clusters()["DBClusters"]}
    expect("the stack can be deleted later", STACK not in names and name not in clusters)


def fleet(instance_type):
    """An Auto Scaling group with a hook, and what it needs."""
    data = {"ImageId": "ami-12c6146b", "InstanceType": instance_type}
    hook = {
        "LifecycleHookName": "launch",
        "LifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING",
    }
    version = {"Fn::GetAtt": ["Template", "LatestVersionNumber"]}
    group = {
        "MinSize": "2",
        "MaxSize": "3",
        "VPCZoneIdentifier": [{"Ref": "Subnet"}],
        "LaunchTemplate": {"LaunchTemplateId": {"Ref": "Template"}, "Version": version},
        "LifecycleHookSpecificationList": [hook],
    }
    subnet = {"VpcId": {"Ref": "Network"}, "CidrBlock": "192.0.2.0/24"}
    return {
        "Network": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "192.0.2.0/24"}},
        "Subnet": {"Type": "AWS::EC2::Subnet", "Properties": subnet},
        "Template": {"Type": "AWS::EC2::LaunchTemplate", "Properties": {"LaunchTemplateData": data}},
        "Group": {"Type": "AWS::AutoScaling::AutoScalingGroup", "Properties": group},
    }


def check_fleet():
    ended = deploy(fleet("c7i.nosuchsize"))
    delete()
    expect("an instance type that EC2 does not have is refused", ended == "ROLLBACK_COMPLETE")

    scaling = api.client("autoscaling", REGION)
    deploy(fleet("c7i.large"))
    name = physical_ids()["Group"]
    deploy(fleet("c7i.xlarge"), "UPDATE")
    group = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"][0]
    expect("a group follows its launch template to a new version", group["LaunchTemplate"]["Version"] == "2")
    expect("a group has its hooks", hooks_of(name) == ["launch"])
    delete()
    left = [machine for machine in instances() if machine["State"]["Name"] != "terminated"]
    expect("instances and hooks go with their group", not left and not hooks_of(name))


def hooks_of(name):
    hooks = api.client("autoscaling", REGION).describe_lifecycle_hooks(AutoScalingGroupName=name)
    return [hook["LifecycleHookName"] for hook in hooks["LifecycleHooks"]]


def instances():
    found = api.client("ec2", REGION).describe_instances()
    return [instance for reservation in found["Reservations"] for instance in reservation["Instances"]]


def main():
    parser = argparse.ArgumentParser(description="checks the emulator")
    parser.add_argument("--port", type=int, required=True)
    api.use_port(parser.parse_args().port)
    for check in (check_rollback, check_delete, check_update, check_refusal, check_fleet):
        check()


if __name__ == "__main__":
    main()
