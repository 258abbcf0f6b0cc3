"""Importing the labor board's election file into the suite's reference data, as a job.

The file is stored in pieces, so that any worker can read it. It is written in batches of whole
units; each batch stands or falls with the place reached and its counts, so that a killed import
goes on where it was and its report stays right. Importing a file twice changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import IO, Any

from crm import audit, db, jobs, tenancy
from crm.errors import Conflict, Invalid, NotFound
from crm.i18n import _
from crm.queryshape import chunks
from crm.tenancy import Actor
from crm.workplaces.electionfile import NotAnElectionFile, Problem, Tally, read_elections
from crm.workplaces.electionrecord import (
    Record,
    record_id,
    records_of,
    to_tally,
    unit_key,
)

JOB = "core.import_elections"
LARGEST = 20 * 1024 * 1024
PIECE = 1024 * 1024
BATCH = 300
SHOWN = 500
"""Problems and unplaced union names kept in a report, each at most this many."""
SUMMARY = "summary"


def check_file(stream: IO[bytes]) -> bytes:
    """The bytes of an election file; Invalid where it is too large or another file."""
    content = stream.read(LARGEST + 1)
    if not content:
        raise Invalid({"file": [_("Choose the file first.")]})
    if len(content) > LARGEST:
        raise Invalid({"file": [_("The file is too large: at most 20 MB.")]})
    try:
        read_elections(BytesIO(content))
    except NotAnElectionFile as error:
        text = str(error)
        raise Invalid({"file": [text[:1].upper() + text[1:]]}) from error
    return content


def start_import(stream: IO[bytes], filename: str, *, actor: Actor) -> dict[str, str]:
    """Store the file and queue the import; gives import_id and job_id. Raises Invalid."""
    content = check_file(stream)
    import_id = _new_import(filename, len(content), actor)
    with tenancy.suite_scope():
        for number, at in enumerate(range(0, len(content), PIECE)):
            db.collection("election_chunks").insert(
                {"import_id": import_id, "number": number, "data": content[at : at + PIECE]}
            )
    job_id = jobs.enqueue(JOB, {"import_id": import_id}, by=actor.account_id, key=import_id)
    audit.record(actor, "import", "elections", import_id)
    with tenancy.suite_scope():
        job = {"$set": {"job_id": job_id}}
        db.collection("election_imports").update({"_id": import_id}, job)
    return {"import_id": import_id, "job_id": job_id}


def import_now(
    stream: IO[bytes], filename: str, *, actor: Actor, progress: Callable[[int, int], None]
) -> dict[str, Any]:
    """Import at once, without the queue (for the command line); gives the report."""
    content = check_file(stream)
    import_id = _new_import(filename, len(content), actor)
    with tenancy.suite_scope():
        _run(import_id, content, progress)
    return get_import(import_id)


def _new_import(filename: str, size: int, actor: Actor) -> str:
    counts = dict.fromkeys(("new", "changed", "unchanged", "elections", "cases", "tallies"), 0)
    report: dict[str, Any] = {"problems": [], "problem_count": 0, "unplaced": []}
    doc = {
        "filename": filename[:200],
        "size": size,
        "local_id": tenancy.current().local_id if tenancy.in_local() else "",
        "by": actor.account_id,
        "created_at": db.now(),
        "finished_at": None,
        "job_id": "",
        "next": 0,
        "unplaced_count": 0,
        **counts,
        **report,
    }
    with tenancy.suite_scope():
        return db.collection("election_imports").insert(doc)


def get_import(import_id: str) -> dict[str, Any]:
    """An import started in this local (by anybody) or from the command line; NotFound."""
    found = db.collection("election_imports").get(import_id)
    local_id = tenancy.current().local_id if tenancy.in_local() else ""
    if found is None or import_id == SUMMARY or found["local_id"] not in {"", local_id}:
        raise NotFound()
    return found


def summary() -> dict[str, Any]:
    """What is on file: tallies, first and last day (ISO); {} before the first import."""
    return db.collection("election_imports").get(SUMMARY) or {}


def run_import(job: jobs.Job, import_id: str) -> dict[str, int]:
    """The job: write the file's tallies; gives the counts of the report."""
    with tenancy.suite_scope():
        found = db.collection("election_imports").get(import_id)
        if found is None:
            raise NotFound()
        if found["finished_at"] is None:
            _run(import_id, _content(import_id), job.progress, found["next"])
        done = db.collection("election_imports").get(import_id) or {}
    return {key: done[key] for key in ("tallies", "new", "changed", "unchanged", "elections")}


def _run(
    import_id: str, content: bytes, progress: Callable[[int, int], None], start: int = 0
) -> None:
    rows: list[Tally | Problem] = []
    for row in read_elections(BytesIO(content)):
        if len(rows) % BATCH == 0:
            progress(0, 2 * len(rows))  # keeps the lease; the total is not known yet
        rows.append(row)
    tallies = [row for row in rows if isinstance(row, Tally)]
    done = 0
    for number, batch in enumerate(_batches(tallies)):
        progress(done, len(tallies))
        if number >= start:
            write_batch(import_id, number, batch)
        done += len(batch)
    _finish(import_id, rows, tallies)
    progress(len(tallies), len(tallies))


def _content(import_id: str) -> bytes:
    pieces = db.collection("election_chunks").find({"import_id": import_id})
    return b"".join(piece["data"] for piece in sorted(pieces, key=lambda p: p["number"]))


def _batches(tallies: Iterable[Tally]) -> list[list[Tally]]:
    """The tallies in their order, units never torn apart, about BATCH at a time."""
    units: dict[str, list[Tally]] = {}
    for tally in tallies:
        units.setdefault(unit_key(tally), []).append(tally)
    batches: list[list[Tally]] = [[]]
    for unit in units.values():
        if len(batches[-1]) >= BATCH:
            batches.append([])
        batches[-1].extend(unit)
    return batches


def write_batch(import_id: str, number: int, batch: Sequence[Tally]) -> None:
    """Write one batch of whole units and note that it is done, in one transaction.

    Tallies stored earlier for these units count when deciding which one is final. Raises Conflict
    where another worker has written this batch meanwhile.
    """
    known = _known({unit_key(tally) for tally in batch})
    theirs = {record_id(tally) for tally in batch}
    others = [to_tally(doc) for key, doc in known.items() if key not in theirs]
    new: list[Record] = []
    changed: list[Record] = []
    for record in records_of([*batch, *others]):
        old = known.get(record["_id"])
        if old is None:
            new.append(record)
        elif old["digest"] != record["digest"]:
            changed.append(record)
    touched = len(theirs & {record["_id"] for record in changed})
    counts = {"new": len(new), "changed": touched}
    counts["unchanged"] = len(theirs) - len(new) - touched
    _write(import_id, number, new, changed, counts)


def _known(units: Iterable[str]) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for keys in chunks(sorted(units)):
        for doc in db.collection("elections").find({"unit_key": {"$in": keys}}):
            found[doc["_id"]] = doc
    return found


@db.atomic
def _write(
    import_id: str,
    number: int,
    new: Sequence[Record],
    changed: Sequence[Record],
    counts: Mapping[str, int],
) -> None:
    place = {"_id": import_id, "next": number}
    step = {"$set": {"next": number + 1}, "$inc": dict(counts)}
    if not db.collection("election_imports").update(place, step):
        raise Conflict()
    db.collection("elections").insert_many(new)
    db.collection("elections").bulk(({"_id": r["_id"]}, {"$set": r}, False) for r in changed)
    if new:
        days = [record["tally_date"] for record in new]
        change = {"$min": {"first": min(days)}, "$max": {"last": max(days)}}
        db.collection("election_imports").update(
            {"_id": SUMMARY}, {**change, "$inc": {"tallies": len(new)}}, upsert=True
        )


def _finish(import_id: str, rows: Sequence[Tally | Problem], tallies: Sequence[Tally]) -> None:
    problems = [row for row in rows if isinstance(row, Problem)]
    unplaced = Counter(u.name for t in tallies for u in t.unions if u.affiliation is None)
    report = {
        "finished_at": db.now(),
        "tallies": len(tallies),
        "elections": len({unit_key(tally) for tally in tallies}),
        "cases": len({tally.case_number for tally in tallies}),
        "problem_count": len(problems),
        "problems": [vars(problem) for problem in problems[:SHOWN]],
        "unplaced_count": len(unplaced),
        "unplaced": [{"name": n, "times": c} for n, c in unplaced.most_common(SHOWN)],
    }
    db.collection("election_imports").update({"_id": import_id}, {"$set": report})
    db.collection("election_chunks").delete_many({"import_id": import_id})


def recent_imports(limit: int = 10) -> list[dict[str, Any]]:
    """The latest imports of this local and of the command line, newest first."""
    local_id = tenancy.current().local_id
    return db.collection("election_imports").find(
        {"created_at": {"$gt": datetime(2000, 1, 1, tzinfo=UTC)}},
        where={"local_id": {"$in": ["", local_id]}},
        sort=[("created_at", -1)],
        limit=limit,
    )
