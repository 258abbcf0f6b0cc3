"""Lists of titles to match: pasted, or from a table. Matched by a job; exported with codes.

A list is a document of `jobclasses_lists`: name, at, by, state ('waiting', 'matching', 'done'),
count, next (the first row not matched), job_id. Its rows are `jobclasses_list_rows`: list_id,
number (from 1), title, title_key; what a title means stands in its own row (see `titles`), so
that a decision settles it in every list. A row with a description or an employer has, until a
person decides on its title, a meaning of its own (`own`: class_key, state, proposals ...): two
rows of "Editor" may be different work.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from crm import audit, db, jobs
from crm.errors import NotFound
from crm.queryshape import chunks
from crm.tenancy import Actor, system_actor
from plugins.jobclasses.matching.matcher import Answer
from plugins.jobclasses.matching.normalizing import fold
from plugins.jobclasses.service import matching, roster, titles
from plugins.jobclasses.service.titlefiles import DESCRIBED

JOB = "jobclasses.match_list"
STEP = 200
TitleList = dict[str, Any]


def start(name: str, listed: Sequence[Mapping[str, str]], *, actor: Actor) -> TitleList:
    """Store a list of rows (see `titlefiles`) and queue its matching; gives it."""
    list_id = db.new_id()
    found = {
        "_id": list_id,
        "name": name[:120],
        "at": db.now(),
        "by": actor.account_id,
        "state": "waiting",
        "count": len(listed),
        "next": 0,
        "job_id": "",
    }
    for start_at, part in enumerate(chunks(listed, STEP)):
        db.collection("jobclasses_list_rows").insert_many(
            {
                "_id": f"{list_id}:{start_at * STEP + n + 1:06d}",
                "list_id": list_id,
                "number": start_at * STEP + n + 1,
                "title": row["title"][: titles.SHOWN],
                "title_key": fold(row["title"]),
                "description": row.get("description", "")[:DESCRIBED],
                "employer": row.get("employer", "")[: titles.SHOWN],
            }
            for n, row in enumerate(part)
        )
    found["job_id"] = jobs.enqueue(JOB, {"list_id": list_id}, by=actor.account_id, key=list_id)
    db.collection("jobclasses_lists").insert(found)
    audit.record(actor, "match", "titles", list_id)
    return found


def get(list_id: str) -> TitleList:
    """A list of this local; NotFound."""
    found = db.collection("jobclasses_lists").get(list_id)
    if found is None:
        raise NotFound()
    return found


def recent(limit: int = 20) -> list[TitleList]:
    """The latest lists, newest first."""
    since = {"$gt": datetime(2000, 1, 1, tzinfo=UTC)}
    return db.collection("jobclasses_lists").find({"at": since}, sort=[("at", -1)], limit=limit)


def source(list_id: str) -> str:
    """What a title's `sources` hold for this list."""
    return f"list:{list_id}"


def run(list_id: str, progress: Any) -> dict[str, int]:
    """Match the titles of a list, a step at a time; goes on where it was stopped."""
    found = get(list_id)
    for at in range(found["next"], found["count"], STEP):
        progress(at, found["count"])
        rows = _rows(list_id, at + 1, STEP)
        noted = _note(list_id, at, [row["title"] for row in rows])
        new = [row for row in noted if row["state"] == "new"]
        for row in titles.match_rows(new, wait=True, beside=_own(rows)):
            if row["state"] == "auto":
                _follow(row)
    db.collection("jobclasses_lists").update({"_id": list_id}, {"$set": {"state": "done"}})
    progress(found["count"], found["count"])
    return {"titles": found["count"]}


def _own(rows: Sequence[Mapping[str, Any]]) -> dict[str, Answer]:
    """Give rows that have something beside their title their own meaning.

    Gives the first answer for each such title by its folded form.
    """
    told = [row for row in rows if matching.note_of(row)]
    found: dict[str, Answer] = {}
    changes = []
    for row, answer in zip(told, matching.match_rows(told, wait=True), strict=True):
        found.setdefault(row["title_key"], answer)
        changes.append(({"_id": row["_id"]}, {"$set": {"own": dict(titles.said(answer))}}, False))
    for part in chunks(changes):
        db.collection("jobclasses_list_rows").bulk(part)
    return found


@db.atomic
def _note(list_id: str, at: int, listed: Sequence[str]) -> list[titles.Title]:
    change = {"$set": {"state": "matching", "next": at + STEP}}
    db.collection("jobclasses_lists").update({"_id": list_id}, change)
    return list(titles.note(listed, source(list_id)).values())


@db.atomic
def _follow(row: titles.Title) -> None:
    roster.follow(row["title_key"], row["class_key"], actor=system_actor())


def _rows(list_id: str, first: int, count: int) -> list[dict[str, Any]]:
    span = {"list_id": list_id, "number": {"$gte": first, "$lt": first + count}}
    found = db.collection("jobclasses_list_rows").find(span)
    return sorted(found, key=lambda row: int(row["number"]))


def page(list_id: str, first: int = 1, count: int = 100) -> list[tuple[dict[str, Any], Any]]:
    """Rows of a list from number `first`, each with what its title means (None if not yet)."""
    rows = _rows(list_id, first, count)
    known = titles.by_keys(row["title_key"] for row in rows)
    return [(row, _meaning(row, known.get(row["title_key"]))) for row in rows]


def _meaning(row: Mapping[str, Any], title: titles.Title | None) -> titles.Title | None:
    """A row's own meaning until a person has decided on its title, then the title's."""
    own = row.get("own")
    if own is None or title is None or title["state"] in ("decided", "not_a_job"):
        return title
    return {**title, **own}


def counts(list_id: str) -> dict[str, int]:
    """How many distinct titles of a list are in each state."""
    found: dict[str, int] = {}
    for row in db.collection("jobclasses_mappings").find(
        {"sources": source(list_id)}, fields=["state"]
    ):
        found[row["state"]] = found.get(row["state"], 0) + 1
    return found
