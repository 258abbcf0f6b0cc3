"""The shapes of what people enter about tasks."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from crm.days import TO_DO
from crm.i18n import _
from crm.schemas import KEY, Day, Form, Query, choice, text


class TaskForm(Form):
    """Something that an organizer is to do, about a person or the campaign."""

    key = fields.String(required=True, validate=KEY)
    title = text(required=True, longest=200)
    due = Day(TO_DO, required=True)
    owner = text(required=True, longest=40)
    person_id = text(longest=40, load_default="")
    note = text(longest=2000, load_default="")


class TaskEdit(Form):
    """A change of a task, with the version it was read at."""

    version = fields.Integer(required=True)
    title = text(required=True, longest=200)
    due = Day(required=True)
    owner = text(required=True, longest=40)
    note = text(longest=2000, load_default="")


class TaskQuery(Query):
    """What the list of tasks is narrowed to; `owner` "nobody" are those without one."""

    after = text(longest=400, load_default="")
    state = choice(["open", "done"], load_default="open")
    owner = text(longest=40, load_default="")
    when = choice(["overdue"], load_default="")


class ReassignForm(Form):
    """Giving chosen tasks, or all open ones of an organizer, to another."""

    tasks = fields.List(text(longest=40), validate=validate.Length(max=500), load_default=list)
    everything_of = text(longest=40, load_default="")
    follow_ups = fields.Boolean(load_default=False)
    owner = text(required=True, longest=40)

    @validates_schema(skip_on_field_errors=True)
    def something(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        """Either chosen tasks or all of somebody."""
        if not (data["tasks"] or data["everything_of"]):
            raise ValidationError(str(_("Choose at least one task.")), "tasks")
