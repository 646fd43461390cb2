"""Network load balancers: moto is made for application load balancers."""

from moto.elbv2.models import ELBv2Backend
from moto.elbv2.responses import ELBV2Response

from repair import replaces

_BEYOND_MOTO = ("TLS", "UDP", "TCP_UDP")


@replaces(ELBv2Backend, "create_load_balancer")
def create_load_balancer(create, self, *arguments, **more):
    """Without this the ARN says "app", and alarms watch a load balancer that is not there."""
    balancer = create(self, *arguments, **more)
    if balancer.type == "network":
        old, balancer.arn = balancer.arn, balancer.arn.replace(":loadbalancer/app/", ":loadbalancer/net/")
        self.load_balancers[balancer.arn] = self.load_balancers.pop(old)
        self.tagging_service.copy_tags(old, balancer.arn)
        self.tagging_service.delete_all_tags_for_resource(old)
    return balancer


@replaces(ELBv2Backend, "modify_listener")
def modify_listener(modify, self, arn, port, protocol, ssl_policy, certificates, actions):
    """Without this no listener but one of HTTP, HTTPS and TCP can be changed."""
    if protocol not in _BEYOND_MOTO:
        return modify(self, arn, port, protocol, ssl_policy, certificates, actions)
    listener = modify(self, arn, port, None, ssl_policy, certificates, actions)
    listener.protocol = protocol
    if certificates:
        listener.certificates = [certificate["CertificateArn"] for certificate in certificates]
        listener.certificate = listener.certificates[0]
    return listener


@replaces(ELBV2Response, "set_security_groups")
def set_security_groups(set_groups, self):
    """Without this whether the rules hold for PrivateLink is forgotten, and planned again and again."""
    answer = set_groups(self)
    enforced = self._get_param("EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic")
    if enforced:
        balancer = self.elbv2_backend.load_balancers[self._get_param("LoadBalancerArn")]
        balancer.enforce_security_group_inbound_rules_on_private_link_traffic = enforced
    return answer
