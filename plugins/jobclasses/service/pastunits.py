"""Past elections by job class: the titles that unit descriptions name, found once and kept.

A row of `jobclasses_units`, suite-wide: `_id` (the election's), `classes` (keys of shipped
classes), `named` (class and the phrase that names it).
"""

import hashlib
from typing import Any

from crm import db
from crm.workplaces import elections
from plugins.jobclasses.matching import aliases, units
from plugins.jobclasses.service import classes, loads
from plugins.jobclasses.service.loads import Doc, Progress


def read_all(progress: Progress, *, by: str) -> Doc:
    """Read every unit description on file; gives the finished load (see `loads`)."""
    names = aliases.build(classes.shipped(), [])
    wanted = ("_id", "unit_description", "petition_unit", "employer", "affiliations")
    records = []
    for number, election in enumerate(elections.everywhere(wanted)):
        if number % 100 == 0:
            progress(0, number + 1)  # keeps a lease; how many there are is not known yet
        if not units.in_field(election["employer"], election["affiliations"]):
            continue
        text = election["unit_description"] or election["petition_unit"]
        found = units.classes_in(text, names)
        if found:
            records.append(_record(election["_id"], found))
    whole = hashlib.sha256("".join(one["digest"] for one in records).encode()).hexdigest()
    return loads.write(loads.begin("units", "", whole, by), records, progress)


def _record(election_id: str, found: dict[str, str]) -> dict[str, Any]:
    named = [{"key": key, "phrase": phrase} for key, phrase in sorted(found.items())]
    seal = hashlib.sha256(repr((election_id, named)).encode()).hexdigest()[:32]
    head = {"_id": election_id, "classes": sorted(found), "named": named}
    return {**head, "listed": "yes", "digest": seal}


def of_class(class_key: str, limit: int = 200) -> list[dict[str, Any]]:
    """Past elections whose unit names the class, newest first, each with the `phrase`."""
    rows = db.collection("jobclasses_units").find({"classes": class_key}, limit=limit)
    phrases = {
        row["_id"]: one["phrase"] for row in rows for one in row["named"] if one["key"] == class_key
    }
    return [{**e, "phrase": phrases[e["_id"]]} for e in elections.with_ids(phrases)]
