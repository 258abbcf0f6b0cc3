"""The groups that a survey would get if these people were the first invited: nothing is stored.

Shown while the declaration can still be changed. It is counted from the roster, never from
answers, by the rule that inviting follows; a number below the rule's least is not told.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm.tenancy import Actor
from plugins.surveys.answering import cohorts, invitations, sources
from plugins.surveys.answering.cohorts import OTHERS
from plugins.surveys.results.groups import grouped
from plugins.surveys.results.reading import group_name
from plugins.surveys.service import setup
from plugins.surveys.service.surveys import Survey
from plugins.surveys.words import IDENTIFIED

STANDS, PARTLY, TOGETHER = "stands", "partly", "together"
GIVEN_UP, COMBINED = "given-up", "combined"
"""Large enough, but: what is left over would be too small; combined with the others it is."""


@dataclass(frozen=True)
class Line:
    """One value of a breakdown: how many people it has, and what would happen to it."""

    name: str
    n: int | None
    """People of the roster; None is fewer than the least."""
    kept: int
    """How many of them would be told under this name: 0, or the least and more."""
    left: int | None
    """How many would not; None is fewer than the least."""
    fate: str


@dataclass(frozen=True)
class Group:
    """One breakdown: its values, those that stand first."""

    label: Any
    lines: tuple[Line, ...]
    stands: bool
    """Whether there would be two groups at least, so that something can be compared."""


@dataclass(frozen=True)
class Foreseen:
    """What is shown: the groups, of how many people, and how many are left out as they wish."""

    groups: tuple[Group, ...]
    people: int
    refuse: int
    least: int


def look(survey: Survey, source: str, *, actor: Actor) -> Foreseen:
    """The groups if everybody of a campaign or list (see `sources`) were invited at once.

    `survey` may have a mode, breakdowns and thresholds that are not saved. Only people in reach
    of the actor count. NotFound for a source that was not offered.
    """
    ids = sources.people_ids(source, actor=actor)
    found = invitations.sort_people(survey, ids, actor=actor)
    return of(survey, (*found.by_mail, *found.by_letter), found.refuse)


def first(survey: Survey, found: invitations.Sorted, *, by_mail: bool) -> Foreseen:
    """The groups if those of `found` who can be written to by mail (else by letter) are first."""
    chosen = found.by_mail if by_mail and found.by_mail else (*found.by_mail, *found.by_letter)
    if chosen is not found.by_mail:
        chosen = chosen[: invitations.MOST_LETTERS]
    return of(survey, chosen, found.refuse)


def of(survey: Survey, people: Sequence[Mapping[str, Any]], refuse: int = 0) -> Foreseen:
    """The groups if these people, as they are now, were the first invited.

    With names, answers keep every value, and small groups are taken together where results are
    shown; else they are when the first are invited.
    """
    least, breakdowns = survey["thresholds"]["cohort"], survey["breakdowns"]
    values = after = [cohorts.values_of(person, breakdowns) for person in people]
    if survey["mode"] != IDENTIFIED:
        mapping = cohorts.roll_up(values, least)
        after = [mapping[value] for value in values]
    labels = dict(setup.breakdowns())
    groups = [
        _group(labels.get(name, name), [v[at] for v in values], [v[at] for v in after], least)
        for at, name in enumerate(breakdowns)
    ]
    return Foreseen(tuple(groups), len(people), refuse, least)


def _group(label: Any, before: Sequence[str], after: Sequence[str], least: int) -> Group:
    shown = grouped(Counter(after), least)
    told = [shown.get(value, OTHERS) for value in after]
    kept = Counter(was for was, now in zip(before, told, strict=True) if now == was)
    alone = cohorts.roll_up([(value,) for value in before], least)
    lines = [
        _line(value, n, kept[value], least, alone[(value,)] != (OTHERS,))
        for value, n in Counter(before).items()
    ]
    lines.sort(key=lambda line: (-line.kept, -(line.n or 0), line.name.casefold()))
    return Group(label, tuple(lines), bool(shown))


def _line(value: str, n: int, kept: int, least: int, alone: bool) -> Line:
    """`alone`: whether it would stand if its breakdown were the only one."""
    given_up = COMBINED if alone else GIVEN_UP
    fate = STANDS if kept == n else PARTLY if kept else TOGETHER if n < least else given_up
    few, left = n < least, n - kept
    return Line(group_name(value), None if few else n, kept, None if left < least else left, fate)
