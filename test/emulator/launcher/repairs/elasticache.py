"""Replication groups of ElastiCache, cluster mode off: moto knows their creation, and little else."""

from types import SimpleNamespace

from moto.core.responses import ActionResult, EmptyResult
from moto.elasticache.models import ElastiCacheBackend, ReplicationGroup
from moto.elasticache.responses import ElastiCacheResponse

from gaps import gap
from repair import adds, replaces


def _is_true(text):
    return str(text).lower() == "true"


def _on(text):
    return "enabled" if _is_true(text) else "disabled"


def _as_given(value):
    return value


# parameter of ModifyReplicationGroup -> attribute, and how its value is read
_CHANGES = {
    "AutoMinorVersionUpgrade": ("auto_minor_version_upgrade", _is_true),
    "AutomaticFailoverEnabled": ("automatic_failover", _on),
    "CacheNodeType": ("cache_node_type", _as_given),
    "CacheParameterGroupName": ("cache_parameter_group_name", _as_given),
    "EngineVersion": ("engine_version", _as_given),
    "MultiAZEnabled": ("multi_az", _on),
    "PreferredMaintenanceWindow": ("preferred_maintenance_window", _as_given),
    "ReplicationGroupDescription": ("description", _as_given),
    "SecurityGroupIds": ("security_group_ids", _as_given),
    "SnapshotRetentionLimit": ("snapshot_retention_limit", int),
    "SnapshotWindow": ("snapshot_window", _as_given),
}
_ABOUT_THE_CALL = ("Action", "ApplyImmediately", "ReplicationGroupId", "Version")


@replaces(ReplicationGroup, "_set_node_members_clusters_disabled")
def set_members(fill, self, num_cache_clusters, replicas_per_node_group, **more):
    """Without this a group has one member, whatever it was asked for."""
    replicas = replicas_per_node_group or num_cache_clusters - 1
    fill(self, num_cache_clusters=num_cache_clusters, replicas_per_node_group=replicas, **more)
    self._of_members = {key: more[key] for key in ("replication_group_domain", "preferred_cache_cluster_azs")}


@replaces(ElastiCacheResponse, "create_replication_group")
def create_replication_group(create, self):
    """Without this "AutoMinorVersionUpgrade" is text, and "false" counts as true."""
    answer = create(self)
    group = _group_of(self)
    group.auto_minor_version_upgrade = str(group.auto_minor_version_upgrade).lower() != "false"
    return answer


@adds(ElastiCacheResponse)
def modify_replication_group(self):
    """Without this no group can be changed."""
    group = _group_of(self)
    for name, value in self._get_params().items():
        if name in _CHANGES:
            attribute, read = _CHANGES[name]
            setattr(group, attribute, read(value))
        elif name not in _ABOUT_THE_CALL:
            gap("update not applied", "AWS::ElastiCache::ReplicationGroup", group.replication_group_id, name)
    return ActionResult({"ReplicationGroup": group})


@adds(ElastiCacheResponse)
def increase_replica_count(self):
    """Without this the number of a group's nodes cannot be changed."""
    group, replicas = _group_of(self), int(self._get_param("NewReplicaCount"))
    (nodes,) = group.node_groups
    group.member_clusters.clear()
    nodes["node_group_members"] = []
    group._set_node_members_clusters_disabled(
        member_clusters=group.member_clusters,
        replication_group_id=group.replication_group_id,
        node_group=nodes,
        num_cache_clusters=replicas + 1,
        replicas_per_node_group=replicas,
        **group._of_members,
    )
    return ActionResult({"ReplicationGroup": group})


ElastiCacheResponse.decrease_replica_count = increase_replica_count


@replaces(ElastiCacheBackend, "delete_replication_group")
def delete_replication_group(delete, self, replication_group_id, *arguments, **more):
    """Without this a group is "deleting" for ever."""
    answer = delete(self, replication_group_id, *arguments, **more)
    self.replication_groups.pop(replication_group_id)
    return answer


@adds(ElastiCacheResponse)
def delete_cache_subnet_group(self):
    """Without this no subnet group can be deleted."""
    self.elasticache_backend.cache_subnet_groups.pop(self._get_param("CacheSubnetGroupName"), None)
    return EmptyResult()


@replaces(ElastiCacheBackend, "describe_cache_clusters")
def describe_cache_clusters(describe, self, cache_cluster_id=None):
    """Without this members are nowhere, nor the engine and network of their group."""
    members = {name: group for group in self.replication_groups.values() for name in group.member_clusters}
    if cache_cluster_id in members:
        return [_member(cache_cluster_id, members[cache_cluster_id])]
    alone = describe(self, cache_cluster_id)
    return alone if cache_cluster_id else [*alone, *(_member(*item) for item in members.items())]


def _member(name, group):
    """A node of the group, as an answer shows it."""
    same = (
        "at_rest_encryption_enabled",
        "auto_minor_version_upgrade",
        "cache_node_type",
        "cache_subnet_group_name",
        "engine",
        "ip_discovery",
        "network_type",
        "replication_group_id",
        "snapshot_retention_limit",
        "snapshot_window",
        "transit_encryption_enabled",
    )
    version = group.engine_version or "7.1"
    ids = group.security_group_ids or []
    return SimpleNamespace(
        **{key: getattr(group, key) for key in same},
        arn=group.arn.replace(f":replicationgroup:{group.replication_group_id}", f":cluster:{name}"),
        cache_cluster_id=name,
        cache_cluster_status="available",
        cache_parameter_group={
            "cache_parameter_group_name": group.cache_parameter_group_name or "default.redis7",
            "parameter_apply_status": "in-sync",
        },
        # AWS completes a version of two numbers
        engine_version=version if version.count(".") == 2 else f"{version}.0",
        num_cache_nodes=1,
        preferred_maintenance_window=group.preferred_maintenance_window or "sun:05:00-sun:06:00",
        security_groups=[{"security_group_id": x, "status": "active"} for x in ids],
    )


def _group_of(response):
    name = response._get_param("ReplicationGroupId")
    return response.elasticache_backend.describe_replication_groups(name)[0]
