"""The life of a stack: executing a change set, rolling back, deleting; its exports and imports.

These take the place of moto's own, which delete in no order, lose a stack whose deletion fails, answer
a failed change set with HTTP 500 and without a rollback, and register no exports.
"""

import json
import logging

from moto.cloudformation import models, parsing
from moto.cloudformation.exceptions import ValidationError

import engine
import policies
from engine import Undo, applied, current, forget, reason
from template import creation_order

LOG = logging.getLogger("emulator")


def execute_change_set(self, change_set_name, stack_name=None):
    change_set = self.change_sets[change_set_name]
    stack = self.stacks[change_set.stack_id]
    resource_map = stack.resource_map
    creates = change_set.change_set_type == "CREATE"
    resource_map.cross_stack_resources = stack.cross_stack_resources = self.exports
    before = (stack.template, stack.template_dict, dict(resource_map.input_parameters))
    word, undo = "CREATE" if creates else "UPDATE", Undo()
    set_status(stack, f"{word}_IN_PROGRESS", "User Initiated")
    try:
        engine.apply(stack, change_set.template_dict, change_set.parameters, undo)
        stack.template, stack.parameters = change_set.template, change_set.parameters
        stack._parse_template()
        stack.tags = change_set.tags or {}
        stack.description = stack.template_dict.get("Description")
        register_exports(self, stack)
    except Exception as error:
        LOG.warning("%s of %s failed: %s", word, stack.name, reason(error))
        change_set.execution_status = "EXECUTE_FAILED"
        set_status(stack, f"{word}_FAILED", reason(error))
        roll_back(stack, before, undo, creates)
        return
    if not creates:
        clean_up(stack, before[1], undo)
    change_set.execution_status = "EXECUTE_COMPLETE"
    set_status(stack, f"{word}_COMPLETE")


def set_status(stack, status, why=None):
    stack.status = status
    stack._add_stack_event(status, why)


def roll_back(stack, before, undo, creates):
    resource_map = stack.resource_map
    template = resource_map._resource_json_map
    word = "ROLLBACK" if creates else "UPDATE_ROLLBACK"
    set_status(stack, f"{word}_IN_PROGRESS", "The following resource(s) failed: see above")
    left = set()
    try:
        for logical_id, held, resource in undo.replaced:
            resource_map._parsed_resources[logical_id] = held
            applied(resource_map)[logical_id] = resource
        if not creates:  # what was changed goes back before what was made goes away
            engine.apply(stack, before[1], before[2], Undo())
        items, failed = engine.give_up(stack, list(reversed(undo.made)), policies.on_rollback)
        left = {item[0] for item in items}
        gone = {item[0] for item in undo.made} - left - {item[0] for item in undo.replaced}
        for logical_id in gone:
            forget(resource_map, logical_id)
        if failed:
            raise RuntimeError(f"The following resource(s) failed to delete: {sorted(failed)}. ")
        set_status(stack, f"{word}_COMPLETE")
    except Exception as error:
        LOG.warning("%s of %s failed: %s", word, stack.name, reason(error))
        set_status(stack, f"{word}_FAILED", reason(error))
    if creates:  # the stack has what could not be deleted, so that a later deletion finds it
        part = {logical_id: template[logical_id] for logical_id in left}
        stack.template_dict = {"Resources": part}
        stack.template = json.dumps(stack.template_dict)
    else:
        stack.template, stack.template_dict = before[:2]
    resource_map._resource_json_map = stack.template_dict.get("Resources", {})
    stack.output_map = stack._create_output_map()


def clean_up(stack, old_template, undo):
    """After an update: what was replaced, then what is no longer in the template."""
    resource_map = stack.resource_map
    wanted = {
        logical_id
        for logical_id, resource in resource_map._resource_json_map.items()
        if engine.is_wanted(resource_map, resource)
    }
    order = reversed(creation_order(old_template.get("Resources", {})))
    removed = [name for name in order if name in applied(resource_map) and name not in wanted]
    if undo.replaced or removed:
        stack._add_stack_event("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
        engine.give_up(stack, list(reversed(undo.replaced)), policies.on_replacement)
        engine.give_up(stack, current(resource_map, removed), policies.on_delete)
    for logical_id in removed:
        forget(resource_map, logical_id)


def delete_stack(self, name_or_stack_id):
    stack = find_stack(self, name_or_stack_id)
    if stack is None:
        return
    if stack.enable_termination_protection:
        text = f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled"
        raise ValidationError(stack.name, text)
    set_status(stack, "DELETE_IN_PROGRESS", "User Initiated")
    mine = [name for name, export in self.exports.items() if export.exporting_stack_id == stack.stack_id]
    for name in mine:
        users = importers(self, stack, name)
        if users:
            text = f"Cannot delete export {name} as it is in use by {', '.join(users)}"
            set_status(stack, "DELETE_FAILED", text)
            return
    failed = delete_resources(stack)
    if failed:
        set_status(stack, "DELETE_FAILED", f"The following resource(s) failed to delete: {failed}. ")
        return
    for name in mine:
        del self.exports[name]
    for name, change_set in list(self.change_sets.items()):
        if change_set.stack_id == stack.stack_id:
            del self.change_sets[name]
    set_status(stack, "DELETE_COMPLETE")
    self.deleted_stacks[stack.stack_id] = self.stacks.pop(stack.stack_id)


def find_stack(backend, name_or_stack_id):
    by_name = (stack for stack in backend.stacks.values() if stack.name == name_or_stack_id)
    return backend.stacks.get(name_or_stack_id) or next(by_name, None)


def delete_resources(stack):
    """Answers the logical ids of what refused to be deleted."""
    resource_map = stack.resource_map
    # outputs are computed from the resources whenever somebody looks: none any more
    stack.template_dict = {**stack.template_dict, "Outputs": {}}
    stack.output_map = stack._create_output_map()
    order = reversed(creation_order(resource_map._resource_json_map))
    order = [logical_id for logical_id in order if logical_id in applied(resource_map)]
    left, failed = engine.give_up(stack, current(resource_map, order), policies.on_delete)
    left = {item[0] for item in left}
    for logical_id in order:
        if logical_id not in left:
            forget(resource_map, logical_id)
    listed = resource_map._resource_json_map
    resource_map._resource_json_map = {key: value for key, value in listed.items() if key in left}
    return sorted(failed)


def imports(stack):
    """The names that the stack imports."""

    def names(part):
        if isinstance(part, dict):
            for key, value in part.items():
                if key == "Fn::ImportValue":
                    yield parsing.clean_json(value, stack.resource_map)
                else:
                    yield from names(value)
        elif isinstance(part, list):
            for item in part:
                yield from names(item)

    return set(names({key: stack.template_dict.get(key) for key in ("Resources", "Outputs")}))


def importers(backend, stack, export_name):
    others = [other for other in backend.stacks.values() if other is not stack and other.template_dict]
    return [other.name for other in others if export_name in imports(other)]


def register_exports(backend, stack):
    """AWS refuses to change or remove an export that another stack imports."""
    stack.output_map = stack._create_output_map()
    new = {export.name: export for export in stack.exports}
    others = {name: x for name, x in backend.exports.items() if x.exporting_stack_id != stack.stack_id}
    for name, export in backend.exports.items():
        if name in others and name in new:
            raise RuntimeError(f"Export with name {name} is already exported by another stack.")
        if name not in others and (name not in new or new[name].value != export.value):
            users = importers(backend, stack, name)
            if users:
                word = "update" if name in new else "delete"
                raise RuntimeError(f"Cannot {word} export {name} as it is in use by {', '.join(users)}.")
    backend.exports.clear()
    backend.exports.update({**others, **new})


def refuse(self, *_arguments, **_more):
    raise ValidationError("", "the emulator makes and changes stacks by change sets only")


def install():
    backend = models.CloudFormationBackend
    backend.execute_change_set = execute_change_set
    backend.delete_stack = delete_stack
    backend.create_stack = refuse
    backend.update_stack = refuse
