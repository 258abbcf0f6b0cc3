"""What is sent to choose a campaign's rule, and to take over the number it gives."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from crm.days import PLANNED
from crm.i18n import _
from crm.schemas import Day, Form, choice, text
from plugins.campaigns.eligibility.rules import ASKED, OWN, RULES

WAYS = 3
"""Branches an own rule can have."""
NO_RULE = "none"


def _number(most: int) -> fields.Integer:
    return fields.Integer(load_default=0, validate=validate.Range(min=0, max=most))


_OWN = {
    f"{name}_{n}": _number(most)
    for n in range(1, WAYS + 1)
    for name, most in (("productions", 100), ("days", 3660), ("hours", 20_000), ("months", 120))
}


class RuleForm(Form.from_dict(_OWN)):  # type: ignore[misc]
    """The rule: none, a known one, or an own one of up to WAYS branches."""

    rule = choice([NO_RULE, *RULES, OWN], required=True)
    version = fields.Integer(required=True)

    @validates_schema
    def own_rule_asks(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """A branch needs both its months and something to ask for."""
        ways = branches(data)
        if data.get("rule") != OWN:
            return
        if not ways:
            raise ValidationError(str(_("Write at least one way in.")), "months_1")
        for n in range(1, WAYS + 1):
            asks = any(data.get(f"{name}_{n}") for name in ASKED)
            if asks != bool(data.get(f"months_{n}")):
                text = _("Say within how many months, and how much of what.")
                raise ValidationError(str(text), f"months_{n}")


def branches(data: dict[str, Any]) -> list[dict[str, int]]:
    """The branches that were filled in, as they are stored."""
    rows = [
        {name: data.get(f"{name}_{n}") or 0 for name in ("months", *ASKED)}
        for n in range(1, WAYS + 1)
    ]
    return [row for row in rows if any(row.values())]


class OnQuery(Form):
    """The day that counts, and whom to show."""

    on = Day(PLANNED, load_default="")
    show = choice(["in", "out", "open"], load_default="")
    after = text(longest=60, load_default="")


class TakeForm(Form):
    """Taking over the number as the unit's size."""

    on = Day(PLANNED, required=True)
    version = fields.Integer(required=True)
