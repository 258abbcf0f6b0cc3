"""What people enter in Quick mark."""

from marshmallow import fields

from crm.days import HAPPENED
from crm.schemas import KEY, Day, Form, text


class MarkQuery(Form):
    """Which code is set, its day, and whom the list of names is narrowed to."""

    mark = text(longest=60, load_default="card")
    on = Day(load_default="")
    department = text()
    after = text(longest=400, load_default="")


class MarkForm(Form):
    """One name, number or code typed, or one person ticked."""

    mark = text(required=True, longest=60)
    on = Day(HAPPENED, load_default="")
    key = fields.String(required=True, validate=KEY)
    person_id = text(longest=40, load_default="")
    text = text(load_default="")


class MarkWords(Form):
    """What is being typed."""

    mark = text(longest=60, load_default="card")
    on = text(longest=40, load_default="")
    key = text(longest=40, load_default="")
    text = text(load_default="")
