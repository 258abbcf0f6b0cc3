"""Clusters: titles that match no class well and are like one another. So an emerging class shows.

A row of `jobclasses_clusters`: name (the first title), terms (word and how often), employers,
count, first and last (ISO days), state ('open', 'proposed', 'dismissed'), class_key (of the
proposal). A title joins the open cluster whose words it shares most, rare words counting more;
else it begins one.
"""

from collections.abc import Mapping
from math import log, sqrt
from typing import Any

from crm import audit, db
from crm.errors import Conflict, NotFound
from crm.queryshape import chunks
from crm.tenancy import Actor
from plugins.jobclasses.matching.aliases import RANKS, ai_words
from plugins.jobclasses.service import proposals

ALIKE = 0.55
ENOUGH = 3
"""Sightings that make a cluster worth a proposal."""
Cluster = dict[str, Any]


def words_of(title: str) -> list[str]:
    """The words of a title that tell what the work is."""
    return [word.replace(".", " ") for word in ai_words(title) if word not in RANKS]


def open_ones() -> list[Cluster]:
    """Open clusters, largest first."""
    found = db.collection("jobclasses_clusters").find({"state": "open"})
    return sorted(found, key=lambda one: (-one["count"], one["name"]))


def get(cluster_id: str) -> Cluster:
    """A cluster; NotFound."""
    found = db.collection("jobclasses_clusters").get(cluster_id)
    if found is None:
        raise NotFound()
    return found


def likeness(words: list[str], cluster: Cluster, others: list[Cluster]) -> float:
    """How alike a title and a cluster are: cosine of words weighted by rarity among clusters."""

    def weight(word: str) -> float:
        having = sum(any(term["word"] == word for term in one["terms"]) for one in others)
        return log((1 + len(others)) / (1 + having)) + 1

    mine = {word: weight(word) for word in words}
    most = max((term["times"] for term in cluster["terms"]), default=1)
    theirs = {t["word"]: weight(t["word"]) * t["times"] / most for t in cluster["terms"]}
    shared = sum(mine[word] * theirs[word] for word in mine.keys() & theirs.keys())
    length = sqrt(sum(w * w for w in mine.values()) * sum(w * w for w in theirs.values()))
    return shared / length if length else 0.0


def gather(sighting: Mapping[str, Any]) -> str:
    """Put a sighting that no class fits into a cluster; gives the cluster's id."""
    words, known = words_of(sighting["title"]), open_ones()
    ranked = sorted(((likeness(words, one, known), one["_id"], one) for one in known), reverse=True)
    if ranked and ranked[0][0] >= ALIKE:
        return _join(ranked[0][2], sighting, words)
    day = sighting["seen_on"]
    return db.collection("jobclasses_clusters").insert(
        {
            "name": sighting["title"],
            "terms": [{"word": word, "times": 1} for word in dict.fromkeys(words)],
            "employers": [sighting["employer"]] if sighting["employer"] else [],
            "count": 1,
            "first": day,
            "last": day,
            "state": "open",
            "class_key": "",
        }
    )


def _join(cluster: Cluster, sighting: Mapping[str, Any], words: list[str]) -> str:
    times = {term["word"]: term["times"] for term in cluster["terms"]}
    for word in dict.fromkeys(words):
        times[word] = times.get(word, 0) + 1
    change = {
        "terms": [{"word": word, "times": n} for word, n in times.items()],
        "employers": sorted({*cluster["employers"], sighting["employer"]} - {""}),
        "count": cluster["count"] + 1,
        "first": min(cluster["first"], sighting["seen_on"]),
        "last": max(cluster["last"], sighting["seen_on"]),
    }
    db.collection("jobclasses_clusters").update({"_id": cluster["_id"]}, {"$set": change})
    return str(cluster["_id"])


def release(sighting: Mapping[str, Any]) -> None:
    """A sighting leaves its cluster; an open one without sightings goes."""
    cluster = db.collection("jobclasses_clusters").get(sighting["cluster_id"])
    if cluster is None:
        return
    if cluster["count"] <= 1 and cluster["state"] == "open":
        db.collection("jobclasses_clusters").delete({"_id": cluster["_id"]})
    else:
        change = {"$inc": {"count": -1}}
        db.collection("jobclasses_clusters").update({"_id": cluster["_id"]}, change)


@db.atomic
def propose(cluster_id: str, data: Mapping[str, Any], *, actor: Actor) -> str:
    """Propose a class of a cluster (title, craft, definition); its sightings are the evidence.

    Gives the class's key. Conflict where it was settled meanwhile.
    """
    actor.require("jobclasses.propose")
    cluster = get(cluster_id)
    seen = db.collection("jobclasses_sightings").find({"cluster_id": cluster_id})
    titles = {one["title"] for one in seen} - {data["title"]}
    relations = sorted({one["relation"] for one in seen if one["relation"]}) or ["none"]
    job = proposals.propose(
        {
            **data,
            "aliases": [{"text": t, "language": "en", "seen": "sighting"} for t in sorted(titles)],
            "ai_relations": relations,
            "ai_kinds": sorted({kind for one in seen for kind in one["kinds"]}),
            "tools": sorted({one["tool"] for one in seen if one["tool"]})[:20],
            "sources": [_source(one) for one in seen[:20]],
        },
        actor=actor,
    )
    _settle(cluster, "proposed", job["key"])
    for part in chunks(one["_id"] for one in seen):
        change = {"$set": {"class_key": job["key"]}}
        db.collection("jobclasses_sightings").update_many({"_id": {"$in": part}}, change)
    return str(job["key"])


def _source(sighting: Mapping[str, Any]) -> dict[str, str]:
    parts = (sighting["title"], sighting["employer"], sighting["place"])
    text = ", ".join(part for part in parts if part)
    return {"text": text[:200], "url": sighting["url"], "date": sighting["seen_on"]}


def _settle(cluster: Cluster, state: str, class_key: str) -> None:
    same = {"_id": cluster["_id"], "state": "open"}
    change = {"$set": {"state": state, "class_key": class_key}}
    if not db.collection("jobclasses_clusters").update(same, change):
        raise Conflict()


@db.atomic
def dismiss(cluster_id: str, *, actor: Actor) -> None:
    """Say that a cluster is no class; it is kept and no longer shown."""
    _settle(get(cluster_id), "dismissed", "")
    audit.record(actor, "dismiss", "cluster", cluster_id)
