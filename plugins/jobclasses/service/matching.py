"""Matching titles in the current local: its classes, what people decided, the occupations on file.

A `Kit` is what matching needs, kept by each process: the names of the local's classes with the
titles people decided on, and the index. It is made anew when a class changes, and takes in each
decision as it is made.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any

from crm import db, tenancy
from plugins.jobclasses.matching import aliases, beside, matcher
from plugins.jobclasses.matching.beside import Beside
from plugins.jobclasses.matching.index import Index
from plugins.jobclasses.matching.matcher import Answer
from plugins.jobclasses.service import catalogue, classes, learning

START = datetime(2000, 1, 1, tzinfo=UTC)
_kits: dict[tuple[str, str], "Kit"] = {}
_lock = threading.Lock()


@dataclass
class Kit:
    """What matching needs, of one local. `stamp` says of which state of classes it is."""

    names: aliases.Names
    codes: dict[str, list[str]]
    jobs: Mapping[str, classes.JobClass] = field(default_factory=dict)
    stamp: tuple[Any, ...] = ()
    until: datetime = START
    index: Index | None = None
    entertainment: bool = True
    taken: set[tuple[str, str]] = field(default_factory=set)

    @cached_property
    def profiles(self) -> beside.Profiles:
        """The words of each class, for descriptions; made when first needed."""
        return beside.profiles(self.jobs)

    def match(self, titles: Sequence[str], notes: Sequence[Beside] = ()) -> list[Answer]:
        """An answer for each title; `notes` are what stands beside each."""
        weights = None
        if self.index is not None and self.entertainment:
            weights = matcher.prior(self.index, employed())
        profiles = self.profiles if any(notes) else beside.Profiles()
        means = matcher.Means(self.names, self.index, self.codes, weights, profiles)
        return matcher.match(titles, means, notes)


@lru_cache(maxsize=1)
def employed() -> dict[str, float]:
    """People employed in entertainment by SOC code (film and sound, performing arts, broadcasting).

    OEWS of May 2025, Bureau of Labor Statistics, NAICS 5121, 711 and 5161.
    """
    parts = ("film_and_sound", "performing_arts", "broadcasting")
    return {
        row["soc"]: float(sum(int(row[part] or 0) for part in parts))
        for row in catalogue.rows("entertainment_employment.csv")
    }


def new_kit(known: Mapping[str, classes.JobClass], decided: Sequence[tuple[str, str]]) -> Kit:
    """A kit of these classes and decisions, without an index."""
    codes = {k: [c["code"] for c in job["codes"]["soc"]] for k, job in known.items()}
    return Kit(aliases.build(known, decided), codes, known)


def kit(*, wait: bool = False) -> Kit:
    """The kit of the current local, up to date. With `wait` the index is loaded first."""
    local_id = tenancy.current().local_id
    suite = tenancy.suite()
    place = (f"{suite.config.database}@{suite.config.data_dir}", local_id)
    known = classes.live()
    stamp = (_epoch(), *((c["key"], c["version"]) for c in known.values() if c["version"]))
    with _lock:
        held = _kits.get(place)
        if held is None or held.stamp != stamp:
            held = new_kit(known, [])
            held.stamp = stamp
            _kits[place] = held
        _take_decisions(held)
    held.index = learning.wait() if wait else learning.at_hand()
    return held


def _epoch() -> int:
    """Counts decisions taken back: after one, the names are made anew."""
    found = db.collection("jobclasses_state").get(db.local_key("decisions"))
    return int(found["undone"]) if found else 0


def note_undone() -> None:
    """Have every process make its names anew: a decision has been taken back."""
    where = {"_id": db.local_key("decisions")}
    db.collection("jobclasses_state").update(where, {"$inc": {"undone": 1}}, upsert=True)


def _take_decisions(held: Kit) -> None:
    """Make names of what people decided since last time; decided titles are names at once."""
    since = {"state": "decided", "decided_at": {"$gte": held.until}}
    for row in db.collection("jobclasses_mappings").find(since):
        held.until = max(held.until, row["decided_at"])
        mark = (row["title_key"], row["class_key"])
        if row["class_key"] and mark not in held.taken:
            held.taken.add(mark)
            aliases.add(held.names, aliases.Name(row["class_key"], row["title"], "decision"))


def match(
    titles: Sequence[str], notes: Sequence[Beside] = (), *, wait: bool = False
) -> list[Answer]:
    """An answer for each title, as the current local would have it.

    `notes` are what stands beside each title: a description, an employer.
    """
    return kit(wait=wait).match(titles, notes)


def note_of(row: Mapping[str, Any]) -> Beside:
    """What stands beside the title of a row."""
    return Beside(row.get("description", ""), row.get("employer", ""))


def match_rows(rows: Sequence[Mapping[str, Any]], *, wait: bool = False) -> list[Answer]:
    """An answer for each row: a title, perhaps with description and employer."""
    return match([row["title"] for row in rows], [note_of(row) for row in rows], wait=wait)


def why(answer: Answer) -> list[dict[str, Any]]:
    """The proposals of an answer as they are stored with a title: class, chance, reasons."""
    return [
        {
            "class_key": one.key,
            "probability": round(one.probability, 3),
            "name": one.likeness.name.text,
            "source": one.likeness.name.source,
            "words": [word for word in one.likeness.words if not word.startswith("ai:")],
            "tasks": list(one.likeness.tasks),
            "bare": one.likeness.bare,
            "described": list(one.likeness.described),
            "employer": one.likeness.employer,
        }
        for one in answer.classes
    ]


def told(answer: Answer) -> dict[str, Any]:
    """An answer as plain values, with its reasons."""
    return {
        "title": answer.title,
        "class_key": answer.class_key,
        "known": answer.known,
        "confident": answer.confident,
        "proposals": why(answer),
        "occupations": [{"code": c, "probability": round(p, 3)} for c, p in answer.occupations],
        "ai": answer.read.is_ai,
        "relation": answer.read.relation,
        "kinds": list(answer.read.kinds),
        "because": list(answer.read.terms),
    }
