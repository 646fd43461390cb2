"""Machines, their templates, and what connects them."""

from moto.ec2.models.instances import Instance
from moto.ec2.models.launch_templates import LaunchTemplate, LaunchTemplateBackend, parse_user_data
from moto.ec2.models.nat_gateways import NatGatewayBackend
from moto.ec2.models.security_groups import SecurityGroupRule

from gaps import gap
from repair import replaces


@replaces(LaunchTemplate, "create_version")
def create_version(create, self, data, description):
    """Without this the user data of a second version stays plain text, and no group can start with it.

    AWS looks up a parameter when an instance starts; here its name is the image of the instance.
    """
    image = data.get("ImageId", "")
    if image.startswith("resolve:ssm:"):
        gap("image not resolved", "AWS::EC2::LaunchTemplate", self.name, image)
    if isinstance(data.get("UserData"), str):
        data["UserData"] = parse_user_data(data["UserData"])
    return create(self, data, description)


@replaces(LaunchTemplateBackend, "create_launch_template")
def create_launch_template(create, self, name, description, data, tags):
    """Without this the template's own tags are among those that it gives to instances."""
    given = data.pop("TagSpecifications", [])
    for_machines = [tag for tag in given if tag["ResourceType"] != "launch-template"]
    if for_machines:
        data["TagSpecifications"] = for_machines
    return create(self, name, description, data, tags)


def _keep_no_copy(self, tags):
    """The tags are asked for each time."""


# without this a template answers the tags that it was created with, whatever was changed since
LaunchTemplate.tags = property(lambda self: self.get_tags(), _keep_no_copy)


@replaces(Instance, "add_block_device")
def add_block_device(add, self, size, device_path, *arguments, **more):
    """Without this the root disk of a launch template comes beside a default one, which stays for ever."""
    default = self.block_device_mapping.get(device_path)
    if default:
        self.ec2_backend.detach_volume(default.volume_id, self.id, device_path)
        self.ec2_backend.delete_volume(default.volume_id)
    add(self, size, device_path, *arguments, **more)


@replaces(Instance, "terminate")
def terminate(terminate_instance, self, *arguments, **more):
    """Without this the primary network interface of a terminated instance stays for ever."""
    interfaces = list(self.nics.values())
    answer = terminate_instance(self, *arguments, **more)
    for interface in interfaces:
        self.ec2_backend.enis.pop(interface.id, None)
    return answer


@replaces(NatGatewayBackend, "delete_nat_gateway")
def delete_nat_gateway(delete, self, nat_gateway_id):
    """Without this the network interface of a deleted gateway stays for ever."""
    gateway = delete(self, nat_gateway_id)
    self.enis.pop(gateway._eni.id, None)
    return gateway


# without this a rule that names a group has no description
SecurityGroupRule.description = property(
    lambda self: self.ip_range.get("Description") or self.source_group.get("Description")
)
