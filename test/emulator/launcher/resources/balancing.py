"""Load balancers: Elastic Load Balancing version 2."""

from api import input_shape
from row import Row, tags_of


def create_load_balancer(context):
    wanted = {**context.want, "Name": context.want.get("Name") or context.name}
    if not tags_of(wanted):  # an empty list is refused
        wanted.pop("Tags", None)
    shape = input_shape("elbv2", context.region, "CreateLoadBalancer")
    ROWS[context.type].note_dropped(context, shape, wanted)
    balancer = context.call("elbv2", "CreateLoadBalancer", **wanted)["LoadBalancers"][0]
    arn = balancer["LoadBalancerArn"]
    context.attributes.update(
        DNSName=balancer["DNSName"],
        LoadBalancerName=balancer["LoadBalancerName"],
        CanonicalHostedZoneID=balancer.get("CanonicalHostedZoneId") or "Z35SXDOTRQ7X7K",
        LoadBalancerFullName=arn.split(":loadbalancer/")[1],
        SecurityGroups=balancer.get("SecurityGroups", []),
        LoadBalancerArn=arn,
    )
    return arn


def set_load_balancer(context):
    for attribute in context.wants("LoadBalancerAttributes"):
        if attribute not in context.had("LoadBalancerAttributes"):
            set_load_balancer_attribute(context, attribute)
    if context.creating:
        return
    if context.changed("SecurityGroups"):
        groups = context.want["SecurityGroups"]
        context.call("elbv2", "SetSecurityGroups", LoadBalancerArn=context.id, SecurityGroups=groups)
    if context.changed("Subnets"):
        context.call("elbv2", "SetSubnets", LoadBalancerArn=context.id, Subnets=context.want["Subnets"])


def set_load_balancer_attribute(context, attribute):
    """One by one: moto does not know all attributes."""
    of = {"LoadBalancerArn": context.id}
    try:
        context.call("elbv2", "ModifyLoadBalancerAttributes", Attributes=[attribute], **of)
    except Exception:
        context.gap("property dropped" if context.creating else "update not applied", attribute["Key"])


def set_target_group(context):
    of = {"TargetGroupArn": context.id}
    context.attributes.update(
        TargetGroupFullName=context.id.split(":", 5)[5],
        TargetGroupName=context.id.split("/")[1],
        TargetGroupArn=context.id,
    )
    for attribute in context.wants("TargetGroupAttributes"):
        if attribute not in context.had("TargetGroupAttributes"):
            context.call("elbv2", "ModifyTargetGroupAttributes", Attributes=[attribute], **of)
    new, old = context.wants("Targets"), context.had("Targets")
    gone = [target for target in old if target not in new]
    added = [target for target in new if target not in old]
    if gone:
        context.call("elbv2", "DeregisterTargets", Targets=gone, **of)
    if added:
        context.call("elbv2", "RegisterTargets", Targets=added, **of)


def set_listener(context):
    if context.changed("ListenerAttributes"):
        attributes = context.wants("ListenerAttributes")
        context.call("elbv2", "ModifyListenerAttributes", ListenerArn=context.id, Attributes=attributes)


def delete_listener(context):
    """moto leaves the listener among those that use its certificate: it is taken out of that list."""
    from moto.acm.models import acm_backends

    context.call("elbv2", "DeleteListener", ListenerArn=context.id)
    certificates = acm_backends[context.account][context.region]
    for certificate in context.wants("Certificates"):
        certificates.get_certificate(certificate["CertificateArn"]).in_use_by.remove(context.id)


ROWS = {
    "AWS::ElasticLoadBalancingV2::LoadBalancer": Row(
        "elbv2",
        create_load_balancer,
        after=set_load_balancer,
        id_parameter="LoadBalancerArn",
        handled=("LoadBalancerAttributes", "SecurityGroups", "Subnets"),
        delete="DeleteLoadBalancer",
    ),
    "AWS::ElasticLoadBalancingV2::TargetGroup": Row(
        "elbv2",
        "CreateTargetGroup",
        "TargetGroups.0.TargetGroupArn",
        id_parameter="TargetGroupArn",
        name="Name",
        after=set_target_group,
        update="ModifyTargetGroup",
        handled=("TargetGroupAttributes", "Targets"),
        delete="DeleteTargetGroup",
    ),
    "AWS::ElasticLoadBalancingV2::Listener": Row(
        "elbv2",
        "CreateListener",
        "Listeners.0.ListenerArn",
        id_parameter="ListenerArn",
        after=set_listener,
        update="ModifyListener",
        handled=("ListenerAttributes",),
        delete=delete_listener,
    ),
    "AWS::ElasticLoadBalancingV2::ListenerRule": Row(
        "elbv2",
        "CreateRule",
        "Rules.0.RuleArn",
        id_parameter="RuleArn",
        update="ModifyRule",
        delete="DeleteRule",
    ),
}
