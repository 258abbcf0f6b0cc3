"""Layer 1: our own classes by their titles, aliases, and the words of their tasks. Pure Python.

A title is compared with every name of every class by the words they share, rare words counting
most (cosine of words weighted by inverse frequency); words one letter off count in part. How sure
such a likeness may make us is learned from the names themselves: each is left out in turn, and
the class is looked for by the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nlargest
from math import log, sqrt
from operator import itemgetter
from typing import Any

from plugins.jobclasses.matching import calibration, grammar
from plugins.jobclasses.matching.normalizing import fold, terms

AI = "ai"
EXACT = 1.0
BARE = 0.94
"""What a likeness is worth when it was found only after the AI modifier was taken away."""
TASKS = 0.25
LEAST = 0.2
CONTEXT = 0.5
"""Weight of words after a comma or in parentheses: 'Engineer, LED volume'."""
COMMON = 40
"""A word of more names than this brings no name in by itself where a rarer word does."""
NAMES_KEPT, MOST_KEPT = 25, 400
"""Names compared to the end; more of them where a description helps to choose."""
EVERY = 3
"""Each so many names, one is left out to learn how sure a likeness may make us."""
RANK = 0.15
RANKS = frozenset(
    "senior sr junior jr lead principal staff freelance experienced entry level part full time "
    "temporary temp local daily day relief i ii iii iv remote onsite union nonunion permanent "
    "seasonal casual contract trainee intern".split()
)
"""Words that say how senior or how employed somebody is, not what the work is."""
RANKED = 0.99
"""What an equal name is worth that differs by such words alone: "Senior compositor"."""
EXACT_CHANCE, RANKED_CHANCE, BARE_CHANCE = 0.98, 0.94, 0.93
Weighted = dict[str, float]


@dataclass(frozen=True)
class Name:
    """One name of a class: as written, where it comes from ('title', 'alias', 'decision')."""

    key: str
    text: str
    source: str


@dataclass(frozen=True)
class Likeness:
    """A class that a title resembles: `score` 0 to 1 before it is made a probability.

    `described` and `employer` are words of what stands beside the title (see `beside`).
    """

    key: str
    score: float
    name: Name
    words: tuple[str, ...]
    bare: bool = False
    tasks: tuple[str, ...] = ()
    described: tuple[str, ...] = ()
    employer: str = ""
    ranked: bool = False


@dataclass
class Names:
    """All names of all classes, ready to be compared with."""

    names: list[Name] = field(default_factory=list)
    vectors: list[Weighted] = field(default_factory=list)
    postings: dict[str, list[int]] = field(default_factory=dict)
    exact: dict[str, dict[str, Name]] = field(default_factory=dict)
    idf: Weighted = field(default_factory=dict)
    rare: float = 1.0
    task_words: dict[str, dict[str, str]] = field(default_factory=dict)
    grams: dict[str, set[str]] = field(default_factory=dict)
    curve: calibration.Curve = field(default_factory=calibration.Curve)
    near: dict[str, dict[str, float]] = field(default_factory=dict)


@lru_cache(maxsize=50_000)
def ai_words(title: str) -> tuple[str, ...]:
    """The words of a title, its AI modifiers written as the word 'ai' and what kind they say.

    So "GenAI storyboard artist" is "AI storyboard artist", and text-to-video is not text-to-3D.
    """
    read = grammar.parse(title)
    if not read.is_ai or read.base == read.folded:
        return terms(read.folded)
    return (AI, *(f"{AI}:{kind}" for kind in read.kinds), *terms(read.base))


def build(classes: Mapping[str, Mapping[str, Any]], decided: Iterable[tuple[str, str]]) -> Names:
    """Names of live classes (see `service.classes`) and of titles decided on: (text, key)."""
    made = Names()
    for key, job in classes.items():
        made.names.append(Name(key, job["title"], "title"))
        made.names += [Name(key, alias["text"], "alias") for alias in job["aliases"]]
        for task in (*job["tasks"], *job["tools"], job["definition"]):
            for word in terms(task):
                made.task_words.setdefault(word, {}).setdefault(key, task)
    _index(made)
    for text, key in decided:
        if key in classes:
            add(made, Name(key, text, "decision"))
    made.curve = calibration.fit(_left_out(made))
    return made


def _index(made: Names) -> None:
    counts: dict[str, set[str]] = {}
    for name in made.names:
        for word in ai_words(name.text):
            counts.setdefault(word, set()).add(name.key)
    total = max(len({name.key for name in made.names}), 1)
    made.idf = {word: log((1 + total) / (0.5 + len(keys))) for word, keys in counts.items()}
    made.rare = max(made.idf.values(), default=1.0)
    for number, name in enumerate(made.names):
        _enter(made, number, name)
    for word in counts:
        for gram in _grams(word):
            made.grams.setdefault(gram, set()).add(word)


def _enter(made: Names, number: int, name: Name) -> None:
    vector = weigh(made, name.text)
    made.vectors.append(vector)
    for word in vector:
        made.postings.setdefault(word, []).append(number)
    made.exact.setdefault(" ".join(ai_words(name.text)), {}).setdefault(name.key, name)


def add(made: Names, name: Name) -> None:
    """Take in one more name, so that equal titles are known at once and alike ones are nearer.

    What people decided outranks the shipped names: for equal titles it is the only answer.
    """
    made.names.append(name)
    _enter(made, len(made.names) - 1, name)
    made.exact[" ".join(ai_words(name.text))] = {name.key: name}


def weigh(made: Names, title: str) -> Weighted:
    """A title as words of length 1 in all; words of no name weigh like the rarest."""
    main = title.split(",", maxsplit=1)[0].split("(", maxsplit=1)[0]
    chief = set(ai_words(main)) or set(ai_words(title))
    found: Weighted = {}
    for word in ai_words(title):
        for known, share in _known(made, word).items():
            part = share if word in chief else share * CONTEXT
            part *= RANK if word in RANKS else 1.0
            found[known] = max(found.get(known, 0.0), made.idf.get(known, made.rare) * part)
    length = sqrt(sum(weight * weight for weight in found.values())) or 1.0
    return {word: weight / length for word, weight in found.items()}


def _known(made: Names, word: str) -> dict[str, float]:
    """A word of some name is itself; another becomes the nearest such word, in part."""
    if word in made.idf or len(word) < 5:
        return {word: 1.0}
    if word not in made.near:
        mine = _grams(word)
        shared: dict[str, int] = {}
        for gram in mine:
            for other in made.grams.get(gram, ()):
                shared[other] = shared.get(other, 0) + 1
        best = max(
            ((2 * n / (len(mine) + len(_grams(o))), o) for o, n in shared.items()), default=(0, "")
        )
        made.near[word] = {best[1]: best[0]} if best[0] >= 0.6 else {word: 1.0}
    return made.near[word]


@lru_cache(maxsize=20_000)
def _grams(word: str) -> frozenset[str]:
    marked = f"<{word}>"
    return frozenset(marked[n : n + 3] for n in range(len(marked) - 2))


def alike(made: Names, title: str, *, without: int = -1, kept: int = NAMES_KEPT) -> list[Likeness]:
    """Classes that a title resembles, best first; `without` leaves one name out of account."""
    read = grammar.parse(title)
    found: dict[str, Likeness] = {}
    most = BARE - 0.01 if read.is_ai else 0.99
    _compare(made, title, 1.0, without, found, most=most, kept=kept)
    if without < 0:
        _compare_plain(made, title, found)
    if read.is_ai and read.base and read.base != read.folded:
        _compare(made, read.base, BARE, without, found, kept=kept)
    _add_tasks(made, title, found)
    return sorted(found.values(), key=lambda like: (-like.score, like.key))


def _compare(
    made: Names,
    title: str,
    worth: float,
    without: int,
    found: dict[str, Likeness],
    most: float = 0.99,
    kept: int = NAMES_KEPT,
) -> None:
    """Compare a title with all names; only an equal name is likelier than `most`."""
    for key, name in made.exact.get(" ".join(ai_words(title)), {}).items():
        if without < 0 or name is not made.names[without]:
            words = tuple(ai_words(title))
            _keep(found, Likeness(key, EXACT * worth, name, words, worth < 1))
    vector = weigh(made, title)
    scores = _scores(made, vector)
    scores.pop(without, None)
    for number, score in nlargest(kept, scores.items(), key=itemgetter(1)):
        if score >= LEAST:
            name = made.names[number]
            words = tuple(word for word in vector if word in made.vectors[number])
            if all(len(word) < 2 for word in words):  # "A" alone is no camera operator
                continue
            like = Likeness(name.key, min(score, most) * worth, name, words, worth < 1)
            _keep(found, like)


def _compare_plain(made: Names, title: str, found: dict[str, Likeness]) -> None:
    """Names equal to a title without its words of rank outdo those that are only alike."""
    plain = tuple(word for word in ai_words(title) if word not in RANKS)
    for key, name in made.exact.get(" ".join(plain), {}).items():
        if key not in found or found[key].score < EXACT:
            found[key] = Likeness(key, RANKED, name, plain, ranked=True)


def _scores(made: Names, vector: Weighted) -> dict[int, float]:
    """The likeness of each name: rare words bring names in, common ones only add to them."""
    scores: dict[int, float] = {}
    for word in sorted(vector, key=lambda one: -vector[one]):
        having = made.postings.get(word, ())
        if len(having) > COMMON and scores:
            for number in scores:
                scores[number] += vector[word] * made.vectors[number].get(word, 0.0)
            continue
        for number in having:
            scores[number] = scores.get(number, 0.0) + vector[word] * made.vectors[number][word]
    return scores


def _keep(found: dict[str, Likeness], like: Likeness) -> None:
    if like.key not in found or like.score > found[like.key].score:
        found[like.key] = like


def _add_tasks(made: Names, title: str, found: dict[str, Likeness]) -> None:
    """Words of the title that a class's tasks or tools name speak for it a little."""
    words = [word for word in dict.fromkeys(terms(title)) if len(word) > 3]
    whole = sum(made.idf.get(word, made.rare) for word in words) or 1.0
    for key, like in list(found.items()):
        named = [w for w in words if key in made.task_words.get(w, {}) and w not in like.words]
        if named and like.score < EXACT * BARE:
            share = sum(made.idf.get(word, made.rare) for word in named) / whole
            score = min(like.score + TASKS * share, 0.99)
            tasks = tuple(dict.fromkeys(made.task_words[word][key] for word in named))[:2]
            found[key] = Likeness(key, score, like.name, like.words, like.bare, tasks)


def _left_out(made: Names) -> list[tuple[float, bool]]:
    """How right the best class was for each score, every name left out in turn."""
    several: dict[str, int] = {}
    for name in made.names:
        several[name.key] = several.get(name.key, 0) + 1
    pairs: list[tuple[float, bool]] = []
    for number, name in enumerate(made.names):
        if several[name.key] < 2 or name.source == "decision" or number % EVERY:
            continue
        best = alike(made, name.text, without=number)
        if best:
            pairs.append((best[0].score, best[0].key == name.key))
    return pairs


def chance(made: Names, likes: Sequence[Likeness]) -> list[float]:
    """Probabilities of the best few classes: the curve for the first, shares of the rest below."""
    if not likes:
        return []
    first = _first(made, likes[0])
    total = sum(like.score**4 for like in likes) or 1.0
    chances = [first]
    for like in likes[1:]:
        chances.append(min(chances[-1], (1 - first) * like.score**4 / total))
    return chances


def _first(made: Names, like: Likeness) -> float:
    if like.score >= EXACT:
        return EXACT_CHANCE
    if like.ranked:
        return RANKED_CHANCE
    whole = like.bare and like.score >= EXACT * BARE
    return BARE_CHANCE if whole else made.curve(like.score)


def vocabulary(made: Names) -> frozenset[str]:
    """Folded words that stand in some name."""
    return frozenset(word for name in made.names for word in fold(name.text).split())
