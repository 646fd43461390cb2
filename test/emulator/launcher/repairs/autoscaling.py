"""Auto Scaling groups."""

import uuid

from moto.autoscaling.models import AutoScalingBackend
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult

from gaps import gap
from repair import adds, replaces

# what a group answers, by the parameter that sets it; moto drops these
_KEPT = {
    "DefaultInstanceWarmup": "default_instance_warmup",
    "InstanceMaintenancePolicy": "instance_maintenance_policy",
    "MaxInstanceLifetime": "max_instance_lifetime",
    "TerminationPolicies": "termination_policies",
}
_refreshes = {}


@replaces(AutoScalingResponse, "create_auto_scaling_group")
def create_auto_scaling_group(create, self):
    """Without this hooks that come with the group do not exist: its first nodes would boot unwatched."""
    answer = create(self)
    _keep(self)
    name = self._get_param("AutoScalingGroupName")
    for hook in self._get_param("LifecycleHookSpecificationList", []):
        _put_hook(self.autoscaling_backend, {**hook, "AutoScalingGroupName": name})
    return answer


@replaces(AutoScalingResponse, "update_auto_scaling_group")
def update_auto_scaling_group(update, self):
    """Without this a change of what moto drops is planned again and again."""
    answer = update(self)
    _keep(self)
    return answer


def _keep(response):
    parameters = response._get_params()
    group = response.autoscaling_backend.autoscaling_groups[parameters["AutoScalingGroupName"]]
    for parameter, attribute in _KEPT.items():
        if parameter in parameters:
            setattr(group, attribute, parameters[parameter])


@replaces(AutoScalingResponse, "put_lifecycle_hook")
def put_lifecycle_hook(_put, self):
    """Without this every hook notifies a queue that moto makes up."""
    _put_hook(self.autoscaling_backend, self._get_params())
    return EmptyResult()


def _put_hook(backend, parameters):
    hook = backend.create_lifecycle_hook(
        name=parameters["LifecycleHookName"],
        as_name=parameters["AutoScalingGroupName"],
        transition=parameters.get("LifecycleTransition"),
        timeout=int(parameters.get("HeartbeatTimeout", 3600)),
        result=parameters.get("DefaultResult"),
    )
    hook.role_arn = parameters.get("RoleARN")
    hook.notification_target_arn = parameters.get("NotificationTargetARN")
    hook.notification_metadata = parameters.get("NotificationMetadata")


@replaces(AutoScalingBackend, "delete_auto_scaling_group")
def delete_auto_scaling_group(delete, self, group_name):
    """Without this the hooks of a deleted group stay, and become those of the next one of its name."""
    answer = delete(self, group_name)
    for hook in self.describe_lifecycle_hooks(group_name):
        self.delete_lifecycle_hook(group_name, hook.name)
    return answer


@adds(AutoScalingResponse)
def start_instance_refresh(self):
    """Without this a new launch template fails the apply. Here it ends at once and replaces no instance."""
    name, refresh = self._get_param("AutoScalingGroupName"), str(uuid.uuid4())
    _refreshes.setdefault(name, []).insert(0, refresh)
    gap("instances not replaced", "AWS::AutoScaling::AutoScalingGroup", name, "instance refresh")
    return ActionResult({"InstanceRefreshId": refresh})


@adds(AutoScalingResponse)
def describe_instance_refreshes(self):
    """Without this nobody sees that a refresh has ended."""
    name = self._get_param("AutoScalingGroupName")
    ended = {"AutoScalingGroupName": name, "Status": "Successful", "PercentageComplete": 100}
    refreshes = [{**ended, "InstanceRefreshId": refresh} for refresh in _refreshes.get(name, [])]
    return ActionResult({"InstanceRefreshes": refreshes})
