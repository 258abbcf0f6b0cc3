"""What needs an organizer today: due follow-ups, own people by need, what others did on them."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm import db, localtime
from crm.tenancy import Actor
from plugins.campaigns.service.campaigns import Campaign, list_campaigns
from plugins.campaigns.service.queues import need
from plugins.campaigns.service.unit import Member

SHOWN = 50
RECENT = timedelta(days=7)


@dataclass
class Section:
    """The first people of a list, and how many there are in all."""

    members: list[Member]
    total: int


@dataclass
class Today:
    """The lists of the Today screen; `campaigns` by id names them."""

    due: Section
    later: Section
    need: Section
    others: Section
    campaigns: dict[str, Campaign]
    mine: int
    to_call: list[tuple[Campaign, int]]
    """The campaigns with people of one's own who have a phone number, and how many."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show at all."""
        return not (self.mine or self.campaigns)


def _first(members: list[Member], key: Callable[[Member], Any], *, last: bool = False) -> Section:
    return Section(sorted(members, key=key, reverse=last)[:SHOWN], len(members))


def _to_call(free: list[Member], known: Mapping[str, Campaign]) -> list[tuple[Campaign, int]]:
    with_phone = Counter(m["campaign_id"] for m in free if m["phone"])
    return [(known[campaign_id], n) for campaign_id, n in with_phone.most_common()]


def _by_day(member: Member) -> tuple[str, str]:
    return member["follow_up"], member["sort_key"]


def today(*, actor: Actor, day: date | None = None) -> Today:
    """Everything the actor answers for, sorted by what it needs. One index range is read."""
    day = day or localtime.today()
    known = {c["_id"]: c for c in list_campaigns(actor=actor)}
    found = db.collection("campaigns_members").find({"organizer": actor.account_id})
    mine = [m for m in found if m["campaign_id"] in known]
    free = [m for m in mine if not m["do_not_contact"]]
    due = [m for m in free if m["follow_up"] and m["follow_up"] <= day.isoformat()]
    week = (day + timedelta(days=7)).isoformat()
    later = [m for m in free if day.isoformat() < m["follow_up"] <= week]
    since = db.now() - RECENT
    others = [
        m
        for m in mine
        if m["last_contact"]
        and m["last_contact"]["by"] != actor.account_id
        and m["last_contact"]["at"] > since
    ]
    return Today(
        due=_first(due, _by_day),
        later=_first(later, _by_day),
        need=_first([m for m in free if not m["follow_up"]], need),
        others=_first(others, lambda m: m["last_contact"]["at"], last=True),
        campaigns=known,
        mine=len(mine),
        to_call=_to_call(free, known),
    )
