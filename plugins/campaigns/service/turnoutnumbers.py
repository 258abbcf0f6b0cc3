"""The numbers of events: invited, promised, came; and who promised but did not come (flakes).

All from counters kept when rows are written. Nobody has failed to come before the day has
passed, so the flake rate is of events that are over.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from crm.queryshape import prefix_range
from plugins.campaigns.service import counters
from plugins.campaigns.service.events import Event, is_over
from plugins.campaigns.service.turnout import COUNTED

FEW = 5
"""Below so many promises no rate is given: one person would make it."""


@dataclass
class Turnout:
    """Counts of one event, of one organizer, or of both together."""

    counts: Counter[str] = field(default_factory=Counter)
    over: bool = False

    @property
    def missed(self) -> int:
        """Those who promised to come, and did not; 0 as long as the day is not over."""
        return self.counts["yes"] - self.counts["kept"] if self.over else 0

    @property
    def rate(self) -> int | None:
        """Flakes in whole percent of promises; None below FEW promises or before the end."""
        promised = self.counts["yes"]
        return round(100 * self.missed / promised) if self.over and promised >= FEW else None

    @property
    def open(self) -> int:
        """Invited people who have not said anything yet."""
        answered = self.counts["yes"] + self.counts["maybe"] + self.counts["no"]
        return max(self.counts["invited"] - answered, 0)


@dataclass
class Numbers:
    """An event's figures as a whole and by organizer (account id, '' for nobody)."""

    total: Turnout
    by_organizer: dict[str, Turnout]


def of_event(event: Event) -> Numbers:
    """The figures of one event."""
    span = prefix_range(f"{event['_id']}{counters.SEP}")
    found = counters.read(event["campaign_id"], "turnout", span)
    over = is_over(event)
    total, parts = Turnout(over=over), {}
    for doc in found:
        counts = Counter({name: doc.get(name, 0) for name in COUNTED})
        if any(counts.values()):
            parts[doc["key"].split(counters.SEP)[1]] = Turnout(counts, over)
        total.counts.update(counts)
    return Numbers(total, parts)


def of_events(events: Iterable[Event]) -> dict[str, Turnout]:
    """The totals of several events of one campaign, by event."""
    found = {event["_id"]: Turnout(over=is_over(event)) for event in events}
    campaigns = {event["campaign_id"] for event in events}
    for campaign_id in campaigns:
        for doc in counters.read(campaign_id, "turnout"):
            event_id = doc["key"].split(counters.SEP)[0]
            if event_id in found:
                found[event_id].counts.update({name: doc.get(name, 0) for name in COUNTED})
    return found


def flakes_by_organizer(events: Iterable[Event]) -> dict[str, Turnout]:
    """Promises and flakes of each organizer over the events of one campaign that are over."""
    over = {e["_id"]: e["campaign_id"] for e in events if is_over(e) and e["status"] == "planned"}
    found: dict[str, Turnout] = {}
    for campaign_id in set(over.values()):
        for doc in counters.read(campaign_id, "turnout"):
            event_id, organizer = doc["key"].split(counters.SEP)
            if event_id in over:
                part = found.setdefault(organizer, Turnout(over=True))
                part.counts.update({name: doc.get(name, 0) for name in COUNTED})
    return {who: part for who, part in found.items() if part.counts["yes"]}
