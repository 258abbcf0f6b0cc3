"""The shapes of what people enter where titles are matched and reviewed."""

from marshmallow import fields

from crm.schemas import LONG, Form, Query, choice, position, text

CHOICES = ("class", "not_a_job", "skip")


class TitleForm(Form):
    """One title, and what is known beside it."""

    title = text(required=True, longest=1000)
    description = text(longest=LONG, load_default="")
    employer = text(longest=200, load_default="")


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


class ReviewQuery(Query):
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


class PageQuery(Query):
    """From which row on a list is shown."""

    first = position(1)
