"""The history of assessments: every change with who, when and why, and its weekly counters."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm import db
from plugins.campaigns.service import counters

Change = dict[str, Any]
POINTING = (
    "campaigns_contacts",
    "campaigns_assessments",
    "campaigns_queue_items",
    "campaigns_sheet_rows",
    "campaigns_tasks",
    "campaigns_cards",
    "campaigns_signatures",
    "campaigns_marks",
    "campaigns_turf_moves",
    "campaigns_stints",
)
"""Collections whose documents carry a person_id and nothing that repeats the person."""


def change(
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    by: str,
    contact_id: str = "",
    **given: Any,
) -> Change:
    """What happened to a member's assessment; None is 'not in the unit'.

    `given` says what was given, whether or not it holds: given (a level), as_of (the moment it
    is true of), provenance, proof, why. Without it, the member's own assessment after.
    """
    member = after or before or {}
    moment = db.now()
    held = after is not None and bool(after["assessment"]) and "why" not in given
    own = {
        "given": after["assessment"] if after and held else None,
        "as_of": after["assessed_at"] if after else moment,
        "provenance": after["provenance"] if after else "",
        "proof": after.get("proof", "") if after and held else "",
        "why": "",
    }
    return {
        "_id": contact_id or db.new_id(),
        "campaign_id": member["campaign_id"],
        "person_id": member["person_id"],
        "before": before["assessment"] if before else None,
        "after": after["assessment"] if after else None,
        **own,
        **given,
        "at": moment,
        "by": by,
        "undone": False,
        "ended": False,
    }


def end(change_id: str) -> None:
    """Note that the action behind a change no longer counts (a card withdrawn)."""
    db.collection("campaigns_assessments").update({"_id": change_id}, {"$set": {"ended": True}})


def write(changes: Sequence[Change]) -> list[counters.Totals]:
    """Write changes; gives what the caller has to count for them."""
    db.collection("campaigns_assessments").insert_many(changes)
    return [counters.of_change(c) for c in changes]


def record(changes: Sequence[Change]) -> None:
    """Write changes and count them."""
    counters.apply(counters.add(write(changes)))


def undo(change_id: str) -> None:
    """Take one change back (with the contact it came from); without one nothing happens."""
    entries = db.collection("campaigns_assessments")
    found = entries.get(change_id)
    if found is not None and not found["undone"]:
        entries.update({"_id": change_id}, {"$set": {"undone": True}})
        counters.apply(counters.add([counters.of_change(found)], -1))


def of_person(person_id: str, campaign_id: str) -> list[Change]:
    """All changes of one member, newest first."""
    return db.collection("campaigns_assessments").find(
        {"person_id": person_id},
        where={"campaign_id": campaign_id, "undone": False},
        sort=[("at", -1)],
    )
