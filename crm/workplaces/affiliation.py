"""Tells from a union's written name which national union it belongs to, and which local it is.

The rules are rows of affiliations.csv beside this file, meant to be read and corrected by people
who know unions:

- code, label: the union. It may have several rows.
- patterns: words of the name, patterns apart by `; `. Whole words match, in that order:
  `theatrical stage`. `*` ends a word that may go on (`teamster*`), `...` stands for any words
  between, `^` for the start of the name.
- parent: the code of the larger union that this one is part of ("Workers United" stands under
  SEIU).
- local: given where the words name one single local ("Motion Picture Editors Guild" is Local 700).

Names are compared without case, accents, punctuation and dots between letters ("I.A.T.S.E." is
"iatse"). Not here: reading the labor board's file (electionfile.py), and anything that stores what
was recognised.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from crm.workplaces.locals_in_names import fold, local_of

TABLE = Path(__file__).with_name("affiliations.csv")
LAST_RESORT = "INDEPENDENT"


@dataclass(frozen=True)
class Affiliation:
    """What a union's name says: the union it belongs to, its local, and the words that told so."""

    code: str
    label: str
    local: str | None
    why: str
    parent: str | None = None


@dataclass(frozen=True)
class Rule:
    """One row of affiliations.csv with its patterns ready for use."""

    code: str
    label: str
    parent: str | None
    local: str | None
    patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Coverage:
    """How many names were placed, each counted as often as it was given; the most frequent come
    first.
    """

    total: int
    placed: int
    by_code: tuple[tuple[str, int], ...]
    unplaced: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class _Match:
    rule: Rule
    start: int
    words: str


@lru_cache(maxsize=16_384)
def recognise(name: str) -> Affiliation | None:
    """The union that `name` belongs to, or None where no rule knows it.

    A union named together with its parent counts as itself ("Workers United/SEIU" is Workers
    United). Where unions that have nothing to do with one another are named together, the first
    one counts and `why` names the others.
    """
    matches = _without_parents(_matches(fold(name)))
    if not matches:
        return None
    first = min(matches, key=lambda m: (m.start, -len(m.words)))
    same = [m for m in matches if m.rule.code == first.rule.code]
    fixed = next((m.rule.local for m in same if m.rule.local), None)
    why = f'the name says "{first.words}"'
    others = sorted({m.rule.code for m in matches} - {first.rule.code})
    if others:
        why += f", and also names {', '.join(others)}"
    rule = first.rule
    return Affiliation(rule.code, rule.label, fixed or local_of(name, bare=True), why, rule.parent)


def coverage(names: Iterable[str]) -> Coverage:
    """Count how many of `names` are placed, and which are not. Give a name once per tally to count
    tallies.
    """
    counts = Counter(names)
    codes: Counter[str] = Counter()
    unplaced: Counter[str] = Counter()
    for name, times in counts.items():
        found = recognise(name)
        if found:
            codes[found.code] += times
        else:
            unplaced[name] += times
    return Coverage(
        total=counts.total(),
        placed=codes.total(),
        by_code=tuple(codes.most_common()),
        unplaced=tuple(unplaced.most_common()),
    )


@cache
def rules() -> tuple[Rule, ...]:
    """All rows of the table, in its order."""
    with TABLE.open(encoding="utf-8", newline="") as table:
        return tuple(
            Rule(
                row["code"],
                row["label"],
                row["parent"] or None,
                row["local"] or None,
                tuple(_pattern(words) for words in row["patterns"].split(";")),
            )
            for row in csv.DictReader(table)
        )


def _pattern(words: str) -> re.Pattern[str]:
    """`theatrical ... union*` as a regular expression over a folded name."""
    parts = []
    for word in words.split():
        if word == "...":
            parts.append(r"(?:\w+ )*?")
        elif word == "^":
            parts.append("^")
        else:
            ending = r"\w*\b ?" if word.endswith("*") else r"\b ?"
            parts.append(re.escape(word.rstrip("*")) + ending)
    return re.compile(r"\b" + "".join(parts))


def _matches(folded: str) -> list[_Match]:
    found = []
    for rule in rules():
        hits = [hit for pattern in rule.patterns if (hit := pattern.search(folded))]
        if hits:
            first = min(hits, key=lambda hit: hit.start())
            found.append(_Match(rule, first.start(), first[0].strip()))
    certain = [m for m in found if m.rule.code != LAST_RESORT]
    return certain or found


def _without_parents(matches: list[_Match]) -> list[_Match]:
    parents = {m.rule.parent for m in matches}
    return [m for m in matches if m.rule.code not in parents]
