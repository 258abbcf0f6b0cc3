"""Paths between classes: which are near by shared tasks and tools, and what is new to learn.

Nearness is .6 of the weighted Jaccard index of the words in tasks (weight 1) and tools (weight 2),
each word weighted by how rare it is among all classes (inverse document frequency, Sparck Jones
1972); .25 if the craft is the same; .15 if a SOC code is the same. The shares are a judgement. It
compares descriptions, not people: the page shows the shared words, so that a reader can judge it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import log
from typing import Any

from crm.values import tokens
from plugins.jobclasses.matching.normalizing import stem
from plugins.jobclasses.service import catalogue, classes
from plugins.jobclasses.service.classes import JobClass

PLAIN = frozenset(
    "an and the of for to in on with by from or at it its what that is are be as into up out over "
    "all each who them their other work keep make check run set use prepare watch direct".split()
)
TOOL = 2.0
WORDS, SAME_CRAFT, SAME_CODE = 0.6, 0.25, 0.15
SHOWN = 12
Words = Mapping[str, float]


def _stems(text: str) -> dict[str, str]:
    """The stems of a text that say something, each with a word it comes from."""
    said = (word for word in tokens(text) if word not in PLAIN and len(word) > 2)
    return {stem(word): word for word in said}


def _weights(job: JobClass) -> dict[str, float]:
    found: dict[str, float] = {}
    for texts, weight in ((job["tasks"], 1.0), (job["tools"], TOOL)):
        for word in _stems(" ".join(texts)):
            found[word] = max(found.get(word, 0.0), weight)
    return found


@lru_cache(maxsize=1024)
def _shipped_weights(key: str) -> Words:
    return _weights(catalogue.classes()[key])


def _words(job: JobClass) -> Words:
    return _weights(job) if job["version"] else _shipped_weights(job["key"])


def _rarity(known: Iterable[Words]) -> Counter[str]:
    seen: Counter[str] = Counter()
    for words_ in known:
        seen.update(words_.keys())
    return seen


def overlap(one: Words, two: Words, rarity: Mapping[str, int], total: int) -> float:
    """0 for nothing in common to 1 for the same words."""
    both = either = 0.0
    for word in one.keys() | two.keys():
        rare = log((total + 1) / (rarity.get(word, 0) + 0.5))
        low, high = sorted((one.get(word, 0.0), two.get(word, 0.0)))
        both, either = both + rare * low, either + rare * high
    return both / either if either else 0.0


def _codes(job: JobClass) -> set[str]:
    return {c["code"] for c in job["codes"]["soc"]}


def _near(one: JobClass, two: JobClass, shared: float) -> float:
    """The nearness of two classes of whose words `shared` are the same; 0 without a shared word."""
    if not shared:
        return 0.0
    craft = SAME_CRAFT * (one["craft"] == two["craft"])
    return WORDS * shared + craft + SAME_CODE * bool(_codes(one) & _codes(two))


def _new(texts: Iterable[str], known: Words) -> list[str]:
    """The texts most of whose words the other class does not have."""
    found = []
    for text in texts:
        own = _stems(text)
        if own and sum(w in known for w in own) * 2 <= len(own):
            found.append(text)
    return found


def neighbours(job: JobClass, limit: int = SHOWN) -> list[dict[str, Any]]:
    """The nearest live classes: {job, near, shared (words), tools, tasks (new to learn)}.

    Kinds of the class itself and what it is a kind of are among them. Nearest first.
    """
    known = {k: c for k, c in classes.live().items() if k != job["key"]}
    mine = _words(job)
    words_ = {key: _words(c) for key, c in known.items()}
    rarity, total = _rarity([mine, *words_.values()]), len(known) + 1
    shares = {key: overlap(mine, theirs, rarity, total) for key, theirs in words_.items()}
    scored = [(_near(job, known[key], share), key) for key, share in shares.items()]
    best = sorted((pair for pair in scored if pair[0] > 0), reverse=True)[:limit]
    return [_step(known[key], near, mine, words_[key], rarity) for near, key in best]


def _step(
    target: JobClass, near: float, mine: Words, theirs: Words, rarity: Mapping[str, int]
) -> dict[str, Any]:
    shared = sorted(mine.keys() & theirs.keys(), key=lambda word: (rarity[word], word))
    said = _stems(" ".join([*target["tasks"], *target["tools"]]))
    return {
        "job": target,
        "near": near,
        "shared": [said[word] for word in shared[:8]],
        "tools": _new(target["tools"], mine),
        "tasks": _new(target["tasks"], mine),
    }
