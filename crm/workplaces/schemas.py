"""Shapes of what people enter about workplaces and look up in the public record."""

from marshmallow import fields, validate

from crm.schemas import SHORT, Form, choice, cursor, rows, text
from crm.workplaces.record import KINDS

ALIASES = validate.Length(max=50)


class WorkplaceForm(Form):
    """What can be said of any workplace."""

    keep_blank = frozenset({"city", "state", "jurisdiction", "notes"})

    name = text(required=True)
    aliases = fields.List(text(), validate=ALIASES)
    city = text()
    state = text(longest=60)
    jurisdiction = text(longest=40)
    notes = text(longest=5000)


class NewWorkplace(WorkplaceForm):
    """A new workplace: what it is, and what it stands under."""

    kind = choice(KINDS, required=True)
    parent_id = text(longest=40)


class VersionedWorkplace(WorkplaceForm):
    """A change, and the version it was made on; fields not given stay as they are."""

    keep_blank = WorkplaceForm.keep_blank | {"name"}

    name = fields.String(validate=validate.Length(min=1, max=SHORT))
    version = fields.Integer(required=True)


class MergeForm(Form):
    """The workplace that stays, of two that are one."""

    into = text(required=True, longest=40)


class ListQuery(Form):
    """A page of the list of employers."""

    words = text(longest=100)
    after = text(longest=400)


class RecordQuery(Form):
    """A search in the public record of elections."""

    words = text(longest=100)
    city = text(longest=100)
    state = text(longest=2)
    union = text(longest=40)
    union_local = text(longest=40)
    before = text(longest=120)


class EmployerQuery(Form):
    """An employer of the public record, by its key."""

    key = text(required=True, longest=300)


class FromRecord(Form):
    """An employer of the public record to add as a workplace, with the cities of its worksites."""

    key = text(required=True, longest=300)
    places = fields.List(text(), validate=validate.Length(max=100), load_default=list)


class ApiQuery(Form):
    """Keyset paging of the API, and what to list."""

    kind = choice(KINDS, load_default="employer")
    parent_id = text(longest=40)
    after = cursor(r"[^|]*\|[^|\s]{1,120}")
    limit = rows()


class WorkplaceOut(Form):
    """A workplace as the API gives it."""

    _id = fields.String()
    kind = fields.String()
    name = fields.String()
    aliases = fields.List(fields.String())
    parent_id = fields.String()
    path = fields.List(fields.String())
    city = fields.String()
    state = fields.String()
    jurisdiction = fields.String()
    notes = fields.String()
    version = fields.Integer()


class WorkplacePage(Form):
    """A page of workplaces; `after` asks for the next, '' ends."""

    items = fields.List(fields.Nested(WorkplaceOut))
    after = fields.String()
