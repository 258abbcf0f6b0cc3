"""Rows that may or may not be somebody on file: the person who imports says which."""

from collections.abc import Mapping
from typing import Any

from crm import db
from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.imports.service.commit import NEW, SKIP
from crm.imports.service.uploads import get_import
from crm.tenancy import Actor

SAME, FORGET = "same", ""


def answer(import_id: str, answers: Mapping[int, str], *, actor: Actor) -> int:
    """Answer questions by row number: "new", "skip", a candidate's id, or "" to take it back.

    Gives how many there were. NotFound for a row that asks nothing, Invalid for another person.
    """
    found = get_import(import_id, actor=actor)
    _require_open(found)
    rows = db.collection("import_rows")
    changes = []
    for number, value in answers.items():
        row = rows.get({"_id": f"{found['plan_id']}:{number}", "state": "question"})
        if row is None:
            raise NotFound()
        if value not in (NEW, SKIP, FORGET, *row["candidates"]):
            raise Invalid(_("Choose one of the people shown."))
        changes.append(({"_id": row["_id"]}, {"$set": {"answer": value}}, False))
    return rows.bulk(changes)


def answer_all(import_id: str, value: str, *, actor: Actor) -> int:
    """Answer every open question alike: "new", "skip", or "same" for those with one candidate."""
    found = get_import(import_id, actor=actor)
    _require_open(found)
    if value not in (NEW, SKIP, SAME):
        raise NotFound()
    rows = db.collection("import_rows")
    asked = rows.find({"plan_id": found["plan_id"], "state": "question"}, where={"answer": ""})
    told = (
        (row["_id"], row["candidates"][0] if value == SAME else value)
        for row in asked
        if value != SAME or len(row["candidates"]) == 1
    )
    return rows.bulk(({"_id": row}, {"$set": {"answer": given}}, False) for row, given in told)


def count_open(found: Mapping[str, Any]) -> int:
    """How many questions of an import wait for an answer."""
    asked = db.collection("import_rows").find(
        {"plan_id": found["plan_id"], "state": "question"}, where={"answer": ""}, fields=["number"]
    )
    return len(asked)


def _require_open(found: Mapping[str, Any]) -> None:
    if found["state"] != "ready":
        raise Invalid(_("This import is not waiting for answers."))
