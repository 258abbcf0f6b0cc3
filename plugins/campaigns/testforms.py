"""The shapes of what people enter about structure tests."""

from typing import Any

from marshmallow import fields, pre_load, validate

from crm.days import HAPPENED, PLANNED
from crm.schemas import KEY, Day, Email, Form, Phone, text
from plugins.campaigns.service.counters import TIERS


class TestForm(Form):
    """A structure test."""

    __test__ = False

    name = text(required=True, longest=80)
    ask = text(required=True, longest=2000)
    goal = fields.Integer(required=True, validate=validate.Range(min=1, max=1_000_000))
    opens = Day(PLANNED, required=True)
    closes = Day(PLANNED, required=True)
    tiers = fields.List(
        text(required=True, longest=60),
        required=True,
        validate=validate.Length(min=1, max=len(TIERS)),
    )
    proving = fields.Integer(load_default=1, validate=validate.Range(min=0, max=len(TIERS)))

    @pre_load
    def split_tiers(self, data: Any, **_kwargs: Any) -> Any:
        """A text box has one tier a line; the API sends a list."""
        lines = data.get("tiers") if isinstance(data, dict) else None
        if isinstance(lines, str):
            lines = [lines]
        if not isinstance(lines, list):
            return data
        split = [part.strip() for line in lines for part in str(line).splitlines()]
        return {**data, "tiers": [tier for tier in split if tier]}


class TestEdit(TestForm):
    """A change of a test, with the version it was read at."""

    __test__ = False

    version = fields.Integer(required=True)


class TakeForm(Form):
    """Somebody took part, at a tier (0 takes it back)."""

    tier = fields.Integer(required=True, validate=validate.Range(min=0, max=len(TIERS)))
    on = Day(HAPPENED)


class PetitionLinkForm(Form):
    """A public page of a test, on which people sign."""

    days = fields.Integer(load_default=30, validate=validate.Range(min=1, max=365))


class PetitionForm(Form):
    """A petition signed on its public page."""

    key = fields.String(required=True, validate=KEY)
    name = text(required=True, longest=120)
    phone = Phone(load_default="")
    email = Email(load_default="")
    agree = fields.String(required=True, validate=validate.Equal("yes"))
