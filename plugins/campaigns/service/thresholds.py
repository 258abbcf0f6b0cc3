"""Signed cards against the thresholds: which count on the planned filing day, in each place.

Card life and thresholds are the jurisdiction's dated rules (`crm.workplaces.rules`), never
constants. A campaign whose worksites lie in several jurisdictions has each counted on its own.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from crm import db, localtime
from crm.queryshape import chunks
from crm.values import fold
from crm.workplaces import rules
from plugins.campaigns import settings
from plugins.campaigns.eligibility.work import months_before
from plugins.campaigns.service import counters
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.counters import SEP

THRESHOLDS = ("showing_of_interest", "vote_from", "certified_without_vote")
Days = Counter[str]
"""Cards by the day they were signed."""


@dataclass
class Need:
    """One threshold: the rule, its percent, and how many cards it takes for the unit size."""

    label: str
    percent: int
    count: int
    rule: Mapping[str, Any]

    def __iter__(self) -> Any:
        return iter((self.label, self.percent, self.count))


@dataclass
class Cards:
    """Signed cards, those valid on the day that counts, and what the jurisdiction asks for."""

    signed: int
    valid: int
    on: str
    life: str
    needed: list[Need]
    ageing: int = 0
    """Valid on the day, but signed so long before that they should be renewed."""
    first_day: str = ""
    """The first signing day that counts; '' where no card life is known."""
    life_rule: Mapping[str, Any] | None = None


@dataclass
class Place:
    """One jurisdiction of a campaign, its worksites and its own count."""

    jurisdiction: str
    name: str
    size: int
    size_source: str
    cards: Cards
    size_date: str = ""
    worksites: list[str] = field(default_factory=list)


def first_day_counted(on: date, life: Mapping[str, Any] | None) -> str:
    """The first signing date that still counts on `on`; '' where no card life is known."""
    if not life or not life.get("value"):
        return ""
    value, unit = int(float(life["value"])), str(life.get("unit", ""))
    if unit.startswith("month"):
        return months_before(on, value).isoformat()
    return (on - timedelta(days=value)).isoformat()


def day_that_counts(campaign: Campaign, today: date) -> date:
    """The planned filing date, or today where none is set."""
    return date.fromisoformat(campaign["filing_date"]) if campaign["filing_date"] else today


def cutoff(campaign: Campaign, today: date) -> str:
    """The first signing date that counts on the planned filing day ('' where all count)."""
    on = day_that_counts(campaign, today)
    return first_day_counted(on, rules.of(campaign["jurisdiction"]).get("card_life"))


def signed_by_place(campaign_id: str) -> dict[str, Days]:
    """Cards that count, by worksite (as written on people) and day; from the counters."""
    found: dict[str, Days] = {}
    for doc in counters.read(campaign_id, "card"):
        place, _sep, day = doc["key"].partition(SEP)
        if doc.get("n"):
            found.setdefault(place, Counter())[day] += doc["n"]
    return found


def signed_by_day(campaign_id: str) -> Days:
    """Cards that count, by the day they were signed."""
    return sum(signed_by_place(campaign_id).values(), Counter())


def _needed(known: Mapping[str, Mapping[str, Any]], size: int | None) -> list[Need]:
    found = []
    for kind in THRESHOLDS:
        rule = known.get(kind)
        if rule and rule.get("value") and size:
            hundredths = size * int(rule["value"])
            more = rule["compare"] == "more than"
            count = hundredths // 100 + 1 if more else -(-hundredths // 100)
            found.append(Need(str(rules.KIND_LABELS[kind]), int(rule["value"]), count, rule))
    return found


def _counted(days: Days, jurisdiction: str, size: int | None, on: date) -> Cards:
    known = rules.of(jurisdiction)
    life = known.get("card_life")
    first = first_day_counted(on, life)
    renew = (on - timedelta(days=settings.current()["renew_after_days"])).isoformat()
    last = on.isoformat()
    valid = {day: n for day, n in days.items() if first <= day <= last}
    return Cards(
        signed=sum(days.values()),
        valid=sum(valid.values()),
        on=last,
        life=f"{life['value']} {life['unit']}" if life and life.get("value") else "",
        needed=_needed(known, size),
        ageing=sum(n for day, n in valid.items() if day < renew),
        first_day=first,
        life_rule=life,
    )


def cards(campaign: Campaign, size: int | None, today: date) -> Cards:
    """Cards valid on the planned filing date (today where none is set), with thresholds.

    All cards are counted by the rules of the campaign's own jurisdiction; `places` counts each
    jurisdiction by its own.
    """
    on = day_that_counts(campaign, today)
    return _counted(signed_by_day(campaign["_id"]), campaign["jurisdiction"], size, on)


def _jurisdictions(campaign: Campaign) -> dict[str, str]:
    """Folded names of worksites with a jurisdiction of their own -> its code."""
    named = {place["id"]: place["name"] for place in campaign["worksites"] if place["id"]}
    found: dict[str, str] = {}
    for batch in chunks(named):
        for place in db.collection("workplaces").find({"_id": {"$in": batch}}):
            if place.get("jurisdiction"):
                for name in (place["name"], named[place["_id"]]):
                    found[fold(name)] = place["jurisdiction"]
    return found


def _listed(campaign_id: str) -> Counter[str]:
    prefix = f"workplace{SEP}"
    span = {"$gte": prefix, "$lt": prefix + "\uffff"}
    docs = counters.read(campaign_id, "facet", span)
    return Counter({d["key"].removeprefix(prefix): d.get("n", 0) for d in docs})


def _grouped(values: Iterable[tuple[str, Any]], codes: Mapping[str, str], own: str) -> dict:
    found: dict[str, Any] = {}
    for place, value in values:
        code = codes.get(fold(place), own)
        found[code] = value if code not in found else found[code] + value
    return found


def several(campaign: Campaign, today: date | None = None) -> list[Place]:
    """The jurisdictions of a campaign that has more than one; [] for all others."""
    found = places(campaign, today) if campaign["worksites"] else []
    return found if len(found) > 1 else []


def places(campaign: Campaign, today: date | None = None) -> list[Place]:
    """Each jurisdiction of the campaign with its worksites, size and cards, the own one first.

    The size is the one stated for the campaign where there is only one jurisdiction, else the one
    stated for this jurisdiction, else the people listed there.
    """
    codes, own = _jurisdictions(campaign), campaign["jurisdiction"]
    on = day_that_counts(campaign, today or localtime.today())
    listed = _grouped(_listed(campaign["_id"]).items(), codes, own)
    days = _grouped(signed_by_place(campaign["_id"]).items(), codes, own)
    names = rules.jurisdictions()
    every = list(dict.fromkeys([*([own] if own in listed or not codes else []), *codes.values()]))
    stated = {s["jurisdiction"]: s for s in campaign.get("unit_sizes", ())}
    found = []
    for code in every:
        size, source, day = listed.get(code, 0), "listed", ""
        given = campaign["unit_size"] if len(every) == 1 else stated.get(code, {})
        if given.get("n"):
            size, source, day = given["n"], given["source"], given["date"]
        sites = [
            p["name"] for p in campaign["worksites"] if codes.get(fold(p["name"]), own) == code
        ]
        counted = _counted(days.get(code, Counter()), code, size, on)
        found.append(Place(code, names.get(code, code), size, source, counted, day, sites))
    return found
