"""Bucket policies."""

from moto.iam.access_control import IAMPolicyStatement, PermissionResult

from repair import replaces


@replaces(IAMPolicyStatement, "is_action_permitted")
def is_action_permitted(judge, self, action, *arguments, **more):
    """Without this a policy that denies plain http locks its bucket: moto takes each condition to be true."""
    denies_under_condition = self._statement["Effect"] == "Deny" and self._statement.get("Condition")
    if denies_under_condition and action.startswith("s3:"):
        return PermissionResult.NEUTRAL
    return judge(self, action, *arguments, **more)
