"""Words on screen for the values that a person's fields hold."""

from collections.abc import Iterable
from typing import Any

from crm.i18n import _

WORDS = {
    "mobile": _("mobile"),
    "home": _("home"),
    "work": _("work"),
    "other": _("other"),
    "personal": _("personal"),
    "unknown": _("not asked"),
    "yes": _("yes"),
    "no": _("no"),
    "partner": _("partner"),
    "parent": _("parent"),
    "child": _("child"),
    "sibling": _("brother or sister"),
    "friend": _("friend"),
    "housemate": _("shares the home"),
}


def named(values: Iterable[str]) -> list[tuple[str, Any]]:
    """(value, words) pairs for a choice."""
    return [(value, WORDS.get(value, value)) for value in values]
