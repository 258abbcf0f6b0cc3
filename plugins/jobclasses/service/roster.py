"""Which job class people are in: by their title, by an import, or by hand.

A row of `jobclasses_people` (`_id` from the person): `person_id`, `title_key` (folded title of the
current job), `class_key` ('' while nobody knows), `how` ('title', 'import', 'hand'), `import_id`
and `before` (what an import changed). The class's title is the person's facet `job_class`, so
that any part of Callboard groups and filters by it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from crm import audit, db, jobs
from crm.errors import NotFound
from crm.people import reach
from crm.people import service as people
from crm.people.record import current_job
from crm.people.walking import everyone
from crm.queryshape import chunks
from crm.tenancy import Actor, system_actor
from plugins.jobclasses.matching.normalizing import fold
from plugins.jobclasses.service import classes, titles

FACET = "job_class"
MATCH = "jobclasses.match_new"
Row = dict[str, Any]


def row_id(person_id: str) -> str:
    """The id of a person's row."""
    return db.local_key("person", person_id)


def row_of(person_id: str) -> Row | None:
    """A person's row, or None."""
    return db.collection("jobclasses_people").get(row_id(person_id))


def of_person(person_id: str, *, actor: Actor) -> tuple[dict[str, Any], Row]:
    """A person in reach with their row; NotFound out of reach."""
    person = reach.find(person_id, actor=actor)
    empty = {"class_key": "", "how": "title", "title_key": ""}
    return person, row_of(person_id) or empty


def facet(person: Mapping[str, Any]) -> str:
    """The title of the person's class, '' while none is known (see `crm.plugin.Facet`)."""
    if "facets" not in person:  # nobody new has a row yet: spares an import a read for each
        return ""
    row = row_of(person["_id"])
    return title_of(row["class_key"]) if row and row["class_key"] else ""


def title_of(class_key: str) -> str:
    """The title of a class, '' for one that is gone."""
    try:
        return str(classes.get(class_key)["title"])
    except NotFound:
        return ""


def title_key_of(person: Mapping[str, Any]) -> str:
    """The folded title of a person's current job."""
    return fold(current_job(person).get("job_title") or "")


def settle(person_ids: Iterable[str], *, actor: Actor, at_once: bool = False) -> None:
    """Bring people's rows in step with their titles; what is not known yet is queued.

    With `at_once` new titles are matched here, by names alone, nothing is queued and nobody told:
    for a load that leaves no work behind, of people whom nothing counts yet. Runs inside the
    transaction of whatever changed them.
    """
    ids = list(dict.fromkeys(person_ids))
    found = _by_id("people", ids)
    rows = {r["person_id"]: r for r in _by_id("jobclasses_people", map(row_id, ids)).values()}
    moved: dict[str, str] = {}
    for person_id, person in found.items():
        written = current_job(person).get("job_title") or ""
        row = rows.get(person_id)
        if (row["title_key"] if row else "") != fold(written):
            moved[person_id] = written
    known = titles.note(moved.values(), titles.ROSTER)
    if at_once:
        new = [row for row in known.values() if row["state"] == "new"]
        known |= {row["title_key"]: row for row in titles.match_rows(new, wait=False)}
    for row in map(rows.get, moved):
        if row and row["title_key"]:
            titles.release(row["title_key"])
    _put({i: (rows.get(i), known.get(fold(written))) for i, written in moved.items()})
    differing = [i for i in moved if _differs(i, rows, known, moved)]
    people.settle_facets(differing, actor=actor, counted=not at_once)
    if any(row["state"] == "new" for row in known.values()):
        jobs.enqueue(MATCH, by=actor.account_id, key="new")


def _differs(person_id: str, rows: Mapping[str, Row], known: Mapping[str, Any], moved: Any) -> bool:
    before = rows[person_id]["class_key"] if person_id in rows else ""
    mapping = known.get(fold(moved[person_id]))
    return bool(before != (mapping["class_key"] if mapping else ""))


def _put(moved: Mapping[str, tuple[Row | None, Mapping[str, Any] | None]]) -> None:
    """Store the rows of people whose titles are new, each with its row before and its mapping."""
    store, fresh, changes = db.collection("jobclasses_people"), [], []
    for person_id, (row, mapping) in moved.items():
        values = {
            "person_id": person_id,
            "title_key": mapping["title_key"] if mapping else "",
            "class_key": mapping["class_key"] if mapping else "",
            "how": "title",
            "import_id": "",
            "before": None,
        }
        if row is not None:
            changes.append(({"_id": row["_id"]}, {"$set": values}, False))
        elif mapping:
            fresh.append({"_id": row_id(person_id), **values})
    store.insert_many(fresh)
    store.bulk(changes)


def _by_id(name: str, ids: Iterable[str]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for part in chunks(ids):
        for doc in db.collection(name).find({"_id": {"$in": part}}):
            found[doc["_id"]] = doc
    return found


def follow(title_key: str, class_key: str, *, actor: Actor) -> int:
    """Put everybody of a title, whose class rests on it, into a class; gives how many."""
    rows = db.collection("jobclasses_people").find(
        {"title_key": title_key}, where={"how": "title", "class_key": {"$ne": class_key}}
    )
    ids = [row["_id"] for row in rows]
    for part in chunks(ids):
        change = {"$set": {"class_key": class_key}}
        db.collection("jobclasses_people").update_many({"_id": {"$in": part}}, change)
    people.settle_facets([row["person_id"] for row in rows], actor=actor)
    return len(rows)


@db.atomic
def set_by_hand(person_id: str, class_key: str, *, actor: Actor) -> Row:
    """Say which class a person in reach is in ('' takes it back to what the title says)."""
    person = reach.find(person_id, actor=actor)
    if class_key and class_key not in classes.live():
        raise NotFound()
    settle([person_id], actor=actor)
    mapping = titles.by_keys([title_key_of(person)]).get(title_key_of(person))
    by_title = mapping["class_key"] if mapping else ""
    fresh = {
        "person_id": person_id,
        "title_key": title_key_of(person),
        "class_key": class_key or by_title,
        "how": "hand" if class_key else "title",
        "import_id": "",
        "before": None,
    }
    where = {"_id": row_id(person_id)}
    db.collection("jobclasses_people").update(where, {"$set": fresh}, upsert=True)
    people.settle_facets([person_id], actor=actor)
    audit.record(actor, "job-class", "person", person_id, fields=[class_key or "title"])
    return {**where, **fresh}


def match_new(progress: Any) -> dict[str, int]:
    """Match titles that came up, and put the people who bear them where confidence allows."""
    actor, done, settled = system_actor(), 0, 0
    while rows := titles.new_ones():
        progress(done, done + len(rows))
        for part in chunks(rows, 25):
            for row in titles.match_rows(part, wait=True):
                if row["state"] == "auto":
                    settled += _follow(row["title_key"], row["class_key"], actor)
        done += len(rows)
    progress(done, max(done, 1))
    return {"titles": done, "people": settled}


@db.atomic
def _follow(title_key: str, class_key: str, actor: Actor) -> int:
    return follow(title_key, class_key, actor=actor)


def settle_now(person_ids: Iterable[str], progress: Any) -> None:
    """Give people whom nothing counts yet their classes, leaving nothing to the worker."""
    ids = list(person_ids)
    for part in chunks(ids):
        _settle(list(part), at_once=True)
        progress(ids.index(part[-1]) + 1, len(ids))


def queue_backlog() -> None:
    """Have the whole roster matched: the plugin has been switched on."""
    if next(everyone(fields=("_id",)), None) is not None:
        jobs.enqueue("jobclasses.backlog", by=system_actor().account_id, key="backlog")


TOGETHER = 10
"""So many people are settled in one transaction: organizers at work wait for no longer one."""


def backlog(progress: Any) -> dict[str, int]:
    """Give everybody of the roster a row: for a local that switches the plugin on later."""
    seen = 0
    batch: list[str] = []
    for person in everyone(fields=("_id",)):
        batch.append(person["_id"])
        if len(batch) == TOGETHER:
            seen += _settle(batch)
            batch = []
            progress(seen, seen + TOGETHER)
    seen += _settle(batch)
    progress(seen, max(seen, 1))
    return {"people": seen, **match_new(progress)}


@db.atomic
def _settle(ids: list[str], *, at_once: bool = False) -> int:
    settle(ids, actor=system_actor(), at_once=at_once)
    return len(ids)
