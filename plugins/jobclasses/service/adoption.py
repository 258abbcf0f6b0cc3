"""Where AI is used for the work of a class: dated records, newer ones weighing more.

Records are work-changes (the core's log) and sightings of titles. An employer counts once, by its
newest record, with weight 0.5^(age / 12 months). `used` are employers with a record of AI at this
work, `observed` all employers with a record of the class. The share has a Beta distribution, and so
has the direction: the share of records, weighted alike, that say the work is replaced among those
that say replaced or assisted. Types of record are counted apart.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from crm import localtime
from crm.values import fold
from crm.workplaces import changes, service
from plugins.jobclasses.matching import beta
from plugins.jobclasses.matching.scoring import ENOUGH
from plugins.jobclasses.service import classes, sightings

HALF = 365.25
NOT_AI = frozenset({"rules", "realtime"})
"""Kinds that are kept apart: written rules and real-time engines are not AI by themselves."""
Record = dict[str, Any]


def nothing() -> dict[str, Any]:
    """What is told of a class without records."""
    return {"used": 0.0, "observed": 0.0, "employers": 0, "records": 0, "substituted": 0,
            "assisted": 0, "clauses": [], "newest": "", "share": None, "direction": None,
            "types": {}}  # fmt: skip


def of_class(job: Mapping[str, Any]) -> list[Record]:
    """The records of one class, newest first: type, day, employer, ai, effects, clauses, title."""
    names = [n for n, key in _names(classes.live()).items() if key == job["key"]]
    noted = [one for name in dict.fromkeys([fold(job["title"]), *names])
             for one in changes.of_class(name)]  # fmt: skip
    employers = _employers(noted)
    found = [_of_change(one, employers) for one in noted]
    found += [_of_sighting(one) for one in sightings.of_class(job["key"])]
    return sorted(found, key=lambda one: str(one["day"]), reverse=True)


def by_class(known: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """What the records of each class say, for those that have any."""
    keys, observed = _names(known), changes.observed()
    employers = _employers(observed)
    found: dict[str, list[Record]] = {}
    for change in observed:
        key = keys.get(change["job_class_key"])
        if key:
            found.setdefault(key, []).append(_of_change(change, employers))
    for one in sightings.every():
        if one["class_key"] in known:
            found.setdefault(one["class_key"], []).append(_of_sighting(one))
    today = localtime.today()
    return {key: summed(records, today) for key, records in found.items()}


def _names(known: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Folded name -> key of the class it means: aliases too, but a title is its own class's."""
    found: dict[str, str] = {}
    for key, job in known.items():
        for alias in job["aliases"]:
            found.setdefault(fold(alias["text"]), key)
    return {**found, **{fold(job["title"]): key for key, job in known.items()}}


def _employers(found: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Folded names of the employers of work-changes, by id: sightings know employers by name."""
    places = service.get_many(change["employer_id"] for change in found)
    return {place_id: fold(place["name"]) for place_id, place in places.items()}


def _of_change(change: Mapping[str, Any], employers: Mapping[str, str]) -> Record:
    return {
        "type": "work-change",
        "id": change["_id"],
        "day": change["day"],
        "employer": employers.get(change["employer_id"], change["employer_id"]),
        "ai": bool(set(change["kinds"]) - NOT_AI),
        "effects": list(change["effects"]),
        "relations": list(change["relations"]),
        "clauses": list(change["clauses"]),
        "title": change["tool"],
    }


def _of_sighting(one: Mapping[str, Any]) -> Record:
    return {
        "type": "sighting",
        "id": one["_id"],
        "day": one["seen_on"],
        "employer": fold(one["employer"]),
        "ai": bool(one["ai"] or one["tool"]),
        "effects": [],
        "relations": [one["relation"]] if one["relation"] else [],
        "clauses": [],
        "title": one["title"],
    }


def summed(records: Iterable[Record], today: date) -> dict[str, Any]:
    """Employers by weight, and the direction of change, of the records of one class."""
    seen: dict[str, float] = {}
    used: dict[str, float] = {}
    told = nothing()
    toward = {"substituted": 0.0, "assisted": 0.0}
    clauses: set[str] = set()
    for one in records:
        weight = 0.5 ** (max((today - date.fromisoformat(one["day"])).days, 0) / HALF)
        told["records"] += 1
        told["types"][one["type"]] = told["types"].get(one["type"], 0) + 1
        told["newest"] = max(told["newest"], one["day"])
        for way in directions(one):
            told[way] += 1
            toward[way] += weight
        clauses.update(one["clauses"])
        if one["employer"]:
            seen[one["employer"]] = max(seen.get(one["employer"], 0.0), weight)
            if one["ai"]:
                used[one["employer"]] = max(used.get(one["employer"], 0.0), weight)
    sums = {"used": round(sum(used.values()), 3), "observed": round(sum(seen.values()), 3)}
    told |= {**sums, "employers": len(seen), "clauses": sorted(clauses)}
    enough = told["substituted"] + told["assisted"] >= ENOUGH
    told["direction"] = _interval(*toward.values()) if enough else None
    rest = max(sums["observed"] - sums["used"], 0.0)
    told["share"] = _interval(sums["used"], rest) if len(seen) >= ENOUGH else None
    return told


def directions(one: Record) -> list[str]:
    """What a record says of the work: 'substituted', 'assisted', both or neither."""
    found = []
    if "replaces" in one["effects"] or "substituted" in one["relations"]:
        found.append("substituted")
    if "assists" in one["effects"] or "assisted" in one["relations"]:
        found.append("assisted")
    return found


def _interval(part: float, rest: float) -> dict[str, float]:
    low, middle, high = beta.interval(part, rest)
    return {"low": round(low, 3), "middle": round(middle, 3), "high": round(high, 3)}
