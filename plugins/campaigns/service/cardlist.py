"""The cards page: cards by the day they were signed, in groups, a page at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm import db, localtime
from crm.tenancy import Actor
from plugins.campaigns import settings
from plugins.campaigns.service import cardrecords, thresholds, unit
from plugins.campaigns.service.campaigns import Campaign, sees_names
from plugins.campaigns.service.cardrecords import Card
from plugins.campaigns.service.unit import Member

SIZE = 50
SPAN, LONGEST = 14, 4000
"""Days of the first range that is read, and of the longest before all the rest at once."""
GROUPS = ("all", "renew", "expired", "ended")


@dataclass
class Row:
    """A card, whose it is, and what it is today."""

    card: Card
    member: Member | None
    standing: str
    valid: bool


@dataclass
class Page:
    """Rows of one page, and the cursor of the next ('' at the end)."""

    rows: list[Row]
    after: str


def _bounds(campaign: Campaign, group: str, today: date, first: str) -> tuple[str, date]:
    """The first day of signing that a group is about, and the day after its last.

    `first` is the first day on which a card that counts was signed; '' for any.
    """
    tomorrow = today + timedelta(days=1)
    if group == "renew":
        on = thresholds.day_that_counts(campaign, today)
        renew = on - timedelta(days=settings.current()["renew_after_days"])
        return first, min(renew, tomorrow)
    return "", date.fromisoformat(first) if group == "expired" else tomorrow


def _spans(low: str, end: date) -> Iterator[dict[str, str]]:
    """The days from `low` to before `end` as ranges, the last one first, each wider than before.

    The embedded database pays for all that a range surfaces, whatever the limit.
    """
    days = SPAN
    while days < LONGEST:
        start = date.fromordinal(max(end.toordinal() - days, 1))
        if start.isoformat() <= low:
            break
        yield {"$gte": start.isoformat(), "$lt": end.isoformat()}
        end, days = start, 4 * days
    yield {"$gte": low, "$lt": end.isoformat()}


def _read(after: str) -> tuple[date | None, str]:
    """The day and the id in a cursor; (None, '') for none, and for one that is no cursor."""
    day, _tilde, last_id = after.partition("~")
    try:
        return date.fromisoformat(day), last_id
    except ValueError:
        return None, ""


def page(campaign: Campaign, group: str, after: str, *, actor: Actor) -> Page:
    """Cards in the actor's reach, the last signed first; counts are for everybody, names not."""
    today = localtime.today()
    first = thresholds.cutoff(campaign, today)
    if group == "expired" and not first:
        return Page([], "")
    (low, end), (last_day, last_id) = _bounds(campaign, group, today, first), _read(after)
    ended = {"$ne": "live"} if group == "ended" else "live"
    where: dict[str, Any] = {} if group == "all" else {"status": ended}
    if last_day:
        day = last_day.isoformat()
        where["$or"] = [{"signed_on": {"$lt": day}}, {"signed_on": day, "_id": {"$lt": last_id}}]
        end = last_day + timedelta(days=1) if last_day < end else end
    if not sees_names(campaign, actor):
        mine = [m["person_id"] for m in unit.in_reach(campaign, actor=actor)]
        where["person_id"] = {"$in": mine}
    found: list[Card] = []
    for span in _spans(low, end):
        found += db.collection("campaigns_cards").find(
            {"campaign_id": campaign["_id"], "signed_on": span},
            where=where,
            sort=[("signed_on", -1), ("_id", -1)],
            limit=SIZE - len(found),
        )
        if len(found) == SIZE:
            break
    rows = _rows(campaign, found, first)
    if group in {"renew", "expired"}:
        rows = [row for row in rows if row.standing == "counts"]
    cursor = f"{found[-1]['signed_on']}~{found[-1]['_id']}" if len(found) == SIZE else ""
    return Page(rows, cursor)


def _rows(campaign: Mapping[str, Any], cards: list[Card], first: str) -> list[Row]:
    members = unit.members_of(campaign["_id"], {card["person_id"] for card in cards})
    found = []
    for card in cards:
        member = members.get(card["person_id"])
        standing = cardrecords.standing(card, member)
        found.append(Row(card, member, standing, card["signed_on"] >= first))
    return found
