"""Makes, changes and deletes the resources of a stack, in order, with an event for each step.

moto's resource map makes whatever is listed and missing as soon as somebody looks. So only what exists
may be listed in it, and `applied` keeps each resource as it was last applied, with its references resolved.
"""

import copy
import logging
import re
import traceback

from moto.cloudformation import models, parsing

import policies
from gaps import gap
from stack_resource import Resource, class_of
from resources import DELETE_OF_MODELS
from template import creation_order, keeps_its_name, needs, needs_replacement

LOG = logging.getLogger("emulator")


def reason(error):
    return f"{type(error).__name__}: {error}"


def event(stack, logical_id, resource_type, status, why=None, physical_id=None):
    of = (stack.stack_id, stack.name, logical_id, physical_id or "", resource_type)
    stack.events.append(models.Event(*of, status, why, None))


def applied(resource_map):
    """Logical id -> the resource's part of the template as last applied, and "Needs": what it depends on."""
    if not hasattr(resource_map, "_applied"):
        resource_map._applied = {}
    return resource_map._applied


def current(resource_map, logical_ids):
    """(logical id, what moto holds for it, its part of the template)"""
    objects = resource_map._parsed_resources
    return [(name, objects.get(name), applied(resource_map)[name]) for name in logical_ids]


def forget(resource_map, logical_id):
    applied(resource_map).pop(logical_id, None)
    resource_map._parsed_resources.pop(logical_id, None)


class Undo:
    """What a rollback has to undo."""

    def __init__(self):
        self.made = []  # created, in order
        self.replaced = []  # what those took the place of: still there


def apply(stack, template, parameters, undo):
    """Creates and updates in the order of dependencies."""
    resource_map = stack.resource_map
    resource_map._template = template
    resource_map._resource_json_map = template.get("Resources", {})
    resource_map.input_parameters = parameters
    resource_map.load_mapping()
    resource_map.load_parameters()
    resource_map.load_conditions()
    for logical_id in creation_order(resource_map._resource_json_map):
        resource = resource_map._resource_json_map[logical_id]
        if is_wanted(resource_map, resource):
            apply_one(stack, logical_id, resource, undo)


def is_wanted(resource_map, resource):
    condition = resource.get("Condition")
    if condition and not resource_map.lazy_condition_map[condition]:
        return False
    return class_of(resource["Type"]) is not None


def apply_one(stack, logical_id, resource, undo):
    resource_map = stack.resource_map
    properties = parsing.clean_json(copy.deepcopy(resource.get("Properties") or {}), resource_map)
    new = {**resource, "Properties": properties, "Needs": needs(resource)}
    old = applied(resource_map).get(logical_id)
    if old and old["Type"] == new["Type"] and old["Properties"] == properties:
        applied(resource_map)[logical_id] = new
        return
    try:
        verb = "UPDATE" if old and old["Type"] == new["Type"] else "CREATE"
        replaced = needs_replacement(new["Type"], old["Properties"], properties) if verb == "UPDATE" else []
        held = resource_map._parsed_resources.get(logical_id)
        why = REPLACES if replaced else None
        event(stack, logical_id, new["Type"], f"{verb}_IN_PROGRESS", why, id_of(held))
        if verb == "CREATE" or replaced:
            if replaced:
                refuse_same_name(new["Type"], old["Properties"], properties, replaced)
            create(resource_map, logical_id, resource, new, undo)
        else:
            update(resource_map, logical_id, resource, new)
        applied(resource_map)[logical_id] = new
        held = resource_map._parsed_resources.get(logical_id)
        event(stack, logical_id, new["Type"], f"{verb}_COMPLETE", None, id_of(held))
    except Exception as error:
        LOG.debug("%s", traceback.format_exc())
        event(stack, logical_id, new["Type"], ("UPDATE" if old else "CREATE") + "_FAILED", reason(error))
        raise


REPLACES = "Requested update requires the creation of a new physical resource; hence creating one."


def id_of(held):
    return getattr(held, "physical_resource_id", None)


def refuse_same_name(resource_type, old, new, replaced):
    if keeps_its_name(resource_type, old, new, replaced):
        raise RuntimeError(
            "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
            f"Rename the {resource_type} and update the stack again."
        )


def create(resource_map, logical_id, resource, new, undo):
    before = current(resource_map, [logical_id]) if logical_id in applied(resource_map) else []
    part = copy.deepcopy(resource)
    account, region = resource_map._account_id, resource_map._region_name
    held = parsing.parse_and_create_resource(logical_id, part, resource_map, account, region)
    undo.replaced.extend(before)
    undo.made.append((logical_id, held, new))
    resource_map._parsed_resources[logical_id] = held
    if "CreationPolicy" in resource:  # AWS waits; here no instance runs anything, so nothing would signal
        gap("signals not awaited", new["Type"], logical_id)


def update(resource_map, logical_id, resource, new):
    held = resource_map._parsed_resources.get(logical_id)
    old = applied(resource_map)[logical_id]
    if isinstance(held, Resource):
        applied(resource_map)[logical_id] = new  # noted first: a change half done is undone by the rollback
        held.modify(new["Properties"])
        return
    part = copy.deepcopy(resource)
    account, region = resource_map._account_id, resource_map._region_name
    changed = parsing.parse_and_update_resource(logical_id, part, resource_map, account, region)
    if changed is None:
        keys = [key for key, value in new["Properties"].items() if value != old["Properties"].get(key)]
        gap("update not applied", new["Type"], logical_id, ",".join(keys))
    else:
        resource_map._parsed_resources[logical_id] = changed


NOT_THERE = re.compile("NotFound|NoSuch|DoesNotExist|does not exist")


def destroy(stack, logical_id, held, resource, final_snapshot=None):
    """Deletes one resource. What is not there any more counts as deleted, as in AWS."""
    if held is None:
        return
    resource_type = resource["Type"]
    event(stack, logical_id, resource_type, "DELETE_IN_PROGRESS", None, id_of(held))
    try:
        if isinstance(held, Resource):
            held.destroy(final_snapshot)
        else:
            destroy_model(stack, logical_id, held, resource)
    except Exception as error:
        if not NOT_THERE.search(reason(error)):
            event(stack, logical_id, resource_type, "DELETE_FAILED", reason(error), id_of(held))
            raise
    event(stack, logical_id, resource_type, "DELETE_COMPLETE", None, id_of(held))


def destroy_model(stack, logical_id, held, resource):
    """For a resource that moto's own model made."""
    model, resource_type = type(held), resource["Type"]
    abstract = hasattr(model.delete_from_cloudformation_json, "__isabstractmethod__")
    if resource_type in DELETE_OF_MODELS:
        DELETE_OF_MODELS[resource_type](held.physical_resource_id, stack.resource_map._region_name)
    elif hasattr(model, "delete") or not abstract:
        stack.resource_map._delete_resource(held, resource)
    else:
        gap("delete not applied", resource_type, logical_id, str(held.physical_resource_id))


def give_up(stack, items, policy_of):
    """Deletes the items in their order, or keeps them, as their policy says.

    What something still there stands on is not touched. What fails is tried again as long as something
    else goes away, as CloudFormation does. Answers the items that are left, and why those that failed did.
    """
    for logical_id, _, resource in items:
        if policy_of(resource) == policies.RETAIN:
            event(stack, logical_id, resource["Type"], "DELETE_SKIPPED")
    items = [item for item in items if policy_of(item[2]) != policies.RETAIN]
    failed = {}
    while items:
        left = []
        for item in items:
            logical_id, _, resource = item
            if any(logical_id in other["Needs"] for _, _, other in left):
                left.append(item)
                continue
            wants_snapshot = policy_of(resource) == policies.SNAPSHOT
            name = policies.snapshot_name(stack.name, logical_id) if wants_snapshot else None
            try:
                destroy(stack, *item, name)
            except Exception as error:
                failed[logical_id] = reason(error)
                left.append(item)
            else:
                if logical_id in failed:
                    gap("delete retried", resource["Type"], logical_id, failed.pop(logical_id)[:160])
        if len(left) == len(items):
            return left, failed
        items = left
    return [], {}
