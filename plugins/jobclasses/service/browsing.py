"""Looking classes up: by words over titles, aliases, codes, tasks and tools, and by facets.

All classes of a local are at hand (`classes.every`), so a look-up is a pass over some hundreds
of sets of folded words and costs one small query.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from crm.tenancy import Actor
from crm.values import fold, tokens
from plugins.jobclasses import words
from plugins.jobclasses.service import catalogue, classes
from plugins.jobclasses.service.classes import JobClass

NARROWED = ("craft", "status")
MANY = {"ai": "ai_relations", "kind": "ai_kinds"}


@lru_cache(maxsize=1024)
def _shipped_words(key: str) -> frozenset[str]:
    return frozenset(classes.words_of(catalogue.classes()[key]))


def _words(job: JobClass) -> frozenset[str]:
    """The folded words of a class; those of shipped ones are made once."""
    return frozenset(classes.words_of(job)) if job["version"] else _shipped_words(job["key"])


def _rank(job: JobClass, asked: Sequence[str], whole: str) -> tuple[int, str] | None:
    """How well a class answers the words (lower is better); None where a word is missing."""
    title = tokens(job["title"])
    if all(any(t.startswith(word) for t in title) for word in asked):
        exact = fold(job["title"]) == whole
        return (0 if exact else 1 if title[0].startswith(asked[0]) else 2), fold(job["title"])
    names = tokens(" ".join(a["text"] for a in job["aliases"]))
    if all(any(t.startswith(word) for t in names) for word in asked):
        return 3, fold(job["title"])
    known = _words(job)
    if all(any(t.startswith(word) for t in known) for word in asked):
        return 4, fold(job["title"])
    return None


def _fits(job: JobClass, asked: Mapping[str, Any]) -> bool:
    plain = all(not asked.get(name) or job[name] == asked[name] for name in NARROWED)
    many = all(not asked.get(n) or asked[n] in job[field] for n, field in MANY.items())
    return plain and many and (bool(asked.get("status")) or job["status"] in words.LIVE)


def look_up(asked: Mapping[str, Any], known: Iterable[JobClass] | None = None) -> list[JobClass]:
    """Classes that fit: `q` (words, each beginning a word of the class), craft, status, ai, kind.

    Without a status only live ones. Best answers first; without words by title.
    """
    found = classes.every().values() if known is None else known
    fitting = [job for job in found if _fits(job, asked)]
    query = tokens(asked.get("q", ""))
    if not query:
        return sorted(fitting, key=lambda job: fold(job["title"]))
    whole = fold(asked["q"])
    ranked = [(_rank(job, query, whole), job) for job in fitting]
    best = sorted((pair for pair in ranked if pair[0]), key=lambda pair: pair[0] or (9, ""))
    return [job for _rank_of, job in best]


def search(query: Sequence[str], *, actor: Actor, limit: int) -> list[dict[str, Any]]:
    """The source of the global search: classes whose words begin with the words asked for."""
    names = catalogue.crafts()
    return [
        {
            "title": job["title"],
            "detail": names.get(job["craft"], {}).get("name", ""),
            "url": ("jobclasses.show", {"class_key": job["key"]}),
        }
        for job in look_up({"q": " ".join(query)})[:limit]
    ]
