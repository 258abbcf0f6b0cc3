"""The shapes of what people enter about cards, public links and what is sent by them."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from crm.days import HAPPENED
from crm.i18n import _
from crm.schemas import KEY, Day, Email, Form, Phone, choice, text
from plugins.campaigns.schemas import one_of
from plugins.campaigns.words import CARD_KINDS

STATEMENT = 5000


class CardForm(Form):
    """A signed card."""

    key = fields.String(required=True, validate=KEY)
    signed_on = Day(HAPPENED)
    kind = one_of(CARD_KINDS, load_default="paper")
    witness = text(longest=80, load_default="")
    language = text(longest=40, load_default="")


class CardEndForm(Form):
    """A card withdrawn by whoever signed it, or entered by mistake."""

    how = choice(["withdrawn", "void"], required=True)
    ended_on = Day(HAPPENED)
    reason = text(longest=200, load_default="")


class CardsQuery(Form):
    """Which cards of a campaign, and the cursor of the page before."""

    show = choice(["all", "renew", "expired", "ended"], load_default="all")
    after = text(longest=60, load_default="")


class CardLinkForm(Form):
    """A public page on which people sign a card."""

    statement = text(required=True, longest=STATEMENT)
    language = text(longest=40, load_default="English")
    days = fields.Integer(load_default=30, validate=validate.Range(min=1, max=365))


class EvidenceForm(Form):
    """Why the evidence file is made."""

    reason = text(required=True, longest=200)


class MatchForm(Form):
    """Whose a submission is."""

    person_id = text(required=True, longest=40)


class SignForm(Form):
    """A card signed on the public page: what the labor board's guidance of 2015 asks for."""

    key = fields.String(required=True, validate=KEY)
    name = text(required=True, longest=120)
    phone = Phone(required=True)
    email = Email(load_default="")
    other = text(longest=120, load_default="")
    employer = text(required=True, longest=200)
    agree = choice(["yes"], required=True)

    @validates_schema
    def reachable(self, data: Any, **_kwargs: Any) -> None:
        """An e-mail address or another contact besides the phone."""
        if not data.get("email") and not data.get("other"):
            raise ValidationError(
                str(_("Give an e-mail address, or another way to reach you.")), "email"
            )
