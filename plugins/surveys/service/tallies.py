"""The running counts of a survey: a document for each table, kept as batches come in.

A tally: {_id, survey_id, generation, table, n: {cell: {row: int}}, asked: {cell: int},
batches: [the last batch ids]}; the one with table "" counts all responses by cell in `asked`. A
page reads one document a table, however many answered. Each batch is added to each tally once,
whatever crashes in between: the tally remembers it. When a counted response was withdrawn, the
tallies are made anew as the next generation, which then is the one that is read.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from crm import db
from plugins.surveys.results.counting import Marks, cell_name, marks
from plugins.surveys.results.releasing import Counts
from plugins.surveys.results.tables import Table, tables
from plugins.surveys.service import versions
from plugins.surveys.service.surveys import Survey

NAME = "surveys_tallies"
REMEMBERED = 50
"""How many batches a tally remembers; one is counted at a time, so one would do."""
EVERYBODY = ""

Response = Mapping[str, Any]
"""{version, answers, cohort}."""
Changes = dict[str, dict[str, int]]
"""By table, what to add to which field of its tally."""


def count(survey: Survey, batch_id: str, responses: Iterable[Response]) -> None:
    """Add a batch of responses to the tallies; harmless to repeat."""
    now = generation(survey["_id"])
    for table, fields in sorted(changes(survey, responses).items()):
        _add(survey["_id"], now, table, fields, batch_id)


def changes(survey: Survey, responses: Iterable[Response]) -> Changes:
    """What responses add to each tally, by field of its document."""
    asked_of = {v["n"]: v for v in versions.all_versions(survey["_id"])}
    found: Changes = {}
    for response in responses:
        cell = cell_name(response["cohort"].get(b, "") for b in survey["breakdowns"])
        _count(found, cell, marks(asked_of[response["version"]], response["answers"]))
    return found


def _count(found: Changes, cell: str, marked: Marks) -> None:
    for table, rows in ((EVERYBODY, []), *marked.items()):
        fields = found.setdefault(table, {})
        for name in (f"asked.{cell}", *(f"n.{cell}.{row}" for row in rows)):
            fields[name] = fields.get(name, 0) + 1


def _id(survey_id: str, generation: int, table: str) -> str:
    return db.local_key("tally", survey_id, str(generation), table)


def _add(survey_id: str, generation: int, table: str, fields: dict[str, int], batch: str) -> None:
    key = _id(survey_id, generation, table)
    tally = db.collection(NAME)
    if tally.get(key, fields=["_id"]) is None:
        blank = {"survey_id": survey_id, "generation": generation, "table": table, "batches": []}
        tally.update({"_id": key}, {"$setOnInsert": {**blank, "n": {}, "asked": {}}}, upsert=True)
    more = {"$inc": fields, "$push": {"batches": {"$each": [batch], "$slice": -REMEMBERED}}}
    tally.update({"_id": key, "batches": {"$ne": batch}}, more)


def generation(survey_id: str) -> int:
    """The generation of tallies that is read and added to."""
    found = db.collection(NAME).get(db.local_key("tallies", survey_id))
    return int(found["current"]) if found else 1


def read(survey_id: str) -> Counts:
    """The counts as they are now."""
    return _counts(survey_id, generation(survey_id))


def _counts(survey_id: str, number: int) -> Counts:
    found = db.collection(NAME).find({"survey_id": survey_id, "generation": number})
    by_table = {tally["table"]: tally for tally in found}
    people = by_table.pop(EVERYBODY, {}).get("asked", {})
    asked = {table: tally["asked"] for table, tally in by_table.items()}
    return Counts(people, asked, {table: tally["n"] for table, tally in by_table.items()})


def tables_of(survey: Survey) -> list[Table]:
    """The tables of all versions that have been live."""
    return tables(versions.all_versions(survey["_id"]))


def rebuild(survey: Survey, responses: Iterable[Response]) -> None:
    """Make the tallies anew from all counted responses.

    The old generation stays what is read until the new one is whole. Nothing else may count the
    survey meanwhile: both are done by the same work of the clock.
    """
    survey_id = survey["_id"]
    old = generation(survey_id)
    _forget(survey_id, old + 1)
    found = changes(survey, responses)
    docs = [
        {"_id": _id(survey_id, old + 1, table), "survey_id": survey_id, "generation": old + 1,
         "table": table, "batches": [], **_nested(fields)}
        for table, fields in sorted(found.items())
    ]  # fmt: skip
    db.collection(NAME).insert_many(docs)
    pointer = {"_id": db.local_key("tallies", survey_id)}
    db.collection(NAME).update(pointer, {"$set": {"current": old + 1}}, upsert=True)
    _forget(survey_id, old)


def compare(survey: Survey, responses: Iterable[Response]) -> list[str]:
    """The tables whose tallies differ from the responses; EVERYBODY stands for people by cell."""
    kept = read(survey["_id"])
    fresh = {table: _nested(f) for table, f in changes(survey, responses).items()}
    people = fresh.pop(EVERYBODY, {}).get("asked", {})
    wrong = [] if _plain(kept.people) == _plain(people) else [EVERYBODY]
    for table in sorted({*kept.asked, *fresh}):
        asked, n = kept.asked.get(table, {}), kept.n.get(table, {})
        real = fresh.get(table, {"asked": {}, "n": {}})
        if _plain(asked) != _plain(real["asked"]) or _deep(n) != _deep(real["n"]):
            wrong.append(table)
    return wrong


def _nested(fields: Mapping[str, int]) -> dict[str, Any]:
    """`{"asked": {cell: n}, "n": {cell: {row: n}}}` of increments by dotted name."""
    found: dict[str, Any] = {"asked": {}, "n": {}}
    for name, count in fields.items():
        kind, cell, *row = name.split(".")
        if kind == "asked":
            found["asked"][cell] = count
        else:
            found["n"].setdefault(cell, {})[row[0]] = count
    return found


def _forget(survey_id: str, number: int) -> None:
    db.collection(NAME).delete_many({"survey_id": survey_id, "generation": number})


def _deep(cells: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    return {cell: _plain(rows) for cell, rows in cells.items() if _plain(rows)}


def _plain(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: n for name, n in counts.items() if n}
