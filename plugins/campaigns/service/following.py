"""Keeping units in step with the core: people change, are erased, organizers leave."""

from collections.abc import Sequence
from typing import Any

from crm import db
from crm.events import (
    AccountDeparted,
    PersonChanged,
    PersonErased,
    WorkplaceMerged,
)
from crm.queryshape import chunks
from plugins.campaigns.service import (
    calendar,
    counters,
    displays,
    looks,
    scans,
    tasks,
    turnoutfollowing,
    ulpfollowing,
    unit,
)
from plugins.campaigns.service.history import POINTING


def on_person_changed(event: PersonChanged) -> None:
    """Bring the repeated fields of a person's memberships up to date."""
    members = unit.of_person(event.person_id)
    person = db.collection("people").get(event.person_id)
    if person is None:
        return
    turnoutfollowing.rename(person)
    fields = unit.person_fields(person)
    for member in members:
        if event.fields == ("facets",) and member["cell"] == fields["cell"]:
            unit.settle_facets(member, fields["facets"])
        elif any(member[k] != v for k, v in fields.items()):
            unit.save(member, {**member, **fields})


def on_person_erased(event: PersonErased) -> None:
    """Remove a purged person from every unit, with contacts and history."""
    forget([event.person_id], event.actor_id)


def forget(ids: Sequence[str], by: str) -> None:
    """Remove everything campaigns keep about these people; the counters follow."""
    turnoutfollowing.forget(ids)
    ulpfollowing.forget(ids)
    _leaderless(ids)
    for batch in chunks(ids):
        these = {"person_id": {"$in": batch}}
        unit.drop(db.collection("campaigns_members").find(these), by=by)
        gone = [counters.of_contact(c) for c in db.collection("campaigns_contacts").find(these)]
        history = db.collection("campaigns_assessments").find(these)
        counters.apply(counters.add([*gone, *(counters.of_change(h) for h in history)], -1))
        scans.drop([c["_id"] for c in db.collection("campaigns_cards").find(these)])
        for name in (*POINTING, "campaigns_merged", "campaigns_locks"):
            db.collection(name).delete_many(these)


def _leaderless(ids: Sequence[str]) -> None:
    """Nobody follows these people any more."""
    for leader_id in ids:
        for member in db.collection("campaigns_members").find({"follows": leader_id}):
            unit.save(member, {**member, "follows": ""})


def on_workplace_merged(event: WorkplaceMerged) -> None:
    """Point campaigns at the workplace that stayed."""
    for campaign in _every_campaign():
        kept = event.kept_id if campaign["workplace_id"] == event.gone_id else None
        sites = [
            {**place, "id": event.kept_id} if place["id"] == event.gone_id else place
            for place in campaign["worksites"]
        ]
        if kept or sites != campaign["worksites"]:
            places = {"workplace_id": kept or campaign["workplace_id"], "worksites": sites}
            change = {"$set": places, "$inc": {"version": 1}}
            db.collection("campaigns_campaigns").update({"_id": campaign["_id"]}, change)


def _every_campaign() -> list[dict[str, Any]]:
    found = [db.collection("campaigns_campaigns").find({"status": s}) for s in ("open", "closed")]
    return [campaign for some in found for campaign in some]


def on_departed(event: AccountDeparted) -> None:
    """Everything the leaver answered for goes to the heir (or to nobody), teams included."""
    from plugins.campaigns.service import campaigns, turffollowing

    looks.forget(event.account_id)
    turffollowing.hand_over(event.account_id, event.heir_id or "", by=event.actor_id)
    tasks.on_departed(event.account_id, event.heir_id or "")
    turnoutfollowing.on_departed(event.account_id, event.heir_id or "")
    calendar.forget_account(event.account_id)
    displays.forget_account(event.account_id)
    for campaign in _every_campaign():
        campaigns.replace_in_team(campaign, event.account_id, event.heir_id)
