"""Who of a unit is eligible by its rule over days and hours worked, and choosing that rule."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from crm import audit, db, localtime
from crm.errors import Conflict, Invalid
from crm.i18n import _
from crm.queryshape import chunks
from crm.tenancy import Actor
from plugins.campaigns.eligibility.forms import NO_RULE, branches
from plugins.campaigns.eligibility.rules import OWN, Verdict, branches_of, judge
from plugins.campaigns.eligibility.work import Work, months_before
from plugins.campaigns.service import cells, thresholds, unitlist, worked
from plugins.campaigns.service.campaigns import Campaign, get_campaign, require_lead, restate
from plugins.campaigns.service.kept import kept
from plugins.campaigns.service.unit import Member

SIZE = 100
"""People on one page."""
LOOKED = 1000
"""So many people are looked through for one page at most."""
LARGE = 1000
"""Beyond so many people counts are kept for some minutes."""


@dataclass(frozen=True)
class Standing:
    """One member, what they worked, and how they stand."""

    member: Member
    works: list[Work]
    verdict: Verdict

    @property
    def hours_known(self) -> bool:
        """Whether any of the work has a figure."""
        return any(work.days is not None or work.hours is not None for work in self.works)


@dataclass
class Tally:
    """How many of the unit stand how on a day."""

    counts: Counter[str]
    nothing_known: int
    """Of whom neither days nor hours are on file."""
    at: datetime | None = None
    """When it was counted, in a unit too large to be counted at every look."""

    @property
    def people(self) -> int:
        """Everybody in the unit."""
        return self.counts.total()


@dataclass
class Page:
    """People by name, how they stand and why; the cursor of the next ('' at the end)."""

    rows: list[Standing]
    after: str


def day_of(campaign: Campaign, asked: str) -> date:
    """The day that counts: the one asked for, the planned filing, or today."""
    if asked:
        return date.fromisoformat(asked)
    return thresholds.day_that_counts(campaign, localtime.today())


def judged(campaign: Campaign, members: Iterable[Member], on: date) -> Iterator[Standing]:
    """These members (of whom `person_id` is needed) by the campaign's rule on a day."""
    rule = branches_of(campaign.get("eligibility"))
    first = months_before(on, max((branch.months for branch in rule), default=0)).isoformat()
    for batch in chunks(members if rule else ()):
        ids = [member["person_id"] for member in batch]
        records = worked.stints_of(campaign["_id"], ids, first, on.isoformat())
        works = worked.by_person(campaign, ids, records)
        for member in batch:
            mine = works.get(member["person_id"], [])
            yield Standing(member, mine, judge(rule, mine, on))


def everybody(campaign: Campaign, on: date) -> Iterator[Standing]:
    """The whole unit by the rule, of each member the id alone; it is walked from end to end."""
    of_unit = {"campaign_id": campaign["_id"]}
    members = db.collection("campaigns_members").find(of_unit, fields=["person_id"])
    return judged(campaign, members, on)


def tally(campaign: Campaign, on: date) -> Tally:
    """The counts of the unit on a day; those of a large one are kept for some minutes."""
    key = db.local_key("eligible", campaign["_id"], on.isoformat())
    if cells.total(cells.cells(campaign["_id"])).n <= LARGE:
        return Tally(**_counted(campaign, on))
    found, at = kept(key, campaign.get("eligibility"), lambda: _counted(campaign, on))
    return Tally(Counter(found["counts"]), found["nothing_known"], at)


def _counted(campaign: Campaign, on: date) -> dict[str, Any]:
    counts, nothing_known = Counter[str](), 0
    for one in everybody(campaign, on):
        counts[one.verdict.state] += 1
        nothing_known += not one.hours_known
    return {"counts": counts, "nothing_known": nothing_known}


def page(campaign: Campaign, on: date, show: str, after: str, *, actor: Actor) -> Page:
    """The next people in the actor's reach, those of one standing where `show` names it.

    Looks through LOOKED of them at most: a page may be short, and not the last.
    """
    rows: list[Standing] = []
    for _turn in range(LOOKED // SIZE):
        found = unitlist.page(campaign, {"after": after, "limit": SIZE}, actor=actor)
        rows += [one for one in judged(campaign, found.rows, on) if show in ("", one.verdict.state)]
        after = found.after
        if not after or len(rows) >= SIZE:
            break
    return Page(rows, after)


@db.atomic
def choose(campaign_id: str, data: Mapping[str, Any], *, actor: Actor) -> Campaign:
    """Set the rule from data shaped by RuleForm; Conflict where the campaign has moved on."""
    campaign = get_campaign(campaign_id, actor=actor)
    require_lead(campaign, actor)
    if campaign["version"] != data["version"]:
        raise Conflict(theirs=campaign)
    rule = "" if data["rule"] == NO_RULE else data["rule"]
    ways = branches(dict(data)) if rule == OWN else []
    after = {"eligibility": {"rule": rule, "branches": ways}, "version": campaign["version"] + 1}
    same = {"_id": campaign_id, "version": campaign["version"]}
    if not db.collection("campaigns_campaigns").update(same, {"$set": after}):
        raise Conflict(theirs=campaign)
    audit.record(actor, "update", "campaign", campaign_id, fields=["eligibility"])
    return {**campaign, **after}


def take_as_size(campaign_id: str, version: int, on: str, *, actor: Actor) -> int:
    """Make the number of eligible people the unit's size, as of a day; gives the number.

    Raises Invalid where nobody is eligible, Conflict where the campaign has moved on.
    """
    campaign = get_campaign(campaign_id, actor=actor)
    require_lead(campaign, actor)
    day = date.fromisoformat(on)
    found = sum(one.verdict.state == "in" for one in everybody(campaign, day))
    if not found:
        raise Invalid({"on": [_("Nobody is known to be eligible on that day.")]})
    size = {"n": found, "source": "formula", "date": on}
    restate(campaign, version, size, actor=actor)
    return found
