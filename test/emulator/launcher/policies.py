"""What becomes of a resource that a stack gives up: deleted, kept, or deleted after a snapshot."""

import secrets

DELETE, RETAIN, SNAPSHOT = "Delete", "Retain", "Snapshot"
RETAIN_EXCEPT_ON_CREATE = "RetainExceptOnCreate"


def on_delete(resource):
    """The stack is deleted, or the resource left its template."""
    policy = resource.get("DeletionPolicy") or _default(resource)
    return RETAIN if policy == RETAIN_EXCEPT_ON_CREATE else policy


def on_rollback(resource):
    """What created the resource is rolled back."""
    policy = resource.get("DeletionPolicy") or _default(resource)
    return DELETE if policy == RETAIN_EXCEPT_ON_CREATE else policy


def on_replacement(resource):
    """Another physical resource took its place."""
    return resource.get("UpdateReplacePolicy") or DELETE


def _default(resource):
    """CloudFormation deletes what states no policy, except databases: of those it takes a snapshot."""
    properties = resource.get("Properties") or {}
    member = resource["Type"] == "AWS::RDS::DBInstance" and "DBClusterIdentifier" not in properties
    return SNAPSHOT if member or resource["Type"] == "AWS::RDS::DBCluster" else DELETE


def snapshot_name(stack_name, logical_id):
    """As CloudFormation names it."""
    return f"{stack_name}-snapshot-{logical_id}-{secrets.token_hex(6)}".lower()
