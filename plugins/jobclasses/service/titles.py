"""Titles as the local knows them: one row for each distinct title, and what it means.

A row of `jobclasses_mappings` (`_id` from the folded title, so equal titles are one):

`title`, `title_key`   as first written, and folded
`state`        'new' (to be matched), 'open' (waits for a person), 'auto' (matched with confidence),
               'decided' (a person said which class), 'not_a_job' (a person said it is none)
`class_key`    the class it means; '' while none
`uses`         how many people and rows of lists bear it; `sources` where from ('roster', a list)
`rank`         the order of the review queue: most used first, skipped ones last
`proposals`, `occupations`, `known`, `ai`, `relation`, `kinds`   what the matcher said
`decided_by`, `decided_at`
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crm import db
from crm.errors import NotFound
from crm.queryshape import chunks
from plugins.jobclasses.matching.matcher import Answer
from plugins.jobclasses.matching.normalizing import fold
from plugins.jobclasses.service import matching

SHOWN = 200
"""Characters of a title that are kept; nobody's title is longer."""
ROSTER = "roster"
SETTLED = ("auto", "decided", "not_a_job")
Title = dict[str, Any]


def title_id(title_key: str) -> str:
    """The id of the row of a folded title."""
    return db.local_key("title", hashlib.sha256(title_key.encode()).hexdigest()[:24])


def rank(uses: int, title_key: str, *, skipped: int = 0) -> str:
    """Where a title stands in the review queue."""
    return f"{min(skipped, 9)}|{max(99_999 - uses, 0):05d}|{title_key[:60]}"


def get(row_id: str) -> Title:
    """The row of a title; NotFound."""
    found = db.collection("jobclasses_mappings").get(row_id)
    if found is None:
        raise NotFound()
    return found


def by_keys(title_keys: Iterable[str]) -> dict[str, Title]:
    """Rows by folded title, of those that have one."""
    found: dict[str, Title] = {}
    ids = [title_id(key) for key in dict.fromkeys(title_keys)]
    for part in chunks(ids):
        for row in db.collection("jobclasses_mappings").find({"_id": {"$in": part}}):
            found[row["title_key"]] = row
    return found


def note(titles: Iterable[str], source: str) -> dict[str, Title]:
    """Make rows for titles that have none and count uses; gives rows by folded title."""
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for title in titles:
        key = fold(title)
        if key:
            counts[key] += 1
            written.setdefault(key, title.strip()[:SHOWN])
    known = by_keys(counts)
    fresh = [_fresh(key, written[key], counts[key], source) for key in counts if key not in known]
    for part in chunks(fresh):
        db.collection("jobclasses_mappings").insert_many(part)
    changes = [_used(known[key], counts[key], source) for key in counts if key in known]
    for some in chunks(changes):
        db.collection("jobclasses_mappings").bulk(some)
    return {**known, **{row["title_key"]: row for row in fresh}}


def _fresh(key: str, title: str, uses: int, source: str) -> Title:
    return {
        "_id": title_id(key),
        "title": title,
        "title_key": key,
        "state": "new",
        "class_key": "",
        "uses": uses,
        "sources": [source],
        "skipped": 0,
        "rank": rank(uses, key),
        "proposals": [],
        "occupations": [],
        "known": False,
        "ai": False,
        "relation": "",
        "kinds": [],
        "decided_by": "",
        "decided_at": None,
        "at": db.now(),
    }


def _used(row: Title, more: int, source: str) -> tuple[dict[str, Any], dict[str, Any], bool]:
    uses = row["uses"] + more
    change = {"uses": uses, "rank": rank(uses, row["title_key"], skipped=row["skipped"])}
    given = {"$set": change, "$addToSet": {"sources": source}}
    return {"_id": row["_id"]}, given, False


def release(title_key: str, count: int = 1) -> None:
    """Somebody no longer bears this title."""
    row = db.collection("jobclasses_mappings").get(title_id(title_key))
    if row is not None:
        uses = max(row["uses"] - count, 0)
        change = {"uses": uses, "rank": rank(uses, title_key, skipped=row["skipped"])}
        db.collection("jobclasses_mappings").update({"_id": row["_id"]}, {"$set": change})


def match_rows(
    rows: Sequence[Title], *, wait: bool, beside: Mapping[str, Answer] | None = None
) -> list[Title]:
    """Match titles nobody has settled and store what was said; gives the rows as they are now.

    `beside` are answers by folded title that rest on more than the title. They order what a person
    is offered and settle nothing: other rows and people bear the title without that.
    """
    todo = [row for row in rows if row["state"] in ("new", "open")]
    answers = matching.match([row["title"] for row in todo], wait=wait)
    changed: list[Title] = []
    for row, answer in zip(todo, answers, strict=True):
        meant = dict(said(answer))
        better = (beside or {}).get(row["title_key"])
        if better is not None and meant["state"] == "open":
            meant["proposals"] = matching.why(better)
        changed.append({**row, **meant})
    for part in chunks(changed):
        db.collection("jobclasses_mappings").bulk(
            ({"_id": row["_id"]}, {"$set": _stored(row)}, False) for row in part
        )
    return changed


def _stored(row: Title) -> Title:
    return {name: row[name] for name in FIELDS}


FIELDS = "state class_key proposals occupations known ai relation kinds".split()


def said(answer: Answer) -> Mapping[str, Any]:
    """The fields of a row that hold what the matcher said."""
    return {
        "state": "auto" if answer.confident else "open",
        "class_key": answer.class_key if answer.confident else "",
        "proposals": matching.why(answer),
        "occupations": [{"code": c, "probability": round(p, 3)} for c, p in answer.occupations],
        "known": answer.known,
        "ai": answer.read.is_ai,
        "relation": answer.read.relation,
        "kinds": list(answer.read.kinds),
    }


def waiting(source: str = "", limit: int = 40) -> list[Title]:
    """The review queue: titles that wait for a person, of one source or all, most used first."""
    query = {"state": "open", "rank": {"$gte": ""}}
    where = {"uses": {"$gt": 0}}
    if source:
        query = {"sources": source, "state": "open", "rank": {"$gte": ""}}
    return db.collection("jobclasses_mappings").find(
        query, where=where, sort=[("rank", 1)], limit=limit
    )


def of_class(class_key: str, limit: int = 50) -> list[Title]:
    """Titles that mean a class, most used first."""
    found = db.collection("jobclasses_mappings").find({"class_key": class_key})
    return sorted(found, key=lambda row: (-int(row["uses"]), str(row["title_key"])))[:limit]


def new_ones(limit: int = 500) -> list[Title]:
    """Titles that nobody has looked at and the matcher has not yet seen."""
    return db.collection("jobclasses_mappings").find(
        {"state": "new", "rank": {"$gte": ""}}, limit=limit
    )
