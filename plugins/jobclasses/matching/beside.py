"""What stands beside a title: a description of the work, and the employer. Pure Python.

The words of a description are compared with those of each class's tasks, tools and definition,
rare words counting most; words of an employer's name may speak for crafts, or against
entertainment. Both decide between classes that the title leaves open: "Editor" more than "Dialogue
editor". A title of several words that is a class's own name stays what it is. The shares
are a judgement: no public titles come with descriptions of entertainment work.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from math import log, sqrt
from pathlib import Path
from typing import Any

from plugins.jobclasses.matching.aliases import BARE, EXACT, RANKS, Likeness
from plugins.jobclasses.matching.normalizing import fold, stem, terms

DATA = Path(__file__).parents[1] / "data" / "employer_words.csv"
LONGEST = 5_000
"""Characters of a description that are looked at."""
ONE_WORD, MORE_WORDS = 0.6, 0.25
"""What a description weighs against a title of one word, and against one of more."""
CRAFT = 0.3
"""What the craft that an employer's name speaks for weighs beside the words of a description."""
FEWEST = 2
"""Words that a description must share with a class before it speaks for it."""
SHOWN = 6
PLAIN = frozenset(
    "a an the and or of for to in on with by from at as is are be it its you your we our will this "
    "that who what their them they work job role team must have has year years experience ability "
    "skill skills strong include including other all any such may can not day days new "
    "keep make check run set use during before after over under up out into work working".split()
)


@dataclass(frozen=True)
class Beside:
    """A description and an employer's name, each '' where it is not given."""

    description: str = ""
    employer: str = ""

    def __bool__(self) -> bool:
        return bool(self.description or self.employer)


@dataclass
class Profiles:
    """The words of each class (stem -> a word as written), how rare each is, and its craft."""

    words: dict[str, dict[str, str]] = field(default_factory=dict)
    rarity: dict[str, float] = field(default_factory=dict)
    lengths: dict[str, float] = field(default_factory=dict)
    crafts: dict[str, str] = field(default_factory=dict)


def stems(text: str) -> dict[str, str]:
    """The stems of a text that say something, each with a word it comes from."""
    return {stem(word): word for word in terms(text) if len(word) > 2 and word not in PLAIN}


def profiles(classes: Mapping[str, Mapping[str, Any]]) -> Profiles:
    """The profiles of live classes."""
    made = Profiles(crafts={key: job["craft"] for key, job in classes.items()})
    seen: dict[str, int] = {}
    for key, job in classes.items():
        names = [job["title"], *(alias["text"] for alias in job["aliases"])]
        found: dict[str, str] = {}
        for text in (*job["tasks"], *job["tools"], job["definition"], *names):
            found |= stems(text)
        made.words[key] = found
        for word in found:
            seen[word] = seen.get(word, 0) + 1
    made.rarity = {word: log((1 + len(classes)) / (0.5 + count)) for word, count in seen.items()}
    for key, found in made.words.items():
        made.lengths[key] = sqrt(sum(made.rarity[word] ** 2 for word in found)) or 1.0
    return made


@lru_cache(maxsize=1)
def _employer_words() -> dict[str, tuple[bool, frozenset[str]]]:
    with DATA.open(encoding="utf-8", newline="") as table:
        return {
            row["word"]: (
                row["entertainment"] == "yes",
                frozenset(filter(None, row["crafts"].split(";"))),
            )
            for row in csv.DictReader(table)
        }


def _spoken(employer: str) -> list[str]:
    """The words and pairs of words of an employer's name that say something."""
    words = fold(employer).split()
    pairs = [f"{one} {two}" for one, two in pairwise(words)]
    return [word for word in (*pairs, *words) if word in _employer_words()]


def in_entertainment(employer: str) -> bool | None:
    """Whether a name speaks for entertainment, against it, or says nothing (None)."""
    found = [_employer_words()[word][0] for word in _spoken(employer)]
    return any(found) if found else None


def weigh(likes: Sequence[Likeness], title: str, note: Beside, known: Profiles) -> list[Likeness]:
    """The classes a title resembles in the order that what stands beside it supports."""
    said = stems(note.description[:LONGEST]) if note.description else {}
    chief = {stem(word) for word in terms(title)}
    shared = {like.key: _shared(like, said.keys() - chief, known) for like in likes}
    worth = {key: _worth(key, words, known) for key, words in shared.items()}
    most = max(worth.values(), default=0.0)
    crafts = {c: w for w in _spoken(note.employer) for c in _employer_words()[w][1]}
    if not most and not crafts:
        return list(likes)
    share = ONE_WORD if len([w for w in terms(title) if w not in RANKS]) < 2 else MORE_WORDS
    found = []
    for like in likes:
        spoken = crafts.get(known.crafts.get(like.key, ""), "")
        part = worth[like.key] / most if most else 0.0
        part = min(part + CRAFT * bool(spoken), 1.0)
        named = tuple(said[word] for word in shared[like.key][:SHOWN]) if worth[like.key] else ()
        score = _score(like, share, part)
        found.append(replace(like, score=score, described=named, employer=spoken))
    return sorted(found, key=lambda like: (-like.score, like.key))


def _score(like: Likeness, share: float, part: float) -> float:
    if like.score >= EXACT * BARE and share == MORE_WORDS:
        return like.score
    return (1 - share) * like.score + share * part


def _shared(like: Likeness, said: set[str], known: Profiles) -> list[str]:
    """The stems a description shares with a class, rarest first."""
    mine = known.words.get(like.key, {})
    return sorted(said & mine.keys(), key=lambda word: (-known.rarity[word], word))


def _worth(key: str, shared: Sequence[str], known: Profiles) -> float:
    if len(shared) < FEWEST:
        return 0.0
    return sum(known.rarity[word] ** 2 for word in shared) / known.lengths[key]
