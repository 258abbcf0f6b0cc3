"""The shapes of what people enter about surveys."""

from collections.abc import Sequence

from marshmallow import fields, validate

from crm.i18n import _
from crm.schemas import Form, choice, text
from plugins.surveys.words import MODES, PURPOSES


def one_of(pairs: Sequence[tuple[str, object]], **kwargs: object) -> fields.String:
    """A field whose values are the first parts of `pairs`."""
    return choice([value for value, _label in pairs], **kwargs)


class NewSurvey(Form):
    """A survey to begin."""

    name = text(required=True, longest=80)
    template = text(longest=40, load_default="")


class VersionRef(Form):
    """The version of a record that a button was shown with."""

    version = fields.Integer(required=True, validate=validate.Range(min=1))


class ModeForm(Form):
    """How answers are kept."""

    mode = one_of(MODES, required=True)
    purpose = one_of(PURPOSES, load_default="survey")


REQUIRED = _("This is needed.")


class ContactForm(Form):
    """Somebody who wants to be contacted, apart from any answers."""

    name = text(required=True, longest=120)
    reach = text(required=True, longest=200)
    about = text(longest=1000, load_default="")


class InviteForm(Form):
    """Whom to invite: a choice of `answering.sources`."""

    source = text(required=True, longest=80)


class LinkForm(Form):
    """A poster or a kiosk for a place."""

    kind = choice(["poster", "kiosk"], required=True)
    place = text(required=True, longest=60)
