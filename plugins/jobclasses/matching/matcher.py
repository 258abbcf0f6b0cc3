"""The three layers as one answer: our own classes, entertainment's occupations, all occupations.

"None of these" is said where no name of a class is near enough and the evidence does not show a
job title (see `rejection`). What is known of occupations helps to choose between classes that a
title resembles alike; it never makes up a class.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from plugins.jobclasses.matching import aliases, grammar
from plugins.jobclasses.matching import beside as besides
from plugins.jobclasses.matching.aliases import Likeness, Names
from plugins.jobclasses.matching.beside import Beside, Profiles
from plugins.jobclasses.matching.index import Guess, Index
from plugins.jobclasses.matching.normalizing import LONGEST

BEST = 5
LEAST = 0.35
"""A class less likely than this is not offered as the answer."""
CONFIDENT = 0.8
"""From here on a class is assigned without a person looking at it, where nothing speaks against."""
OCCUPATION_SHARE = 0.12
PRIOR_STRENGTH = 6.0


@dataclass(frozen=True)
class ClassMatch:
    """A class, how likely it is the right one, and what it rests on (see `aliases.Likeness`)."""

    key: str
    probability: float
    likeness: Likeness


@dataclass(frozen=True)
class Answer:
    """What is said of one title. `occupations` are (O*NET-SOC code, probability), best first.

    `known` is false for "none of these": no class and no occupation is near enough; the lists then
    hold what came nearest. `class_key` is the best class if it is likely enough, else ''.
    """

    title: str
    read: grammar.Parse
    classes: list[ClassMatch]
    occupations: list[tuple[str, float]]
    nearest: list[tuple[str, float]]
    known: bool

    @property
    def class_key(self) -> str:
        """The best class, if it is likely enough to be named."""
        best = self.classes[0] if self.classes else None
        return best.key if best and best.probability >= LEAST else ""

    @property
    def confident(self) -> bool:
        """Whether the best class may be assigned before a person has looked."""
        return bool(self.class_key) and self.classes[0].probability >= CONFIDENT


def prior(index: Index, employed: Mapping[str, float]) -> Any:
    """Weights of the index's codes for work in entertainment; `employed` is people by SOC code.

    An occupation without entertainment employment weighs 1, the commonest PRIOR_STRENGTH.
    """
    import numpy as np

    most = max(employed.values(), default=0.0) or 1.0
    root = {soc: (people / most) ** 0.5 for soc, people in employed.items()}
    found = [1 + (PRIOR_STRENGTH - 1) * root.get(code[:7], 0.0) for code in index.codes]
    return np.array(found, np.float32)


@dataclass(frozen=True)
class Means:
    """What matching rests on: names, the index, SOC codes and profiles of classes, the prior."""

    names: Names
    index: Index | None = None
    codes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    weights: Any = None
    profiles: Profiles = field(default_factory=Profiles)


def match(titles: Sequence[str], means: Means, notes: Sequence[Beside] = ()) -> list[Answer]:
    """An answer for each title; `notes` are what stands beside each, or nothing at all."""
    read = [grammar.parse(title[:LONGEST]) for title in titles]
    beside = list(notes) or [Beside()] * len(read)
    guesses = _guesses([one.base or one.folded for one in read], means, beside)
    return [
        _answer(title, one, means, guess, note)
        for title, one, guess, note in zip(titles, read, guesses, beside, strict=True)
    ]


def _guesses(folded: Sequence[str], means: Means, notes: Sequence[Beside]) -> list[Guess | None]:
    """What the index says; work for employers outside entertainment without its prior."""
    found: list[Guess | None] = [None] * len(folded)
    if means.index is None:
        return found
    elsewhere = [besides.in_entertainment(n.employer) is False for n in notes]
    for weights, chosen in ((means.weights, False), (None, True)):
        places = [n for n, other in enumerate(elsewhere) if other is chosen]
        if places:
            guesses = means.index.guess([folded[n] for n in places], weights, BEST)
            for place, guess in zip(places, guesses, strict=True):
                found[place] = guess
    return found


def _answer(
    title: str, read: grammar.Parse, means: Means, guess: Guess | None, note: Beside
) -> Answer:
    kept = aliases.MOST_KEPT if note else aliases.NAMES_KEPT
    likes = aliases.alike(means.names, title[:LONGEST], kept=kept)
    listed: list[tuple[str, float]] = []
    if guess is not None and means.index is not None:
        listed = [(means.index.codes[place], chance) for place, chance in guess.occupations]
        likes = _helped(likes, {code[:7]: chance for code, chance in listed}, means.codes)
    if note:
        likes = besides.weigh(likes, title, note, means.profiles)
        listed = _supported(listed, likes[:1], means.codes)
    best = likes[:BEST]
    chances = aliases.chance(means.names, best)
    classes = [ClassMatch(k.key, c, k) for k, c in zip(best, chances, strict=True)]
    sure = bool(classes) and classes[0].probability >= LEAST
    accepted = guess is not None and guess.accepted
    return Answer(title, read, classes, listed, guess.nearest if guess else [], sure or accepted)


def _supported(
    listed: list[tuple[str, float]], best: Sequence[Likeness], codes: Mapping[str, Sequence[str]]
) -> list[tuple[str, float]]:
    """Occupations, those of the class that a description speaks for before the others.

    Their chances stay the same numbers, given out in the new order: they sum to no more.
    """
    if not listed or not best or not best[0].described:
        return listed
    mine = set(codes.get(best[0].key, ()))
    ordered = sorted(listed, key=lambda pair: pair[0][:7] not in mine)
    chances = sorted((chance for _code, chance in listed), reverse=True)
    return [(code, chance) for (code, _old), chance in zip(ordered, chances, strict=True)]


def _helped(
    likes: list[Likeness], chances: Mapping[str, float], codes: Mapping[str, Sequence[str]]
) -> list[Likeness]:
    """The order of classes, those whose occupation is likely a little before their equals."""

    def worth(like: Likeness) -> tuple[float, str]:
        likely = max((chances.get(code, 0.0) for code in codes.get(like.key, ())), default=0.0)
        return -(like.score + OCCUPATION_SHARE * likely), like.key

    return sorted(likes, key=worth)
