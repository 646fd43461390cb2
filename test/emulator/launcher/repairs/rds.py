"""Aurora clusters and their instances."""

import secrets
import string

from moto.rds.models import DBCluster, DBClusterParameterGroup, DBInstance, RDSBackend

from repair import replaces

# moto answers attributes by the names of answers, and some parameters have another one
_ANSWERED_AS = {
    "enable_performance_insights": "performance_insights_enabled",
    "enable_iam_database_authentication": "iam_auth",
}


def _answered(parameters):
    return {_ANSWERED_AS.get(name, name): value for name, value in parameters.items()}


def _remember(item, parameters):
    """What moto's constructor names no parameter for is answered once it is an attribute."""
    for name, value in _answered(parameters).items():
        if value is not None and name not in vars(item) and not hasattr(type(item), name):
            setattr(item, name, value)


@replaces(DBCluster, "__init__")
def init_cluster(init, self, *arguments, **more):
    """Without this what moto drops is planned again, and one poll of ten seconds finds "creating"."""
    init(self, *arguments, **more)
    _remember(self, more)
    self.status = "available"


@replaces(DBInstance, "__init__")
def init_instance(init, self, *arguments, **more):
    """Without this all instances have one resource id, and Terraform reads the first for each of them.

    moto's default authority is none of AWS's: Terraform would modify and reboot each instance, 160 s.
    """
    more.setdefault("ca_certificate_identifier", "rds-ca-rsa2048-g1")
    init(self, *arguments, **more)
    _remember(self, more)
    letters = string.ascii_uppercase + string.digits
    self.dbi_resource_id = "db-" + "".join(secrets.choice(letters) for _ in range(26))


@replaces(RDSBackend, "modify_db_cluster")
def modify_db_cluster(modify, self, parameters):
    """Without this a change of what is answered by another name is planned again and again."""
    return modify(self, _answered(parameters))


@replaces(RDSBackend, "modify_db_instance")
def modify_db_instance(modify, self, identifier, parameters):
    """As for a cluster."""
    return modify(self, identifier, _answered(parameters))


@replaces(RDSBackend, "delete_db_cluster")
def delete_db_cluster(delete, self, *arguments, **more):
    """Without this the automated snapshots of a deleted cluster stay for ever."""
    cluster = delete(self, *arguments, **more)
    for name, snapshot in [*self.cluster_snapshots.items()]:
        of_cluster = snapshot.db_cluster_identifier == cluster.db_cluster_identifier
        if of_cluster and snapshot.snapshot_type == "automated":
            del self.cluster_snapshots[name]
    return cluster


_storage_of = DBCluster.default_allocated_storage


def default_allocated_storage(engine, storage_type):
    """Without this a cluster of Aurora's I/O-optimised storage cannot be created."""
    return _storage_of(engine, "standard" if storage_type == "aurora-iopt1" else storage_type)


_scaling_of = DBCluster.scaling_configuration_info.fget


def scaling_configuration_info(self):
    """Without this a cluster that does not scale has six empty values for that, which are planned away."""
    return _scaling_of(self) if self.scaling_configuration else None


DBCluster.default_allocated_storage = staticmethod(default_allocated_storage)
DBCluster.scaling_configuration_info = property(scaling_configuration_info)


@replaces(DBClusterParameterGroup, "update_cluster_parameters")
def update_cluster_parameters(update, self, parameters):
    """Without this nobody can tell a parameter that was set from a default, and Terraform sets it again."""
    return update(self, [{**parameter, "Source": "user"} for parameter in parameters])
