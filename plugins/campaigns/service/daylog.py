"""Days on call sheets, as an import brings them: one record per person and sheet (see `worked`).

A second sheet of the same day makes a second record, and the day still counts once; so undoing
either import takes back its own and no more.
"""

from collections.abc import Mapping
from typing import Any

from crm import db
from crm.events import ImportUndone, PeopleImported
from crm.queryshape import chunks
from plugins.campaigns.service.worked import Stint

COLUMNS = ("campaigns.production", "campaigns.worked_on", "campaigns.worked_hours")


def _key(import_id: str, person_id: str) -> str:
    return f"{import_id}:{person_id}"


def record(event: PeopleImported, campaign_id: str, people: Mapping[str, Any]) -> None:
    """Note the day (or the place on a crew list, without a day) of everybody in the chunk."""
    found = []
    for row in event.rows:
        values, person = row.get("values"), people.get(str(row["person_id"]))
        if isinstance(values, dict) and person and any(values.get(name) for name in COLUMNS):
            found.append(_stint(event, campaign_id, person, values))
    db.collection("campaigns_stints").insert_many(found)


def _stint(
    event: PeopleImported, campaign_id: str, person: Mapping[str, Any], values: Mapping[str, Any]
) -> Stint:
    production, day, hours = (values.get(name) for name in COLUMNS)
    return {
        "_id": _key(event.import_id, person["_id"]),
        "campaign_id": campaign_id,
        "person_id": person["_id"],
        "production": production or "",
        "day": day or "",
        "hours": hours if day else None,
        "head": bool(values.get("campaigns.head")),
        "import_id": event.import_id,
        "at": db.now(),
        "by": event.actor_id,
    }


def take_back(event: ImportUndone) -> None:
    """Remove what this chunk of an import had noted."""
    keys = [_key(event.import_id, str(row["person_id"])) for row in event.rows]
    for batch in chunks(keys):
        db.collection("campaigns_stints").delete_many({"_id": {"$in": batch}})
