"""A path of the server that answers what no API of AWS does: the password of each database cluster."""

import json

PATH = "/moto-api/cluster-passwords"


def answer(_request, _full_url, _headers):
    from moto.rds.models import rds_backends

    clusters = [
        cluster
        for regions in rds_backends.values()
        for backend in regions.values()
        for cluster in backend.clusters.values()
    ]
    # moto lets nobody read the property
    passwords = {cluster.db_cluster_identifier: cluster._master_user_password for cluster in clusters}
    return 200, {"Content-Type": "application/json"}, json.dumps(passwords)


def install():
    from moto.moto_api._internal.urls import url_paths

    url_paths["{0}" + PATH + "$"] = answer
