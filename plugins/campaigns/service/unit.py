"""The unit list: who is in a campaign, with assessment, card, organizer and next follow-up.

A member's document repeats the few fields of the person that lists and charts show; handlers of
core events keep them in step. Every write goes through `save`, which moves the counters too.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crm import audit, days, db
from crm.errors import Conflict, Invalid, NotFound
from crm.i18n import _
from crm.people import reach
from crm.people import service as people
from crm.queryshape import chunks
from crm.tenancy import Actor
from plugins.campaigns.service import cardrecords, counters, history
from plugins.campaigns.service.campaigns import (
    Campaign,
    get_campaign,
    require_lead,
    scope_of,
    sees_names,
    turf_of,
)

Member = dict[str, Any]


def member_id(campaign_id: str, person_id: str) -> str:
    """One document per person and campaign."""
    return f"{campaign_id}:{person_id}"


def person_fields(person: Mapping[str, Any]) -> dict[str, Any]:
    """What a member's document repeats of the person."""
    phones = person.get("phones") or []
    good = next((p["number"] for p in phones if p.get("good") is not False), "")
    facets = dict(person["facets"])
    return {
        "name": person["name"],
        "credit_name": person.get("credit_name") or "",
        "sort_key": person["sort_key"],
        "phone": good,
        "facets": facets,
        "cell": counters.cell_key(facets),
        "do_not_contact": bool(person.get("do_not_contact")),
    }


def new_member(campaign_id: str, person: Mapping[str, Any], **values: Any) -> Member:
    """A member of whom nothing is known yet, `values` filled in."""
    return {
        "_id": member_id(campaign_id, person["_id"]),
        "campaign_id": campaign_id,
        "person_id": person["_id"],
        **person_fields(person),
        "assessment": 0,
        "provenance": "",
        "assessed_at": None,
        "assessed_by": "",
        "proof": "",
        "outranked": None,
        "card": dict(cardrecords.NONE),
        "leader": False,
        "committee": False,
        "turf_id": "",
        "follows": "",
        "tests": {},
        "organizer": "",
        "follow_up": "",
        "last_contact": None,
        "attempts": 0,
        "added_at": db.now(),
        "import_id": "",
        "version": 1,
        **values,
    }


def insert_members(
    members: Sequence[Member], *, by: str, told: frozenset[str] | set[str] = frozenset()
) -> None:
    """Store new members and count them; who comes with an assessment gets a history.

    `told` are people whose history the caller writes.
    """
    db.collection("campaigns_members").insert_many(members)
    counters.apply(counters.add(counters.of_member(m) for m in members))
    fresh = [m for m in members if m["assessment"] and m["person_id"] not in told]
    history.record([history.change(None, m, by) for m in fresh])


def save(before: Member, after: Member, *, also: Sequence[counters.Totals] = ()) -> Member:
    """Store `after` over `before` (compare-and-set) and move the counters; Conflict if stale.

    `also` is counted in the same round trip: what was written together with the member.
    """
    after = {**after, "version": before["version"] + 1}
    changed = {k: v for k, v in after.items() if before.get(k) != v}
    if not db.collection("campaigns_members").update(_same(before), {"$set": changed}):
        raise Conflict(theirs=db.collection("campaigns_members").get(before["_id"]))
    moved = counters.difference([counters.of_member(before)], [counters.of_member(after)])
    counters.apply(counters.add(also, into=moved))
    return after


def settle_facets(member: Member, facets: Mapping[str, str]) -> None:
    """Repeat what plugins say of the person: no new version, because nobody has edited anything
    (an import can still be undone, and no open form is told of a change)."""
    if member["facets"] == facets:
        return
    change = {"$set": {"facets": dict(facets)}}
    if not db.collection("campaigns_members").update(_same(member), change):
        raise Conflict()
    after = {**member, "facets": dict(facets)}
    counters.apply(counters.difference([counters.of_member(member)], [counters.of_member(after)]))


def _same(member: Member) -> dict[str, Any]:
    """The member as it was read: neither edited since, nor counted under other facets."""
    return {"_id": member["_id"], "version": member["version"], "facets": member["facets"]}


def save_many(pairs: Sequence[tuple[Member, Member]]) -> None:
    """As `save` for many (before, after) in two round trips; Conflict where one is stale."""
    changes: list[tuple[Mapping[str, Any], dict[str, Any], bool]] = []
    for before, after in pairs:
        changed = {k: v for k, v in after.items() if before.get(k) != v}
        changes.append(
            (_same(before), {"$set": {**changed, "version": before["version"] + 1}}, False)
        )
    if db.collection("campaigns_members").bulk(changes) != len(changes):
        raise Conflict()
    was = [counters.of_member(before) for before, _after in pairs]
    counters.apply(counters.difference(was, [counters.of_member(after) for _b, after in pairs]))


def drop(members: Iterable[Member], *, by: str) -> None:
    """Remove members from their unit and the counters; nobody left there follows them."""
    gone = list(members)
    history.record([history.change(m, None, by) for m in gone if m["assessment"]])
    for batch in chunks(member["_id"] for member in gone):
        db.collection("campaigns_members").delete_many({"_id": {"$in": batch}})
    counters.apply(counters.add((counters.of_member(m) for m in gone), -1))
    _leaderless(gone)


def _leaderless(gone: Sequence[Member]) -> None:
    units = {(member["campaign_id"], member["person_id"]) for member in gone}
    for batch in chunks(sorted({person_id for _campaign, person_id in units})):
        for member in db.collection("campaigns_members").find({"follows": {"$in": batch}}):
            if (member["campaign_id"], member["follows"]) in units:
                save(member, {**member, "follows": ""})


def may_see(campaign: Mapping[str, Any], member: Mapping[str, Any], actor: Actor) -> bool:
    """Whether this member is in the actor's reach: the whole unit, or their own turf."""
    if sees_names(campaign, actor):
        return True
    turf = turf_of(campaign["_id"], actor.account_id)
    return member["organizer"] == actor.account_id and turf in actor.grants


def get_member(campaign_id: str, person_id: str, *, actor: Actor) -> tuple[Campaign, Member]:
    """The campaign and the member in the actor's reach; NotFound otherwise."""
    campaign = get_campaign(campaign_id, actor=actor)
    member = db.collection("campaigns_members").get(member_id(campaign_id, person_id))
    if member is None or not may_see(campaign, member, actor):
        raise NotFound()
    return campaign, member


def of_person(person_id: str) -> list[Member]:
    """All memberships of one person, in any campaign."""
    return db.collection("campaigns_members").find({"person_id": person_id})


def members_of(campaign_id: str, person_ids: Iterable[str]) -> dict[str, Member]:
    """Those of these people who are in the unit, by person."""
    found: dict[str, Member] = {}
    for batch in chunks(member_id(campaign_id, p) for p in person_ids):
        for member in db.collection("campaigns_members").find({"_id": {"$in": batch}}):
            found[member["person_id"]] = member
    return found


def of_campaign(campaign_id: str) -> list[Member]:
    """Everybody in the unit, by name. The whole unit is read: for charts, jobs and recounts."""
    return db.collection("campaigns_members").find(
        {"campaign_id": campaign_id}, sort=[("sort_key", 1), ("_id", 1)]
    )


def in_reach(campaign: Campaign, *, actor: Actor) -> list[Member]:
    """Those of the unit whom the actor may see by name: everybody, the own turf, or nobody."""
    if sees_names(campaign, actor):
        return of_campaign(campaign["_id"])
    if turf_of(campaign["_id"], actor.account_id) in actor.grants:
        return db.collection("campaigns_members").find(
            {"campaign_id": campaign["_id"], "organizer": actor.account_id},
            sort=[("sort_key", 1), ("_id", 1)],
        )
    return []


@db.atomic
def add_person(campaign_id: str, person_id: str, *, actor: Actor) -> Member:
    """Put a person in reach into the unit; who is in it already stays as they are."""
    campaign = get_campaign(campaign_id, actor=actor)
    person = reach.find(person_id, actor=actor)
    existing = db.collection("campaigns_members").get(member_id(campaign_id, person_id))
    if existing is not None:
        return existing
    mine = not sees_names(campaign, actor)
    card = cardrecords.summary(cardrecords.of_person(person_id, campaign_id))
    fields = {"organizer": actor.account_id if mine else "", "card": card}
    member = new_member(campaign_id, person, **fields)
    if mine:
        from plugins.campaigns.service import turf

        member["turf_id"] = turf.own_turf(campaign_id, actor.account_id)["_id"]
    insert_members([member], by=actor.account_id)
    people.give_scope([person_id], scope_of(campaign_id))
    if mine:
        people.give_scope([person_id], turf_of(campaign_id, actor.account_id))
    audit.record(actor, "add", "campaign", campaign_id, people=[person_id])
    return member


@db.atomic
def remove_person(campaign_id: str, person_id: str, *, actor: Actor) -> None:
    """Take a person out of the unit; contacts stay in the person's history."""
    campaign, member = get_member(campaign_id, person_id, actor=actor)
    require_lead(campaign, actor)
    drop([member], by=actor.account_id)
    people.take_scope([person_id], scope_of(campaign_id))
    if member["organizer"]:
        people.take_scope([person_id], turf_of(campaign_id, member["organizer"]))
    audit.record(actor, "remove", "campaign", campaign_id, people=[person_id])


def _followed(campaign: Campaign, member: Member, leader_id: str, actor: Actor) -> str:
    """The leader a member follows: one of the unit, in reach; who is followed already stays."""
    if not leader_id or leader_id == member.get("follows", ""):
        return leader_id
    _campaign, leader = get_member(campaign["_id"], leader_id, actor=actor)
    if leader["_id"] == member["_id"] or not leader["leader"]:
        raise Invalid({"follows": [_("Choose somebody else who is marked as a leader.")]})
    return leader_id


@db.atomic
def update_member(
    campaign_id: str, person_id: str, data: Mapping[str, Any], *, actor: Actor
) -> Member:
    """Set leader, committee and follow-up from data shaped by MemberForm."""
    campaign, member = get_member(campaign_id, person_id, actor=actor)
    if member["version"] != data["version"]:
        raise Conflict(theirs=member)
    after = {
        **member,
        "leader": data["leader"],
        "committee": data["committee"],
        "follows": _followed(campaign, member, data.get("follows", ""), actor),
        "follow_up": days.kept_or(days.TO_DO, data["follow_up"], member["follow_up"], "follow_up"),
    }
    changed = [k for k in after if after[k] != member.get(k)]
    audit.record(actor, "update", "member", member["_id"], fields=changed, people=[person_id])
    return save(member, after)


def assign(campaign_id: str, person_ids: Sequence[str], organizer: str, *, actor: Actor) -> int:
    """Give members to an organizer of the team ('' to nobody): see `turf.assign`."""
    from plugins.campaigns.service import turf

    return turf.assign(campaign_id, person_ids, organizer, actor=actor)
