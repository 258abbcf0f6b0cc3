"""Turf kept in step: organizers leave, merges are taken back, units from before there was turf."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm import db
from plugins.campaigns.service import counters, turf
from plugins.campaigns.service.unit import Member


def hand_over(account_id: str, heir_id: str, *, by: str) -> int:
    """Every turf of one organizer goes to another ('' to nobody), in all campaigns."""
    store, moved = db.collection("campaigns_turfs"), 0
    for mine in store.find({"organizer": account_id}):
        change = {"$set": {"organizer": heir_id, "own": False}, "$inc": {"version": 1}}
        store.update({"_id": mine["_id"]}, change)
        if not mine["dissolved"]:
            inside = turf.members_of(mine["campaign_id"], mine["_id"])
            moved += turf.place(inside, {**mine, "organizer": heir_id}, by=by)
    return moved


def settled(member: Mapping[str, Any]) -> dict[str, Any]:
    """Turf and organizer of a member who comes back as of an earlier time: as the turf is now."""
    found = db.collection("campaigns_turfs").get(member.get("turf_id") or "-")
    if found is None or found["dissolved"]:
        return {"turf_id": "", "organizer": ""}
    return {"turf_id": found["_id"], "organizer": found["organizer"]}


def numbers(campaign_id: str) -> dict[str, Mapping[str, int]]:
    """The counts of each turf by its id, from the counters."""
    return {doc["key"]: doc for doc in counters.read(campaign_id, "turf")}


def give_turf() -> None:
    """Members whom an organizer had before there was turf come into a turf of that organizer.

    For the current local; run again it changes nothing.
    """
    for status in ("open", "closed"):
        for campaign in db.collection("campaigns_campaigns").find({"status": status}):
            here = {"campaign_id": campaign["_id"]}
            _give(campaign["_id"], db.collection("campaigns_members").find(here))


def _give(campaign_id: str, members: Sequence[Member]) -> None:
    store = db.collection("campaigns_members")
    for organizer in sorted({m["organizer"] for m in members if m["organizer"]}):
        lost = [m for m in members if m["organizer"] == organizer and not m.get("turf_id")]
        if lost:
            found = turf.own_turf(campaign_id, organizer)
            change = {"$set": {"turf_id": found["_id"]}}
            store.bulk(({"_id": m["_id"]}, change, False) for m in lost)
