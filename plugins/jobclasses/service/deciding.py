"""People's decisions on titles: one settles all equal titles, moves people, and can be undone.

A row of `jobclasses_decisions`: at, by, choice ('class', 'not_a_job', 'skip'), class_key, title_id,
title, before (state, class_key, skipped of the title), people (how many went along), undone.
"""

from typing import Any

from crm import audit, db
from crm.errors import Conflict, Invalid, NotFound
from crm.i18n import _
from crm.tenancy import Actor
from plugins.jobclasses.service import classes, matching, roster, titles
from plugins.jobclasses.service.titles import Title

Decision = dict[str, Any]
STATES = {"class": "decided", "not_a_job": "not_a_job", "skip": "open"}


@db.atomic
def decide(row_id: str, choice: str, class_key: str = "", *, actor: Actor) -> Decision:
    """Settle a title: it means a class, it is not a job, or somebody else is to look (skip).

    Raises NotFound for an unknown title, Invalid for a class that is not in use.
    """
    row = titles.get(row_id)
    if choice == "class" and class_key not in classes.live():
        raise Invalid({"class_key": [_("Choose a class that is in use.")]})
    key = class_key if choice == "class" else ""
    skipped = row["skipped"] + (choice == "skip")
    change: dict[str, Any] = {
        "state": STATES[choice],
        "class_key": key,
        "skipped": skipped,
        "rank": titles.rank(row["uses"], row["title_key"], skipped=skipped),
        "decided_by": actor.account_id,
        "decided_at": db.now(),
    }
    before = {name: row[name] for name in change}
    db.collection("jobclasses_mappings").update({"_id": row_id}, {"$set": change})
    went = roster.follow(row["title_key"], key, actor=actor)
    decision = {
        "_id": db.new_id(),
        "at": change["decided_at"],
        "by": actor.account_id,
        "choice": choice,
        "class_key": key,
        "title_id": row_id,
        "title": row["title"],
        "before": before,
        "people": went,
        "undone": False,
    }
    db.collection("jobclasses_decisions").insert(decision)
    audit.record(actor, "decide", "title", row_id, fields=[choice, key])
    return decision


@db.atomic
def undo(decision_id: str, *, actor: Actor) -> Title:
    """Take a decision back; gives the title's row. Conflict where it was decided again since."""
    decision = db.collection("jobclasses_decisions").get(decision_id)
    if decision is None:
        raise NotFound()
    row = titles.get(decision["title_id"])
    if decision["undone"] or row["decided_at"] != decision["at"]:
        raise Conflict()
    back = dict(decision["before"])
    back["class_key"] = classes.today(back["class_key"])
    back["rank"] = titles.rank(row["uses"], row["title_key"], skipped=back["skipped"])
    db.collection("jobclasses_mappings").update({"_id": row["_id"]}, {"$set": back})
    done = {"$set": {"undone": True}}
    db.collection("jobclasses_decisions").update({"_id": decision_id}, done)
    roster.follow(row["title_key"], back["class_key"], actor=actor)
    matching.note_undone()
    audit.record(actor, "undo", "title", row["_id"], fields=[decision["choice"]])
    return {**row, **back}


def recent(limit: int = 20) -> list[Decision]:
    """The latest decisions, newest first."""
    return db.collection("jobclasses_decisions").find(
        {"at": {"$gte": matching.START}}, sort=[("at", -1)], limit=limit
    )
