"""What moto's stacks hold for a resource: one made by a row of the table, or a placeholder."""

from moto.cloudformation import parsing
from moto.cloudformation.exceptions import UnformattedGetAttTemplateException

from api import resolve_references
from gaps import gap
from resources import ROWS
from row import Context


class Resource:
    """Without a row nothing is created: the resource is a placeholder, and a gap is noted."""

    resource_type = "?"

    def __init__(self, context, row):
        self.context = context
        self.row = row

    @property
    def physical_resource_id(self):
        return self.context.id

    def is_created(self):
        return True

    @classmethod
    def has_cfn_attr(cls, _attribute):
        return True

    def get_cfn_attribute(self, name):
        context, row = self.context, self.row
        value = context.attributes.get(name)
        if value is None and row and row.attribute:
            value = row.attribute(context, name)
        if value is None and name in ("Id", row and row.id_parameter):
            value = context.id
        if value is None:
            value = find(context.answer, name.split(".")[-1])
        if value is not None:
            return value
        gap("GetAtt made up", self.resource_type, context.logical_id, name)
        if name.lower().endswith("arn"):
            service = self.resource_type.split("::")[1].lower()
            return f"arn:aws:{service}:{context.region}:{context.account}:{context.id}"
        return f"{context.id}.{name}".lower()

    @classmethod
    def create_from_cloudformation_json(cls, name, part, account, region, **more):
        properties = resolve_references(part.get("Properties", {}), region)
        logical_id = more.get("LogicalId")
        context = Context(cls.resource_type, logical_id, properties, region, account, name=name)
        row = ROWS.get(cls.resource_type)
        if row:
            row.create(context)
        else:
            context.id = name
            if cls.resource_type != "AWS::CDK::Metadata":
                gap("not created", cls.resource_type, logical_id)
        return cls(context, row)

    def modify(self, properties):
        old = self.context
        context = Context(
            self.resource_type,
            old.logical_id,
            resolve_references(properties, old.region),
            old.region,
            old.account,
            before=old.want,
            name=old.name,
            id=old.id,
            attributes=old.attributes,
            answer=old.answer,
        )
        if self.row:
            self.row.modify(context)
        self.context = context

    def destroy(self, final_snapshot=None):
        if self.row:
            self.context.final_snapshot = final_snapshot
            self.row.destroy(self.context)


def find(answer, name):
    """The value of that name anywhere in an API's answer, whatever its letters' case."""
    if isinstance(answer, dict):
        for key, value in answer.items():
            if key.lower() == name.lower() and not isinstance(value, (dict, list)):
                return value
        answer = list(answer.values())
    if isinstance(answer, list):
        for item in answer:
            value = find(item, name)
            if value is not None:
                return value
    return None


_classes = {}
_class_of_moto = parsing.resource_class_from_type


def class_of(resource_type):
    """moto's model, if it has one and the table no row. Custom resources, which would run a function, get
    a placeholder.
    """
    if resource_type in parsing.NULL_MODELS:
        return _class_of_moto(resource_type)
    if resource_type in parsing.get_model_map() and resource_type not in ROWS:
        return _class_of_moto(resource_type)
    if resource_type not in _classes:
        members = {
            "resource_type": resource_type,
            "cloudformation_type": staticmethod(lambda: resource_type),
            "cloudformation_name_type": staticmethod(lambda: None),
        }
        _classes[resource_type] = type(resource_type.replace("::", "_"), (Resource,), members)
    return _classes[resource_type]


def _answer_every_attribute(model):
    """An attribute that one of moto's own models lacks becomes a gap, not a broken stack."""
    of_model = getattr(model, "get_cfn_attribute", None)

    def get_cfn_attribute(self, name):
        if of_model:
            try:
                return of_model(self, name)
            except (NotImplementedError, UnformattedGetAttTemplateException):
                pass
        gap("GetAtt made up", model.cloudformation_type(), getattr(self, "logical_resource_id", ""), name)
        arn = getattr(self, "arn", "")
        return arn if name.lower().endswith("arn") and arn else f"{self.physical_resource_id}.{name}"

    model.get_cfn_attribute = get_cfn_attribute
    model.has_cfn_attr = classmethod(lambda cls, attribute: True)


def install():
    parsing.resource_class_from_type = class_of
    for model in parsing.get_model_list():
        _answer_every_attribute(model)
