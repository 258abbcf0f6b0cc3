"""The people on the retaliation log are merged, parted again, and purged."""

from collections.abc import Sequence

from crm import db
from crm.events import PersonMerged, PersonUnmerged
from crm.queryshape import chunks
from plugins.campaigns.service.ulps import Incident

MOVED, BOTH = "campaigns_incidents", "campaigns_incidents_of_both"


def on_merged(event: PersonMerged) -> None:
    """A merged person's records name the one who stays; which named both is noted apart."""
    from crm.people import merge

    found = db.collection("campaigns_incidents").find({"people": event.gone_id})
    both = [i["_id"] for i in found if event.kept_id in i["people"]]
    for incident in found:
        _name(incident, event.gone_id, event.kept_id)
    merge.note_move(event.merge_id, BOTH, both)
    merge.note_move(event.merge_id, MOVED, [i["_id"] for i in found if i["_id"] not in both])


def on_unmerged(event: PersonUnmerged) -> None:
    """Records name again whom they named, where they still name the one who stayed."""
    from crm.people import merge

    for name in (MOVED, BOTH):
        for batch in chunks(merge.moved(event.merge_id, name)):
            for incident in db.collection("campaigns_incidents").find({"_id": {"$in": batch}}):
                if event.kept_id in incident["people"]:
                    _name(incident, event.kept_id, event.gone_id, also=name == BOTH)


def _name(incident: Incident, old: str, new: str, *, also: bool = False) -> None:
    """Put `new` into the place of `old` (or beside it) among the people of a record."""
    named = [p for person in incident["people"] for p in _placed(person, old, new, also)]
    change = {"$set": {"people": list(dict.fromkeys(named))}, "$inc": {"version": 1}}
    db.collection("campaigns_incidents").update({"_id": incident["_id"]}, change)


def _placed(person: str, old: str, new: str, also: bool) -> tuple[str, ...]:
    if person != old:
        return (person,)
    return (old, new) if also else (new,)


def forget(ids: Sequence[str]) -> None:
    """Purged people are taken off every record; what happened stays."""
    for person in ids:
        for incident in db.collection("campaigns_incidents").find({"people": person}):
            change = {"$pull": {"people": person}, "$inc": {"version": 1}}
            db.collection("campaigns_incidents").update({"_id": incident["_id"]}, change)
