"""Turf: the people one organizer answers for. A person is in at most one turf of a campaign.

A turf has a name and an organizer (or waits for one); whoever it is given to sees its people, and
nobody else does for its sake. Members repeat the organizer of their turf. Every move is kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from crm import audit, db
from crm.accounts import service as accounts
from crm.errors import Conflict, NotFound
from crm.i18n import _
from crm.people import service as people
from crm.queryshape import chunks
from crm.tenancy import Actor
from plugins.campaigns.service import unit
from plugins.campaigns.service.campaigns import (
    Campaign,
    get_campaign,
    require_lead,
    sees_names,
    turf_of,
)
from plugins.campaigns.service.unit import Member

Turf = dict[str, Any]
NOWHERE: Mapping[str, Any] = {"_id": "", "organizer": ""}
"""What people are put into who are to be in no turf."""
MOVES_SHOWN = 50


def of_campaign(campaign_id: str) -> list[Turf]:
    """The turfs of a campaign by name, dissolved ones left out."""
    found = db.collection("campaigns_turfs").find(
        {"campaign_id": campaign_id}, where={"dissolved": False}
    )
    return sorted(found, key=lambda turf: (turf["name"].casefold(), turf["_id"]))


def visible(campaign: Campaign, *, actor: Actor) -> list[Turf]:
    """The turfs the actor may know of: all for those who see the unit by name, else their own."""
    found = of_campaign(campaign["_id"])
    if sees_names(campaign, actor):
        return found
    scope = turf_of(campaign["_id"], actor.account_id)
    return [t for t in found if t["organizer"] == actor.account_id and scope in actor.grants]


def get(campaign_id: str, turf_id: str, *, actor: Actor) -> tuple[Campaign, Turf]:
    """A campaign and a turf of it that the actor may know of; NotFound otherwise."""
    campaign = get_campaign(campaign_id, actor=actor)
    for turf in visible(campaign, actor=actor):
        if turf["_id"] == turf_id:
            return campaign, turf
    raise NotFound()


def organizer_of_team(campaign: Campaign, account_id: str) -> str:
    """An organizer of the team ('' for nobody yet); NotFound for others."""
    if account_id:
        accounts.member(account_id)
        team = {m["account_id"] for m in campaign["team"] if m["role"] != "reader"}
        if account_id not in team:
            raise NotFound()
    return account_id


def new_turf(campaign_id: str, name: str, organizer: str, **values: Any) -> Turf:
    """A turf's document; nothing is stored. `own`: made for whoever is assigned to this one."""
    return {
        "_id": db.new_id(),
        "campaign_id": campaign_id,
        "name": name,
        "organizer": organizer,
        "own": False,
        "dissolved": False,
        "created_at": db.now(),
        "version": 1,
        **values,
    }


def own_turf(campaign_id: str, organizer: str) -> Turf:
    """The turf of those who are given to an organizer one by one, made when first needed."""
    for turf in of_campaign(campaign_id):
        if turf["own"] and turf["organizer"] == organizer:
            return turf
    name = accounts.names().get(organizer) or str(_("Assigned"))
    turf = new_turf(campaign_id, name, organizer, own=True)
    db.collection("campaigns_turfs").insert(turf)
    return turf


def place(members: Iterable[Member], turf: Mapping[str, Any], *, by: str) -> int:
    """Put members of one campaign into a turf: they, their scopes and the history follow.

    Gives how many moved. Runs in the caller's transaction.
    """
    moving = [m for m in members if _differs(m, turf)]
    if not moving:
        return 0
    fields = {"turf_id": turf["_id"], "organizer": turf["organizer"]}
    unit.save_many([(member, {**member, **fields}) for member in moving])
    _rescope(moving, turf["organizer"])
    moment = db.now()
    db.collection("campaigns_turf_moves").insert_many(
        {
            "campaign_id": member["campaign_id"],
            "person_id": member["person_id"],
            "from_turf": member.get("turf_id", ""),
            "from_organizer": member["organizer"],
            "to_turf": turf["_id"],
            "to_organizer": turf["organizer"],
            "at": moment,
            "by": by,
        }
        for member in moving
    )
    return len(moving)


def _differs(member: Mapping[str, Any], turf: Mapping[str, Any]) -> bool:
    return bool(
        member.get("turf_id", "") != turf["_id"] or member["organizer"] != turf["organizer"]
    )


def _rescope(members: Sequence[Member], organizer: str) -> None:
    """Who sees these people by their turf: the new organizer, and no longer those before."""
    campaign_id = members[0]["campaign_id"]
    before: dict[str, list[str]] = {}
    for member in members:
        if member["organizer"] != organizer:
            before.setdefault(member["organizer"], []).append(member["person_id"])
    for account_id, ids in before.items():
        if account_id:
            people.take_scope(ids, turf_of(campaign_id, account_id))
        if organizer:
            people.give_scope(ids, turf_of(campaign_id, organizer))


def members_of(campaign_id: str, turf_id: str) -> list[Member]:
    """Everybody in a turf, by name."""
    return db.collection("campaigns_members").find(
        {"campaign_id": campaign_id, "turf_id": turf_id}, sort=[("sort_key", 1), ("_id", 1)]
    )


def _found(campaign_id: str, person_ids: Iterable[str]) -> list[Member]:
    found: list[Member] = []
    for batch in chunks(unit.member_id(campaign_id, p) for p in dict.fromkeys(person_ids)):
        found += db.collection("campaigns_members").find({"_id": {"$in": batch}})
    return found


@db.atomic
def move(campaign_id: str, person_ids: Sequence[str], turf_id: str, *, actor: Actor) -> int:
    """Move people into a turf by hand ('' out of any); gives how many moved."""
    campaign = get_campaign(campaign_id, actor=actor)
    require_lead(campaign, actor)
    turf = get(campaign_id, turf_id, actor=actor)[1] if turf_id else NOWHERE
    moved = place(_found(campaign_id, person_ids), turf, by=actor.account_id)
    if moved:
        audit.record(actor, "assign", "campaign", campaign_id, people=list(person_ids))
    return moved


@db.atomic
def assign(campaign_id: str, person_ids: Sequence[str], organizer: str, *, actor: Actor) -> int:
    """Give people to an organizer of the team ('' to nobody); gives how many moved.

    Those who are in one of the organizer's turfs stay where they are; the others come into the
    turf of those given one by one.
    """
    campaign = get_campaign(campaign_id, actor=actor)
    require_lead(campaign, actor)
    turf = own_turf(campaign_id, organizer_of_team(campaign, organizer)) if organizer else NOWHERE
    found = _found(campaign_id, person_ids)
    there = [m for m in found if m["organizer"] != organizer or not m.get("turf_id")]
    moved = place(there, turf, by=actor.account_id)
    if moved:
        audit.record(actor, "assign", "campaign", campaign_id, people=list(person_ids))
    return moved


def change(campaign_id: str, turf_id: str, data: Mapping[str, Any], *, actor: Actor) -> Turf:
    """Rename a turf, give it to another organizer: {name, organizer, version}.

    Raises Conflict (with `theirs`) when somebody changed it meanwhile.
    """
    campaign, turf = get(campaign_id, turf_id, actor=actor)
    require_lead(campaign, actor)
    if turf["version"] != data["version"]:
        raise Conflict(theirs=turf)
    fields = {
        "name": data["name"],
        "organizer": organizer_of_team(campaign, data.get("organizer", "")),
    }
    return _change(turf, fields, actor)


@db.atomic
def _change(turf: Turf, fields: Mapping[str, Any], actor: Actor) -> Turf:
    same = {"_id": turf["_id"], "version": turf["version"]}
    update = {"$set": dict(fields), "$inc": {"version": 1}}
    if not db.collection("campaigns_turfs").update(same, update):
        raise Conflict()
    after = {**turf, **fields, "version": turf["version"] + 1}
    inside = members_of(turf["campaign_id"], turf["_id"])
    into = NOWHERE if after["dissolved"] else after
    place(inside, into, by=actor.account_id)
    changed = [name for name in fields if turf[name] != fields[name]]
    ids = [m["person_id"] for m in inside] if "organizer" in changed or after["dissolved"] else []
    audit.record(actor, "update", "turf", turf["_id"], fields=changed, people=ids)
    return after


def dissolve(campaign_id: str, turf_id: str, *, actor: Actor) -> Turf:
    """End a turf: its people are in none, the history stays."""
    campaign, turf = get(campaign_id, turf_id, actor=actor)
    require_lead(campaign, actor)
    return _change(turf, {"dissolved": True}, actor)


def moves(campaign: Campaign, turf_id: str, *, days: int = 90) -> list[dict[str, Any]]:
    """Who came into a turf and who went, newest first, of the last days."""
    since = db.now() - timedelta(days=days)
    return db.collection("campaigns_turf_moves").find(
        {"campaign_id": campaign["_id"], "at": {"$gte": since}},
        where={"$or": [{"from_turf": turf_id}, {"to_turf": turf_id}]},
        sort=[("at", -1)],
        limit=MOVES_SHOWN,
    )


def names(campaign_id: str) -> dict[str, str]:
    """The names of all turfs of a campaign, dissolved ones too, for the history."""
    found = db.collection("campaigns_turfs").find({"campaign_id": campaign_id})
    return {turf["_id"]: turf["name"] for turf in found}
