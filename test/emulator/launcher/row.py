"""A row of the table of resource types: how a resource is made, changed and deleted by a service's API."""

import re

from api import call, client, input_shape
from gaps import gap

NAME = "="  # as path of the id: the name is the id


def tags_of(properties):
    """The tags as a list, whether the type writes them as a list or as a map."""
    tags = properties.get("Tags") or []
    pairs = tags.items() if isinstance(tags, dict) else [(tag["Key"], tag["Value"]) for tag in tags]
    return [{"Key": key, "Value": str(value)} for key, value in pairs]


def lower_name(name, limit=63):
    """A name that services accept which want small letters, digits and single hyphens."""
    name = re.sub(r"[^a-z0-9-]", "-", name.lower())
    return re.sub(r"-+", "-", name)[:limit].strip("-")


class Context:
    """What one call of a row works with."""

    def __init__(self, resource_type, logical_id, want, region, account, **more):
        self.type = resource_type
        self.logical_id = logical_id
        self.want = want  # the properties asked for
        self.region = region
        self.account = account
        self.before = more.get("before")  # the properties so far; None when the resource is created
        self.name = more.get("name")  # the name that CloudFormation would generate
        self.id = more.get("id")  # the physical id
        self.attributes = more.get("attributes") or {}  # what Fn::GetAtt answers
        self.answer = more.get("answer", {})  # of the API that created the resource
        self.final_snapshot = None  # the name of a snapshot to take before deleting

    @property
    def creating(self):
        return self.before is None

    def call(self, service, operation, **parameters):
        return call(service, self.region, operation, **parameters)

    def client(self, service):
        return client(service, self.region)

    def changed(self, *keys):
        """Those of the properties that differ from before; on creation those that are given."""
        return [key for key in keys if self.want.get(key) != (self.before or {}).get(key)]

    def had(self, key):
        """A list of before, empty on creation."""
        return (self.before or {}).get(key) or []

    def wants(self, key):
        """A list that is asked for, empty if it is not given."""
        return self.want.get(key) or []

    def some(self, *keys):
        """Those of the properties that are given."""
        return {key: self.want[key] for key in keys if key in self.want}

    def gap(self, kind, what=""):
        gap(kind, self.type, self.logical_id, what)


class Row:
    """How one resource type is made through the API of `service`.

    create   an API operation whose parameters have the names of the properties, unless `rename`d; the id
             stands at `path` in its answer. Or a function of the context that returns the id.
    after    a function that runs after creation and after each change, for what needs calls of its own;
             `handled` are the properties it takes care of
    update   an API operation, or a function; without one nothing but after() is applied
    delete   an API operation, or a function
    id_parameter  the parameter that holds the id in `update` and `delete`
    name     the property with the resource's name; `name_rule` makes a generated name acceptable
    attribute  a function (context, name) for Fn::GetAtt, where the answer of creation does not hold it
    constant parameters that the API wants and the template does not have
    snapshots  whether `delete` takes context.final_snapshot
    """

    def __init__(self, service, create, path=None, **more):
        self.service = service
        self.create_with = create
        self.path = path
        self.id_parameter = more.pop("id_parameter", None)
        self.rename = more.pop("rename", {})
        self.name = more.pop("name", None)
        self.name_rule = more.pop("name_rule", str)
        self.after = more.pop("after", None)
        self.handled = set(more.pop("handled", ()))
        self.update_with = more.pop("update", None)
        self.delete_with = more.pop("delete", None)
        self.attribute = more.pop("attribute", None)
        self.constant = more.pop("constant", {})
        self.snapshots = more.pop("snapshots", False)
        if more:
            raise TypeError(f"unknown in a row: {', '.join(more)}")

    def parameter(self, key):
        return self.rename.get(key, key)

    def create(self, context):
        if callable(self.create_with):
            context.id = self.create_with(context)
        else:
            self._create_by_operation(context)
        if self.after:
            self.after(context)
        return context.id

    def _create_by_operation(self, context):
        shape = input_shape(self.service, context.region, self.create_with)
        parameters = self._parameters(context, shape)
        self.note_dropped(context, shape, context.want)
        context.answer = context.call(self.service, self.create_with, **parameters)
        if self.path == NAME:
            context.id = parameters[self.parameter(self.name)]
        else:
            value = context.answer
            for key in self.path.split("."):
                value = value[int(key) if key.isdigit() else key]
            context.id = value
        if self.service == "ec2" and tags_of(context.want) and "TagSpecifications" in shape.members:
            context.call("ec2", "CreateTags", Resources=[context.id], Tags=tags_of(context.want))

    def _parameters(self, context, shape):
        parameters = {self.parameter(key): value for key, value in context.want.items() if key != "Tags"}
        if self.name:
            keep = context.id and self.path == NAME
            name = context.id if keep else self.name_rule(str(context.want.get(self.name) or context.name))
            parameters[self.parameter(self.name)] = name
        tags = tags_of(context.want)
        if tags and "Tags" in shape.members:
            as_list = shape.members["Tags"].type_name == "list"
            parameters["Tags"] = tags if as_list else {tag["Key"]: tag["Value"] for tag in tags}
        elif tags and "TagList" in shape.members:
            parameters["TagList"] = tags
        return {**self.constant, **parameters}

    def note_dropped(self, context, shape, properties):
        for key in properties:
            if self.parameter(key) not in shape.members and key not in {"Tags", *self.handled}:
                context.gap("property dropped", key)

    def modify(self, context):
        keys = sorted({*context.want, *context.before})
        different = context.changed(*keys)
        if callable(self.update_with):
            self.update_with(context)
        elif self.update_with:
            self._modify_by_operation(context, different)
        if self.after:
            self.after(context)
        if not self.update_with:
            self._note_unapplied(context, different)
        if "Tags" in different:
            self._change_tags(context)

    def _modify_by_operation(self, context, different):
        shape = input_shape(self.service, context.region, self.update_with)
        changed = {self.parameter(key) for key in different if key != "Tags"} & {*shape.members}
        if changed:
            needed = changed | {*shape.required_members} | {*self.constant}
            parameters = self._parameters(context, shape)
            parameters = {key: x for key, x in parameters.items() if key in shape.members and key in needed}
            parameters[self.id_parameter] = context.id
            if "ApplyImmediately" in shape.members:
                parameters["ApplyImmediately"] = True
            context.call(self.service, self.update_with, **parameters)
        self._note_unapplied(context, [key for key in different if self.parameter(key) not in shape.members])

    def _note_unapplied(self, context, keys):
        for key in keys:
            if key not in {"Tags", *self.handled}:
                context.gap("update not applied", key)

    def _change_tags(self, context):
        if self.service != "ec2":
            if "Tags" not in self.handled:
                context.gap("update not applied", "Tags")
            return
        # the id of an elastic IP is its address, its tags hang on the allocation
        on = [context.attributes.get("AllocationId") or context.id]
        new = tags_of(context.want)
        gone = {tag["Key"] for tag in tags_of(context.before)} - {tag["Key"] for tag in new}
        if gone:
            context.call("ec2", "DeleteTags", Resources=on, Tags=[{"Key": key} for key in sorted(gone)])
        if new:
            context.call("ec2", "CreateTags", Resources=on, Tags=new)

    def destroy(self, context):
        if context.final_snapshot and not self.snapshots:
            context.gap("snapshot not taken", str(context.id))
        if callable(self.delete_with):
            self.delete_with(context)
        elif self.delete_with:
            shape = input_shape(self.service, context.region, self.delete_with)
            several = shape.members[self.id_parameter].type_name == "list"
            parameters = {self.id_parameter: [context.id] if several else context.id}
            context.call(self.service, self.delete_with, **parameters)
        else:
            context.gap("delete not applied", str(context.id))
