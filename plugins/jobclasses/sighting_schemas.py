"""The shapes of what people enter about sightings."""

from marshmallow import ValidationError, fields, validate

from crm.days import HAPPENED
from crm.i18n import _
from crm.schemas import LONG, Day, Form, Query, choice, text

SIGHTING_KINDS = ("posting", "screenshot", "report", "crew_list")


def web_address(value: str) -> None:
    """Only addresses of the web: others could run something when they are followed."""
    if value and not value.startswith(("https://", "http://")):
        raise ValidationError(str(_("Write a web address that begins with https://.")))


class MonthQuery(Query):
    """A month such as 2026-11; empty is the current one."""

    month = fields.String(
        load_default="",
        validate=validate.Regexp(
            r"^(20\d\d-(0[1-9]|1[0-2]))?$", error=str(_("Write a month such as 2026-11."))
        ),
    )


class ReadForm(Form):
    """A pasted text to be read into the form of a sighting."""

    kind = choice(SIGHTING_KINDS, load_default="posting")
    text = text(longest=LONG, load_default="")


class SightingForm(Form):
    """Where and when a title was met."""

    key = text(longest=40)
    kind = choice(SIGHTING_KINDS, required=True)
    title = text(required=True)
    seen_on = Day(HAPPENED, required=True)
    employer = text(load_default="")
    place = text(load_default="")
    pay = text(load_default="")
    tool = text(load_default="")
    vendor = text(load_default="")
    url = text(longest=500, load_default="", validators=[web_address])
    text = text(longest=LONG, load_default="")
    anyway = fields.Boolean(load_default=False)


class AssignForm(Form):
    """The class a sighting is of."""

    class_key = text(required=True, longest=60)


class LeadForm(Form):
    """Nothing but the wish to start a lead."""
