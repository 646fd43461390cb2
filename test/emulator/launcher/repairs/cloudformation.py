"""CloudFormation, and what the cdk command asks beside it."""

import datetime
import json

from moto.cloudformation import models, parsing, responses
from moto.cloudtrail.responses import CloudTrailResponse

from api import client
from repair import adds, replaces

_last_event = None


@replaces(models.Event, "__init__")
def init_event(init, self, *arguments, **more):
    """Without this the CLI, which sorts events by their time, mixes them up: no two may be alike."""
    global _last_event
    init(self, *arguments, **more)
    if _last_event:
        self.timestamp = max(self.timestamp, _last_event + datetime.timedelta(milliseconds=1))
    _last_event = self.timestamp


@replaces(responses, "get_stack_from_s3_url")
def template_from_url(load, url, account_id, partition):
    """Without this moto takes the template's URL for one of AWS: on loopback it knows "localhost" only."""
    return load(url.replace("127.0.0.1", "localhost"), account_id, partition)


@replaces(parsing, "clean_json")
def clean_json(clean, part, resource_map):
    """Without this Fn::GetAZs names zones of "{'Ref': 'AWS::Region'}"."""
    if isinstance(part, dict) and "Fn::GetAZs" in part:
        region = parsing.clean_json(part["Fn::GetAZs"], resource_map) or resource_map._region_name
        zones = client("ec2", region).describe_availability_zones()["AvailabilityZones"]
        return [zone["ZoneName"] for zone in zones]
    return clean(part, resource_map)


@adds(CloudTrailResponse)
def lookup_events(_self):
    """Without this the CLI waits 25 s after each failure, for details that CloudTrail does not have."""
    return json.dumps({"Events": []})
