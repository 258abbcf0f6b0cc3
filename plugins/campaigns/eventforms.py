"""The shapes of what people enter about events: the event, invitations, promises, walk-ins."""

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from crm.days import PLANNED
from crm.i18n import _
from crm.schemas import KEY, Day, Email, Form, Phone, Query, choice, text
from plugins.campaigns.schemas import Level, one_of
from plugins.campaigns.words import EVENT_KINDS

CLOCK = re.compile(r"^([01]?\d|2[0-3])[:.h]?([0-5]\d)?\s*(am|pm)?$", re.I)


class Clock(fields.String):
    """A time of day, kept as '18:30'; also reads '6 pm', '6:30pm' and '18.30'."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        found = CLOCK.match(super()._deserialize(value, *args, **kwargs).strip())
        if not found:
            raise ValidationError(str(_("Write a time such as 18:30.")))
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
        if half and not 1 <= hour <= 12:
            raise ValidationError(str(_("Write a time such as 18:30.")))
        if half:
            hour = hour % 12 + (12 if half == "pm" else 0)
        return f"{hour:02}:{minute:02}"


class EventForm(Form):
    """An event of a campaign."""

    title = text(required=True, longest=120)
    kind = one_of(EVENT_KINDS, load_default="meeting")
    day = Day(PLANNED, required=True)
    start = Clock(required=True)
    end = Clock(load_default="")
    place = text(longest=200, load_default="")
    note = text(longest=2000, load_default="")
    door = fields.List(text(longest=40), validate=validate.Length(max=50), load_default=list)

    @validates_schema(skip_on_field_errors=True)
    def lasts(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        """An event that ends when it begins is a slip; one that ends earlier ends the next day."""
        if data.get("end") and data["end"] == data["start"]:
            raise ValidationError(str(_("It ends when it begins.")), "end")


class EventEdit(EventForm):
    """A change of an event, with the version it was read at."""

    version = fields.Integer(required=True)


class InviteForm(Form):
    """Whom to invite: people of the unit, narrowed, or those of a saved list who are in it."""

    list_id = text(longest=40, load_default="")
    department = text(load_default="")
    shift = text(load_default="")
    organizer = text(longest=40, load_default="")
    levels = fields.List(
        Level(none=True),
        validate=validate.Length(max=10),
        load_default=list,
    )


class TurnoutQuery(Query):
    """What the list of an event's people is narrowed to."""

    after = text(longest=400, load_default="")
    show = choice(["open", "yes", "maybe", "no", "came", "missed"], load_default="")
    words = text(longest=80, load_default="")


class CheckInForm(Form):
    """A tap on a name at the door."""

    person_id = text(required=True, longest=40)


class WalkInForm(Form):
    """Somebody at the door who is not on the list: found on file, or new."""

    key = fields.String(required=True, validate=KEY)
    person_id = text(longest=40, load_default="")
    first_name = text(longest=120, load_default="")
    last_name = text(longest=120, load_default="")
    phone = Phone(load_default="")
    email = Email(load_default="")
    department = text(load_default="")
    in_unit = fields.Boolean(load_default=False)
    anyway = fields.Boolean(load_default=False)

    @validates_schema(skip_on_field_errors=True)
    def somebody(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        """Either somebody on file or a name."""
        if not (data["person_id"] or data["first_name"] or data["last_name"]):
            raise ValidationError(str(_("Give at least one name.")), "first_name")
