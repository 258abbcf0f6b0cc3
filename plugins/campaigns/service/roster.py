"""What an import puts into a unit, and taking it back."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm import db
from crm.events import (
    ImportUndoAsked,
    ImportUndone,
    PeopleImported,
    PersonChanged,
)
from crm.queryshape import chunks
from plugins.campaigns.service import (
    cards,
    counters,
    daylog,
    following,
    history,
    tasks,
    turnoutfollowing,
    unit,
)
from plugins.campaigns.service.cardrecords import Card
from plugins.campaigns.service.unit import Member

TARGET = "campaigns.campaign"


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
        fields["signed_on"] = signed_on
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
    fresh: list[tuple[Member, str]] = []
    for person_id, person in people.items():
        values = rows[person_id].get("values") or {}
        fields = _values(values if isinstance(values, dict) else {})
        existing = present.get(unit.member_id(campaign_id, person_id))
        if existing is None:
            fields |= {"import_id": event.import_id, "assessed_by": event.actor_id}
            signed_on = fields.pop("signed_on", "")
            fresh.append((unit.new_member(campaign_id, person, **fields), signed_on))
        elif _says_more(existing, fields):
            _update_imported(existing, fields, event)
    _insert(fresh, event)
    daylog.record(event, campaign_id, people)


def _says_more(existing: Member, fields: Mapping[str, Any]) -> bool:
    known = {**existing, "signed_on": existing["card"]["signed_on"]}
    return any(known[k] != v for k, v in fields.items() if k != "assessed_at")


def _imported_card(member: Member, signed_on: str, event: PeopleImported) -> Card:
    values = {"signed_on": signed_on, "import_id": event.import_id}
    return cards.new_card(member["campaign_id"], member["person_id"], event.actor_id, **values)


def _insert(fresh: Sequence[tuple[Member, str]], event: PeopleImported) -> None:
    """Store new members; those with a card get it, and what it proves."""
    members, signed, changes = [], [], []
    for member, signed_on in fresh:
        if not signed_on:
            members.append(member)
            continue
        card = _imported_card(member, signed_on, event)
        holder, change = cards.carried(member, card)
        if member["assessment"]:  # what the file says of them comes before the proof
            changes.append(history.change(None, member, event.actor_id))
        before = member["assessment"] or None
        members.append(holder)
        signed.append(card)
        changes.append({**change, "before": before})
    db.collection("campaigns_cards").insert_many(signed)
    counted = history.write(changes)
    unit.insert_members(members, by=event.actor_id, told={c["person_id"] for c in changes})
    counters.apply(counters.add(counted))


def _refresh_changed(event: PeopleImported | ImportUndone) -> None:
    """Bring the memberships of people whom the import changed up to date, in any campaign."""
    for row in event.rows:
        if row.get("fields"):
            following.on_person_changed(PersonChanged(event.actor_id, str(row["person_id"])))


def _update_imported(existing: Member, fields: Mapping[str, Any], event: PeopleImported) -> None:
    """A card or a role from the file; an assessment only where there is none yet."""
    kept = dict(fields)
    signed_on = kept.pop("signed_on", "")
    if existing["assessment"]:
        for name in ("assessment", "provenance", "assessed_at"):
            kept.pop(name, None)
    before = {name: existing[name] for name in kept}
    after = {**existing, **kept}
    counted = []
    if "assessment" in kept:
        change_id = f"{event.import_id}:{existing['_id']}"
        counted = history.write([history.change(existing, after, event.actor_id, change_id)])
    saved = unit.save(existing, after, also=counted)
    if signed_on and signed_on != existing["card"]["signed_on"]:
        db.collection("campaigns_cards").insert(_imported_card(saved, signed_on, event))
        cards.settle(saved, event.actor_id)
    undo = {"_id": f"{event.import_id}:{existing['_id']}", "import_id": event.import_id}
    db.collection("campaigns_import_undo").insert(
        {**undo, "member_id": existing["_id"], "before": before, "after": kept, "at": db.now()}
    )


def on_import_undo_asked(event: ImportUndoAsked) -> None:
    """Keep imported people with whom somebody has worked since."""
    event.vetoes.update(turnoutfollowing.worked_with(event.created))
    event.vetoes.update(tasks.people_with(event.created))
    for batch in chunks(event.created):
        for member in db.collection("campaigns_members").find({"person_id": {"$in": batch}}):
            if member["version"] > 1:  # contacted, assessed, assigned, a card: anything since
                event.vetoes.add(member["person_id"])


def on_import_undone(event: ImportUndone) -> None:
    """Take the people of one chunk out of the unit again, or set back what was changed."""
    _refresh_changed(event)
    following.forget(
        [str(row["person_id"]) for row in event.rows if row.get("removed")], event.actor_id
    )
    campaign_id = event.options.get(TARGET, "")
    if not campaign_id:
        return
    daylog.take_back(event)
    ids = [unit.member_id(campaign_id, str(row["person_id"])) for row in event.rows]
    _drop_cards(event, _by_id("campaigns_members", ids))
    members = _by_id("campaigns_members", ids)
    added = [m for m in members.values() if m["import_id"] == event.import_id]
    undo = _by_id("campaigns_import_undo", [f"{event.import_id}:{i}" for i in ids])
    for entry in undo.values():
        member = members.get(entry["member_id"])
        if member and all(member[k] == v for k, v in entry["after"].items()):
            unit.save(member, {**member, **entry["before"]})
            history.undo(entry["_id"])
        db.collection("campaigns_import_undo").delete({"_id": entry["_id"]})
    unit.drop([m for m in added if m["last_contact"] is None], by=event.actor_id)


def _drop_cards(event: ImportUndone, members: Mapping[str, Member]) -> None:
    """Take back the cards that the import brought to people who stay in the unit."""
    people = [m["person_id"] for m in members.values()]
    for person_id in cards.drop_imported(event.import_id, people):
        for member in members.values():
            if member["person_id"] == person_id:
                cards.settle(member, event.actor_id)
