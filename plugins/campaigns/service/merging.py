"""Merging two people in every unit they are in, and taking it back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crm import db
from crm.events import (
    PersonMerged,
    PersonUnmerged,
)
from crm.i18n import _
from crm.queryshape import chunks
from plugins.campaigns.service import (
    assessments,
    cardrecords,
    counters,
    history,
    turffollowing,
    turnoutfollowing,
    ulpfollowing,
    unit,
)
from plugins.campaigns.service.history import POINTING
from plugins.campaigns.service.unit import Member


def on_merged(event: PersonMerged) -> None:
    """Move contacts and history; of two memberships in one campaign the better known stays."""
    from crm.people import merge

    turnoutfollowing.on_merged(event)
    ulpfollowing.on_merged(event)
    for name in POINTING:
        ids = [d["_id"] for d in db.collection(name).find({"person_id": event.gone_id})]
        for found in ids:
            change = {"$set": {"person_id": event.kept_id}}
            db.collection(name).update({"_id": found}, change)
        merge.note_move(event.merge_id, name, ids)
    kept = {m["campaign_id"]: m for m in unit.of_person(event.kept_id)}
    person = db.collection("people").get(event.kept_id)
    images = []
    for member in unit.of_person(event.gone_id):
        twin = kept.get(member["campaign_id"])
        images += [member, *([twin] if twin else [])]
        _unite(member, twin, event, person or {})
    db.collection("campaigns_merged").insert_many(
        {
            "_id": f"{event.merge_id}:{member['_id']}",
            "merge_id": event.merge_id,
            "person_id": member["person_id"],
            "member": {k: v for k, v in member.items() if k != "local_id"},
            "at": db.now(),
        }
        for member in images
    )
    _follow(event)


FOLLOWS = "campaigns_follows"
"""Under this name a merge notes whose leader it changed."""


def _follow(event: PersonMerged) -> None:
    """Who followed the gone person follows the kept one."""
    from crm.people import merge

    found = db.collection("campaigns_members").find({"follows": event.gone_id})
    for member in found:
        own = member["person_id"] == event.kept_id
        unit.save(member, {**member, "follows": "" if own else event.kept_id})
    merge.note_move(event.merge_id, FOLLOWS, [m["_id"] for m in found])


def _follow_back(event: PersonUnmerged) -> None:
    from crm.people import merge

    for batch in chunks(merge.moved(event.merge_id, FOLLOWS)):
        for member in db.collection("campaigns_members").find({"_id": {"$in": batch}}):
            if member.get("follows") == event.kept_id:
                unit.save(member, {**member, "follows": event.gone_id})


def _unite(
    member: Member, twin: Member | None, event: PersonMerged, person: Mapping[str, Any]
) -> None:
    """Make one membership of two (or move the only one) and keep the counters right."""
    kept_id = event.kept_id
    db.collection("campaigns_members").delete({"_id": member["_id"]})
    counters.apply(counters.add([counters.of_member(member)], -1))
    if twin is None:
        moved = {**member, "_id": unit.member_id(member["campaign_id"], kept_id)}
        moved |= {"person_id": kept_id, **unit.person_fields(person)}
        if moved.get("follows") == kept_id:  # nobody follows themselves
            moved["follows"] = ""
        db.collection("campaigns_members").insert(moved)
        counters.apply(counters.of_member(moved))
        return
    cards = cardrecords.of_person(kept_id, twin["campaign_id"])
    better = {**_better(twin, member), "card": cardrecords.summary(cards)}
    after = unit.save(twin, {**twin, **better})
    _record([(member, None), (twin, after)], event)


def _record(
    pairs: Iterable[tuple[Member | None, Member | None]], event: PersonMerged | PersonUnmerged
) -> None:
    """Note the levels that came and went with a merge, so that earlier weeks stay as they were.

    All under the person who stays: with the history that moves, each person's adds up to their
    own level, whoever is purged later.
    """
    why, kept = str(_("Records merged")), {"person_id": event.kept_id}
    moved = [(b, a) for b, a in pairs if _level(b) != _level(a)]
    history.record([{**history.change(b, a, event.actor_id, why=why), **kept} for b, a in moved])


def _level(member: Member | None) -> int:
    return member["assessment"] if member else 0


def _better(twin: Member, other: Member) -> dict[str, Any]:
    """What the kept membership takes from the other: the assessment that counts, contact."""
    taken: dict[str, Any] = {}
    if assessments.weight(other) > assessments.weight(twin):
        taken |= {name: other.get(name) for name in assessments.FIELDS}
    last, mine = other["last_contact"], twin["last_contact"]
    if last and (not mine or last["at"] > mine["at"]):
        taken |= {"last_contact": last, "attempts": other["attempts"]}
    if not twin["follow_up"] and other["follow_up"]:
        taken["follow_up"] = other["follow_up"]
    if not twin["organizer"] and (other["organizer"] or not twin.get("turf_id")):
        taken |= {"organizer": other["organizer"], "turf_id": other.get("turf_id", "")}
    tests = dict(other.get("tests", {}))
    for test_id, note in twin.get("tests", {}).items():
        theirs = tests.get(test_id)
        tests[test_id] = note if not theirs or note["tier"] <= theirs["tier"] else theirs
    taken["tests"] = tests
    if not twin.get("follows") and other.get("follows") not in (None, "", twin["person_id"]):
        taken["follows"] = other["follows"]
    for name in ("leader", "committee"):
        taken[name] = twin[name] or other[name]
    return taken


def _with_cards(member: Member) -> Member:
    """A member as it was, with the cards that are theirs now."""
    cards = cardrecords.of_person(member["person_id"], member["campaign_id"])
    return {**member, "card": cardrecords.summary(cards)}


def _leaderless_where_gone(images: Sequence[Member]) -> None:
    """Whoever was followed and has left the unit since is followed no more."""
    here = {member["_id"] for member in images}
    for member in images:
        if member.get("follows"):
            leader = unit.member_id(member["campaign_id"], member["follows"])
            if leader not in here and db.collection("campaigns_members").get(leader) is None:
                member["follows"] = ""


def on_unmerged(event: PersonUnmerged) -> None:
    """Move everything back and restore both memberships as they were before the merge."""
    from crm.people import merge

    turnoutfollowing.on_unmerged(event)
    ulpfollowing.on_unmerged(event)
    for name in POINTING:
        for found in merge.moved(event.merge_id, name):
            change = {"$set": {"person_id": event.gone_id}}
            db.collection(name).update({"_id": found}, change)
    noted = db.collection("campaigns_merged").find({"merge_id": event.merge_id})
    images = [
        {**_with_cards(entry["member"]), **turffollowing.settled(entry["member"])}
        for entry in noted
    ]
    campaigns = {m["campaign_id"] for m in images}
    current = [m for m in unit.of_person(event.kept_id) if m["campaign_id"] in campaigns]
    for member in current:
        db.collection("campaigns_members").delete({"_id": member["_id"]})
    _leaderless_where_gone(images)
    for member in images:
        db.collection("campaigns_members").insert(member)
    before = [counters.of_member(m) for m in current]
    counters.apply(counters.difference(before, [counters.of_member(m) for m in images]))
    was, now = ({m["_id"]: m for m in members} for members in (current, images))
    _record([(was.get(key), now.get(key)) for key in sorted({*was, *now})], event)
    _follow_back(event)
