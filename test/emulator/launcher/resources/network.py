"""Networks: EC2's VPC, subnets, routes, gateways, endpoints, flow logs, security groups."""

import logging

from api import client
from row import Row, tags_of

LOG = logging.getLogger("emulator")


def set_vpc_attributes(context):
    for key in context.changed("EnableDnsSupport", "EnableDnsHostnames"):
        value = {key: {"Value": context.want.get(key, False)}}
        context.call("ec2", "ModifyVpcAttribute", VpcId=context.id, **value)


def vpc_attribute(context, name):
    ec2 = context.client("ec2")
    of_vpc = {"Name": "vpc-id", "Values": [context.id]}
    if name == "DefaultSecurityGroup":
        default = {"Name": "group-name", "Values": ["default"]}
        return ec2.describe_security_groups(Filters=[of_vpc, default])["SecurityGroups"][0]["GroupId"]
    if name == "DefaultNetworkAcl":
        return ec2.describe_network_acls(Filters=[of_vpc])["NetworkAcls"][0]["NetworkAclId"]
    return None


def set_subnet_attributes(context):
    for key in context.changed("MapPublicIpOnLaunch", "AssignIpv6AddressOnCreation"):
        value = {key: {"Value": context.want.get(key, False)}}
        context.call("ec2", "ModifySubnetAttribute", SubnetId=context.id, **value)


def allocate_address(context):
    answer = context.call("ec2", "AllocateAddress", Domain="vpc")
    context.answer = answer
    context.attributes.update(AllocationId=answer["AllocationId"], PublicIp=answer["PublicIp"])
    if tags_of(context.want):
        context.call("ec2", "CreateTags", Resources=[answer["AllocationId"]], Tags=tags_of(context.want))
    return answer["PublicIp"]


def release_address(context):
    context.call("ec2", "ReleaseAddress", AllocationId=context.attributes["AllocationId"])


def create_route(context):
    context.call("ec2", "CreateRoute", **context.want)
    destination = context.want.get("DestinationCidrBlock") or context.want.get("DestinationIpv6CidrBlock")
    return f"{context.want['RouteTableId']}|{destination}"


def replace_route(context):
    context.call("ec2", "ReplaceRoute", **context.want)


def delete_route(context):
    of = context.some("RouteTableId", "DestinationCidrBlock", "DestinationIpv6CidrBlock")
    context.call("ec2", "DeleteRoute", **of)


def attach_gateway(context):
    context.call("ec2", "AttachInternetGateway", **context.want)
    return f"IGW|{context.want['VpcId']}"


def detach_gateway(context):
    context.call("ec2", "DetachInternetGateway", **context.some("VpcId", "InternetGatewayId"))


def create_flow_log(context):
    wanted = {key: value for key, value in context.want.items() if key != "Tags"}
    tags = tags_of(context.want)
    if tags:
        wanted["TagSpecifications"] = [{"ResourceType": "vpc-flow-log", "Tags": tags}]
    wanted["ResourceIds"] = [wanted.pop("ResourceId")]
    return context.call("ec2", "CreateFlowLogs", **wanted)["FlowLogIds"][0]


def permission(rule, peer):
    """A rule of a template as the API wants it; `peer` is "Source" or "Destination"."""
    result = {"IpProtocol": str(rule["IpProtocol"])}
    if "FromPort" in rule:
        result.update(FromPort=int(rule["FromPort"]), ToPort=int(rule["ToPort"]))
    description = {"Description": rule["Description"]} if rule.get("Description") else {}
    group, prefix_list = rule.get(f"{peer}SecurityGroupId"), rule.get(f"{peer}PrefixListId")
    if "CidrIp" in rule:
        result["IpRanges"] = [{"CidrIp": rule["CidrIp"], **description}]
    if "CidrIpv6" in rule:
        result["Ipv6Ranges"] = [{"CidrIpv6": rule["CidrIpv6"], **description}]
    if prefix_list:
        result["PrefixListIds"] = [{"PrefixListId": prefix_list, **description}]
    if group:
        result["UserIdGroupPairs"] = [{"GroupId": group, **description}]
    return result


def set_rules(context):
    if context.creating and context.want.get("SecurityGroupEgress"):
        revoke_everything_out(context)
    for way, peer in (("Ingress", "Source"), ("Egress", "Destination")):
        new = [permission(rule, peer) for rule in context.wants(f"SecurityGroup{way}")]
        old = [permission(rule, peer) for rule in context.had(f"SecurityGroup{way}")]
        for rule in old:
            if rule not in new:
                context.call("ec2", f"RevokeSecurityGroup{way}", GroupId=context.id, IpPermissions=[rule])
        for rule in new:
            if rule not in old:
                context.call("ec2", f"AuthorizeSecurityGroup{way}", GroupId=context.id, IpPermissions=[rule])


def revoke_everything_out(context):
    """As in AWS, stated egress replaces the default rule that lets everything out."""
    everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    try:
        context.call("ec2", "RevokeSecurityGroupEgress", GroupId=context.id, IpPermissions=[everything])
    except Exception as error:
        LOG.info("default egress: %s", error)


def security_group_rule(way, peer):
    def authorize(context):
        rule = permission(context.want, peer)
        group = context.want["GroupId"]
        operation = f"AuthorizeSecurityGroup{way}"
        answer = context.call("ec2", operation, GroupId=group, IpPermissions=[rule])
        return answer["SecurityGroupRules"][0]["SecurityGroupRuleId"]

    def revoke(context):
        rule = permission(context.want, peer)
        group = context.want["GroupId"]
        context.call("ec2", f"RevokeSecurityGroup{way}", GroupId=group, IpPermissions=[rule])

    return Row("ec2", authorize, delete=revoke)


def simple(noun, **more):
    """Create<noun> and Delete<noun>, the id as <noun>Id in the answer."""
    path = f"{noun}.{noun}Id"
    return Row("ec2", f"Create{noun}", path, id_parameter=f"{noun}Id", delete=f"Delete{noun}", **more)


def delete_network_interface(physical_id, region):
    client("ec2", region).delete_network_interface(NetworkInterfaceId=physical_id)


DELETE_OF_MODELS = {"AWS::EC2::NetworkInterface": delete_network_interface}

ROWS = {
    "AWS::EC2::VPC": simple(
        "Vpc",
        after=set_vpc_attributes,
        handled=("EnableDnsSupport", "EnableDnsHostnames"),
        attribute=vpc_attribute,
    ),
    "AWS::EC2::Subnet": simple(
        "Subnet",
        after=set_subnet_attributes,
        handled=("MapPublicIpOnLaunch", "AssignIpv6AddressOnCreation"),
    ),
    "AWS::EC2::RouteTable": simple("RouteTable"),
    "AWS::EC2::SubnetRouteTableAssociation": Row(
        "ec2",
        "AssociateRouteTable",
        "AssociationId",
        id_parameter="AssociationId",
        delete="DisassociateRouteTable",
    ),
    "AWS::EC2::Route": Row("ec2", create_route, update=replace_route, delete=delete_route),
    "AWS::EC2::EIP": Row("ec2", allocate_address, delete=release_address),
    "AWS::EC2::NatGateway": simple("NatGateway"),
    "AWS::EC2::InternetGateway": simple("InternetGateway"),
    "AWS::EC2::VPCGatewayAttachment": Row("ec2", attach_gateway, delete=detach_gateway),
    "AWS::EC2::VPCEndpoint": Row(
        "ec2",
        "CreateVpcEndpoint",
        "VpcEndpoint.VpcEndpointId",
        id_parameter="VpcEndpointIds",
        delete="DeleteVpcEndpoints",
    ),
    "AWS::EC2::FlowLog": Row("ec2", create_flow_log, id_parameter="FlowLogIds", delete="DeleteFlowLogs"),
    "AWS::EC2::SecurityGroup": Row(
        "ec2",
        "CreateSecurityGroup",
        "GroupId",
        id_parameter="GroupId",
        rename={"GroupDescription": "Description"},
        name="GroupName",
        after=set_rules,
        handled=("SecurityGroupIngress", "SecurityGroupEgress"),
        delete="DeleteSecurityGroup",
        attribute=lambda context, name: context.want.get("VpcId") if name == "VpcId" else None,
    ),
    "AWS::EC2::SecurityGroupIngress": security_group_rule("Ingress", "Source"),
    "AWS::EC2::SecurityGroupEgress": security_group_rule("Egress", "Destination"),
}
