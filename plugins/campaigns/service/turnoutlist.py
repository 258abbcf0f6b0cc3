"""Pages of an event's people: who has said what, who is to be reminded, who is at the door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm import db, paging
from crm.i18n import _
from crm.queryshape import chunks, prefix_range
from crm.tenancy import Actor
from crm.values import tokens
from plugins.campaigns.service import unit
from plugins.campaigns.service.campaigns import Campaign, list_campaigns, sees_names
from plugins.campaigns.service.events import Event, at_the_door, is_over
from plugins.campaigns.service.turnout import Row, may_see, row_id
from plugins.campaigns.words import PROMISES, word

SIZE = 100
DOOR = 600
"""So many rows the check-in page holds at once; it works on without a network."""
SHOWN: dict[str, dict[str, Any]] = {
    "open": {"promise": "", "came_at": None},
    "yes": {"promise": "yes"},
    "maybe": {"promise": "maybe"},
    "no": {"promise": "no"},
    "came": {"came_at": {"$ne": None}},
    "missed": {"promise": "yes", "came_at": None},
}


@dataclass
class Page:
    """Rows, each with its `member` (None outside the unit), and the next page's cursor."""

    rows: list[Row]
    after: str = ""


def _with_members(rows: list[Row], campaign: Campaign, who: Actor) -> list[Row]:
    members = unit.members_of(campaign["_id"], [row["person_id"] for row in rows])
    shown = [{**row, "member": members.get(row["person_id"])} for row in rows]
    return [row for row in shown if may_see(campaign, row, row["member"], who)]


def _own(campaign: Campaign, event: Event, where: Mapping[str, Any], who: Actor) -> list[Row]:
    """The rows of one organizer's people, and of those they brought in themselves."""
    rows = db.collection("campaigns_turnout")
    mine = unit.in_reach(campaign, actor=who)
    found: dict[str, Row] = {}
    for batch in chunks(row_id(event["_id"], m["person_id"]) for m in mine):
        found.update((r["_id"], r) for r in rows.find({"_id": {"$in": batch}}, where=where))
    brought = {"event_id": event["_id"], "added_by": who.account_id}
    found.update((r["_id"], r) for r in rows.find(brought, where=where))
    return sorted(found.values(), key=lambda r: (r["sort_key"], r["_id"]))


def page(
    campaign: Campaign, event: Event, asked: Mapping[str, Any], *, actor: Actor, size: int = SIZE
) -> Page:
    """One page of the event's people in the actor's reach, by name, narrowed as asked."""
    who = at_the_door(event, actor)
    where: dict[str, Any] = {**SHOWN.get(asked.get("show", ""), {})}
    words = tokens(asked.get("words", ""))
    if words:
        where["$and"] = [{"kw": {"$elemMatch": prefix_range(word)}} for word in words]
    if not sees_names(campaign, who):
        return Page(_with_members(_own(campaign, event, where, who), campaign, who))
    rows = paging.window(
        "campaigns_turnout",
        {"event_id": event["_id"]},
        "sort_key",
        after=paging.read_cursor("campaigns_turnout", asked.get("after", "")),
        size=size,
        where=where or None,
    )
    after = paging.cursor_of(rows[-1]) if len(rows) == size else ""
    return Page(_with_members(rows, campaign, who), after)


def to_remind(campaign: Campaign, event: Event, *, actor: Actor) -> list[Row]:
    """Who said yes or maybe and has not been reminded nor come, own people first."""
    who = at_the_door(event, actor)
    where = {"promise": {"$in": ["yes", "maybe"]}, "reminded": "", "came_at": None}
    if sees_names(campaign, who):
        rows = db.collection("campaigns_turnout").find({"event_id": event["_id"]}, where=where)
    else:
        rows = _own(campaign, event, where, who)
    shown = _with_members(rows, campaign, who)
    return sorted(shown, key=lambda r: (r["organizer"] != actor.account_id, r["sort_key"]))


def of_person(
    person_id: str, *, actor: Actor, before: datetime | None = None, limit: int = 20
) -> list[dict[str, Any]]:
    """Entries of a person's history: events they came to or missed, in campaigns in reach."""
    known = {c["_id"]: c for c in list_campaigns(actor=actor, closed=True)}
    rows = db.collection("campaigns_turnout").find({"person_id": person_id})
    rows = [r for r in rows if r["campaign_id"] in known and (r["promise"] or r["came_at"])]
    members = {r["campaign_id"]: unit.members_of(r["campaign_id"], [person_id]) for r in rows}
    seen = [
        row
        for row in rows
        if may_see(
            known[row["campaign_id"]], row, members[row["campaign_id"]].get(person_id), actor
        )
    ]
    found = {row["event_id"]: row for row in seen}
    events: list[Event] = []
    for batch in chunks(found):
        events += db.collection("campaigns_events").find({"_id": {"$in": batch}})
    entries = [_line(event, found[event["_id"]]) for event in events]
    past = [entry for entry in entries if before is None or entry["at"] < before]
    return sorted(past, key=lambda entry: entry["at"], reverse=True)[:limit]


def _line(event: Event, row: Row) -> dict[str, Any]:
    if row["came_at"]:
        title = _("Came to %(event)s", event=event["title"])
    elif is_over(event) and row["promise"] == "yes" and event["status"] == "planned":
        title = _("Promised to come to %(event)s, and did not", event=event["title"])
    else:
        answer = word(PROMISES, row["promise"])
        title = _("Asked to come to %(event)s: %(answer)s", event=event["title"], answer=answer)
    address = {"campaign_id": event["campaign_id"], "event_id": event["_id"]}
    return {
        "at": row["came_at"] or row["promised_at"] or event["created_at"],
        "title": str(title),
        "detail": "",
        "by": row["came_by"] or row["organizer"],
        "url": ("campaigns.event", address),
    }
