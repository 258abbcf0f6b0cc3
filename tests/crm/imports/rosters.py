"""Made-up rosters for tests: fictional people, realistic columns, problem rows of known kinds."""

import csv
import io
import random
from collections.abc import Iterable, Sequence
from typing import Any

from crm import db, jobs
from crm.imports.jobs import import_commit, import_preview, import_undo
from crm.imports.service import uploads
from crm.jobs import Job
from crm.tenancy import Actor

FIRST = (
    "Ana Ben Carla Dmitri Elif Fatima George Hana Ivan José Kofi Lena Maya Noor Omar Pia".split()
)
LAST = "Abbott Baker Cruz Diaz Evans Fischer García Hughes Ito Jones Kim Lopez Müller Ngo".split()
HEADERS = (
    "Employee ID", "First Name", "Last Name", "Cell Phone", "Email", "Department", "Shift",
    "Job Title", "Hire Date", "Street", "City", "State", "Zip",
)  # fmt: skip


def csv_bytes(rows: Iterable[Sequence[Any]], headers: Sequence[str] = HEADERS) -> bytes:
    """A file as a spreadsheet saves it."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerows([headers, *rows])
    return stream.getvalue().encode("utf-8-sig")


def _letters(number: int) -> str:
    """A number in letters, so that last names differ and look like names."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:04}").capitalize()


def person_row(number: int) -> list[str]:
    """The row of the person with this number: no two share a phone, e-mail or id."""
    first, last = FIRST[number % len(FIRST)], LAST[number // len(FIRST) % len(LAST)]
    return [
        f"E{number:05}",
        first,
        f"{last}-{_letters(number)}",
        f"(212) 55{number // 10000 % 10}-{number % 10000:04}",
        f"p{number}@example.org",
        ("Grips", "Props", "Wardrobe", "Sound")[number % 4],
        ("Day", "Night")[number % 2],
        "Technician",
        f"2019-{number % 12 + 1:02}-{number % 27 + 1:02}",
        f"{number} Main Street",
        "New York",
        "NY",
        "10036",
    ]


def roster(good: int, bad: int = 0, *, first: int = 1, seed: int = 764) -> list[list[str]]:
    """`good` rows and `bad` problem rows among them."""
    rows = [person_row(first + i) for i in range(good)]
    spoil = random.Random(seed)
    for i in range(bad):
        rows.insert(spoil.randrange(len(rows)), _spoiled(first + good + i, i, rows, spoil))
    return rows


def _spoiled(number: int, kind: int, rows: list[list[str]], spoil: random.Random) -> list[str]:
    row = person_row(number)
    match kind % 7:
        case 0:
            row[3] = "212-555-01"
        case 1:
            row[4] = "nobody at example"
        case 2:
            row[1] = row[2] = ""
        case 3:
            row[8] = "13/31/2020"
        case 4:
            row[1] = "x" * 201
        case 5:
            row[3] = "2.12555E+09"
        case 6:
            row[2] = "someone@example.org"
    return row


def job_for(actor: Actor) -> Job:
    """A job that only counts: for running the work at once."""
    return Job("", None, {}, actor.account_id, "")


def upload(data: bytes, actor: Actor, name: str = "roster.csv", **targets: str) -> str:
    """An import that waits for its columns; gives its id."""
    return str(uploads.upload(data, name, targets, actor=actor)["_id"])


def preview(import_id: str, actor: Actor) -> dict[str, int]:
    """Make the preview at once; gives the counts."""
    uploads.begin(import_id, "previewing", ("columns", "ready"), actor=actor)
    return import_preview(job_for(actor), import_id)


def commit(import_id: str, actor: Actor) -> dict[str, int]:
    """Write it at once; gives the counts."""
    uploads.begin(import_id, "committing", ("ready",), actor=actor)
    return import_commit(job_for(actor), import_id)


def undo(import_id: str, actor: Actor) -> dict[str, int]:
    """Undo it at once; gives the counts."""
    uploads.begin(import_id, "undoing", ("done",), actor=actor)
    return import_undo(job_for(actor), import_id)


def bring_in(rows: Iterable[Sequence[Any]], actor: Actor, headers: Sequence[str] = HEADERS) -> str:
    """Upload, preview and commit rows; gives the import's id."""
    import_id = upload(csv_bytes(rows, headers), actor)
    preview(import_id, actor)
    commit(import_id, actor)
    return import_id


def people() -> dict[str, dict[str, Any]]:
    """Everybody in the local by id, without what every write moves."""
    found = db.raw_database()["people"].find({})
    return {
        p["_id"]: {k: v for k, v in p.items() if k not in ("version", "updated_at")} for p in found
    }


def drain() -> int:
    """Run the queue until it is empty."""
    return jobs.drain()


def bring_in_with(
    rows: Iterable[Sequence[Any]], actor: Actor, headers: Sequence[str], fields: Sequence[str]
) -> str:
    """`bring_in` with the columns chosen by hand."""
    import_id = upload(csv_bytes(rows, headers), actor)
    uploads.choose_columns(import_id, fields, {}, {}, actor=actor)
    preview(import_id, actor)
    commit(import_id, actor)
    return import_id


def empty() -> None:
    """Nobody and no import in the database."""
    for name in ("people", "imports", "import_rows", "import_chunks", "mappings", "jobs"):
        db.raw_database()[name].delete_many({})
