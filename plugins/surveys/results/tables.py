"""Which tables a questionnaire gives: one a question, several for a matrix or a ranking."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from plugins.surveys.definition.shapes import UNANSWERABLE, WRITTEN, Question, Version, codes

NO_ANSWER, NOT_ASKED = "-", "~"
"""Rows beside the codes of a question: asked but not answered; not asked (never shown as a row)."""
ONE, MANY = "one", "many"
"""Whether each person stands in one row of a table or may stand in several."""


@dataclass(frozen=True)
class Limits:
    """Of a question with several answers: codes that rule out the others, how many are chosen."""

    alone: frozenset[str] = frozenset()
    least: int = 0
    most: int = 0
    """0 for no limit."""


@dataclass(frozen=True)
class Table:
    """What is counted of a question: its id, and the rows in the order of the questionnaire."""

    id: str
    """The question's key, or "key.sub" for a line of a matrix or an entry of a ranking."""
    key: str
    sub: str
    type: str
    kind: str
    rows: tuple[str, ...]
    """Codes; empty for numbers and dates, whose rows are the bins that occur."""
    since: int = 1
    """The first version that asked this question."""
    depends: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Questions that decide whether this one is asked, with the codes its conditions name."""
    limits: Limits = Limits()


def tables(versions: Iterable[Version]) -> list[Table]:
    """The tables over all versions, in the order of the latest; rows merge by code.

    Questions that only an earlier version asked come last. Written answers have no table.
    """
    found: dict[str, Table] = {}
    order: list[str] = []
    for version in sorted(versions, key=lambda v: v["n"]):
        fresh = {table.id: table for table in _tables(version)}
        found = {**found, **{key: _merged(found.get(key), t) for key, t in fresh.items()}}
        order = [*fresh, *(key for key in order if key not in fresh)]
    return [found[key] for key in order]


def _merged(old: Table | None, new: Table) -> Table:
    if old is None:
        return new
    rows = (*new.rows, *(row for row in old.rows if row not in new.rows))
    depends = {key: old.depends.get(key, frozenset()) | new.depends.get(key, frozenset())
               for key in {*old.depends, *new.depends}}  # fmt: skip
    both = (old.limits, new.limits)
    limits = Limits(
        old.limits.alone | new.limits.alone,
        max(one.least for one in both),
        min((one.most for one in both if one.most), default=0),
    )
    return Table(new.id, new.key, new.sub, new.type, new.kind, rows, old.since, depends, limits)


def _tables(version: Version) -> Iterator[Table]:
    for page in version["pages"]:
        above = _named(page.get("show_if"))
        for question in page["items"]:
            if question["type"] not in UNANSWERABLE | WRITTEN and not question.get("pii"):
                depends = _joined(above, _named(question.get("show_if")))
                yield from _of_question(question, version["n"], depends)


def _of_question(
    question: Question, since: int, depends: Mapping[str, frozenset[str]]
) -> Iterator[Table]:
    key, kind = question["key"], question["type"]
    if kind == "matrix":
        lines, rows = [row["code"] for row in question["rows"]], tuple(codes(question))
    elif kind == "ranking":
        lines, rows = codes(question), tuple(map(str, range(1, len(codes(question)) + 1)))
    else:
        many = MANY if kind == "multiple" else ONE
        binned = kind in {"number", "date"}
        yield Table(key, key, "", kind, many, () if binned else tuple(codes(question)), since,
                    depends, _limits(question) if many == MANY else Limits())  # fmt: skip
        return
    for line in lines:
        yield Table(f"{key}.{line}", key, line, kind, ONE, rows, since, depends)


def _limits(question: Question) -> Limits:
    rule = question.get("validate") or {}
    alone = (o["code"] for o in question.get("options") or () if o.get("exclusive"))
    return Limits(frozenset(alone), int(rule.get("least") or 0), int(rule.get("most") or 0))


def _named(condition: Any) -> dict[str, frozenset[str]]:
    """The questions that a condition looks at, with the codes that it names."""
    found: dict[str, set[str]] = {}

    def look(node: Any) -> None:
        if isinstance(node, Mapping):
            if isinstance(node.get("question"), str):
                given = node.get("value", ())
                values = given if isinstance(given, (list, tuple)) else (given,)
                found.setdefault(node["question"], set()).update(str(v) for v in values)
            for child in node.values():
                look(child)
        elif isinstance(node, (list, tuple)):
            for child in node:
                look(child)

    look(condition)
    return {key: frozenset(values) for key, values in found.items()}


def _joined(
    one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    return {key: one.get(key, frozenset()) | other.get(key, frozenset()) for key in {*one, *other}}
