"""The rules themselves, and how somebody's work is judged by one.

A rule is branches joined by "or"; a branch asks for productions, days and hours within months
before a day, all of them. Sources: The Juilliard School, 208 NLRB 153 (1974): two productions and
five working days in a year, or 15 days in two years; in hours as the Regional Director applied it
in Steppenwolf Theatre Co., 342 NLRB 69 (2004): two productions and 40 hours in the year before the
eligibility date, or 120 hours in the past two years. Whether a board uses it is for counsel.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from crm.i18n import _
from plugins.campaigns.eligibility.windows import Figures, figures
from plugins.campaigns.eligibility.work import Work, months_before

ASKED: Final = ("productions", "days", "hours")


@dataclass(frozen=True)
class Branch:
    """One way in: everything it asks for within `months` before the day; 0 asks for nothing."""

    months: int
    productions: int = 0
    days: float = 0
    hours: float = 0


@dataclass(frozen=True)
class Check:
    """One branch against one person: 'in', 'out' or 'open', and what is short of it for certain."""

    branch: Branch
    figures: Figures
    state: str
    short: Mapping[str, float]


@dataclass(frozen=True)
class Verdict:
    """How somebody stands: 'in' (a branch is met for certain), 'out' (none can be), or 'open'."""

    state: str
    checks: tuple[Check, ...]

    @property
    def best(self) -> Check | None:
        """The branch that is met, or the one that lacks least in proportion."""
        return min(self.checks, key=_distance, default=None)


RULES: Final[Mapping[str, tuple[Any, tuple[Branch, ...]]]] = {
    "juilliard": (
        _("Juilliard, in hours: 2 productions and 40 hours in a year, or 120 hours in two"),
        (Branch(12, productions=2, hours=40), Branch(24, hours=120)),
    ),
    "juilliard-days": (
        _("Juilliard, in days: 2 productions and 5 days in a year, or 15 days in two"),
        (Branch(12, productions=2, days=5), Branch(24, days=15)),
    ),
}
OWN: Final = "own"


def branches_of(stored: Mapping[str, Any] | None) -> tuple[Branch, ...]:
    """The branches of a campaign's stored rule ({rule, branches}); none where it has no rule."""
    chosen = (stored or {}).get("rule", "")
    if chosen == OWN:
        return tuple(Branch(**branch) for branch in (stored or {}).get("branches", ()))
    return RULES[chosen][1] if chosen in RULES else ()


def judge(branches: Sequence[Branch], works: Sequence[Work], on: date) -> Verdict:
    """How this work stands by the rule on a day. Who has no work on file stays open."""
    checks = tuple(_check(branch, works, on) for branch in branches)
    states = {check.state for check in checks}
    if "in" in states:
        return Verdict("in", checks)
    return Verdict("out" if works and states == {"out"} else "open", checks)


def _check(branch: Branch, works: Sequence[Work], on: date) -> Check:
    found = figures(works, months_before(on, branch.months), on)
    asked = {name: getattr(branch, name) for name in ASKED if getattr(branch, name)}
    short = {n: need - getattr(found, n).low for n, need in asked.items()}
    short = {name: lack for name, lack in short.items() if lack > 0}
    possible = all(getattr(found, name).high >= need for name, need in asked.items())
    return Check(branch, found, "in" if not short else "open" if possible else "out", short)


def _distance(check: Check) -> float:
    return sum(lack / getattr(check.branch, name) for name, lack in check.short.items())
