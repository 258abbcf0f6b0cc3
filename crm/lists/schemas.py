"""The shapes of what people enter about lists."""

from marshmallow import fields, validate

from crm.i18n import _
from crm.schemas import Form, text


class ListForm(Form):
    """A list but for its tree, which `trees.from_form` reads."""

    name = text(required=True, longest=80)
    shared = fields.Boolean(load_default=False)
    columns = fields.List(text(longest=60), load_default=list, validate=validate.Length(max=30))
    version = fields.Integer()


class PageQuery(Form):
    """Which page of a list, and which bulk change it offers to take back."""

    page = fields.Integer(load_default=0, validate=validate.Range(min=0, max=1_000_000))
    undo = text(longest=40, load_default="")


class CellForm(Form):
    """One cell edited in place, at the version it was read."""

    version = fields.Integer(required=True)
    value = text(longest=1000, load_default="")


class BulkForm(Form):
    """Whom a bulk action is for; what it asks for stands beside, by its own schema."""

    action = text(required=True, longest=80)
    scope = fields.String(
        load_default="page", validate=validate.OneOf(["page", "list"], error=str(_("Choose one.")))
    )
    people = fields.List(text(longest=40), load_default=list, validate=validate.Length(max=1000))
