"""Who may do what: IAM roles, policies and instance profiles, KMS keys."""

from api import is_true
from row import NAME, Row, tags_of


def set_role(context):
    iam = context.client("iam")
    role = iam.get_role(RoleName=context.id)["Role"]
    context.attributes.update(Arn=role["Arn"], RoleId=role["RoleId"])
    new, old = set(context.wants("ManagedPolicyArns")), set(context.had("ManagedPolicyArns"))
    for arn in sorted(old - new):
        iam.detach_role_policy(RoleName=context.id, PolicyArn=arn)
    for arn in sorted(new - old):
        iam.attach_role_policy(RoleName=context.id, PolicyArn=arn)
    names = {policy["PolicyName"] for policy in context.wants("Policies")}
    for policy in context.had("Policies"):
        if policy["PolicyName"] not in names:
            iam.delete_role_policy(RoleName=context.id, PolicyName=policy["PolicyName"])
    for policy in context.wants("Policies"):
        context.call("iam", "PutRolePolicy", RoleName=context.id, **policy)
    if context.creating:
        return
    if context.changed("AssumeRolePolicyDocument"):
        document = context.want["AssumeRolePolicyDocument"]
        context.call("iam", "UpdateAssumeRolePolicy", RoleName=context.id, PolicyDocument=document)
    if context.changed("Description", "MaxSessionDuration"):
        values = context.some("Description", "MaxSessionDuration")
        context.call("iam", "UpdateRole", RoleName=context.id, **values)


def delete_role(context):
    iam, role = context.client("iam"), context.id
    for policy in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=role, PolicyArn=policy["PolicyArn"])
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        iam.delete_role_policy(RoleName=role, PolicyName=name)
    context.call("iam", "DeleteRole", RoleName=role)


HOLDERS = ("Role", "User", "Group")


def put_policy(context):
    """An inline policy has no id of its own in IAM: its name stands for it."""
    name, document = context.want["PolicyName"], context.want["PolicyDocument"]
    for kind in HOLDERS:
        for holder in context.had(f"{kind}s"):
            if holder not in context.wants(f"{kind}s"):
                context.call("iam", f"Delete{kind}Policy", **{f"{kind}Name": holder}, PolicyName=name)
        for holder in context.wants(f"{kind}s"):
            of = {f"{kind}Name": holder, "PolicyName": name}
            context.call("iam", f"Put{kind}Policy", **of, PolicyDocument=document)
    return name


def delete_policy(context):
    for kind in HOLDERS:
        for holder in context.wants(f"{kind}s"):
            of = {f"{kind}Name": holder, "PolicyName": context.want["PolicyName"]}
            context.call("iam", f"Delete{kind}Policy", **of)


def set_managed_policy(context):
    if not context.creating and context.changed("PolicyDocument"):
        document = context.want["PolicyDocument"]
        of = {"PolicyArn": context.id, "SetAsDefault": True}
        context.call("iam", "CreatePolicyVersion", PolicyDocument=document, **of)
    new, old = set(context.wants("Roles")), set(context.had("Roles"))
    for role in sorted(old - new):
        context.call("iam", "DetachRolePolicy", RoleName=role, PolicyArn=context.id)
    for role in sorted(new - old):
        context.call("iam", "AttachRolePolicy", RoleName=role, PolicyArn=context.id)


def delete_managed_policy(context):
    for role in context.wants("Roles"):
        context.call("iam", "DetachRolePolicy", RoleName=role, PolicyArn=context.id)
    for version in context.client("iam").list_policy_versions(PolicyArn=context.id)["Versions"]:
        if not version["IsDefaultVersion"]:
            of = {"PolicyArn": context.id, "VersionId": version["VersionId"]}
            context.call("iam", "DeletePolicyVersion", **of)
    context.call("iam", "DeletePolicy", PolicyArn=context.id)


def set_instance_profile(context):
    of = {"InstanceProfileName": context.id}
    context.attributes["Arn"] = context.client("iam").get_instance_profile(**of)["InstanceProfile"]["Arn"]
    new, old = set(context.wants("Roles")), set(context.had("Roles"))
    for role in sorted(old - new):
        context.call("iam", "RemoveRoleFromInstanceProfile", RoleName=role, **of)
    for role in sorted(new - old):
        context.call("iam", "AddRoleToInstanceProfile", RoleName=role, **of)


def delete_instance_profile(context):
    for role in context.wants("Roles"):
        of = {"InstanceProfileName": context.id, "RoleName": role}
        context.call("iam", "RemoveRoleFromInstanceProfile", **of)
    context.call("iam", "DeleteInstanceProfile", InstanceProfileName=context.id)


def create_key(context):
    wanted = {key: value for key, value in context.want.items() if key not in ("KeyPolicy", "Tags")}
    if "KeyPolicy" in context.want:
        wanted["Policy"] = context.want["KeyPolicy"]
    tags = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in tags_of(context.want)]
    key = context.call("kms", "CreateKey", Tags=tags, **wanted)["KeyMetadata"]
    context.attributes.update(Arn=key["Arn"], KeyId=key["KeyId"])
    return key["KeyId"]


def set_key(context):
    if context.changed("EnableKeyRotation"):
        word = "Enable" if is_true(context.want.get("EnableKeyRotation")) else "Disable"
        context.call("kms", f"{word}KeyRotation", KeyId=context.id)
    if context.creating:
        return
    if context.changed("KeyPolicy"):
        policy = context.want["KeyPolicy"]
        context.call("kms", "PutKeyPolicy", KeyId=context.id, PolicyName="default", Policy=policy)
    if context.changed("Description"):
        text = context.want.get("Description", "")
        context.call("kms", "UpdateKeyDescription", KeyId=context.id, Description=text)


def delete_key(context):
    days = context.want.get("PendingWindowInDays", 30)
    context.call("kms", "ScheduleKeyDeletion", KeyId=context.id, PendingWindowInDays=days)


ROWS = {
    "AWS::IAM::Role": Row(
        "iam",
        "CreateRole",
        "Role.RoleName",
        id_parameter="RoleName",
        name="RoleName",
        after=set_role,
        handled=(
            "ManagedPolicyArns",
            "Policies",
            "AssumeRolePolicyDocument",
            "Description",
            "MaxSessionDuration",
        ),
        delete=delete_role,
    ),
    "AWS::IAM::Policy": Row("iam", put_policy, update=put_policy, delete=delete_policy),
    "AWS::IAM::ManagedPolicy": Row(
        "iam",
        "CreatePolicy",
        "Policy.Arn",
        id_parameter="PolicyArn",
        rename={"ManagedPolicyName": "PolicyName"},
        name="ManagedPolicyName",
        after=set_managed_policy,
        handled=("Roles", "PolicyDocument"),
        delete=delete_managed_policy,
    ),
    "AWS::IAM::InstanceProfile": Row(
        "iam",
        "CreateInstanceProfile",
        "InstanceProfile.InstanceProfileName",
        name="InstanceProfileName",
        after=set_instance_profile,
        handled=("Roles",),
        delete=delete_instance_profile,
    ),
    "AWS::KMS::Key": Row(
        "kms",
        create_key,
        after=set_key,
        handled=("EnableKeyRotation", "KeyPolicy", "Description"),
        delete=delete_key,
    ),
    "AWS::KMS::Alias": Row(
        "kms",
        "CreateAlias",
        NAME,
        id_parameter="AliasName",
        name="AliasName",
        update="UpdateAlias",
        delete="DeleteAlias",
    ),
}
