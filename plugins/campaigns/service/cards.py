"""Signed cards: which count on the planned filing day, and what the jurisdiction asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm.workplaces import rules
from plugins.campaigns.service import counters
from plugins.campaigns.service.campaigns import Campaign


@dataclass
class Cards:
    """Signed cards, those valid on the day that counts, and what the jurisdiction asks for."""

    signed: int
    valid: int
    on: str
    life: str
    needed: list[tuple[str, int, int]]
    """(rule, percent, cards needed for the unit size)."""


def first_day_counted(on: date, life: Mapping[str, Any] | None) -> str:
    """The first signing date that still counts on `on`; '' where no card life is known."""
    if not life or not life.get("value"):
        return ""
    value, unit = int(float(life["value"])), str(life.get("unit", ""))
    if unit.startswith("month"):
        month = on.month - 1 - value
        year, month = on.year + month // 12, month % 12 + 1
        last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
        return date(year, month, min(on.day, last)).isoformat()
    return (on - timedelta(days=value)).isoformat()


def cutoff(campaign: Campaign, today: date) -> str:
    """The first signing date that counts on the planned filing day ('' where all count)."""
    on = date.fromisoformat(campaign["filing_date"]) if campaign["filing_date"] else today
    return first_day_counted(on, rules.of(campaign["jurisdiction"]).get("card_life"))


def cards(campaign: Campaign, size: int | None, today: date) -> Cards:
    """Cards valid on the planned filing date (today where none is set), with thresholds.

    Card life and thresholds are the jurisdiction's dated rules, never constants.
    """
    on = date.fromisoformat(campaign["filing_date"]) if campaign["filing_date"] else today
    known = rules.of(campaign["jurisdiction"])
    life = known.get("card_life")
    cutoff = first_day_counted(on, life)
    days = {d["key"]: d.get("n", 0) for d in counters.read(campaign["_id"], "card")}
    signed = sum(days.values())
    valid = sum(n for day, n in days.items() if day >= cutoff)
    needed = []
    for kind in ("showing_of_interest", "vote_from", "certified_without_vote"):
        rule = known.get(kind)
        if rule and rule.get("value") and size:
            hundredths = size * int(rule["value"])
            more = rule["compare"] == "more than"
            count = hundredths // 100 + 1 if more else -(-hundredths // 100)
            needed.append((str(rules.KIND_LABELS[kind]), int(rule["value"]), count))
    text = f"{life['value']} {life['unit']}" if life and life.get("value") else ""
    return Cards(signed, valid, on.isoformat(), text, needed)
