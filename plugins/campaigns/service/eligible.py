"""Who of a unit is eligible by its rule over days and hours worked, and choosing that rule."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm import audit, db, localtime
from crm.errors import Conflict, Invalid
from crm.i18n import _
from crm.tenancy import Actor
from plugins.campaigns.eligibility.forms import NO_RULE, branches
from plugins.campaigns.eligibility.rules import OWN, Branch, Verdict, branches_of, judge
from plugins.campaigns.eligibility.work import Work, months_before
from plugins.campaigns.service import thresholds, unit, worked
from plugins.campaigns.service.campaigns import Campaign, get_campaign, require_lead, restate
from plugins.campaigns.service.unit import Member


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
class Eligible:
    """The unit by the rule on a day: how many stand how, and everybody by name."""

    on: date
    branches: tuple[Branch, ...]
    counts: Counter[str]
    people: list[Standing]

    @property
    def nothing_known(self) -> int:
        """Of whom neither days nor hours are on file."""
        return sum(not one.hours_known for one in self.people)


def day_of(campaign: Campaign, asked: str) -> date:
    """The day that counts: the one asked for, the planned filing, or today."""
    if asked:
        return date.fromisoformat(asked)
    return thresholds.day_that_counts(campaign, localtime.today())


def of_campaign(campaign: Campaign, on: date) -> Eligible:
    """Everybody of the unit by the rule. Reads the whole unit; its doors are for who sees it."""
    rule = branches_of(campaign.get("eligibility"))
    if not rule:
        return Eligible(on, (), Counter(), [])
    members = unit.of_campaign(campaign["_id"])
    first = months_before(on, max(branch.months for branch in rule)).isoformat()
    records = worked.stints(campaign["_id"], first, on.isoformat())
    works = worked.by_person(campaign, (m["person_id"] for m in members), records)
    people = [_standing(m, works.get(m["person_id"], []), rule, on) for m in members]
    return Eligible(on, rule, Counter(one.verdict.state for one in people), people)


def _standing(member: Member, works: list[Work], rule: tuple[Branch, ...], on: date) -> Standing:
    return Standing(member, works, judge(rule, works, on))


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
    found = of_campaign(campaign, date.fromisoformat(on)).counts["in"]
    if not found:
        raise Invalid({"on": [_("Nobody is known to be eligible on that day.")]})
    size = {"n": found, "source": "formula", "date": on}
    restate(campaign, version, size, actor=actor)
    return found
