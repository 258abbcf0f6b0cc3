"""Writing an import, as a job: chunks of up to 250 row numbers, one transaction each.

A chunk moves `next` on the import by compare-and-set in the same transaction that writes its
people, so whatever is killed, a row is written once or not at all and the next run goes on there.
Every row is matched again: people who were added since the preview are found, not doubled.
"""

from collections.abc import Mapping
from typing import Any, Final

from crm import audit, db
from crm.errors import Conflict
from crm.events import PeopleImported
from crm.i18n import _
from crm.imports.service.chunk import Chunk
from crm.imports.service.cleaning import Clean
from crm.imports.service.matching import Known, decide
from crm.imports.service.preview import Progress, Row, data_for, new_person_id
from crm.imports.service.uploads import Import, get_import, move, unpaired
from crm.people import reach
from crm.registry import current as registry
from crm.registry import emit
from crm.tenancy import Actor
from crm.workplaces import resolving

SIZE: Final = 250
CHANGING: Final = 100
"""The size of chunks where many people change: an update costs several times an insert, and nobody
else should wait for a chunk."""
NEW, SKIP = "new", "skip"


def clean_of(row: Row) -> Clean:
    """The cleaned row that a stored one holds."""
    return Clean(row["number"], row["data"], unpaired(row["values"]), [], row["own_id"])


def run(import_id: str, *, actor: Actor, progress: Progress) -> dict[str, int]:
    """Write an import in state `committing`, from where it is; gives the counts of the report."""
    found = get_import(import_id, actor=actor)
    if found["state"] != "committing":
        return dict(found["done"])
    places: dict[resolving.Names, str] = {}
    progress(_rows_until(found["next"], found), found["rows"])
    while found["next"] < found["last"]:
        end = found["next"] + _size(found)
        bounds = {"$gt": found["next"], "$lte": end}
        rows = db.collection("import_rows").find(
            {"plan_id": found["plan_id"], "number": bounds}, sort=[("number", 1)]
        )
        _resolve(rows, places, actor)
        _write_chunk(found, rows, end, places, actor)
        progress(_rows_until(end, found), found["rows"])
        found = get_import(import_id, actor=actor)
    return _finish(found, actor)


def _rows_until(number: int, found: Import) -> int:
    """How many rows there are up to a number of the file, which counts headers and blanks too:
    their share of it, and all of them at the last."""
    rows: int = found["rows"]
    return rows if number >= found["last"] else rows * number // found["last"]


def _size(found: Import) -> int:
    changing = found["counts"]["changed"] > found["rows"] / 10
    return min(SIZE, CHANGING) if changing else SIZE


def _finish(found: Import, actor: Actor) -> dict[str, int]:
    _ask_for_access(found, actor)
    move(found, ("committing",), state="done", committed_at=db.now())
    done: dict[str, int] = found["done"]
    return done


def _ask_for_access(found: Import, actor: Actor) -> None:
    from crm.admin import requests

    hidden = db.collection("import_rows").find(
        {"plan_id": found["plan_id"], "state": "problem"},
        where={"hidden": {"$exists": True}},
        fields=["hidden"],
    )
    for row in hidden:
        for person_id in row["hidden"]:
            requests.ask(person_id, actor=actor)


def _writes(row: Row) -> bool:
    """Whether a row is to become or change a person."""
    if row.get("erased"):
        return False
    answered = row["state"] == "question" and row["answer"] not in ("", SKIP)
    return row["state"] in ("new", "changed", "same") or answered


def names_of(data: Mapping[str, Any]) -> resolving.Names | None:
    """Where the file says this person works, if it names an employer or worksite."""
    job: Mapping[str, Any] = next(iter(data.get("employments", ())), {})
    parts = (job.get(k) or "" for k in ("employer", "worksite", "department", "shift"))
    names = resolving.Names(*parts)
    return names if names.employer or names.worksite else None


def _resolve(rows: list[Row], places: dict[resolving.Names, str], actor: Actor) -> None:
    """Find or make the workplaces of a chunk; outside its transaction, as they may be shared."""
    named = (names_of(row["data"]) for row in rows if _writes(row))
    fresh = {names for names in named if names is not None and names not in places}
    if fresh:
        resolved = resolving.resolve(sorted(fresh, key=repr), actor=actor)
        places.update({names: ids["workplace_id"] for names, ids in resolved.items()})


@db.atomic
def _write_chunk(
    found: Import,
    rows: list[Row],
    end: int,
    places: Mapping[resolving.Names, str],
    actor: Actor,
) -> None:
    mine = {"_id": found["_id"], "state": "committing", "next": found["next"]}
    _one_at_a_time()
    chunk = _filled(found, rows, places, actor)
    counts = {f"done.{name}": n for name, n in chunk.counts.items() if n}
    change: dict[str, Any] = {"$set": {"next": end}} | ({"$inc": counts} if counts else {})
    if not db.collection("imports").update(mine, change):
        raise Conflict(_("Somebody else writes this import already."))
    chunk.write()
    _tell(found, chunk, actor)
    db.collection("import_chunks").insert(chunk.undo_document(end))


def _one_at_a_time() -> None:
    """Two imports of a local never write a chunk at the same time: each must see the other's."""
    turn = {"_id": db.local_key("import_turn")}
    db.collection("settings").update(turn, {"$inc": {"turn": 1}}, upsert=True)


def _filled(
    found: Import, rows: list[Row], places: Mapping[resolving.Names, str], actor: Actor
) -> Chunk:
    chunk = Chunk(found, actor, scopes_of(found, actor), registry().items("facets"))
    for row in rows:
        place = names_of(row["data"])
        if place is not None and places.get(place):
            row["data"]["employments"][0]["workplace_id"] = places[place]
    writing = [row for row in rows if _writes(row)]
    known = Known(actor, besides=found["_id"]).load(
        clean_of(row) for row in writing if row["state"] == "new"
    )
    people = reach.find_many(_wanted(writing), actor=actor)
    for row in rows:
        _place(row, chunk, known, people)
    return chunk


def _wanted(rows: list[Row]) -> list[str]:
    """Ids of people on file whom rows of a chunk are about."""
    ids = [r["person_id"] for r in rows if r["state"] in ("changed", "same")]
    return ids + [r["answer"] for r in rows if r["state"] == "question" and r["answer"] != NEW]


def scopes_of(found: Import, actor: Actor) -> list[str]:
    """What everybody of this import carries."""
    scopes: list[str] = []
    for name, value in unpaired(found["targets"]).items():
        target = registry().find("import_targets", name, actor)
        scopes += target.scopes(value) if target else ()
    return scopes


def _place(row: Row, chunk: Chunk, known: Known, people: Mapping[str, Any]) -> None:
    """Put one row where it belongs in its chunk."""
    if row["state"] == "problem":
        chunk.counts["problem"] += 1
    elif not _writes(row):
        chunk.counts["skipped"] += 1
    elif row["state"] == "new":
        _place_new(row, chunk, known)
    elif row["answer"] == NEW:
        chunk.create(row, new_person_id(row["plan_id"], row["number"]))
    else:
        person = people.get(row["answer"] or row["person_id"])
        if person is None:
            chunk.late(row, _("This person was removed since the preview"))
        else:
            chunk.match(row, person)


def _place_new(row: Row, chunk: Chunk, known: Known) -> None:
    clean = clean_of(row)
    data = data_for(chunk.found, row["data"])
    verdict = decide(clean, known, lambda person: not chunk.changes(person, data))
    if verdict.person is not None:
        chunk.match(row, verdict.person)
    elif verdict.kind == "new":
        chunk.create(row, row["person_id"])
    else:
        chunk.late(row, _("Somebody like this was added since the preview: import the row again"))


def _tell(found: Import, chunk: Chunk, actor: Actor) -> None:
    """Events and the one audit entry of a chunk."""
    if chunk.rows:
        event = PeopleImported(
            actor.account_id, found["_id"], unpaired(found["targets"]), tuple(chunk.rows)
        )
        emit(event)
    touched = chunk.touched()
    if touched:
        fields = sorted({name for names in chunk.changed.values() for name in names})
        audit.record(actor, "import", "import", found["_id"], fields=fields, people=touched)
