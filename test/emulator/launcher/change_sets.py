"""Change sets: which of them a request means, and whether a change is a replacement."""

from moto.cloudformation import models, parsing, responses
from moto.cloudformation.exceptions import CloudFormationError

from template import needs_replacement


class ChangeSetNotFound(CloudFormationError):
    code = "ChangeSetNotFound"

    def __init__(self, name):
        super().__init__(f"ChangeSet [{name}] does not exist")


_diff = models.ChangeSet.diff


def diff(self):
    """moto reports no replacement, so `cdk diff` could not tell it from an update in place."""
    changes = _diff(self)
    old, new = self.stack.resource_map._resource_json_map, self.template_dict["Resources"]
    for change in changes:
        if change.action == "Modify":
            logical_id = change.logical_resource_id
            before, after = (part[logical_id].get("Properties") or {} for part in (old, new))
            replaced = needs_replacement(change.resource_type, before, after)
            different = [key for key in sorted({*before, *after}) if before.get(key) != after.get(key)]
            change.replacement = "True" if replaced else "False"
            change.scope = ["Properties"]
            change.details = [detail(key, key in replaced) for key in different]
    return changes


def detail(key, is_replaced):
    return {
        "Target": {
            "Attribute": "Properties",
            "Name": key,
            "RequiresRecreation": "Always" if is_replaced else "Never",
        },
        "Evaluation": "Static",
        "ChangeSource": "DirectModification",
    }


def look_up_by_stack(operation, missing_ok=False):
    """moto finds a change set by its name only, and `cdk` uses one name for all stacks."""
    original = getattr(responses.CloudFormationResponse, operation)

    def respond(self):
        get = self._get_param
        name = get("ChangeSetName")
        found = find(self.cloudformation_backend, name, get("StackName"))
        if found is None and missing_ok:
            return responses.EmptyResult()
        if found is None:
            raise ChangeSetNotFound(name)
        self._get_param = lambda key, if_none=None: found if key == "ChangeSetName" else get(key, if_none)
        return original(self)

    setattr(responses.CloudFormationResponse, operation, respond)


def find(backend, name, stack_name):
    if name in backend.change_sets:
        return name
    for change_set_id, change_set in backend.change_sets.items():
        stack = backend.stacks.get(change_set.stack_id)
        names = {change_set.stack_id, stack and stack.name}
        if change_set.change_set_name == name and (not stack_name or stack_name in names):
            return change_set_id
    return None


def update_termination_protection(self):
    """moto has no such operation."""
    stack = self.cloudformation_backend.get_stack(self._get_param("StackName"))
    wanted = self._get_param("EnableTerminationProtection")
    stack.enable_termination_protection = str(wanted).lower() == "true"
    return responses.ActionResult({"StackId": stack.stack_id})


_parse_ssm_parameter = parsing.ResourceMap.parse_ssm_parameter


def parse_ssm_parameter(self, value, value_type):
    """With UsePreviousValue moto hands over the resolved value and would resolve it once more."""
    from moto.ssm import ssm_backends

    backend = ssm_backends[self._account_id][self._region_name]
    return _parse_ssm_parameter(self, value, value_type) if backend.get_parameter(value) else value


def install():
    models.ChangeSet.diff = diff
    look_up_by_stack("delete_change_set", missing_ok=True)
    look_up_by_stack("describe_change_set")
    look_up_by_stack("execute_change_set")
    responses.CloudFormationResponse.update_termination_protection = update_termination_protection
    parsing.ResourceMap.parse_ssm_parameter = parse_ssm_parameter
