"""Reads templates: who refers to whom, in which order resources are made, what cannot change in place."""

import importlib
import json
import os
import re

from moto.cloudformation.exceptions import ValidationError

from gaps import gap


def references(part):
    """The logical ids that a part of a template refers to."""
    if isinstance(part, list):
        for item in part:
            yield from references(item)
    if not isinstance(part, dict):
        return
    for key, value in part.items():
        if key == "Ref" and isinstance(value, str):
            yield value
        elif key == "Fn::GetAtt":
            yield value[0] if isinstance(value, list) else value.split(".")[0]
        elif key == "Fn::Sub":
            yield from re.findall(r"\$\{([^!}.]+)", value if isinstance(value, str) else value[0])
            if isinstance(value, list):
                yield from references(value[1])
        else:
            yield from references(value)


def needs(resource):
    """The logical ids, and pseudo parameters, that the resource depends on."""
    depends_on = resource.get("DependsOn") or []
    depends_on = [depends_on] if isinstance(depends_on, str) else depends_on
    return {*depends_on, *references(resource.get("Properties") or {})}


def creation_order(resources):
    """The logical ids, each after what it refers to or depends on."""
    order = []

    def visit(logical_id, path):
        if logical_id in order:
            return
        if logical_id in path:
            circle = path[path.index(logical_id) :]
            raise ValidationError(logical_id, f"Circular dependency between resources: {circle}")
        for other in sorted(needs(resources[logical_id])):
            if other in resources and other != logical_id:
                visit(other, [*path, logical_id])
        order.append(logical_id)

    for logical_id in resources:
        visit(logical_id, [])
    return order


_schemas = {}


def schema(resource_type):
    """CloudFormation's own schema of the type, which cfn-lint ships: it says what cannot change in place."""
    if resource_type not in _schemas:
        try:
            _schemas[resource_type] = _read_schema(resource_type)
        except (ImportError, OSError):
            _schemas[resource_type] = {}
            gap("no schema: never replaced", resource_type, "")
    return _schemas[resource_type]


def _read_schema(resource_type):
    import cfnlint

    types = importlib.import_module("cfnlint.data.schemas.providers.us_east_1").types
    folder = os.path.join(os.path.dirname(cfnlint.__file__), "data/schemas/resources")
    with open(os.path.join(folder, f"{types.get(resource_type)}.json"), encoding="utf8") as file:
        return json.load(file)


def _pick(value, path):
    for key in path:
        if isinstance(value, list):
            value = value if key == "*" else [_pick(item, [key]) for item in value]
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value


def needs_replacement(resource_type, old, new):
    """The names of the changed properties that can only be given when the resource is created."""
    paths = [path.split("/")[2:] for path in schema(resource_type).get("createOnlyProperties") or []]
    return sorted({path[0] for path in paths if _pick(old, path) != _pick(new, path)})


def keeps_its_name(resource_type, old, new, replaced):
    """A replacement would have the name of what it replaces: CloudFormation refuses that."""
    names = [path.split("/")[-1] for path in schema(resource_type).get("primaryIdentifier") or []]
    same = all(name in new and old.get(name) == new[name] for name in names)
    return bool(names) and same and not set(names) & set(replaced)
