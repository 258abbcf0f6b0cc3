"""Logging contacts: one transaction for the contact, the member, the history and the counters.

Sending the same form twice makes one record: its key, with the local and the account, is the
contact's id. What a contact changed on the member is kept with it, so that it can be undone.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from crm import audit, db, localtime
from crm.errors import Conflict, NotFound
from crm.i18n import _
from crm.tenancy import Actor, current
from plugins.campaigns import settings
from plugins.campaigns.service import assessments, counters, history, unit
from plugins.campaigns.service.unit import Member
from plugins.campaigns.words import SURVEY, UNANSWERED

Contact = dict[str, Any]
TOUCHED = (
    *assessments.FIELDS,
    "follow_up",
    "last_contact",
    "attempts",
)
"""The fields of a member that a contact may change."""


def contact_id(key: str, actor: Actor) -> str:
    """The id that makes a form sent twice one record."""
    text = f"{current().local_id}|{actor.account_id}|{key}"
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def applied(member: Member, contact: Contact) -> Member:
    """What the member becomes by this contact; nothing is stored."""
    after = {**member}
    if contact["assessment"] is not None:
        given = (contact["assessment"], contact["provenance"], contact["by"], contact["at"])
        after = assessments.applied(after, *given)
    last = member["last_contact"]
    later = last and last["at"] > contact["at"]  # from paper: what was logged since stays
    if later or contact["kind"] == SURVEY:
        return after
    unanswered = contact["result"] in UNANSWERED
    after["attempts"] = member["attempts"] + 1 if unanswered else 0
    after["follow_up"] = contact["follow_up"]
    after["last_contact"] = {
        "id": contact["_id"],
        "at": contact["at"],
        "kind": contact["kind"],
        "result": contact["result"],
        "by": contact["by"],
    }
    return after


def of_contact(member: Member, after: Member, contact: Contact) -> history.Change:
    """The change of the history that a contact with an assessment makes."""
    given = {"given": contact["assessment"], "provenance": contact["provenance"]}
    return history.change(
        member, after, contact["by"], contact["_id"], as_of=contact["at"], **given
    )


def _contact(member: Member, data: Mapping[str, Any], actor: Actor) -> Contact:
    moment = data.get("at") or db.now()
    follow_up = data.get("follow_up", "")
    if not follow_up and data["result"] in UNANSWERED:
        rule = settings.current()["again_after"]
        follow_up = settings.next_try(member["attempts"] + 1, localtime.day_of(moment), rule)
    return {
        "_id": contact_id(data["key"], actor),
        "campaign_id": member["campaign_id"],
        "person_id": member["person_id"],
        "kind": data["kind"],
        "result": data["result"],
        "assessment": data.get("assessment"),
        "provenance": data.get("provenance", "opinion"),
        "issues": list(data.get("issues", ())),
        "ask": data.get("ask", ""),
        "answer": data.get("answer", ""),
        "follow_up": follow_up,
        "note": data.get("note", ""),
        "at": moment,
        "by": actor.account_id,
        "before": {name: member.get(name) for name in TOUCHED},
        "undone": False,
        "version": 1,
    }


def log_contact(
    campaign_id: str,
    person_id: str,
    data: Mapping[str, Any],
    *,
    actor: Actor,
    beside: Callable[[Contact], None] | None = None,
) -> Contact:
    """Log one contact from data shaped by ContactForm or QuickForm; gives the stored contact.

    The same `key` by the same account gives the contact that is there already. A member changed
    by somebody else at the same moment is read again: a contact is never refused for that.
    `data["at"]` says when it was, where it is logged later (from paper). `beside` writes what
    belongs to the contact, in the same transaction.
    """
    assessments.only_told(data.get("provenance", "opinion"))
    for _attempt in range(5):
        try:
            return _log(campaign_id, person_id, data, actor=actor, beside=beside)
        except Conflict:
            existing = db.collection("campaigns_contacts").get(contact_id(data["key"], actor))
            if existing is not None:
                return existing
    raise Conflict(_("This person is being written by others; please send again."))


@db.atomic
def _log(
    campaign_id: str,
    person_id: str,
    data: Mapping[str, Any],
    *,
    actor: Actor,
    beside: Callable[[Contact], None] | None,
) -> Contact:
    _campaign, member = unit.get_member(campaign_id, person_id, actor=actor)
    contact = _contact(member, data, actor)
    db.collection("campaigns_contacts").insert(contact)
    after = applied(member, contact)
    counted = [counters.of_contact(contact)]
    if contact["assessment"] is not None:
        change = of_contact(member, after, contact)
        counted += history.write([change])
    unit.save(member, after, also=counted)
    audit.record(actor, "contact", "contact", contact["_id"], people=[person_id])
    if beside is not None:
        beside(contact)
    return contact


def get_contact(found_id: str, *, actor: Actor) -> tuple[Contact, Member]:
    """A contact with a member in the actor's reach; NotFound otherwise."""
    contact = db.collection("campaigns_contacts").get(found_id)
    if contact is None:
        raise NotFound()
    _campaign, member = unit.get_member(contact["campaign_id"], contact["person_id"], actor=actor)
    return contact, member


@db.atomic
def undo_contact(found_id: str, *, actor: Actor) -> Contact:
    """Take back one's own contact while it is the person's last; the member is as before it.

    Raises Conflict when something newer was logged. Undoing twice is harmless.
    """
    contact, member = get_contact(found_id, actor=actor)
    if contact["by"] != actor.account_id:
        raise NotFound()
    if contact["undone"]:
        return contact
    last, before = member["last_contact"], contact["before"]
    left = applied({**member, **before}, contact)
    changed = [name for name in TOUCHED if left.get(name) != before.get(name)]
    if "last_contact" in changed and (last is None or last["id"] != found_id):
        raise Conflict(_("Somebody has logged a newer contact with this person."))
    if any(member.get(name) != left.get(name) for name in changed):
        raise Conflict(_("This person was changed since: correct it by hand."))
    db.collection("campaigns_contacts").update({"_id": found_id}, {"$set": {"undone": True}})
    unit.save(member, {**member, **{name: before.get(name) for name in changed}})
    counters.apply(counters.add([counters.of_contact(contact)], -1))
    history.undo(found_id)
    people = [contact["person_id"]]
    audit.record(actor, "undo", "contact", found_id, people=people)
    return {**contact, "undone": True}


@db.atomic
def edit_note(found_id: str, note: str, *, actor: Actor) -> Contact:
    """Correct the note of one's own contact; the one before is kept."""
    contact, _member = get_contact(found_id, actor=actor)
    if contact["by"] != actor.account_id:
        raise NotFound()
    kept = {"note": contact["note"], "at": db.now()}
    change = {"$set": {"note": note}, "$push": {"earlier_notes": kept}, "$inc": {"version": 1}}
    db.collection("campaigns_contacts").update({"_id": found_id}, change)
    audit.record(actor, "edit", "contact", found_id, fields=["note"], people=[contact["person_id"]])
    return {**contact, "note": note}


def of_person(
    person_id: str,
    campaign_ids: Sequence[str],
    *,
    before: datetime | None = None,
    limit: int = 50,
) -> list[Contact]:
    """The contacts with one person in these campaigns, newest first, undone ones left out."""
    query: dict[str, Any] = {"person_id": person_id}
    if before is not None:
        query["at"] = {"$lt": before}
    return db.collection("campaigns_contacts").find(
        query,
        where={"undone": False, "campaign_id": {"$in": list(campaign_ids)}},
        sort=[("at", -1)],
        limit=limit,
    )
