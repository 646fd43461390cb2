"""Route 53. Zones and records are made by moto's own models; a zone is deleted here."""

from api import client


def delete_hosted_zone(physical_id, region):
    client("route53", region).delete_hosted_zone(Id=physical_id)


ROWS = {}

DELETE_OF_MODELS = {"AWS::Route53::HostedZone": delete_hosted_zone}
