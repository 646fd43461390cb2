"""Names: certificates and Route 53. Zones are made by moto's own model and deleted here."""

from api import client, input_shape
from row import Row, tags_of


def request_certificate(context):
    """Issued at once: nobody looks for the record that proves who owns the domain."""
    wanted = {key: value for key, value in context.want.items() if key not in BESIDE_CERTIFICATE}
    if tags_of(context.want):
        wanted["Tags"] = tags_of(context.want)
    ROWS[context.type].note_dropped(context, input_shape("acm", context.region, "RequestCertificate"), wanted)
    for option in context.wants("DomainValidationOptions"):
        context.gap("validation record not made", option["DomainName"])
    return context.call("acm", "RequestCertificate", **wanted)["CertificateArn"]


BESIDE_CERTIFICATE = ("DomainValidationOptions", "Tags")


def change_record(action):
    def change(context):
        record = {key: value for key, value in context.want.items() if key not in BESIDE_RECORD}
        if "ResourceRecords" in record:
            record["ResourceRecords"] = [{"Value": value} for value in record["ResourceRecords"]]
        if "AliasTarget" in record:  # the API wants what a template may leave out
            record["AliasTarget"] = {"EvaluateTargetHealth": False, **record["AliasTarget"]}
        batch = {"Changes": [{"Action": action, "ResourceRecordSet": record}]}
        zone = context.want["HostedZoneId"]
        context.call("route53", "ChangeResourceRecordSets", HostedZoneId=zone, ChangeBatch=batch)
        return record["Name"]

    return change


BESIDE_RECORD = ("HostedZoneId", "Comment")


def delete_hosted_zone(physical_id, region):
    client("route53", region).delete_hosted_zone(Id=physical_id)


ROWS = {
    "AWS::CertificateManager::Certificate": Row(
        "acm",
        request_certificate,
        id_parameter="CertificateArn",
        handled=BESIDE_CERTIFICATE,
        delete="DeleteCertificate",
    ),
    "AWS::Route53::RecordSet": Row(
        "route53",
        change_record("CREATE"),
        update=change_record("UPSERT"),
        delete=change_record("DELETE"),
    ),
}

DELETE_OF_MODELS = {"AWS::Route53::HostedZone": delete_hosted_zone}
