"""Finds the workplaces that names mean, and creates those that are missing: for imports.

Whole batches with a few queries per level; safe to repeat and to run at the same time as others,
because a workplace's keys are unique in the database.
"""

import random
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from crm import audit, db
from crm.errors import Conflict
from crm.queryshape import chunks
from crm.tenancy import Actor
from crm.workplaces import record, service

LEVELS = ("employer", "worksite", "department", "shift")
ATTEMPTS = 20


@dataclass(frozen=True)
class Names:
    """Where somebody works, as written; '' for what is not known."""

    employer: str = ""
    worksite: str = ""
    department: str = ""
    shift: str = ""


def resolve(batch: Iterable[Names], *, actor: Actor) -> dict[Names, dict[str, str]]:
    """For each of `batch` the ids by kind, and `workplace_id`: what an employment points at.

    That is the worksite, else the employer, else ''. A department without either is not made (it
    stays a word on the employment). Call it outside a transaction: it retries when somebody else
    creates the same workplace at the same moment.
    """
    wanted = list(dict.fromkeys(batch))
    found: dict[Names, dict[str, str]] = {names: {} for names in wanted}
    stored: dict[str, record.Workplace] = {}
    for level in LEVELS:
        needs: dict[str, tuple[str, str]] = {}
        for names in wanted:
            key = _key(names, level, found[names])
            if key:
                needs.setdefault(key, (_parent_id(level, found[names]), getattr(names, level)))
        places = _ensure(level, needs, stored, actor)
        for names in wanted:
            key = _key(names, level, found[names])
            if key:
                found[names][level] = places[key]["_id"]
    for ids in found.values():
        ids["workplace_id"] = ids.get("worksite") or ids.get("employer") or ""
    return found


def find_or_create(
    employer: str, worksite: str = "", department: str = "", shift: str = "", *, actor: Actor
) -> dict[str, str]:
    """`resolve` for one: the ids by kind, and `workplace_id`."""
    names = Names(employer, worksite, department, shift)
    return resolve([names], actor=actor)[names]


def _parent_id(level: str, ids: dict[str, str]) -> str:
    above = LEVELS[: LEVELS.index(level)]
    return next((ids[kind] for kind in reversed(above) if kind in ids), "")


def _key(names: Names, level: str, ids: dict[str, str]) -> str:
    """The unique key at this level, or '' where there is nothing to find or create."""
    name, parent_id = getattr(names, level).strip(), _parent_id(level, ids)
    if not name or (level in {"department", "shift"} and not parent_id):
        return ""
    return record.key_of(parent_id, level, name)


def by_keys(keys: Iterable[str]) -> dict[str, record.Workplace]:
    """Stored workplaces by each of their keys that was asked for."""
    wanted = set(keys)
    found: dict[str, record.Workplace] = {}
    for batch in chunks(sorted(wanted)):
        for place in db.collection("workplaces").find({"keys": {"$in": batch}}):
            found.update({key: place for key in place["keys"] if key in wanted})
    return found


def _ensure(
    level: str,
    needs: dict[str, tuple[str, str]],
    stored: dict[str, record.Workplace],
    actor: Actor,
) -> dict[str, record.Workplace]:
    found = by_keys(needs)
    for attempt in range(ATTEMPTS):
        missing = [key for key in needs if key not in found]
        if not missing:
            break
        fresh = [
            service.blank(level, needs[key][1].strip(), stored.get(needs[key][0]))
            for key in missing
        ]
        try:
            _insert(fresh, actor)
        except Conflict:
            if not db.outside_transaction() or attempt == ATTEMPTS - 1:
                raise
            time.sleep(random.random() * 0.02)  # noqa: S311 - jitter, no secret
        found = by_keys(needs)
    stored.update({place["_id"]: place for place in found.values()})
    return found


@db.atomic
def _insert(fresh: list[dict[str, Any]], actor: Actor) -> None:
    db.collection("workplaces").insert_many(fresh)
    entries = (audit.entry(actor, "create", "workplace", p["_id"], fields=["name"]) for p in fresh)
    audit.record_many(list(entries))
