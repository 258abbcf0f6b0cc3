"""Who moved from which assessment to which between two days, as counts.

Read from the history of assessments: the state at the end of a day is undone step by step from
the changes after it. Somebody who moved twice is counted once, from where they were on the first
day to where they are on the second.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from crm import db, localtime
from crm.errors import Invalid
from crm.i18n import _
from crm.tenancy import Actor
from plugins.campaigns import scale
from plugins.campaigns.service import cells, sources
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.unit import Member

MOST = 20_000
"""Changes read at most for one picture: beyond that a shorter span has to be chosen."""
WEEKS = 4
"""So far back the flow looks where no day is chosen."""
OUT = -1
"""'Not in the unit' (yet, or any more), beside the levels and 0 for not assessed."""
Pair = tuple[int, int]


@dataclass
class Flow:
    """Counts by (level on the first day, level on the second); `nodes` are the levels there are."""

    since: date
    until: date
    moves: Counter[Pair]
    nodes: list[int]

    @property
    def moved(self) -> int:
        """People whose level on the two days differs."""
        return sum(n for (old, new), n in self.moves.items() if old != new)

    def toward(self) -> int:
        """Assessed on both days, and nearer to us on the second."""
        return self._compared(lambda old, new: new < old)

    def away(self) -> int:
        """Assessed on both days, and further from us on the second."""
        return self._compared(lambda old, new: new > old)

    def fresh(self) -> int:
        """Not assessed (or not in the unit) on the first day, assessed on the second."""
        return sum(n for (old, new), n in self.moves.items() if old < 1 <= new)

    def _compared(self, further: Any) -> int:
        place = {level.id: at for at, level in enumerate(scale.levels(), 1)}
        return sum(
            n
            for (old, new), n in self.moves.items()
            if old in place and new in place and further(place[old], place[new])
        )


def _end(day: date) -> datetime:
    """The moment a day has passed."""
    return localtime.begin(day + timedelta(days=1))


def _level(stored: int | None) -> int:
    return OUT if stored is None else scale.became(stored)


def between(campaign: Campaign, since: date, until: date) -> Flow:
    """The flow from the end of `since` to the end of `until`; Invalid for a span that cannot be.

    Raises Invalid where the second day is not after the first, is still to come, or more than
    `MOST` changes would have to be read.
    """
    changes = _changes(campaign, since, until)
    everybody = cells.total(cells.cells(campaign["_id"]))
    now = Counter({level: everybody.level(level) for level in _levels()})
    return Flow(since, until, moves(changes, now, _end(until)), [*_levels(), OUT])


def lately(campaign: Campaign, today: date) -> Flow | None:
    """The flow of the last weeks up to today; None where too much has happened to be read."""
    try:
        return between(campaign, today - timedelta(weeks=WEEKS), today)
    except Invalid:
        return None


def people(
    campaign: Campaign, since: date, until: date, pair: Pair, *, actor: Actor
) -> list[Member]:
    """Those who moved from one level to another, as far as the actor sees them, by name."""
    ends = _paths(_changes(campaign, since, until), _end(until))
    ids = [person for person, (old, new, _last) in ends.items() if (old, new) == pair]
    seen = sources.by_ids(campaign, ids, actor=actor)
    return sorted(seen.values(), key=lambda member: member["sort_key"])


def _changes(campaign: Campaign, since: date, until: date) -> list[dict[str, Any]]:
    if until <= since:
        raise Invalid({"until": [_("The second day must come after the first.")]})
    if until > localtime.today():
        raise Invalid({"until": [_("This day is still to come.")]})
    changes = db.collection("campaigns_assessments").find(
        {"campaign_id": campaign["_id"], "at": {"$gte": _end(since)}},
        where={"undone": False},
        sort=[("at", 1)],
        limit=MOST + 1,
    )
    if len(changes) > MOST:
        raise Invalid({"since": [_("Too much has happened since; choose a later day.")]})
    return changes


def _levels() -> list[int]:
    return [*(level.id for level in scale.levels()), scale.NOT_ASSESSED]


def moves(
    changes: Iterable[Mapping[str, Any]], now: Mapping[int, int], end: datetime
) -> Counter[Pair]:
    """Counts by (first, second) level, from changes since the first day in order of time.

    `now` are the counts of today, `end` is when the second day has passed. Who did not change
    since stays where they are.
    """
    found: Counter[Pair] = Counter()
    staying = Counter(now)
    for first, second, last in _paths(changes, end).values():
        found[first, second] += 1
        staying[last] -= 1
    for level, count in staying.items():
        if level != OUT and count > 0:
            found[level, level] += count
    return Counter({pair: n for pair, n in found.items() if n and pair != (OUT, OUT)})


def _paths(changes: Iterable[Mapping[str, Any]], end: datetime) -> dict[str, tuple[int, int, int]]:
    """Where each person was at first, when `end` had come, and at last."""
    paths: dict[str, tuple[int, int, int]] = {}
    for change in changes:
        person, old, new = change["person_id"], _level(change["before"]), _level(change["after"])
        first, second, _last = paths.get(person, (old, old, old))
        paths[person] = (first, new if change["at"] < end else second, new)
    return paths
