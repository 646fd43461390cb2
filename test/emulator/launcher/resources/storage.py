"""Stored things: S3 buckets and their policies, secrets."""

import json
import secrets
import string

from api import is_true
from row import NAME, Row, tags_of


def set_bucket(context):
    s3, bucket = context.client("s3"), context.id
    context.attributes.update(
        Arn=f"arn:aws:s3:::{bucket}",
        DomainName=f"{bucket}.s3.amazonaws.com",
        RegionalDomainName=f"{bucket}.s3.{context.region}.amazonaws.com",
        WebsiteURL=f"http://{bucket}.s3-website-{context.region}.amazonaws.com",
    )
    changed = context.changed(*BUCKET_PROPERTIES)
    if "VersioningConfiguration" in changed:
        versioning = context.want.get("VersioningConfiguration") or {"Status": "Suspended"}
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=versioning)
    if "BucketEncryption" in changed and "BucketEncryption" in context.want:
        rules = context.want["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        rules = [encryption_rule(rule) for rule in rules]
        s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": rules})
    for key, operation in (
        ("PublicAccessBlockConfiguration", "PutPublicAccessBlock"),
        ("OwnershipControls", "PutBucketOwnershipControls"),
    ):
        if key in changed and key in context.want:
            context.call("s3", operation, Bucket=bucket, **{key: context.want[key]})
    if "Tags" in changed:
        s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tags_of(context.want)})
    if "LifecycleConfiguration" in changed:
        rules = (context.want.get("LifecycleConfiguration") or {}).get("Rules", [])
        rules = [lifecycle_rule(rule) for rule in rules]
        if rules:
            s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})
        else:
            s3.delete_bucket_lifecycle(Bucket=bucket)


BUCKET_PROPERTIES = (
    "VersioningConfiguration",
    "BucketEncryption",
    "PublicAccessBlockConfiguration",
    "LifecycleConfiguration",
    "OwnershipControls",
    "Tags",
)


def encryption_rule(rule):
    result = {"ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"]}
    if "BucketKeyEnabled" in rule:
        result["BucketKeyEnabled"] = is_true(rule["BucketKeyEnabled"])
    return result


def lifecycle_rule(rule):
    result = {"Status": rule["Status"], "Filter": {"Prefix": rule.get("Prefix", "")}}
    if "Id" in rule:
        result["ID"] = rule["Id"]
    if "ExpirationInDays" in rule:
        result["Expiration"] = {"Days": int(rule["ExpirationInDays"])}
    if rule.get("ExpiredObjectDeleteMarker"):
        result["Expiration"] = {"ExpiredObjectDeleteMarker": True}
    for key in ("NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload"):
        if key in rule:
            result[key] = {name: int(value) for name, value in rule[key].items()}
    for key, days in (("Transitions", "Days"), ("NoncurrentVersionTransitions", "NoncurrentDays")):
        if key in rule:
            result[key] = [transition(x, days) for x in rule[key]]
    return result


def transition(wanted, days):
    return {"StorageClass": wanted["StorageClass"], days: int(wanted.get("TransitionInDays", 0))}


def put_bucket_policy(context):
    document = json.dumps(context.want["PolicyDocument"])
    context.call("s3", "PutBucketPolicy", Bucket=context.want["Bucket"], Policy=document)
    return context.want["Bucket"]


def create_secret(context):
    generate = context.want.get("GenerateSecretString")
    text = context.want.get("SecretString") if generate is None else generated(generate)
    parameters = {**context.some("Description", "KmsKeyId"), "Tags": tags_of(context.want)}
    if text:
        parameters["SecretString"] = text
    name = context.want.get("Name", context.name)
    answer = context.call("secretsmanager", "CreateSecret", Name=name, **parameters)
    context.attributes["Id"] = answer["ARN"]
    return answer["ARN"]


def generated(wish):
    alphabet = string.ascii_letters + string.digits
    if not is_true(wish.get("ExcludePunctuation")):
        alphabet += string.punctuation
    alphabet = [letter for letter in alphabet if letter not in wish.get("ExcludeCharacters", "")]
    password = "".join(secrets.choice(alphabet) for _ in range(int(wish.get("PasswordLength", 32))))
    if "GenerateStringKey" not in wish:
        return password
    return json.dumps({**json.loads(wish["SecretStringTemplate"]), wish["GenerateStringKey"]: password})


def delete_secret(context):
    context.call("secretsmanager", "DeleteSecret", SecretId=context.id, ForceDeleteWithoutRecovery=True)


def attach_secret(context):
    """Writes into the secret where its database is, as AWS does."""
    manager, rds = context.client("secretsmanager"), context.client("rds")
    secret_id, target = context.want["SecretId"], context.want["TargetId"]
    value = json.loads(manager.get_secret_value(SecretId=secret_id)["SecretString"])
    if "DBCluster" in context.want["TargetType"]:
        cluster = rds.describe_db_clusters(DBClusterIdentifier=target)["DBClusters"][0]
        value.update(host=cluster["Endpoint"], port=cluster["Port"], dbClusterIdentifier=target)
    else:
        instance = rds.describe_db_instances(DBInstanceIdentifier=target)["DBInstances"][0]
        value.update(
            host=instance["Endpoint"]["Address"],
            port=instance["Endpoint"]["Port"],
            dbInstanceIdentifier=target,
        )
    value["engine"] = "postgres"
    manager.put_secret_value(SecretId=secret_id, SecretString=json.dumps(value))
    context.attributes["Id"] = secret_id
    return secret_id


def nothing(context):
    """What was attached or stored goes with the resource that holds it."""


ROWS = {
    "AWS::S3::Bucket": Row(
        "s3",
        "CreateBucket",
        NAME,
        id_parameter="Bucket",
        rename={"BucketName": "Bucket"},
        name="BucketName",
        name_rule=str.lower,
        after=set_bucket,
        handled=BUCKET_PROPERTIES,
        delete="DeleteBucket",
    ),
    "AWS::S3::BucketPolicy": Row(
        "s3",
        put_bucket_policy,
        update=put_bucket_policy,
        id_parameter="Bucket",
        delete="DeleteBucketPolicy",
    ),
    "AWS::SecretsManager::Secret": Row(
        "secretsmanager",
        create_secret,
        id_parameter="SecretId",
        update="UpdateSecret",
        handled=("GenerateSecretString",),
        delete=delete_secret,
    ),
    "AWS::SecretsManager::SecretTargetAttachment": Row("secretsmanager", attach_secret, delete=nothing),
}
