"""What people enter about sheets of paper, and the grid of one that came back."""

from marshmallow import fields, validate

from crm.days import HAPPENED
from crm.schemas import KEY, LONG, Day, Form, text
from plugins.campaigns.callforms import SourceForm
from plugins.campaigns.schemas import one_of
from plugins.campaigns.words import KINDS, SHEETS


class SheetForm(SourceForm):
    """A sheet to print: for whom, and of what kind."""

    title = text(longest=80)
    kind = one_of(SHEETS, load_default="walk")
    codes = fields.Boolean(load_default=False)


class CodeQuery(Form):
    """The code on a sheet of paper."""

    code = text(longest=12, load_default="")


class SheetQuery(Form):
    """Which saving of a sheet may be taken back."""

    saved = fields.String(load_default="", validate=validate.Regexp(r"^([a-f0-9]{16,40})?$"))


class SheetRow(Form):
    """One line of a sheet as it was typed; what it means is the service's."""

    number = fields.Integer(required=True)
    result = text(longest=40, load_default="")
    assessment = text(longest=40, load_default="")
    follow_up = text(longest=40, load_default="")
    note = text(longest=LONG, load_default="")


class SheetEntry(Form):
    """A whole sheet that came back: the day, the kind of contact and its lines."""

    key = fields.String(required=True, validate=KEY)
    on = Day(HAPPENED, required=True)
    kind = one_of(KINDS, load_default="door")
    rows = fields.List(fields.Nested(SheetRow), load_default=list)


class SheetUndo(Form):
    """The saving that is taken back."""

    key = fields.String(required=True, validate=KEY)
