"""The cards page: cards by the day they were signed, in groups, a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm import db, localtime
from crm.queryshape import chunks
from crm.tenancy import Actor
from plugins.campaigns import settings
from plugins.campaigns.service import cardrecords, thresholds, unit
from plugins.campaigns.service.campaigns import Campaign, sees_names
from plugins.campaigns.service.cardrecords import Card
from plugins.campaigns.service.unit import Member, member_id

SIZE = 50
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


def _bounds(campaign: Campaign, group: str, today: date) -> dict[str, str]:
    """The days of signing that a group is about."""
    on = thresholds.day_that_counts(campaign, today)
    first = thresholds.cutoff(campaign, today)
    renew = (on - timedelta(days=settings.current()["renew_after_days"])).isoformat()
    if group == "renew":
        return {"$gte": first, "$lt": renew}
    return {"$lt": first} if group == "expired" and first else {"$gte": ""}


def page(campaign: Campaign, group: str, after: str, *, actor: Actor) -> Page:
    """Cards in the actor's reach, the last signed first; counts are for everybody, names not."""
    today = localtime.today()
    if group == "expired" and not thresholds.cutoff(campaign, today):
        return Page([], "")
    bounds, (day, _tilde, last_id) = _bounds(campaign, group, today), after.partition("~")
    ended = {"$ne": "live"} if group == "ended" else "live"
    where: dict[str, Any] = {} if group == "all" else {"status": ended}
    if day:
        before = [{"signed_on": {"$lt": day}}, {"signed_on": day, "_id": {"$lt": last_id}}]
        where["$or"] = before
    if not sees_names(campaign, actor):
        mine = [m["person_id"] for m in unit.in_reach(campaign, actor=actor)]
        where["person_id"] = {"$in": mine}
    found = db.collection("campaigns_cards").find(
        {"campaign_id": campaign["_id"], "signed_on": bounds},
        where=where,
        sort=[("signed_on", -1), ("_id", -1)],
        limit=SIZE,
    )
    first = thresholds.cutoff(campaign, today)
    rows = _rows(campaign, found, first)
    if group in {"renew", "expired"}:
        rows = [row for row in rows if row.standing == "counts"]
    cursor = f"{found[-1]['signed_on']}~{found[-1]['_id']}" if len(found) == SIZE else ""
    return Page(rows, cursor)


def _rows(campaign: Mapping[str, Any], cards: list[Card], first: str) -> list[Row]:
    members: dict[str, Member] = {}
    ids = {member_id(campaign["_id"], card["person_id"]) for card in cards}
    for batch in chunks(ids):
        for one in db.collection("campaigns_members").find({"_id": {"$in": batch}}):
            members[one["person_id"]] = one
    found = []
    for card in cards:
        member = members.get(card["person_id"])
        standing = cardrecords.standing(card, member)
        found.append(Row(card, member, standing, card["signed_on"] >= first))
    return found
