"""The shapes of a jurisdiction claim and of a wording of a definition."""

from marshmallow import fields, validate

from crm.days import DOCUMENTED
from crm.i18n import _
from crm.schemas import KEY, LONG, Day, Form, choice, text
from plugins.jobclasses import words


class ClaimForm(Form):
    """A claim to a class."""

    key = fields.String(validate=KEY)
    local = text(required=True, longest=60)
    basis = fields.List(
        choice(words.keys(words.BASES)),
        required=True,
        validate=validate.Length(min=1, error=str(_("Choose at least one basis."))),
        error_messages={"required": str(_("Choose at least one basis."))},
    )
    state = choice(words.keys(words.CLAIMS), load_default="asserted")
    statement = text(longest=LONG, load_default="")
    contact = text(longest=200, load_default="")
    date = Day(DOCUMENTED, required=True)


class ClaimEdit(ClaimForm):
    """A change of a claim, with the version it was read at."""

    version = fields.Integer(required=True)
    reason = text(longest=2000, load_default="")


class KindForm(Form):
    """A local's wording of a kind of AI, from the wording it was read at."""

    number = fields.Integer(required=True)
    name = text(required=True, longest=80)
    definition = text(required=True, longest=2000)
    example = text(longest=1000, load_default="")
    is_not = text(longest=1000, load_default="")
    oecd = text(longest=300, load_default="")
    nist = text(longest=300, load_default="")
    reason = text(required=True, longest=500)
