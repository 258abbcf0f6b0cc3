"""The kinds of so-called AI: the shipped text, and a local's own wording of it, versioned.

Anchors of the text: EU AI Act art. 3(1) and recital 12; the OECD Framework for the Classification
of AI Systems (2022); NIST AI 200-1 (2024); definitions of generative AI, digital replica and
synthetic performer in the writers', performers' and IATSE agreements since 2023.

A row of `jobclasses_kinds` is one wording by this local: kind_key, number (1, 2, ...), the
`FIELDS`, reason, at, by, listed 'yes'. The newest one stands; older ones stay to be cited.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from crm import audit, db, localtime
from crm.errors import Conflict, NotFound
from crm.tenancy import Actor
from plugins.jobclasses.service import catalogue

Kind = dict[str, Any]
FIELDS = ("name", "definition", "example", "is_not", "oecd", "nist")


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return catalogue.toml("ai_kinds.toml")


@lru_cache(maxsize=1)
def shipped() -> dict[str, Kind]:
    """The shipped kinds by key: key, `FIELDS`, is_ai (bool), version (ISO day), number (0)."""
    table = _table()
    return {
        key: {"is_ai": True, **raw, "key": key, "version": table["version"], "number": 0}
        for key, raw in table.items()
        if isinstance(raw, dict)
    }


def shipped_changes() -> list[str]:
    """What changed in the shipped text, newest first, each line with its day."""
    found: list[str] = _table()["changes"]
    return found


def wordings() -> list[Kind]:
    """Every wording this local has made, newest first."""
    found = db.collection("jobclasses_kinds").find({"listed": "yes"})
    return sorted(found, key=lambda row: (row["at"], row["number"]), reverse=True)


def current() -> dict[str, Kind]:
    """The kinds as this local words them now."""
    found = dict(shipped())
    for row in reversed(wordings()):
        kind = found.get(row["kind_key"])
        if kind is not None and row["number"] > kind["number"]:
            text = {name: row[name] for name in FIELDS}
            day = localtime.day_of(row["at"]).isoformat()
            found[kind["key"]] = {**kind, **text, "number": row["number"], "version": day}
    return found


def get(kind_key: str) -> Kind:
    """One kind as this local words it; NotFound."""
    found = current().get(kind_key)
    if found is None:
        raise NotFound()
    return found


@db.atomic
def reword(kind_key: str, number: int, data: Mapping[str, Any], *, actor: Actor) -> Kind:
    """Word a kind anew, from the wording `number`; Conflict with `theirs` when there is a newer.

    `data` has the `FIELDS` and a reason. The shipped text and older wordings stay on record.
    """
    before = get(kind_key)
    if before["number"] != number:
        raise Conflict(theirs=before)
    row = {
        "_id": db.local_key("kind", kind_key, str(number + 1)),
        "kind_key": kind_key,
        "number": number + 1,
        **{name: data[name] for name in FIELDS},
        "reason": data["reason"],
        "at": db.now(),
        "by": actor.account_id,
        "listed": "yes",
    }
    db.collection("jobclasses_kinds").insert(row)
    changed = [name for name in FIELDS if row[name] != before[name]]
    audit.record(actor, "reword", "AI definition", kind_key, fields=changed)
    return get(kind_key)
