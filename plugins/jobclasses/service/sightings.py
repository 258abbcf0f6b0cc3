"""Sightings: where a title was met: a posting, the text of a screenshot, a report, a call sheet.

A row of `jobclasses_sightings`: kind, title, title_key, text, employer, place, seen_on (ISO day),
month ('2026-11'), pay, tool, vendor, url, at, by; and of the matcher: class_key ('' where none fits
well), proposals, known, ai, relation, kinds; cluster_id (see `clusters`), same_as (the sighting it
may repeat). Titles are the local's own notes and name no worker.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from crm import audit, db
from crm.days import HAPPENED
from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.tenancy import Actor
from crm.values import fold
from plugins.jobclasses.matching.matcher import Answer
from plugins.jobclasses.matching.normalizing import fold as title_fold
from plugins.jobclasses.service import classes, clusters, matching, notes

KINDS = (
    ("posting", _("Posting")),
    ("screenshot", _("Text of a screenshot")),
    ("report", _("A member's report")),
    ("crew_list", _("Crew list or call sheet")),
)
FIELDS = "kind title text employer place seen_on pay tool vendor url".split()
NEAR = timedelta(days=60)
"""Two sightings of one title at one employer this near in time may be one."""
Sighting = dict[str, Any]


def get(sighting_id: str) -> Sighting:
    """A sighting; NotFound."""
    found = db.collection("jobclasses_sightings").get(sighting_id)
    if found is None:
        raise NotFound()
    return found


def duplicate_of(data: Mapping[str, Any]) -> Sighting | None:
    """The sighting that this may repeat: same title and employer, near in time, or same text."""
    day = date.fromisoformat(data["seen_on"])
    key = title_fold(data["title"])
    for other in db.collection("jobclasses_sightings").find({"title_key": key}):
        same_place = fold(other["employer"]) == fold(data.get("employer", ""))
        near = abs(date.fromisoformat(other["seen_on"]) - day) <= NEAR
        text = data.get("text", "")
        if (same_place and near) or (text and other["text"] == text):
            return other
    return None


def log(data: Mapping[str, Any], *, actor: Actor, anyway: bool = False) -> Sighting:
    """Note where a title was met; gives the stored sighting.

    Raises Invalid for a day to come, and where it may be on file already unless `anyway`; a retry
    with the same `key` gives what is stored.
    """
    HAPPENED.require(data["seen_on"], "seen_on")
    sighting_id = db.local_key("sighting", data["key"]) if data.get("key") else db.new_id()
    stored = db.collection("jobclasses_sightings").get(sighting_id)
    if stored is not None:
        return stored
    same = duplicate_of(data)
    if same is not None and not anyway:
        text = _(
            "This may be on file: “%(title)s” at %(employer)s, %(day)s. Tick the box to note it "
            "as another one.",
            title=same["title"],
            employer=same["employer"] or _("an employer not named"),
            day=same["seen_on"],
        )
        raise Invalid({"anyway": [text]})
    beside = {"description": data.get("text", ""), "employer": data.get("employer", "")}
    [answer] = matching.match_rows([{"title": data["title"], **beside}])
    fresh = {name: data.get(name, "") for name in FIELDS} | said(answer)
    fresh |= {"_id": sighting_id, "title_key": title_fold(data["title"])}
    fresh |= {"month": data["seen_on"][:7], "at": db.now(), "by": actor.account_id}
    return _store({**fresh, "same_as": same["_id"] if same else ""}, actor)


def said(answer: Answer) -> dict[str, Any]:
    """The fields of a sighting that hold what the matcher said."""
    return {
        "class_key": answer.class_key,
        "proposals": matching.why(answer)[:3],
        "known": answer.known,
        "ai": answer.read.is_ai,
        "relation": answer.read.relation,
        "kinds": list(answer.read.kinds),
    }


@db.atomic
def _store(fresh: Sighting, actor: Actor) -> Sighting:
    fresh["cluster_id"] = "" if fresh["class_key"] else clusters.gather(fresh)
    db.collection("jobclasses_sightings").insert(fresh)
    audit.record(actor, "log", "sighting", fresh["_id"])
    return fresh


@db.atomic
def remove(sighting_id: str, *, actor: Actor) -> None:
    """Take a sighting back, out of its cluster too; its evidence goes with it."""
    found = get(sighting_id)
    notes.drop(f"sighting:{sighting_id}")
    db.collection("jobclasses_sightings").delete({"_id": sighting_id})
    if found["cluster_id"]:
        clusters.release(found)
    audit.record(actor, "remove", "sighting", sighting_id)


@db.atomic
def assign(sighting_id: str, class_key: str, *, actor: Actor) -> Sighting:
    """Say which class a sighting is of; Invalid for one that is not in use."""
    found = get(sighting_id)
    if class_key not in classes.live():
        raise Invalid({"class_key": [_("Choose a class that is in use.")]})
    if found["cluster_id"]:
        clusters.release(found)
    change = {"class_key": class_key, "cluster_id": ""}
    db.collection("jobclasses_sightings").update({"_id": sighting_id}, {"$set": change})
    audit.record(actor, "assign", "sighting", sighting_id, fields=[class_key])
    return {**found, **change}


def of_month(month: str) -> list[Sighting]:
    """The sightings of a month ('2026-11'), newest day first."""
    found = db.collection("jobclasses_sightings").find({"month": month})
    return sorted(found, key=lambda one: (one["seen_on"], one["at"]), reverse=True)


def every() -> list[Sighting]:
    """All sightings; for computing, not for pages."""
    return db.collection("jobclasses_sightings").find({"month": {"$gte": ""}})


def of_class(class_key: str) -> list[Sighting]:
    """The sightings of a class, newest first."""
    found = db.collection("jobclasses_sightings").find({"class_key": class_key})
    return sorted(found, key=lambda one: str(one["seen_on"]), reverse=True)


def of_cluster(cluster_id: str) -> list[Sighting]:
    """The sightings of a cluster, newest first."""
    found = db.collection("jobclasses_sightings").find({"cluster_id": cluster_id})
    return sorted(found, key=lambda one: str(one["seen_on"]), reverse=True)


def by_employer(found: Sequence[Sighting]) -> list[tuple[str, int]]:
    """How many sightings each employer has, most first ('' is not named)."""
    counts = Counter(one["employer"] for one in found)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].casefold()))


def by_craft(found: Sequence[Sighting]) -> list[tuple[str, int]]:
    """How many sightings each craft has, most first ('' is no class yet)."""
    known = classes.every()
    counts = Counter(
        known[one["class_key"]]["craft"] if one["class_key"] in known else "" for one in found
    )
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def is_new(sighting: Sighting) -> bool:
    """Whether no earlier month has this title: what emerges."""
    earlier = db.collection("jobclasses_sightings").find({"title_key": sighting["title_key"]})
    return all(one["month"] >= sighting["month"] for one in earlier)
