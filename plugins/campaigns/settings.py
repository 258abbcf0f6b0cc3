"""What a local sets for its campaigns: the scale, issues, follow-up rule, age of assessments."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from flask_babel import get_locale
from marshmallow import fields, validate

from crm import tenancy
from crm.i18n import _
from crm.schemas import Form, text

LEVELS = (1, 2, 3, 4, 5)
LABELS = (
    _("Activist"),
    _("Supporter"),
    _("Undecided"),
    _("Leaning against"),
    _("Opposed"),
)
COLOURS = ("#1a7f5a", "#7cc18f", "#f0c04a", "#e58a4b", "#b5443c")
NOT_ASSESSED = 0
ISSUES = ("Pay", "Hours", "Safety", "Respect", "Health care", "AI tools", "Job security")
ASKS = ("Sign a card", "Come to a meeting", "Talk to a co-worker", "Join the committee")
COLOUR = validate.Regexp(r"^#[0-9a-fA-F]{6}$", error=str(_("Write a colour such as #1a7f5a.")))


class Settings(Form):
    """The campaigns settings of a local."""

    labels = fields.List(
        text(required=True, longest=40),
        validate=validate.Length(equal=5),
        load_default=lambda: [str(label) for label in LABELS],
        metadata={"label": _("Names of the assessments 1 to 5")},
    )
    colours = fields.List(
        fields.String(validate=COLOUR),
        validate=validate.Length(equal=5),
        load_default=lambda: list(COLOURS),
        metadata={"label": _("Colours of the assessments 1 to 5")},
    )
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
    """Levels 1 to 5 with the local's labels; 0 (not assessed) stands apart and is not here."""
    return list(zip(LEVELS, current()["labels"], strict=True))


def label(level: int | None) -> str:
    """The local's word for an assessment."""
    return current()["labels"][level - 1] if level else str(_("Not assessed"))


def next_try(attempts: int, today: date, rule: Sequence[int]) -> str:
    """When to try again after `attempts` unanswered tries in a row (1 = the first), ISO date."""
    days = rule[min(max(attempts, 1), len(rule)) - 1]
    return (today + timedelta(days=days)).isoformat()
