"""Rows of one file that are about the same person: the second one is a problem, not a person."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from crm.imports.service.cleaning import Clean
from crm.imports.service.matching import (
    first_names,
    firsts_agree,
    ids_disagree,
    ids_of,
    keys_of,
)
from crm.values import fold

WORK = ("employer", "worksite", "department", "shift", "job_title")


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is kept of a row: enough to tell whether another one is the same person."""

    number: int
    firsts: frozenset[str]
    ids: dict[str, str]
    reachable: bool
    work: tuple[str, ...]


def _work(row: Clean) -> tuple[str, ...]:
    job: dict[str, Any] = next(iter(row.data.get("employments", ())), {})
    return tuple(fold(job.get(name) or "") for name in WORK)


def _can_be_one_job(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return all(not a or not b or a == b for a, b in zip(one, other, strict=True))


@dataclass
class Twins:
    """The rows seen so far, by key."""

    _by: dict[tuple[str, str], list[_Seen]] = field(default_factory=lambda: defaultdict(list))

    def add(self, row: Clean) -> int:
        """The number of an earlier row about the same person, or 0; then `row` is taken in."""
        keys = keys_of(row)
        reachable = bool(keys["external_keys"] or keys["phone_keys"] or keys["email_keys"])
        mine = _Seen(row.number, first_names(row.data), ids_of(row.data), reachable, _work(row))
        for name, values in keys.items():
            for value in values:
                for other in self._by.get((name, value), ()):
                    if _same(name, mine, other):
                        return other.number
        for name, values in keys.items():
            for value in values:
                self._by[name, value].append(mine)
        return 0


def _same(key: str, one: _Seen, other: _Seen) -> bool:
    """Whether two rows that share a key of this kind are one person."""
    if key in ("_id", "external_keys"):
        return True
    if ids_disagree(one.ids, other.ids):
        return False
    if key == "name_key":
        certain = one.reachable and other.reachable
        return not certain and _can_be_one_job(one.work, other.work)
    return firsts_agree(one.firsts, other.firsts)
