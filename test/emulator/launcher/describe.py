"""Prints what exists, found by the services' own list and describe calls, by type and physical id.

usage: python describe.py --port 5055

The ids are those that CloudFormation uses, so they can be held against the resources of a stack. What a
service lists for a while after its deletion (a terminated instance) is left out, and so are times.
"""

import argparse
import json
import re

import api

REGION = "us-east-1"
TIME = re.compile(r"(Time|Date|Timestamp|Expiration)$")


def items(service, operation, key, **parameters):
    """All items of a list operation, page by page."""
    client = api.client(service, REGION)
    if client.can_paginate(operation):
        pages = client.get_paginator(operation).paginate(**parameters)
    else:
        pages = [getattr(client, operation)(**parameters)]
    return [item for page in pages for item in page[key]]


def listed(service, operation, key, id_key, keep=lambda item: True, **parameters):
    """A function that lists a type: {id: details}."""

    def entries():
        found = items(service, operation, key, **parameters)
        return {item[id_key]: item for item in found if keep(item)}

    return entries


def not_in(key, *states):
    return lambda item: str(item.get(key)).lower() not in states


def associations():
    return {
        association["RouteTableAssociationId"]: association
        for table in items("ec2", "describe_route_tables", "RouteTables")
        for association in table["Associations"]
    }


def routes():
    return {
        f"{table['RouteTableId']}|{route['DestinationCidrBlock']}": route
        for table in items("ec2", "describe_route_tables", "RouteTables")
        for route in table["Routes"]
        if "DestinationCidrBlock" in route and route.get("GatewayId") != "local"
    }


def route_tables():
    """Without their routes and associations, which are types of their own."""
    return {
        table["RouteTableId"]: {key: table[key] for key in ("VpcId", "Tags") if key in table}
        for table in items("ec2", "describe_route_tables", "RouteTables")
    }


def gateway_attachments():
    return {
        f"IGW|{attachment['VpcId']}": {"InternetGatewayId": gateway["InternetGatewayId"]}
        for gateway in items("ec2", "describe_internet_gateways", "InternetGateways")
        for attachment in gateway["Attachments"]
    }


def security_groups():
    """Without their rules, which are listed one by one."""
    rules = ("IpPermissions", "IpPermissionsEgress")
    return {
        group["GroupId"]: {key: value for key, value in group.items() if key not in rules}
        for group in items("ec2", "describe_security_groups", "SecurityGroups")
    }


def rules(is_egress):
    return listed(
        "ec2",
        "describe_security_group_rules",
        "SecurityGroupRules",
        "SecurityGroupRuleId",
        lambda rule: rule["IsEgress"] == is_egress,
    )


def instances():
    return {
        instance["InstanceId"]: instance
        for reservation in items("ec2", "describe_instances", "Reservations")
        for instance in reservation["Instances"]
        if instance["State"]["Name"] not in ("terminated", "shutting-down")
    }


def launch_templates():
    found = {}
    for template in items("ec2", "describe_launch_templates", "LaunchTemplates"):
        name = template["LaunchTemplateId"]
        of = {"LaunchTemplateId": name, "Versions": ["$Latest"]}
        latest = items("ec2", "describe_launch_template_versions", "LaunchTemplateVersions", **of)
        found[name] = {**template, "Latest": latest[0]["LaunchTemplateData"]}
    return found


def scaling_groups():
    """With their hooks, which have no physical ids of their own."""
    of = ("autoscaling", "describe_auto_scaling_groups", "AutoScalingGroups", "AutoScalingGroupName")
    found = listed(*of)()
    for name, group in found.items():
        hooks = items("autoscaling", "describe_lifecycle_hooks", "LifecycleHooks", AutoScalingGroupName=name)
        group["LifecycleHooks"] = hooks
    return found


def of_each(service, operation, key, id_key, parents, parameter):
    """What can only be listed for one parent at a time."""

    def entries():
        return {
            item[id_key]: item
            for parent in parents()
            for item in items(service, operation, key, **{parameter: parent})
        }

    return entries


load_balancers = listed("elbv2", "describe_load_balancers", "LoadBalancers", "LoadBalancerArn")
listeners = of_each(
    "elbv2", "describe_listeners", "Listeners", "ListenerArn", load_balancers, "LoadBalancerArn"
)
topics = listed("sns", "list_topics", "Topics", "TopicArn")


def listeners_with_attributes():
    elbv2, found = api.client("elbv2", REGION), listeners()
    for arn, listener in found.items():
        listener["Attributes"] = elbv2.describe_listener_attributes(ListenerArn=arn)["Attributes"]
    return found


def listener_rules():
    """Without the default rule, which comes with the listener."""
    every = of_each("elbv2", "describe_rules", "Rules", "RuleArn", listeners, "ListenerArn")()
    return {arn: rule for arn, rule in every.items() if not rule["IsDefault"]}


def parameter_groups(noun, list_groups, list_parameters):
    def entries():
        found = listed("rds", list_groups, f"{noun}s", f"{noun}Name")()
        for name, group in found.items():
            parameters = items("rds", list_parameters, "Parameters", **{f"{noun}Name": name})
            group["Parameters"] = {x["ParameterName"]: x.get("ParameterValue") for x in parameters}
        return found

    return entries


def domains():
    search = api.client("opensearch", REGION)
    names = [item["DomainName"] for item in items("opensearch", "list_domain_names", "DomainNames")]
    return {name: search.describe_domain(DomainName=name)["DomainStatus"] for name in names}


BUCKET_PARTS = (
    ("get_bucket_versioning", "Status"),
    ("get_bucket_encryption", "ServerSideEncryptionConfiguration"),
    ("get_public_access_block", "PublicAccessBlockConfiguration"),
    ("get_bucket_lifecycle_configuration", "Rules"),
    ("get_bucket_ownership_controls", "OwnershipControls"),
    ("get_bucket_tagging", "TagSet"),
)


def answer_or_none(client, operation, **parameters):
    """Some services answer an error for what is not set."""
    try:
        return getattr(client, operation)(**parameters)
    except client.exceptions.ClientError:
        return {}


def buckets():
    s3 = api.client("s3", REGION)
    return {
        bucket["Name"]: {
            key: answer_or_none(s3, operation, Bucket=bucket["Name"]).get(key)
            for operation, key in BUCKET_PARTS
        }
        for bucket in items("s3", "list_buckets", "Buckets")
    }


def bucket_policies():
    s3 = api.client("s3", REGION)
    policies = {
        bucket["Name"]: answer_or_none(s3, "get_bucket_policy", Bucket=bucket["Name"])
        for bucket in items("s3", "list_buckets", "Buckets")
    }
    return {name: json.loads(policy["Policy"]) for name, policy in policies.items() if "Policy" in policy}


def aliases():
    """Without those of AWS itself, which come with the first use of a service's own key."""
    found = listed("kms", "list_aliases", "Aliases", "AliasName", lambda alias: "TargetKeyId" in alias)()
    return {name: alias for name, alias in found.items() if not name.startswith(OF_AWS)}


OF_AWS = "alias/aws/"


def keys():
    """Without AWS's own and those that are to go."""
    kms = api.client("kms", REGION)
    found = items("kms", "list_aliases", "Aliases")
    of_aws = {alias.get("TargetKeyId") for alias in found if alias["AliasName"].startswith(OF_AWS)}
    every = {item["KeyId"] for item in items("kms", "list_keys", "Keys")} - of_aws
    described = {key: kms.describe_key(KeyId=key)["KeyMetadata"] for key in every}
    return {key: value for key, value in described.items() if value["KeyState"] != "PendingDeletion"}


def roles():
    return listed("iam", "list_roles", "Roles", "RoleName")()


def inline_policies():
    """By name, as the emulator's resources are: an inline policy has no id."""
    iam, found = api.client("iam", REGION), {}
    for role in roles():
        for name in items("iam", "list_role_policies", "PolicyNames", RoleName=role):
            document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
            found.setdefault(name, {})[role] = document
    return found


def managed_policies():
    iam, found = api.client("iam", REGION), {}
    for policy in items("iam", "list_policies", "Policies", Scope="Local"):
        of = {"PolicyArn": policy["Arn"], "VersionId": policy["DefaultVersionId"]}
        found[policy["Arn"]] = iam.get_policy_version(**of)["PolicyVersion"]["Document"]
    return found


def attached_secrets():
    """Secrets that say where their database is."""
    manager, found = api.client("secretsmanager", REGION), {}
    for secret in items("secretsmanager", "list_secrets", "SecretList"):
        text = answer_or_none(manager, "get_secret_value", SecretId=secret["ARN"]).get("SecretString", "")
        if '"host"' in text:
            found[secret["ARN"]] = {"host": json.loads(text)["host"]}
    return found


def parameters():
    """Without those that AWS itself offers."""
    found = listed("ssm", "describe_parameters", "Parameters", "Name")()
    ssm = api.client("ssm", REGION)
    for name, parameter in found.items():
        parameter["Value"] = ssm.get_parameter(Name=name)["Parameter"]["Value"]
    return found


def alarms():
    return listed("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName")()


def dashboards():
    cloudwatch = api.client("cloudwatch", REGION)
    names = [entry["DashboardName"] for entry in items("cloudwatch", "list_dashboards", "DashboardEntries")]
    return {name: {"Body": cloudwatch.get_dashboard(DashboardName=name)["DashboardBody"]} for name in names}


def topic_policies():
    """Those that were put, not the one that each topic starts with."""
    sns, found = api.client("sns", REGION), {}
    for arn in topics():
        policy = json.loads(sns.get_topic_attributes(TopicArn=arn)["Attributes"]["Policy"])
        if policy.get("Id") != "__default_policy_ID":
            found[arn] = policy
    return found


def zones():
    every = items("route53", "list_hosted_zones", "HostedZones")
    return {zone["Id"].removeprefix("/hostedzone/"): zone for zone in every}


def records():
    """Without what comes with the zone."""
    return {
        record["Name"]: record
        for zone in zones()
        for record in items("route53", "list_resource_record_sets", "ResourceRecordSets", HostedZoneId=zone)
        if record["Type"] not in ("NS", "SOA")
    }


def stacks():
    """Only what tells one stack from another."""
    every = items("cloudformation", "describe_stacks", "Stacks")
    return {stack["StackName"]: {"StackStatus": stack["StackStatus"]} for stack in every}


TYPES = {
    "AWS::EC2::VPC": listed("ec2", "describe_vpcs", "Vpcs", "VpcId"),
    "AWS::EC2::Subnet": listed("ec2", "describe_subnets", "Subnets", "SubnetId"),
    "AWS::EC2::RouteTable": route_tables,
    "AWS::EC2::SubnetRouteTableAssociation": associations,
    "AWS::EC2::Route": routes,
    "AWS::EC2::EIP": listed("ec2", "describe_addresses", "Addresses", "PublicIp"),
    "AWS::EC2::NatGateway": listed(
        "ec2", "describe_nat_gateways", "NatGateways", "NatGatewayId", not_in("State", "deleted")
    ),
    "AWS::EC2::InternetGateway": listed(
        "ec2", "describe_internet_gateways", "InternetGateways", "InternetGatewayId"
    ),
    "AWS::EC2::VPCGatewayAttachment": gateway_attachments,
    "AWS::EC2::VPCEndpoint": listed(
        "ec2", "describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId", not_in("State", "deleted")
    ),
    "AWS::EC2::FlowLog": listed("ec2", "describe_flow_logs", "FlowLogs", "FlowLogId"),
    "AWS::EC2::SecurityGroup": security_groups,
    "AWS::EC2::SecurityGroupIngress": rules(is_egress=False),
    "AWS::EC2::SecurityGroupEgress": rules(is_egress=True),
    "AWS::EC2::NetworkInterface": listed(
        "ec2", "describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId"
    ),
    "AWS::EC2::Instance": instances,
    "AWS::EC2::LaunchTemplate": launch_templates,
    "AWS::EC2::Volume": listed("ec2", "describe_volumes", "Volumes", "VolumeId"),
    "AWS::AutoScaling::AutoScalingGroup": scaling_groups,
    "AWS::AutoScaling::ScalingPolicy": listed(
        "autoscaling", "describe_policies", "ScalingPolicies", "PolicyARN"
    ),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": load_balancers,
    "AWS::ElasticLoadBalancingV2::TargetGroup": listed(
        "elbv2", "describe_target_groups", "TargetGroups", "TargetGroupArn"
    ),
    "AWS::ElasticLoadBalancingV2::Listener": listeners_with_attributes,
    "AWS::ElasticLoadBalancingV2::ListenerRule": listener_rules,
    "AWS::RDS::DBCluster": listed("rds", "describe_db_clusters", "DBClusters", "DBClusterIdentifier"),
    "AWS::RDS::DBInstance": listed("rds", "describe_db_instances", "DBInstances", "DBInstanceIdentifier"),
    "AWS::RDS::DBSubnetGroup": listed(
        "rds", "describe_db_subnet_groups", "DBSubnetGroups", "DBSubnetGroupName"
    ),
    "AWS::RDS::DBClusterParameterGroup": parameter_groups(
        "DBClusterParameterGroup",
        "describe_db_cluster_parameter_groups",
        "describe_db_cluster_parameters",
    ),
    "AWS::RDS::DBParameterGroup": parameter_groups(
        "DBParameterGroup", "describe_db_parameter_groups", "describe_db_parameters"
    ),
    # the automated ones come and go with their database
    "AWS::RDS::DBClusterSnapshot": listed(
        "rds",
        "describe_db_cluster_snapshots",
        "DBClusterSnapshots",
        "DBClusterSnapshotIdentifier",
        not_in("SnapshotType", "automated"),
    ),
    "AWS::RDS::DBSnapshot": listed(
        "rds",
        "describe_db_snapshots",
        "DBSnapshots",
        "DBSnapshotIdentifier",
        not_in("SnapshotType", "automated"),
    ),
    "AWS::ElastiCache::SubnetGroup": listed(
        "elasticache", "describe_cache_subnet_groups", "CacheSubnetGroups", "CacheSubnetGroupName"
    ),
    "AWS::ElastiCache::ReplicationGroup": listed(
        "elasticache", "describe_replication_groups", "ReplicationGroups", "ReplicationGroupId"
    ),
    "AWS::OpenSearchService::Domain": domains,
    "AWS::S3::Bucket": buckets,
    "AWS::S3::BucketPolicy": bucket_policies,
    "AWS::SecretsManager::Secret": listed("secretsmanager", "list_secrets", "SecretList", "ARN"),
    "AWS::SecretsManager::SecretTargetAttachment": attached_secrets,
    "AWS::KMS::Key": keys,
    "AWS::KMS::Alias": aliases,
    "AWS::IAM::Role": roles,
    "AWS::IAM::Policy": inline_policies,
    "AWS::IAM::ManagedPolicy": managed_policies,
    "AWS::IAM::InstanceProfile": listed(
        "iam", "list_instance_profiles", "InstanceProfiles", "InstanceProfileName"
    ),
    "AWS::Lambda::Function": listed("lambda", "list_functions", "Functions", "FunctionName"),
    "AWS::SSM::Parameter": parameters,
    "AWS::Logs::LogGroup": listed("logs", "describe_log_groups", "logGroups", "logGroupName"),
    "AWS::CloudWatch::Alarm": alarms,
    "AWS::CloudWatch::Dashboard": dashboards,
    "AWS::SNS::Topic": topics,
    "AWS::SNS::TopicPolicy": topic_policies,
    "AWS::SNS::Subscription": listed("sns", "list_subscriptions", "Subscriptions", "SubscriptionArn"),
    "AWS::CertificateManager::Certificate": listed(
        "acm", "list_certificates", "CertificateSummaryList", "CertificateArn"
    ),
    "AWS::Route53::HostedZone": zones,
    "AWS::Route53::RecordSet": records,
    "AWS::CloudFormation::Stack": stacks,
}


def without_times(value):
    if isinstance(value, dict):
        return {key: without_times(x) for key, x in value.items() if not TIME.search(key)}
    return [without_times(x) for x in value] if isinstance(value, list) else value


def stack_resources():
    """{stack: [{type, logical id, physical id}]}"""
    return {
        name: [
            {"type": x["ResourceType"], "logicalId": x["LogicalResourceId"], "id": x["PhysicalResourceId"]}
            for x in items("cloudformation", "list_stack_resources", "StackResourceSummaries", StackName=name)
        ]
        for name in stacks()
    }


def outputs():
    return {
        stack["StackName"]: {x["OutputKey"]: x["OutputValue"] for x in stack.get("Outputs", [])}
        for stack in items("cloudformation", "describe_stacks", "Stacks")
    }


def main():
    parser = argparse.ArgumentParser(description="lists what exists")
    parser.add_argument("--port", type=int, required=True)
    api.use_port(parser.parse_args().port)
    existing = {name: without_times(entries()) for name, entries in TYPES.items()}
    found = {"existing": existing, "stacks": stack_resources(), "outputs": outputs()}
    print(json.dumps(found, default=str, sort_keys=True))


if __name__ == "__main__":
    main()
