"""The shapes of what people enter where titles are matched and reviewed."""

from marshmallow import ValidationError, fields, validate

from crm.i18n import _
from crm.schemas import LONG, Day, Form, choice, text

SIGHTING_KINDS = ("posting", "screenshot", "report", "crew_list")
CHOICES = ("class", "not_a_job", "skip")


def web_address(value: str) -> None:
    """Only addresses of the web: others could run something when they are followed."""
    if value and not value.startswith(("https://", "http://")):
        raise ValidationError(str(_("Write a web address that begins with https://.")))


class TitleForm(Form):
    """One title, and what is known beside it."""

    title = text(required=True, longest=1000)


class PasteForm(Form):
    """A pasted list of titles, one to a line."""

    name = text(longest=120, load_default="")
    titles = text(required=True, longest=20 * LONG)


class UploadForm(Form):
    """The name of an uploaded list."""

    name = text(longest=120, load_default="")


class LoadForm(Form):
    """Whether another release takes the place of the one on file."""

    replace = fields.Boolean(load_default=False)


class DecideForm(Form):
    """What a title is."""

    choice = choice(CHOICES, required=True)
    class_key = text(longest=60, load_default="")


class ReviewQuery(Form):
    """Which titles wait for review: all, of the roster, or of one list."""

    source = text(longest=60, load_default="")


class PickQuery(Form):
    """Words by which a class is looked for."""

    q = text(longest=100, load_default="")


class NewClassForm(Form):
    """A class proposed from a title."""

    title = text(required=True)
    craft = text(required=True, longest=40)
    definition = text(required=True, longest=2000)


class PersonClassForm(Form):
    """A person's class, said by hand; '' goes back to what the title says."""

    class_key = text(longest=60, load_default="")


class PageQuery(Form):
    """From which row on a list is shown."""

    first = fields.Integer(load_default=1)


class MonthQuery(Form):
    """A month such as 2026-11; empty is the current one."""

    month = fields.String(load_default="", validate=validate.Regexp(r"^(20\d\d-(0[1-9]|1[0-2]))?$"))


class ReadForm(Form):
    """A pasted text to be read into the form of a sighting."""

    kind = choice(SIGHTING_KINDS, load_default="posting")
    text = text(longest=LONG, load_default="")


class SightingForm(Form):
    """Where and when a title was met."""

    key = text(longest=40)
    kind = choice(SIGHTING_KINDS, required=True)
    title = text(required=True)
    seen_on = Day(required=True)
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
