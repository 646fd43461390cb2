"""Operating: SSM parameters, log groups, CloudWatch alarms and dashboards, SNS."""

import json

from row import Row, tags_of


def create_log_group(context):
    name = context.want.get("LogGroupName") or context.name
    parameters = {"kmsKeyId": context.want["KmsKeyId"]} if "KmsKeyId" in context.want else {}
    if tags_of(context.want):
        parameters["tags"] = {tag["Key"]: tag["Value"] for tag in tags_of(context.want)}
    context.call("logs", "CreateLogGroup", logGroupName=name, **parameters)
    context.attributes["Arn"] = f"arn:aws:logs:{context.region}:{context.account}:log-group:{name}:*"
    return name


def set_retention(context):
    if not context.changed("RetentionInDays"):
        return
    days = context.want.get("RetentionInDays")
    if days is None:
        context.call("logs", "DeleteRetentionPolicy", logGroupName=context.id)
    else:
        context.call("logs", "PutRetentionPolicy", logGroupName=context.id, retentionInDays=days)


def delete_log_group(context):
    context.call("logs", "DeleteLogGroup", logGroupName=context.id)


def put_parameter(context):
    name = context.want.get("Name") or context.name
    parameters = context.some("Description", "Tier", "AllowedPattern", "DataType", "Type", "Value")
    if context.creating and tags_of(context.want):  # not together with Overwrite
        parameters["Tags"] = tags_of(context.want)
    context.call("ssm", "PutParameter", Name=name, Overwrite=not context.creating, **parameters)
    context.attributes.update(Type=context.want["Type"], Value=context.want["Value"])
    return name


def put_alarm(context):
    name = context.id or context.want.get("AlarmName") or context.name
    wanted = {**context.want, "AlarmName": name, "Tags": tags_of(context.want)}
    if not wanted["Tags"]:
        del wanted["Tags"]
    context.call("cloudwatch", "PutMetricAlarm", **wanted)
    context.attributes["Arn"] = f"arn:aws:cloudwatch:{context.region}:{context.account}:alarm:{name}"
    return name


def put_dashboard(context):
    name = context.id or context.want.get("DashboardName") or context.name
    body = context.want["DashboardBody"]
    context.call("cloudwatch", "PutDashboard", DashboardName=name, DashboardBody=body)
    return name


def create_topic(context):
    texts = context.some("DisplayName", "KmsMasterKeyId", "SignatureVersion", "TracingConfig")
    name = context.want.get("TopicName") or context.name
    of = {"Attributes": {key: str(value) for key, value in texts.items()}, "Tags": tags_of(context.want)}
    arn = context.call("sns", "CreateTopic", Name=name, **of)["TopicArn"]
    context.attributes.update(TopicName=arn.split(":")[-1], TopicArn=arn)
    return arn


def change_topic(context):
    for key in context.changed("DisplayName", "KmsMasterKeyId", "SignatureVersion"):
        set_topic(context, context.id, key, str(context.want.get(key, "")))


def set_topic(context, arn, name, value):
    context.call("sns", "SetTopicAttributes", TopicArn=arn, AttributeName=name, AttributeValue=value)


def put_topic_policy(context):
    """A topic policy has no id of its own: the ARN of its first topic stands for it."""
    for arn in context.want["Topics"]:
        set_topic(context, arn, "Policy", json.dumps(context.want["PolicyDocument"]))
    return context.want["Topics"][0]


def subscribe(context):
    wanted = context.some("TopicArn", "Protocol", "Endpoint")
    arn = context.call("sns", "Subscribe", ReturnSubscriptionArn=True, **wanted)["SubscriptionArn"]
    context.attributes["Arn"] = arn
    return arn


def nothing(context):
    """The policy goes with its topic."""


ROWS = {
    "AWS::Logs::LogGroup": Row(
        "logs",
        create_log_group,
        after=set_retention,
        handled=("RetentionInDays",),
        delete=delete_log_group,
    ),
    "AWS::SSM::Parameter": Row(
        "ssm",
        put_parameter,
        update=put_parameter,
        id_parameter="Name",
        delete="DeleteParameter",
    ),
    "AWS::CloudWatch::Alarm": Row(
        "cloudwatch",
        put_alarm,
        update=put_alarm,
        id_parameter="AlarmNames",
        delete="DeleteAlarms",
    ),
    "AWS::CloudWatch::Dashboard": Row(
        "cloudwatch",
        put_dashboard,
        update=put_dashboard,
        id_parameter="DashboardNames",
        delete="DeleteDashboards",
    ),
    "AWS::SNS::Topic": Row(
        "sns",
        create_topic,
        update=change_topic,
        id_parameter="TopicArn",
        delete="DeleteTopic",
    ),
    "AWS::SNS::TopicPolicy": Row("sns", put_topic_policy, update=put_topic_policy, delete=nothing),
    "AWS::SNS::Subscription": Row("sns", subscribe, id_parameter="SubscriptionArn", delete="Unsubscribe"),
}
