"""The clock of a flip: days and hours by call sheet so far, who heads a department, and when
each reaches the rule if the shoot goes on as it has."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from crm import localtime
from crm.tenancy import Actor
from plugins.campaigns.eligibility import ahead
from plugins.campaigns.eligibility.rules import Branch, Verdict, branches_of, judge
from plugins.campaigns.eligibility.work import Work
from plugins.campaigns.service import sources, worked
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.unit import Member
from plugins.campaigns.service.worked import Stint


@dataclass(frozen=True)
class Worker:
    """One member on the sheets: days and known hours so far, days without hours, the rule."""

    member: Member
    head: bool
    days: int
    hours: float
    without_hours: int
    verdict: Verdict | None
    more: int | None
    about: date | None


@dataclass
class Clock:
    """All sheets of a campaign: shoot days by production, and the workers on them by name."""

    productions: dict[str, list[date]] = field(default_factory=dict)
    workers: list[Worker] = field(default_factory=list)
    rule: bool = False

    @property
    def heads(self) -> list[Worker]:
        """Those who head a department, whom nobody has talked to first."""
        found = [w for w in self.workers if w.head]
        return sorted(found, key=lambda w: w.member["last_contact"] is not None)


def of_campaign(campaign: Campaign, *, actor: Actor) -> Clock:
    """The clock as it stands today, of the people in the actor's reach."""
    records, today = worked.stints(campaign["_id"]), localtime.today()
    mine: dict[str, list[Stint]] = defaultdict(list)
    days: dict[str, set[date]] = defaultdict(set)
    for record in worked.days_of(records):
        mine[record["person_id"]].append(record)
        days[record["production"]] |= {date.fromisoformat(d) for d in [record["day"]] if d}
    seen = sources.by_ids(campaign, mine, actor=actor)
    members = sorted(seen.values(), key=lambda m: (m["sort_key"], m["_id"]))
    works = worked.by_person(campaign, (m["person_id"] for m in members), records)
    clock = Clock({name: sorted(found) for name, found in days.items()})
    rule = branches_of(campaign.get("eligibility"))
    clock.rule = bool(rule)
    clock.workers = [
        _worker(rule, m, mine[m["person_id"]], works, clock.productions, today) for m in members
    ]
    return clock


def _worker(
    rule: Sequence[Branch],
    member: Member,
    records: Sequence[Stint],
    works: Mapping[str, list[Work]],
    productions: Mapping[str, list[date]],
    today: date,
) -> Worker:
    past = [r for r in records if r["day"] and r["day"] <= today.isoformat()]
    known = [r["hours"] for r in past if r["hours"]]
    verdict = judge(rule, works.get(member["person_id"], []), today) if rule else None
    more = ahead.days_more(verdict, sum(known) / len(known) if known else 0) if verdict else None
    latest = max(records, key=lambda r: r["day"])["production"]
    return Worker(
        member=member,
        head=any(r["head"] for r in records),
        days=len({r["day"] for r in past}),
        hours=sum(known),
        without_hours=len(past) - len(known),
        verdict=verdict,
        more=more,
        about=ahead.about(more, productions[latest], today) if more else None,
    )
