"""Repairs of moto: each says what would happen without it."""

import datetime
import json
import traceback
from xml.sax.saxutils import escape

from moto.cloudformation import models as stack_models
from moto.cloudformation import parsing
from moto.cloudformation import responses as stack_responses
from moto.cloudformation import utils as stack_utils
from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.responses import BaseResponse
from moto.ec2.models import launch_templates
from moto.ec2.models.instances import Instance
from moto.route53 import models as name_models
from moto.s3.models import FakeBucket

from api import client
from engine import reason
from gaps import gap

_create_version = launch_templates.LaunchTemplate.create_version


def create_version(self, data, description):
    """Without this the user data of a second version stays plain text, and no group can start with it."""
    if isinstance(data.get("UserData"), str):
        data["UserData"] = launch_templates.parse_user_data(data["UserData"])
    return _create_version(self, data, description)


_add_block_device = Instance.add_block_device


def add_block_device(self, size, device_path, *arguments, **more):
    """Without this the root disk of a launch template comes beside a default one, which stays for ever."""
    default = self.block_device_mapping.get(device_path)
    if default:
        self.ec2_backend.detach_volume(default.volume_id, self.id, device_path)
        self.ec2_backend.delete_volume(default.volume_id)
    _add_block_device(self, size, device_path, *arguments, **more)


_terminate = Instance.terminate


def terminate(self, *arguments, **more):
    """Without this the primary network interface of a terminated instance stays for ever."""
    interfaces = list(self.nics.values())
    answer = _terminate(self, *arguments, **more)
    for interface in interfaces:
        self.ec2_backend.enis.pop(interface.id, None)
    return answer


_get_permission = FakeBucket.get_permission


def get_permission(self, action, resource):
    """Without this a policy that denies plain http is taken to deny everything: moto reads no conditions."""
    policy = self.policy
    if policy is None:
        return _get_permission(self, action, resource)
    document = json.loads(policy)
    statements = [x for x in document["Statement"] if "aws:SecureTransport" not in json.dumps(x)]
    self.policy = json.dumps({**document, "Statement": statements}).encode() if statements else None
    try:
        return _get_permission(self, action, resource)
    finally:
        self.policy = policy


_call_action = BaseResponse.call_action


def call_action(self):
    """Without this what moto lacks is answered by HTTP 500, which every SDK retries for 40 s."""
    try:
        return _call_action(self)
    except Exception as error:
        traceback.print_exc()
        operation = f"{self.service_name}:{self._get_action()}"
        gap("API failed", operation, "", reason(error)[:200])
        text = f"moto failed in {operation}: {reason(error)[:300]}"
        if "json" in str(self.headers.get("Content-Type", "")) or "X-Amz-Target" in self.headers:
            return 400, {"status": 400}, json.dumps({"__type": "EmulatorFailure", "message": text})
        body = f"<Error><Code>EmulatorFailure</Code><Message>{escape(text)}</Message></Error>"
        return 400, {"status": 400}, f"<ErrorResponse><Errors>{body}</Errors>{body}</ErrorResponse>"


def look_up_events(_self):
    """Without this the CLI waits 25 s after each failure, for details that CloudTrail does not have."""
    return json.dumps({"Events": []})


_init_event = stack_models.Event.__init__
_last_event = None


def init_event(self, *arguments, **more):
    """Without this the CLI, which sorts events by their time, mixes them up: no two may be alike."""
    global _last_event
    _init_event(self, *arguments, **more)
    if _last_event:
        self.timestamp = max(self.timestamp, _last_event + datetime.timedelta(milliseconds=1))
    _last_event = self.timestamp


_template_from_url = stack_utils.get_stack_from_s3_url


def template_from_url(url, account_id, partition):
    """Without this moto takes the template's URL for one of AWS: on loopback it knows "localhost" only."""
    return _template_from_url(url.replace("127.0.0.1", "localhost"), account_id, partition)


_zone_id = name_models.create_route53_zone_id


def zone_id(**of):
    """Without this the id of a hosted zone does not begin with a Z, as in AWS, and the app refuses it."""
    return f"Z{_zone_id(**of)[1:]}"


_clean_json = parsing.clean_json


def clean_json(part, resource_map):
    """Without this Fn::GetAZs names zones of "{'Ref': 'AWS::Region'}"."""
    if isinstance(part, dict) and "Fn::GetAZs" in part:
        region = parsing.clean_json(part["Fn::GetAZs"], resource_map) or resource_map._region_name
        zones = client("ec2", region).describe_availability_zones()["AvailabilityZones"]
        return [zone["ZoneName"] for zone in zones]
    return _clean_json(part, resource_map)


def install():
    parsing.clean_json = clean_json
    launch_templates.LaunchTemplate.create_version = create_version
    Instance.add_block_device = add_block_device
    Instance.terminate = terminate
    name_models.create_route53_zone_id = zone_id
    FakeBucket.get_permission = get_permission
    BaseResponse.call_action = call_action
    CloudTrailResponse.lookup_events = look_up_events
    stack_models.Event.__init__ = init_event
    stack_responses.get_stack_from_s3_url = template_from_url
