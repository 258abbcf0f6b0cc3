"""What a local sets for its campaigns: issues, follow-up rule, age of assessments and cards.

The scale of assessments is in `scale.py`: it is changed on a page of its own.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from flask_babel import get_locale
from marshmallow import fields, validate

from crm import tenancy
from crm.i18n import _
from crm.schemas import Form, text
from plugins.campaigns.scale import label, levels

__all__ = ["Settings", "current", "label", "next_try", "scale"]

EACH = "each"
SHARED = (
    ("size", _("Unit size")),
    ("assessed", _("Assessed")),
    ("support", _("Supporters")),
    ("cards", _("Valid cards")),
    ("committee", _("Committee")),
    (EACH, _("Each campaign by itself, under its code name")),
)
ISSUES = ("Pay", "Hours", "Safety", "Respect", "Health care", "AI tools", "Job security")
ASKS = ("Sign a card", "Come to a meeting", "Talk to a co-worker", "Join the committee")


class Settings(Form):
    """The campaigns settings of a local."""

    issues = fields.List(
        text(required=True, longest=40),
        validate=validate.Length(max=20),
        load_default=lambda: list(ISSUES),
        metadata={"label": _("Issues offered as chips")},
    )
    asks = fields.List(
        text(required=True, longest=60),
        validate=validate.Length(max=12),
        load_default=lambda: list(ASKS),
        metadata={"label": _("Asks offered as chips")},
    )
    again_after = fields.List(
        fields.Integer(validate=validate.Range(min=0, max=365)),
        validate=validate.Length(min=1, max=10),
        load_default=lambda: [1, 3, 7],
        metadata={"label": _("Days until the next try, after the 1st, 2nd, 3rd ... no answer")},
    )
    age_limit_days = fields.Integer(
        validate=validate.Range(min=1, max=3650),
        load_default=60,
        metadata={"label": _("Days after which an assessment counts as old")},
    )
    renew_after_days = fields.Integer(
        validate=validate.Range(min=1, max=3650),
        load_default=180,
        metadata={"label": _("Days after which a signed card should be renewed")},
    )
    shares = fields.List(
        fields.String(
            validate=validate.OneOf(
                [name for name, _label in SHARED], labels=[label for _name, label in SHARED]
            )
        ),
        validate=validate.Length(max=len(SHARED)),
        load_default=lambda: ["size", "assessed", "support", "cards"],
        metadata={
            "label": _("What the body above sees of our campaigns, where this local shares counts")
        },
    )


@lru_cache(maxsize=32)
def _defaults(_language: str) -> dict[str, Any]:
    """What a local has not set, in the reader's language. Lists ask for it once a row."""
    found: dict[str, Any] = Settings().load({})
    return found


def current() -> dict[str, Any]:
    """The local's settings, defaults filled in. For reading only."""
    stored = tenancy.current().local.get("settings", {}).get("campaigns", {})
    return {**_defaults(str(get_locale() or "")), **stored}


def scale() -> list[tuple[int, str]]:
    """Levels with the local's labels; 0 (not assessed) stands apart and is not here."""
    return [(level.id, level.label) for level in levels()]


def next_try(attempts: int, today: date, rule: Sequence[int]) -> str:
    """When to try again after `attempts` unanswered tries in a row (1 = the first), ISO date."""
    days = rule[min(max(attempts, 1), len(rule)) - 1]
    return (today + timedelta(days=days)).isoformat()
