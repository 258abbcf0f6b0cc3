"""The shapes of what people enter and ask about work-changes."""

from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError, fields, validate, validates

from crm.days import HAPPENED
from crm.i18n import _
from crm.schemas import LONG, Day, Form, choice, text
from crm.workplaces import changewords as words


def some_of(pairs: words.Pairs, **kwargs: Any) -> fields.List:
    """Several of the first parts of `pairs`."""
    one = choice([value for value, _label in pairs])
    return fields.List(one, validate=validate.Length(max=20), load_default=list, **kwargs)


class WorkChangeForm(Form):
    """A change of tasks or jobs that is tied to a tool."""

    workplace_id = text(required=True, longest=40)
    day = Day(HAPPENED, required=True)
    tool = text(required=True, longest=120)
    vendor = text(longest=120, load_default="")
    kinds = some_of(words.KINDS)
    relations = some_of(words.RELATIONS)
    trained_on = choice([v for v, _l in words.TRAINED_ON], load_default="unknown")
    task = text(required=True, longest=300)
    job_class = text(longest=160, load_default="")
    effects = some_of(words.EFFECTS)
    affected = fields.Integer(validate=validate.Range(min=0, max=1_000_000), load_default=None)
    clauses = some_of(words.CLAUSES)
    source = choice([v for v, _l in words.SOURCES], load_default="seen")
    seen_by = text(longest=200, load_default="")
    document = text(longest=LONG, load_default="")
    link = text(longest=500, load_default="")

    @validates("link")
    def a_web_address(self, value: str, **_kwargs: Any) -> None:
        """A link that a browser may safely follow."""
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.netloc):
            raise ValidationError(str(_("Write a whole address that begins with https://.")))


class WorkChangeEdit(WorkChangeForm):
    """A change of a record, with the version it was read at."""

    version = fields.Integer(required=True)


class WorkChangeQuery(Form):
    """What the log is narrowed to."""

    after = text(longest=400, load_default="")
    effect = choice([v for v, _l in words.EFFECTS], load_default="")
    kind = choice([v for v, _l in words.KINDS], load_default="")
    clause = choice([v for v, _l in words.CLAUSES], load_default="")
