"""The shapes of what people enter about surveys; the form of a question is in `questionform`."""

from collections.abc import Sequence

from marshmallow import fields, validate

from crm.days import PLANNED
from crm.i18n import _
from crm.schemas import Day, Form, choice, text
from plugins.surveys.settings import LANGUAGE
from plugins.surveys.words import MODES, PURPOSES, TYPES


def one_of(pairs: Sequence[tuple[str, object]], **kwargs: object) -> fields.String:
    """A field whose values are the first parts of `pairs`."""
    return choice([value for value, _label in pairs], **kwargs)


class NewSurvey(Form):
    """A survey to begin, from a template or empty."""

    name = text(required=True, longest=80)
    template = text(longest=40, load_default="")


class SurveyEdit(Form):
    """What a survey is called, what it promises, whom it belongs to."""

    version = fields.Integer(required=True)
    name = text(required=True, longest=80)
    title = text(required=True, longest=200)
    intro = text(longest=4000, load_default="")
    thanks = text(longest=2000, load_default="")
    purpose = one_of(PURPOSES, load_default="survey")
    mode = one_of(MODES, required=True)
    languages = fields.List(
        fields.String(validate=LANGUAGE), validate=validate.Length(min=1, max=12), required=True
    )
    main_language = fields.String(validate=LANGUAGE)
    opens = Day(PLANNED, load_default="")
    closes = Day(PLANNED, load_default="")
    campaign = text(longest=40, load_default="")
    breakdowns = fields.List(text(longest=60), validate=validate.Length(max=4), load_default=list)
    custodians = fields.List(text(longest=40), validate=validate.Length(max=5), load_default=list)
    unlink_on = Day(PLANNED, load_default="")
    k = fields.Integer(validate=validate.Range(min=5, max=50), load_default=5)
    comments = fields.Integer(validate=validate.Range(min=10, max=100), load_default=10)
    cohort = fields.Integer(validate=validate.Range(min=10, max=200), load_default=10)


class GroupsLook(SurveyEdit):
    """Settings as they stand in the form, and of whom their groups are to be shown."""

    source = text(required=True, longest=80)


class AddQuestion(Form):
    """A question to put at the end of a page."""

    page = text(required=True, longest=40)
    type = one_of(TYPES, required=True)
    text = text(required=True, longest=4000)


class TakeQuestion(Form):
    """A question of the library for a page."""

    page = text(required=True, longest=40)
    entry = text(required=True, longest=120)


class PageTitle(Form):
    """What a page is called ('' for no title)."""

    title = text(longest=200, load_default="")


class Move(Form):
    """One place up or down."""

    step = fields.Integer(required=True, validate=validate.OneOf([-1, 1]))


class VersionRef(Form):
    """The version of the draft that a button was shown with."""

    version = fields.Integer(required=True, validate=validate.Range(min=1))


class ContactForm(Form):
    """Somebody who wants to be contacted, apart from any answers."""

    name = text(required=True, longest=120)
    reach = text(required=True, longest=200)
    about = text(longest=1000, load_default="")


class InviteForm(Form):
    """Whom to invite: a choice of `answering.sources`."""

    source = text(
        required=True,
        longest=80,
        error_messages={"required": str(_("Choose a campaign or a saved list."))},
    )


class AnewForm(Form):
    """Lost letters to print anew: how often any was printed when the page was shown."""

    times = fields.Integer(required=True, validate=validate.Range(min=0, max=10**9))


class LinkForm(Form):
    """A poster or a kiosk for a place."""

    kind = choice(["poster", "kiosk"], required=True)
    place = text(
        required=True, longest=60, error_messages={"required": str(_("Say where it will be."))}
    )
