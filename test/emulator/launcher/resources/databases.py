"""Databases: RDS, ElastiCache and OpenSearch."""

from api import input_shape
from row import NAME, Row, lower_name, tags_of


def database_attributes(context):
    if not context.creating:
        return
    database = context.answer.get("DBCluster") or context.answer.get("DBInstance") or {}
    endpoint = database.get("Endpoint")
    if isinstance(endpoint, dict):
        address, port = endpoint.get("Address"), endpoint.get("Port")
    else:
        address, port = endpoint, database.get("Port")
        context.attributes["ReadEndpoint.Address"] = database.get("ReaderEndpoint")
        context.attributes["DBClusterResourceId"] = database.get("DbClusterResourceId")
    context.attributes["Endpoint.Address"] = address
    context.attributes["Endpoint.Port"] = str(port)
    for key in ("DBClusterArn", "DBInstanceArn", "DbiResourceId"):
        if key in database:
            context.attributes[key] = database[key]


def create_instance(context):
    name = lower_name(context.want.get("DBInstanceIdentifier") or context.name)
    wanted = {
        **context.want,
        "DBInstanceIdentifier": name,
        "VpcSecurityGroupIds": context.want.get("VPCSecurityGroups"),
    }
    if "DBClusterIdentifier" in wanted:  # encryption is the cluster's
        wanted.pop("StorageEncrypted", None)
    if not tags_of(wanted):
        wanted.pop("Tags", None)
    replica = wanted.get("SourceDBInstanceIdentifier")
    operation = "CreateDBInstanceReadReplica" if replica else "CreateDBInstance"
    ROWS[context.type].note_dropped(context, input_shape("rds", context.region, operation), wanted)
    context.answer = context.call("rds", operation, **wanted)
    return name


def final_snapshot(context, parameter="FinalDBSnapshotIdentifier"):
    if context.final_snapshot:
        return {"SkipFinalSnapshot": False, parameter: context.final_snapshot}
    return {"SkipFinalSnapshot": True}


def delete_cluster(context):
    context.call("rds", "DeleteDBCluster", DBClusterIdentifier=context.id, **final_snapshot(context))


def delete_instance(context):
    context.call("rds", "DeleteDBInstance", DBInstanceIdentifier=context.id, **final_snapshot(context))


def parameter_group(noun):
    """`noun` is DBParameterGroup or DBClusterParameterGroup."""

    def set_parameters(context):
        if not context.changed("Parameters"):
            return
        new = context.want.get("Parameters") or {}
        parameters = [
            {"ParameterName": key, "ParameterValue": value, "ApplyMethod": "pending-reboot"}
            for key, value in new.items()
        ]
        try:
            context.call("rds", f"Modify{noun}", **{f"{noun}Name": context.id}, Parameters=parameters)
        except Exception as error:
            kind = "property dropped" if context.creating else "update not applied"
            context.gap(kind, f"Parameters: {error}"[:160])

    return Row(
        "rds",
        f"Create{noun}",
        NAME,
        id_parameter=f"{noun}Name",
        rename={"Family": "DBParameterGroupFamily"},
        name=f"{noun}Name",
        name_rule=lower_name,
        after=set_parameters,
        handled=("Parameters",),
        delete=f"Delete{noun}",
        constant={"Description": "-"},
    )


def create_replication_group(context):
    name = lower_name(context.want.get("ReplicationGroupId") or context.name, 40)
    wanted = {**context.want, "ReplicationGroupId": name}
    if not tags_of(wanted):
        wanted.pop("Tags", None)
    shape = input_shape("elasticache", context.region, "CreateReplicationGroup")
    ROWS[context.type].note_dropped(context, shape, wanted)
    group = context.call("elasticache", "CreateReplicationGroup", **wanted)["ReplicationGroup"]
    nodes = (group.get("NodeGroups") or [{}])[0]
    default_port = wanted.get("Port", 6379)
    for attribute, member, word in (
        ("PrimaryEndPoint", "PrimaryEndpoint", "master"),
        ("ReaderEndPoint", "ReaderEndpoint", "replica"),
    ):
        endpoint = nodes.get(member) or {}
        context.attributes[f"{attribute}.Address"] = endpoint.get("Address") or f"{word}.{name}.cache.local"
        context.attributes[f"{attribute}.Port"] = str(endpoint.get("Port") or default_port)
    return name


def domain_attributes(context):
    if not context.creating:
        return
    domain = context.answer["DomainStatus"]
    endpoint = domain.get("Endpoint") or (domain.get("Endpoints") or {}).get("vpc")
    context.attributes.update(
        Arn=domain["ARN"],
        DomainArn=domain["ARN"],
        Id=domain.get("DomainId"),
        DomainEndpoint=endpoint or f"vpc-{context.id}.{context.region}.es.amazonaws.com",
    )


ROWS = {
    "AWS::RDS::DBSubnetGroup": Row(
        "rds",
        "CreateDBSubnetGroup",
        NAME,
        id_parameter="DBSubnetGroupName",
        name="DBSubnetGroupName",
        name_rule=lower_name,
        update="ModifyDBSubnetGroup",
        delete="DeleteDBSubnetGroup",
    ),
    "AWS::RDS::DBClusterParameterGroup": parameter_group("DBClusterParameterGroup"),
    "AWS::RDS::DBParameterGroup": parameter_group("DBParameterGroup"),
    "AWS::RDS::DBCluster": Row(
        "rds",
        "CreateDBCluster",
        NAME,
        id_parameter="DBClusterIdentifier",
        rename={"PerformanceInsightsEnabled": "EnablePerformanceInsights"},
        name="DBClusterIdentifier",
        name_rule=lower_name,
        after=database_attributes,
        update="ModifyDBCluster",
        delete=delete_cluster,
        snapshots=True,
    ),
    "AWS::RDS::DBInstance": Row(
        "rds",
        create_instance,
        rename={"VPCSecurityGroups": "VpcSecurityGroupIds"},
        id_parameter="DBInstanceIdentifier",
        after=database_attributes,
        update="ModifyDBInstance",
        delete=delete_instance,
        snapshots=True,
    ),
    "AWS::ElastiCache::SubnetGroup": Row(
        "elasticache",
        "CreateCacheSubnetGroup",
        NAME,
        id_parameter="CacheSubnetGroupName",
        rename={"Description": "CacheSubnetGroupDescription"},
        name="CacheSubnetGroupName",
        name_rule=lower_name,
        delete="DeleteCacheSubnetGroup",
    ),
    "AWS::ElastiCache::ReplicationGroup": Row(
        "elasticache",
        create_replication_group,
        id_parameter="ReplicationGroupId",
        delete="DeleteReplicationGroup",
    ),
    "AWS::OpenSearchService::Domain": Row(
        "opensearch",
        "CreateDomain",
        NAME,
        id_parameter="DomainName",
        name="DomainName",
        name_rule=lambda name: lower_name(name, 28),
        after=domain_attributes,
        update="UpdateDomainConfig",
        delete="DeleteDomain",
    ),
}
