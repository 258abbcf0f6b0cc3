"""Counters kept at write time: what each record contributes, and applying the difference.

A member contributes to the cell of its department and shift, to the day its follow-up is due, to
its place and the day its card was signed, to each of its facets, and to the day of its assessment
(so that age is told by reading a range of days, not by scanning people); a contact to its
organizer's week. A write applies contributions(after) - contributions(before), so that counters
always equal a recount; a property test drives random writes and asserts it. There is no counter
of a whole campaign: everybody would wait for it; totals are sums over cells.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from crm import db, localtime
from plugins.campaigns import scale
from plugins.campaigns.words import SURVEY

SEP = "\x1f"
TIERS = (1, 2, 3, 4, 5)
"""Tiers of commitment a structure test may have; 1 is the strongest."""
Key = tuple[str, str, str]
"""Campaign id, kind (cell, facet, turf, due, card, age, week, turnout, test, leader), key."""
Totals = dict[Key, Counter[str]]


def cell_key(facets: Mapping[str, str]) -> str:
    """The key of a member's cell."""
    return f"{facets.get('department', '')}{SEP}{facets.get('shift', '')}"


def week_of(moment: datetime) -> str:
    """The ISO 8601 week of a moment where the local is, such as '2026-W48'."""
    year, week, _day = localtime.day_of(moment).isocalendar()
    return f"{year}-W{week:02}"


def of_member(member: Mapping[str, Any] | None) -> Totals:
    """What one member of a unit contributes."""
    if member is None:
        return {}
    campaign = member["campaign_id"]
    signed = member["card"]["state"] == "signed"
    counts = Counter(
        {
            "n": 1,
            f"a{member['assessment']}": 1,
            "cards": int(signed),
            "committee": int(member["committee"]),
            "leaders": int(member["leader"]),
            "contacted": int(bool(member["last_contact"])),
            "stated": int(member["provenance"] == "stated"),
            "proven": int(member["provenance"] == "proven"),
        }
    )
    totals: Totals = {(campaign, "cell", cell_key(member["facets"])): counts}
    if member.get("turf_id"):
        totals[campaign, "turf", member["turf_id"]] = Counter(counts)
    if member["assessment"] and member["assessed_at"]:
        day = localtime.day_of(member["assessed_at"]).isoformat()
        proven = int(member["provenance"] == "proven")
        counts = Counter({f"a{member['assessment']}": 1, "proven": proven})
        totals[campaign, "age", day] = counts
    if member["follow_up"]:
        key = f"{member['follow_up']}{SEP}{member['organizer']}"
        totals[campaign, "due", key] = Counter({"n": 1})
    facets = {**member["facets"]}
    for facet, value in facets.items():
        role = Counter({"n": 1, "committee": int(member["committee"])})
        totals[campaign, "facet", f"{facet}{SEP}{value or ''}"] = role
    _of_tests(member, totals)
    if signed:
        key = f"{facets.get('workplace', '')}{SEP}{member['card']['signed_on']}"
        totals[campaign, "card", key] = Counter({"n": 1})
    return totals


def _of_tests(member: Mapping[str, Any], totals: Totals) -> None:
    """Structure tests by cell and by leader, and what the leader whom they follow covers."""
    campaign, leader = member["campaign_id"], member.get("follows", "")
    for test_id, note in member.get("tests", {}).items():
        tier = {f"t{note['tier']}": 1}
        key = f"{test_id}{SEP}{cell_key(member['facets'])}"
        totals[campaign, "test", key] = Counter(tier)
        if leader:
            totals[campaign, "testlead", f"{test_id}{SEP}{leader}"] = Counter(tier)
    if leader:
        level = f"a{member['assessment']}"
        signed = int(member["card"]["state"] == "signed")
        totals[campaign, "leader", leader] = Counter({"n": 1, level: 1, "cards": signed})


def of_contact(contact: Mapping[str, Any] | None) -> Totals:
    """What one contact contributes to its organizer's week."""
    if contact is None or contact["undone"] or contact.get("kind") == SURVEY:
        return {}
    key = f"{week_of(contact['at'])}{SEP}{contact['by']}"
    answered = contact["result"] == "talked"
    counts = Counter({"contacts": 1, "talked": int(answered)})
    return {(contact["campaign_id"], "week", key): counts}


def of_change(change: Mapping[str, Any] | None) -> Totals:
    """What one change of an assessment contributes to its organizer's week: -1 and +1.

    Only levels count; 0 (not assessed) and None (not in the unit) are no level.
    """
    if change is None or change["undone"] or change["before"] == change["after"]:
        return {}
    counts: Counter[str] = Counter()
    if change["before"]:
        counts[f"d{change['before']}"] -= 1
    if change["after"]:
        counts[f"d{change['after']}"] += 1
    key = f"{week_of(change['at'])}{SEP}{change['by']}"
    return {(change["campaign_id"], "week", key): counts}


def add(parts: Iterable[Totals], sign: int = 1, into: Totals | None = None) -> Totals:
    """Sum contributions (subtract with `sign` -1)."""
    result: Totals = {} if into is None else into
    for part in parts:
        for key, counts in part.items():
            target = result.setdefault(key, Counter())
            for name, value in counts.items():
                target[name] += sign * value
    return result


def difference(before: Iterable[Totals], after: Iterable[Totals]) -> Totals:
    """What to add to the counters for a write."""
    return add(before, -1, add(after))


def counter_id(key: Key) -> str:
    """The scalar id of a counter document."""
    return db.local_key(*key)


def apply(totals: Totals) -> None:
    """Add `totals` to the stored counters, in one round trip.

    Days on which nobody is due any more go: else every day that has passed would be read to
    tell what is overdue, for as long as the campaign lasts.
    """
    changes = []
    for key, counts in sorted(totals.items()):
        increments = {name: value for name, value in counts.items() if value}
        if increments:
            change = {
                "$inc": increments,
                "$setOnInsert": {"campaign_id": key[0], "kind": key[1], "key": key[2]},
            }
            changes.append(({"_id": counter_id(key)}, change, True))
    stored = db.collection("campaigns_counters")
    stored.bulk(changes)
    for key, counts in totals.items():
        if key[1] == "due" and counts["n"] < 0:
            stored.delete({"_id": counter_id(key), "n": 0})


def read(campaign_id: str, kind: str, span: Mapping[str, str] | None = None) -> list[db.Doc]:
    """The counters of one kind of a campaign, within a range of keys where given."""
    query: dict[str, Any] = {"campaign_id": campaign_id, "kind": kind}
    if span:
        query["key"] = dict(span)
    return db.collection("campaigns_counters").find(query)


FIELDS = (
    "n", "a0", *(f"a{level}" for level in scale.IDS), "cards", "committee", "leaders",
    *(f"t{tier}" for tier in TIERS), "contacted", "stated", "proven", "contacts", "talked",
    *(f"d{level}" for level in scale.IDS),
    "invited", "yes", "maybe", "no", "came", "walkins", "kept",
)  # fmt: skip


def stored(campaign_id: str) -> Totals:
    """All stored counters of a campaign as totals, zeros left out."""
    result: Totals = {}
    for doc in db.collection("campaigns_counters").find({"campaign_id": campaign_id}):
        counts = Counter({name: doc[name] for name in FIELDS if doc.get(name)})
        if counts:
            result[campaign_id, doc["kind"], doc["key"]] = counts
    return result
