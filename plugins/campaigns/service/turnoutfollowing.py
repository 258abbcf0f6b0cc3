"""Keeping turnout in step with the core: people change, merge, go; organizers leave."""

from collections.abc import Sequence
from typing import Any

from crm import db, localtime
from crm.events import PersonMerged, PersonUnmerged
from crm.queryshape import chunks
from plugins.campaigns.service import events, turnout
from plugins.campaigns.service.turnout import Row

IMAGES = "campaigns_turnout_merged"


def of_person(person_id: str) -> list[Row]:
    """All rows of one person, at any event."""
    return db.collection("campaigns_turnout").find({"person_id": person_id})


def rename(person: dict[str, Any]) -> None:
    """Bring the repeated name of a person's rows up to date."""
    fields = turnout.named(person)
    for row in of_person(person["_id"]):
        if any(row[k] != v for k, v in fields.items()):
            turnout.save(row, {**row, **fields})


def forget(ids: Sequence[str]) -> None:
    """Remove every row of these people; the counters follow."""
    for batch in chunks(ids):
        these = {"person_id": {"$in": batch}}
        turnout.drop(db.collection("campaigns_turnout").find(these))
        db.collection(IMAGES).delete_many(these)


def worked_with(ids: Sequence[str]) -> set[str]:
    """Those of these people who promised to come somewhere, or came: not to be undone away."""
    found = set()
    for batch in chunks(ids):
        rows = db.collection("campaigns_turnout").find({"person_id": {"$in": batch}})
        found |= {r["person_id"] for r in rows if r["promise"] or r["came_at"]}
    return found


def on_merged(event: PersonMerged) -> None:
    """Move the gone person's rows; of two at one event the better known stays."""
    kept = {row["event_id"]: row for row in of_person(event.kept_id)}
    person = db.collection("people").get(event.kept_id) or {}
    for row in of_person(event.gone_id):
        twin = kept.get(row["event_id"])
        for image in (row, twin):
            if image is not None:
                _note(event.merge_id, image)
        turnout.drop([row])
        if twin is None:
            moved = {**row, "_id": turnout.row_id(row["event_id"], event.kept_id)}
            turnout.insert([{**moved, "person_id": event.kept_id, **turnout.named(person)}])
        else:
            turnout.save(twin, {**twin, **_better(twin, row)})


def _note(merge_id: str, row: Row) -> None:
    image = {k: v for k, v in row.items() if k != "local_id"}
    entry = {"merge_id": merge_id, "person_id": row["person_id"], "row": image, "at": db.now()}
    db.collection(IMAGES).insert({"_id": f"{merge_id}:{row['_id']}", **entry})


def _better(twin: Row, other: Row) -> dict[str, Any]:
    """What the kept row takes from the other: a check-in, a promise, a reminder it has not."""
    taken: dict[str, Any] = {}
    if other["came_at"] and not twin["came_at"]:
        taken |= {"came_at": other["came_at"], "came_by": other["came_by"]}
    if other["promise"] and not twin["promise"]:
        taken |= {k: other[k] for k in ("promise", "promised_at", "organizer")}
    if other["reminded"] and not twin["reminded"]:
        taken |= {k: other[k] for k in ("reminded", "reminded_at")}
    if not other["walk_in"]:
        taken["walk_in"] = False
    return taken


def on_unmerged(event: PersonUnmerged) -> None:
    """Put both people's rows back as they were before the merge."""
    images = [e["row"] for e in db.collection(IMAGES).find({"merge_id": event.merge_id})]
    ids = {turnout.row_id(row["event_id"], event.kept_id) for row in images}
    for batch in chunks(sorted(ids)):
        turnout.drop(db.collection("campaigns_turnout").find({"_id": {"$in": batch}}))
    turnout.insert(images)


def on_departed(account_id: str, heir_id: str) -> None:
    """Promises for events still to come go to the heir; what is past stays the leaver's."""
    day = localtime.today().isoformat()
    for status in ("open", "closed"):
        for campaign in db.collection("campaigns_campaigns").find({"status": status}):
            span = {"campaign_id": campaign["_id"], "day": {"$gte": day}}
            for event in db.collection("campaigns_events").find(span):
                _hand_over(event, account_id, heir_id)


def _hand_over(event: events.Event, account_id: str, heir_id: str) -> None:
    for row in db.collection("campaigns_turnout").find(
        {"event_id": event["_id"]}, where={"organizer": account_id}
    ):
        turnout.save(row, {**row, "organizer": heir_id})
    if account_id in event["door"]:
        door = [a for a in event["door"] if a != account_id]
        change = {"$set": {"door": door}, "$inc": {"version": 1}}
        db.collection("campaigns_events").update({"_id": event["_id"]}, change)
