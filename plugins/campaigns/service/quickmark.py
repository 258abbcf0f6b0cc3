"""Quick mark: a code is set once, then names are ticked, typed or scanned; each can be undone.

What was marked is kept with who did it, so that a slip in a stack of cards is found and taken
back. The same `key` sent again is the same mark.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from crm import db, localtime
from crm.days import HAPPENED
from crm.errors import Conflict, NotFound
from crm.i18n import _
from crm.search.people import find_people
from crm.tenancy import Actor, current
from crm.values import tokens
from plugins.campaigns.service import marks, sheets, sources, unit
from plugins.campaigns.service.campaigns import Campaign, get_campaign, scope_of, turf_of
from plugins.campaigns.service.unit import Member

CODE = re.compile(r"^\s*([2-9A-HJ-NP-Za-hj-np-z]{4})\s*-\s*(\d{1,4})\s*$")
"""A line's code as sheets print it: 9TNR-12."""
HITS = 8
LATEST = 30


def _inside(campaign: Campaign, actor: Actor) -> Actor:
    """The actor, narrowed to the people of this campaign whom they may see."""
    whole = scope_of(campaign["_id"])
    everybody = actor.sees_all or whole in actor.grants
    scope = whole if everybody else turf_of(campaign["_id"], actor.account_id)
    kept = actor.permissions - {"people.see_all"}
    return replace(actor, permissions=kept, grants=frozenset({scope}))


def of_code(campaign_id: str, text: str, *, actor: Actor) -> Member | None:
    """Who stands on the line whose code was typed or scanned; None where it is no code.

    Raises NotFound for a code that leads to nobody in reach.
    """
    match = CODE.match(text)
    if match is None:
        return None
    campaign = get_campaign(campaign_id, actor=actor)
    sheet = sheets.by_code(campaign_id, match[1], actor=actor)
    row = db.collection("campaigns_sheet_rows").get(f"{sheet['_id']}:{int(match[2])}")
    found = sources.by_ids(campaign, [row["person_id"]] if row else [], actor=actor)
    if not found:
        raise NotFound()
    return next(iter(found.values()))


def find(campaign_id: str, text: str, *, actor: Actor) -> list[Member]:
    """The people of the unit in reach whom a name, number or code may mean, the likeliest first."""
    try:
        exact = of_code(campaign_id, text, actor=actor)
    except NotFound:
        return []
    if exact is not None:
        return [exact]
    campaign = get_campaign(campaign_id, actor=actor)
    words = tokens(text)
    hits = find_people(words, actor=_inside(campaign, actor), limit=4 * HITS) if words else []
    known = sources.by_ids(campaign, [person["_id"] for person in hits], actor=actor)
    return [known[person["_id"]] for person in hits if person["_id"] in known][:HITS]


def meant(hits: Sequence[Member], text: str) -> Member | None:
    """Who is meant beyond doubt: the only hit, or the only one whose name has all words whole."""
    if len(hits) == 1:
        return hits[0]
    words = set(tokens(text))
    whole = [hit for hit in hits if words <= set(tokens(f"{hit['name']} {hit['credit_name']}"))]
    return whole[0] if len(whole) == 1 else None


def _day(mark: marks.Mark, day: str) -> str:
    if not mark.dated:
        return ""
    return HAPPENED.require(day or localtime.today().isoformat(), "on")


def _mark_id(key: str, actor: Actor) -> str:
    text = f"mark|{current().local_id}|{actor.account_id}|{key}"
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def put(campaign_id: str, data: Mapping[str, Any], *, actor: Actor) -> dict[str, Any]:
    """Mark one person: {mark, on, person_id, key}; gives what was noted.

    Raises NotFound out of reach, Invalid for a day to come, Conflict for a mark that is gone.
    """
    for _attempt in range(5):
        try:
            return _put(campaign_id, data, actor=actor)
        except Conflict:
            done = db.collection("campaigns_marks").get(_mark_id(data["key"], actor))
            if done is not None:
                return done
            marks.find(get_campaign(campaign_id, actor=actor), data["mark"], actor=actor)
    raise Conflict(_("This person is being written by others; please send again."))


@db.atomic
def _put(campaign_id: str, data: Mapping[str, Any], *, actor: Actor) -> dict[str, Any]:
    campaign, member = unit.get_member(campaign_id, data["person_id"], actor=actor)
    done = db.collection("campaigns_marks").get(_mark_id(data["key"], actor))
    if done is not None:
        return done
    mark = marks.find(campaign, data["mark"], actor=actor)
    day = _day(mark, data.get("on", ""))
    note = mark.put(campaign, member, day, data["key"], actor)
    stored = {
        "_id": _mark_id(data["key"], actor),
        "campaign_id": campaign_id,
        "person_id": member["person_id"],
        "mark": mark.id,
        "day": day,
        "note": note,
        "at": db.now(),
        "by": actor.account_id,
        "undone": False,
    }
    db.collection("campaigns_marks").insert(stored)
    return stored


@db.atomic
def undo(campaign_id: str, mark_id: str, *, actor: Actor) -> Member:
    """Take one's own mark back; gives the member. Twice is harmless; another's is not there."""
    found = db.collection("campaigns_marks").get(mark_id)
    if found is None or found["campaign_id"] != campaign_id or found["by"] != actor.account_id:
        raise NotFound()
    campaign, _member = unit.get_member(campaign_id, found["person_id"], actor=actor)
    if not found["undone"]:
        mark = marks.find(campaign, found["mark"], actor=actor)
        mark.undo(campaign, found["person_id"], found["note"], actor)
        same = {"_id": mark_id, "undone": False}
        if not db.collection("campaigns_marks").update(same, {"$set": {"undone": True}}):
            raise Conflict()
    return unit.get_member(campaign_id, found["person_id"], actor=actor)[1]


def latest(campaign: Campaign, mark_id: str, *, actor: Actor) -> list[dict[str, Any]]:
    """What the actor has marked so in the last day, newest first, each with its member."""
    since = {"$gte": db.now() - timedelta(days=1)}
    found = db.collection("campaigns_marks").find(
        {"by": actor.account_id, "at": since},
        where={"campaign_id": campaign["_id"], "mark": mark_id, "undone": False},
        sort=[("at", -1)],
        limit=LATEST,
    )
    known = sources.by_ids(campaign, [entry["person_id"] for entry in found], actor=actor)
    return [
        {**entry, "member": known[entry["person_id"]]}
        for entry in found
        if entry["person_id"] in known
    ]
