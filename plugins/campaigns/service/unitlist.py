"""Pages of the unit list: one bounded index range each, narrowed by what was asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm import localtime, paging
from crm.tenancy import Actor
from plugins.campaigns import scale
from plugins.campaigns.service import behind, cells
from plugins.campaigns.service.campaigns import Campaign, sees_names, turf_of
from plugins.campaigns.service.unit import Member

SIZE = 50


@dataclass
class Page:
    """Rows of one page and the cursor of the next ('' at the end).

    `withheld`: the actor sees nobody of the unit, or only their own turf.
    """

    rows: list[Member]
    after: str
    withheld: bool = False


def _where(campaign: Campaign, asked: Mapping[str, Any]) -> dict[str, Any]:
    where: dict[str, Any] = {}
    if asked.get("behind"):
        where |= behind.where(asked["behind"], campaign)
    if asked.get("assessment") is not None:
        where["assessment"] = {"$in": scale.counts_as(asked["assessment"])}
    for facet in ("department", "shift"):
        if asked.get(facet):
            where[f"facets.{facet}"] = asked[facet]
    if asked.get("due"):
        where["follow_up"] = {"$gt": "", "$lte": localtime.today().isoformat()}
    return where


def page(campaign: Campaign, asked: Mapping[str, Any], *, actor: Actor) -> Page:
    """One page of the unit for this actor: the whole unit, the own turf, or nothing."""
    prefix: dict[str, Any] = {"campaign_id": campaign["_id"]}
    named = sees_names(campaign, actor)
    if named:
        if asked.get("organizer"):
            prefix["organizer"] = asked["organizer"]
    elif turf_of(campaign["_id"], actor.account_id) in actor.grants:
        prefix["organizer"] = actor.account_id
    else:
        return Page([], "", withheld=True)
    size = asked.get("limit", SIZE)
    start = (asked["letter"].lower(), "") if asked.get("letter") else None
    rows = paging.window(
        "campaigns_members",
        prefix,
        "sort_key",
        after=paging.read_cursor("campaigns_members", asked["after"]) or start,
        size=size,
        where=_where(campaign, asked),
    )
    after = paging.cursor_of(rows[-1]) if len(rows) == size else ""
    return Page(rows, after, withheld=not named)


@dataclass
class Options:
    """What the list can be narrowed to."""

    departments: list[str]
    shifts: list[str]


def options(campaign_id: str) -> Options:
    """The departments and shifts there are, from the counters."""
    found = cells.cells(campaign_id)
    return Options(
        sorted({c.row for c in found if c.row}), sorted({c.column for c in found if c.column})
    )
