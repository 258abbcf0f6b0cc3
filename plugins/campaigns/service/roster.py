"""Keeping units in step with the core: imports, changes, merges and erasure of people."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm import db
from crm.events import (
    AccountDeparted,
    ImportUndoAsked,
    ImportUndone,
    PeopleImported,
    PersonChanged,
    PersonErased,
    PersonMerged,
    PersonUnmerged,
    WorkplaceMerged,
)
from crm.queryshape import chunks
from plugins.campaigns.service import counters, unit
from plugins.campaigns.service.unit import Member

TARGET = "campaigns.campaign"
POINTING = ("campaigns_contacts", "campaigns_assessments")
"""Collections whose documents carry a person_id and nothing that repeats the person."""


def _by_id(collection: str, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for batch in chunks(ids):
        for doc in db.collection(collection).find({"_id": {"$in": batch}}):
            found[doc["_id"]] = doc
    return found


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The import's columns as fields of a member."""
    fields: dict[str, Any] = {}
    level = values.get("campaigns.assessment")
    if level:
        fields |= {"assessment": level, "provenance": "opinion", "assessed_at": db.now()}
    signed_on = values.get("campaigns.card_signed")
    if signed_on:
        fields["card"] = {"state": "signed", "signed_on": signed_on}
    for column in ("leader", "committee"):
        if values.get(f"campaigns.{column}") is not None:
            fields[column] = values[f"campaigns.{column}"]
    return fields


def on_imported(event: PeopleImported) -> None:
    """Put the people of one import chunk into the chosen campaign's unit."""
    _refresh_changed(event)
    campaign_id = event.options.get(TARGET, "")
    if not campaign_id or db.collection("campaigns_campaigns").get(campaign_id) is None:
        return
    rows = {str(row["person_id"]): row for row in event.rows}
    people = _by_id("people", list(rows))
    ids = [unit.member_id(campaign_id, person_id) for person_id in people]
    present = _by_id("campaigns_members", ids)
    fresh = []
    for person_id, person in people.items():
        values = rows[person_id].get("values") or {}
        fields = _values(values if isinstance(values, dict) else {})
        existing = present.get(unit.member_id(campaign_id, person_id))
        if existing is None:
            fields |= {"import_id": event.import_id, "assessed_by": event.actor_id}
            fresh.append(unit.new_member(campaign_id, person, **fields))
        elif any(existing[k] != v for k, v in fields.items() if k != "assessed_at"):
            _update_imported(existing, fields, event)
    unit.insert_members(fresh, by=event.actor_id)


def _refresh_changed(event: PeopleImported | ImportUndone) -> None:
    """Bring the memberships of people whom the import changed up to date, in any campaign."""
    for row in event.rows:
        if row.get("fields"):
            on_person_changed(PersonChanged(event.actor_id, str(row["person_id"])))


def _update_imported(existing: Member, fields: Mapping[str, Any], event: PeopleImported) -> None:
    """A card or a role from the file; an assessment only where there is none yet."""
    kept = dict(fields)
    if existing["assessment"]:
        for name in ("assessment", "provenance", "assessed_at"):
            kept.pop(name, None)
    before = {name: existing[name] for name in kept}
    unit.save(existing, {**existing, **kept})
    undo = {"_id": f"{event.import_id}:{existing['_id']}", "import_id": event.import_id}
    db.collection("campaigns_import_undo").insert(
        {**undo, "member_id": existing["_id"], "before": before, "after": kept, "at": db.now()}
    )


def on_import_undo_asked(event: ImportUndoAsked) -> None:
    """Keep imported people with whom somebody has worked since."""
    for batch in chunks(event.created):
        for member in db.collection("campaigns_members").find({"person_id": {"$in": batch}}):
            worked_with = member["last_contact"] or member["organizer"] or member["follow_up"]
            if worked_with:
                event.vetoes.add(member["person_id"])


def on_import_undone(event: ImportUndone) -> None:
    """Take the people of one chunk out of the unit again, or set back what was changed."""
    _refresh_changed(event)
    _forget([str(row["person_id"]) for row in event.rows if row.get("removed")], event.actor_id)
    campaign_id = event.options.get(TARGET, "")
    if not campaign_id:
        return
    ids = [unit.member_id(campaign_id, str(row["person_id"])) for row in event.rows]
    members = _by_id("campaigns_members", ids)
    added = [m for m in members.values() if m["import_id"] == event.import_id]
    unit.drop([m for m in added if m["last_contact"] is None], by=event.actor_id)
    undo = _by_id("campaigns_import_undo", [f"{event.import_id}:{i}" for i in ids])
    for entry in undo.values():
        member = members.get(entry["member_id"])
        if member and all(member[k] == v for k, v in entry["after"].items()):
            unit.save(member, {**member, **entry["before"]})
        db.collection("campaigns_import_undo").delete({"_id": entry["_id"]})


def on_person_changed(event: PersonChanged) -> None:
    """Bring the repeated fields of a person's memberships up to date."""
    members = unit.of_person(event.person_id)
    person = db.collection("people").get(event.person_id) if members else None
    if person is None:
        return
    fields = unit.person_fields(person)
    for member in members:
        if any(member[k] != v for k, v in fields.items()):
            unit.save(member, {**member, **fields})


def on_person_erased(event: PersonErased) -> None:
    """Remove a purged person from every unit, with contacts and history."""
    _forget([event.person_id], event.actor_id)


def _forget(ids: Sequence[str], by: str) -> None:
    """Remove everything campaigns keep about these people; the counters follow."""
    for batch in chunks(ids):
        these = {"person_id": {"$in": batch}}
        unit.drop(db.collection("campaigns_members").find(these), by=by)
        gone = [counters.of_contact(c) for c in db.collection("campaigns_contacts").find(these)]
        history = db.collection("campaigns_assessments").find(these)
        counters.apply(counters.add([*gone, *(counters.of_change(h) for h in history)], -1))
        for name in (*POINTING, "campaigns_merged"):
            db.collection(name).delete_many(these)


def on_merged(event: PersonMerged) -> None:
    """Move contacts and history; of two memberships in one campaign the better known stays."""
    from crm.people import merge

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
        _unite(member, twin, event.kept_id, person or {})
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


def _unite(member: Member, twin: Member | None, kept_id: str, person: Mapping[str, Any]) -> None:
    """Make one membership of two (or move the only one) and keep the counters right."""
    db.collection("campaigns_members").delete({"_id": member["_id"]})
    counters.apply(counters.add([counters.of_member(member)], -1))
    if twin is None:
        moved = {**member, "_id": unit.member_id(member["campaign_id"], kept_id)}
        moved |= {"person_id": kept_id, **unit.person_fields(person)}
        db.collection("campaigns_members").insert(moved)
        counters.apply(counters.of_member(moved))
        return
    unit.save(twin, {**twin, **_better(twin, member)})


def _better(twin: Member, other: Member) -> dict[str, Any]:
    """What the kept membership takes from the other: the newer assessment, card, contact."""
    taken: dict[str, Any] = {}
    if other["assessed_at"] and (
        not twin["assessed_at"] or other["assessed_at"] > twin["assessed_at"]
    ):
        for name in ("assessment", "provenance", "assessed_at", "assessed_by"):
            taken[name] = other[name]
    if other["card"]["state"] == "signed" and twin["card"]["state"] != "signed":
        taken["card"] = other["card"]
    last, mine = other["last_contact"], twin["last_contact"]
    if last and (not mine or last["at"] > mine["at"]):
        taken |= {"last_contact": last, "attempts": other["attempts"]}
    for name in ("organizer", "follow_up"):
        if not twin[name] and other[name]:
            taken[name] = other[name]
    for name in ("leader", "committee"):
        taken[name] = twin[name] or other[name]
    return taken


def on_unmerged(event: PersonUnmerged) -> None:
    """Move everything back and restore both memberships as they were before the merge."""
    from crm.people import merge

    for name in POINTING:
        for found in merge.moved(event.merge_id, name):
            change = {"$set": {"person_id": event.gone_id}}
            db.collection(name).update({"_id": found}, change)
    noted = db.collection("campaigns_merged").find({"merge_id": event.merge_id})
    images = [entry["member"] for entry in noted]
    campaigns = {m["campaign_id"] for m in images}
    current = [m for m in unit.of_person(event.kept_id) if m["campaign_id"] in campaigns]
    for member in current:
        db.collection("campaigns_members").delete({"_id": member["_id"]})
    for member in images:
        db.collection("campaigns_members").insert(member)
    before = [counters.of_member(m) for m in current]
    counters.apply(counters.difference(before, [counters.of_member(m) for m in images]))


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
    from plugins.campaigns.service import campaigns

    unit.reassign_all(event.account_id, event.heir_id or "")
    for campaign in _every_campaign():
        campaigns.replace_in_team(campaign, event.account_id, event.heir_id)
