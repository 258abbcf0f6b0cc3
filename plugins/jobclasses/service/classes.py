"""Job classes as a local sees them: its own over the shipped catalogue.

A class is a plain dict:

`key`           its id in addresses, on people and in mappings ('gaffer', or a random id)
`title`         `sort_key` is its folded form
`aliases`       [{text, language (ISO 639-1), seen (where it was met)}]
`parent`        the key of the class it is a kind of, or ''
`craft`         a key of `catalogue.crafts()`
`definition`    what it is, in plain words
`tasks`, `tools`  lists of short texts
`codes`         {soc, onet, isco, noc: [{code, relation: exact|broader|narrower|related}]}
`ai_relations`  keys of `words.RELATIONS`; `ai_kinds` keys of the taxonomy; `trained_on`
`status`        a key of `words.STATUSES`; `merged_into` the key that took its place, or ''
`sources`       [{text, url, date}]; `certainty` A, B or C (`words.CERTAINTY`)
`origin`        'catalogue' (shipped) or 'local' (made here)
`version`       0 while it is as shipped; else counts the local's changes

The shipped catalogue is read-only and the same for every local, so it costs no query. The moment
a local decides on a class it is copied whole into `jobclasses_classes` (`_id` is
`db.local_key("class", key)`), and from then on is the local's own.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from crm import db
from crm.errors import NotFound
from crm.values import fold, tokens
from plugins.jobclasses import words
from plugins.jobclasses.service import catalogue

JobClass = catalogue.JobClass


def class_id(key: str) -> str:
    """The `_id` of a local's own class."""
    return db.local_key("class", key)


def get(key: str) -> JobClass:
    """A class by its key; NotFound. A merged class is itself: see `standing` for what took over."""
    own = db.collection("jobclasses_classes").get(class_id(key))
    if own is not None:
        return own
    shipped = catalogue.classes().get(key)
    if shipped is None:
        raise NotFound()
    return deepcopy(shipped)


def own_classes() -> list[JobClass]:
    """The classes that this local has made or decided on, by title."""
    found = db.collection("jobclasses_classes").find({"listed": "yes"})
    return sorted(found, key=lambda c: str(c["sort_key"]))


def every() -> dict[str, JobClass]:
    """All classes by key, whatever their status. For reading only."""
    return {**catalogue.classes(), **{c["key"]: c for c in own_classes()}}


def live() -> dict[str, JobClass]:
    """The classes that people can be in and titles are matched to."""
    return {key: c for key, c in every().items() if c["status"] in words.LIVE}


def shipped() -> dict[str, JobClass]:
    """The live classes as they are shipped, of no local. For reading only."""
    return {key: c for key, c in catalogue.classes().items() if c["status"] in words.LIVE}


def standing(key: str, known: Mapping[str, JobClass] | None = None) -> JobClass | None:
    """The class that stands for `key` today: itself, or what it was merged into; else None."""
    known = every() if known is None else known
    seen: set[str] = set()
    while key in known and key not in seen:
        seen.add(key)
        if known[key]["status"] != "merged":
            return known[key]
        key = known[key]["merged_into"]
    return None


def today(key: str) -> str:
    """The key to write where `key` was stored earlier: what stands for it today, '' for none."""
    job = standing(key) if key else None
    return str(job["key"]) if job else ""


def titles(keys: Iterable[str]) -> dict[str, str]:
    """The titles of classes by key; unknown keys are left out."""
    known = every()
    return {key: str(known[key]["title"]) for key in keys if key in known}


def words_of(job: Mapping[str, Any]) -> list[str]:
    """The folded words a class is found by: title, aliases, codes, tasks and tools."""
    codes = [c["code"] for listed in job["codes"].values() for c in listed]
    texts = [job["title"], *(a["text"] for a in job["aliases"]), *codes]
    return tokens(" ".join([*texts, *job["tasks"], *job["tools"]]))


def title_key(text: str) -> str:
    """What titles are sorted and compared by."""
    return fold(text)
