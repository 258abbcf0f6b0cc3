"""What the pages show of an import: rows of a state, what was kept, problems as a file."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

from crm import audit, db
from crm.errors import NotFound
from crm.exports.writing import write_csv
from crm.i18n import _
from crm.imports.service import files, wording
from crm.imports.service.preview import STATES
from crm.imports.service.uploads import Import, get_import
from crm.people import reach
from crm.tenancy import Actor

Doc = dict[str, Any]
PAGE = 50
ALARM = 0.3
"""The share of the people on file above which an import's changes get a warning."""
FEW = 5
"""Below so many people a share says nothing."""
SHOWN = ("name", "phones", "emails", "facets")


def rows_of(found: Import, state: str, *, after: int = 0, limit: int = PAGE) -> list[Doc]:
    """Rows in one state of the preview, in the order of the file, after a position."""
    if state not in STATES:
        raise NotFound()
    bounds = {"$gt": after, "$lte": after + limit}
    return db.collection("import_rows").find(
        {"plan_id": found["plan_id"], "state": state, "position": bounds},
        sort=[("position", 1)],
    )


def candidates(rows: Iterable[Doc], *, actor: Actor) -> dict[str, Doc]:
    """The people that questions ask about, by id, those in reach."""
    ids = [person_id for row in rows for person_id in row.get("candidates", ())]
    return reach.find_many(ids, actor=actor, fields=SHOWN)


def alarming(found: Import) -> bool:
    """Whether more than 30 % of the people on file would change."""
    on_file = found.get("on_file", 0)
    return on_file >= FEW and found["counts"].get("changed", 0) > ALARM * on_file


def _parts(found: Import, *fields: str) -> list[Doc]:
    return db.collection("import_chunks").find(
        {"import_id": f"{found['_id']}:undo"}, sort=[("number", 1)], fields=fields
    )


def late(found: Import) -> list[Doc]:
    """Rows that could not be written after all, with why."""
    return [entry for part in _parts(found, "late") for entry in part["late"]]


def kept(found: Import, *, actor: Actor, limit: int = 500) -> list[Doc]:
    """What an undo left as it is, in words: person, field, both values. People in reach only."""
    entries = [entry for part in _parts(found, "kept") for entry in part["kept"]][:limit]
    people = reach.find_many((e["person_id"] for e in entries), actor=actor, fields=("name",))
    return [
        {
            "person_id": entry["person_id"] if entry["person_id"] in people else "",
            "name": people.get(entry["person_id"], {}).get("name", ""),
            "why": entry["why"],
            "field": wording.label(entry["field"]) if entry["field"] else "",
            **{
                key: wording.shown(entry["field"], entry.get(key))
                for key in ("before", "wrote", "now")
            },
        }
        for entry in entries
    ]


def _wrong(found: Import) -> dict[int, str]:
    """What is wrong with each row that was not brought in, by row number."""
    wrong: dict[int, str] = {}
    for state in ("problem", "question"):
        rows = db.collection("import_rows").find({"plan_id": found["plan_id"], "state": state})
        for row in rows:
            if state == "problem":
                wrong[row["number"]] = "; ".join(map(_sentence, row["problems"]))
            elif row["answer"] in ("", "skip"):
                wrong[row["number"]] = str(_("Not decided: %(why)s", why=row["why"]))
    return wrong | {entry["number"]: entry["message"] for entry in late(found)}


def _sentence(problem: Doc) -> str:
    return f"{problem['column']}: {problem['message']}" if problem["column"] else problem["message"]


def problems_csv(import_id: str, *, actor: Actor) -> bytes:
    """The rows that were not (or would not be) brought in, as in the file, with what is wrong.

    NotFound once the file has been removed.
    """
    found = get_import(import_id, actor=actor)
    wrong = _wrong(found)
    table = files.load(found)
    stream = io.BytesIO()
    headers = [str(_("What is wrong")), str(_("Row")), *table.headers]
    write_csv(stream, headers, _wrong_rows(table, wrong))
    audit.record(actor, "download", "import", import_id)
    return stream.getvalue()


def _wrong_rows(table: Any, wrong: dict[int, str]) -> Iterator[list[Any]]:
    left = dict(wrong)
    for number, cells in table.rows():
        if number in left:
            yield [left.pop(number), number, *cells]
    for number, message in sorted(left.items()):
        yield [message, number]
