"""Calls moto's own service APIs over loopback, with values as loosely typed as templates write them."""

import json
import re

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.parsers import ResponseParserError

_port = None
_clients = {}


def use_port(port):
    """The port on which this process itself listens."""
    global _port
    _port = port


def client(service, region):
    """An explicit loopback endpoint and fake keys: never a public endpoint. No retries: fail at once."""
    if (service, region) not in _clients:
        _clients[service, region] = boto3.client(
            service,
            region_name=region,
            endpoint_url=f"http://127.0.0.1:{_port}",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
            config=Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=60),
        )
    return _clients[service, region]


def input_shape(service, region, operation):
    return client(service, region).meta.service_model.operation_model(operation).input_shape


def coerce(shape, value):
    """Gives a value the type that the API wants: templates write numbers as text and JSON text as objects.

    Members that the API does not have are left out; the caller notes them as gaps.
    """
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        known = {key: x for key, x in value.items() if key in shape.members and x is not None}
        return {key: coerce(shape.members[key], x) for key, x in known.items()}
    if kind == "list" and isinstance(value, list):
        return [coerce(shape.member, x) for x in value if x is not None]
    if kind == "map" and isinstance(value, dict):
        return {key: coerce(shape.value, x) for key, x in value.items()}
    if kind in ("integer", "long"):
        return int(value)
    if kind in ("double", "float"):
        return float(value)
    if kind == "boolean":
        return is_true(value)
    if kind == "string" and not isinstance(value, str):
        return json.dumps(value) if isinstance(value, (dict, list)) else str(value)
    return value


def is_true(value):
    """A boolean of a template may be a boolean or its text."""
    return str(value).lower() == "true"


def call(service, region, operation, **parameters):
    method = getattr(client(service, region), xform_name(operation))
    try:
        return method(**coerce(input_shape(service, region, operation), parameters))
    except ResponseParserError:
        text = f"moto failed in {service} {operation} (HTTP 500, the traceback is in the server's log)"
        raise RuntimeError(text) from None


REFERENCE = re.compile(r"\{\{resolve:(secretsmanager|ssm|ssm-secure):(.+?)\}\}")


def resolve_references(value, region):
    """Resolves {{resolve:secretsmanager:…}} and {{resolve:ssm:…}} when an API is called, not before.

    So what is stored and compared is the reference, as in AWS.
    """
    if isinstance(value, dict):
        return {key: resolve_references(x, region) for key, x in value.items()}
    if isinstance(value, list):
        return [resolve_references(x, region) for x in value]
    if isinstance(value, str):
        return REFERENCE.sub(lambda match: _referred(match.group(1), match.group(2), region), value)
    return value


def _referred(service, reference, region):
    if service == "secretsmanager":
        secret_id, _, rest = reference.partition(":SecretString:")
        key = rest.split(":")[0]
        text = client("secretsmanager", region).get_secret_value(SecretId=secret_id)["SecretString"]
        return str(json.loads(text)[key]) if key else text
    name = reference.rsplit(":", 1)[0] if reference.count(":") == 1 else reference
    return client("ssm", region).get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
