"""Leaders: whom people follow, what each leader covers, and where the committee has holes.

A leader is whom others follow, whatever their own view. The committee should be at least 1 in 10
of the unit and stand in every department, shift, place and job class (any facet of the local).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm import db
from crm.i18n import _
from crm.queryshape import chunks
from crm.registry import current as registry
from crm.tenancy import Actor
from plugins.campaigns import scale
from plugins.campaigns.service import cells, counters, structuretests, unit
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.counters import SEP
from plugins.campaigns.service.unit import Member

SHARE = 10
"""One in so many of the unit: the field's guide line for a committee."""
DRAWN = 500
"""So many people are drawn on the map; beyond that only leaders are."""


@dataclass
class Coverage:
    """One leader: who they are, and how those who follow them stand."""

    leader_id: str
    member: Member | None
    followers: int
    support: int
    assessed: int
    cards: int
    took_part: int
    moved: bool
    """Whether the leader is a supporter themselves; counted even where the name is not shown."""


@dataclass(frozen=True)
class Covered:
    """All leaders of a campaign added up, as counts: nobody follows two, so nobody counts twice."""

    leaders: int
    moved: int
    followers: int
    support: int
    cards: int
    without: int
    """People of the unit who follow nobody that we know of."""


def added(found: Sequence[Coverage], people: int) -> Covered:
    """What the leaders of a unit of so many `people` cover together."""
    followers = sum(c.followers for c in found)
    return Covered(
        leaders=len(found),
        moved=sum(c.moved for c in found),
        followers=followers,
        support=sum(c.support for c in found),
        cards=sum(c.cards for c in found),
        without=max(people - followers, 0),
    )


def of_campaign(campaign: Campaign, *, actor: Actor) -> list[Coverage]:
    """Every leader with what they cover, the most followed first.

    The member is None for those whom the actor may not see by name: counts stay.
    """
    docs = {d["key"]: d for d in counters.read(campaign["_id"], "leader") if d.get("n")}
    test = structuretests.last_begun(campaign["_id"])
    took = structuretests.by_leader(test) if test else {}
    members = {m["person_id"]: m for m in marked_leaders(campaign["_id"])}
    others = [leader_id for leader_id in docs if leader_id not in members]
    members |= unit.members_of(campaign["_id"], others)
    ids = dict.fromkeys([*docs, *members])
    found = [
        _coverage(i, members.get(i), docs.get(i, {}), took.get(i), campaign, actor) for i in ids
    ]
    return sorted(found, key=lambda c: (-c.followers, c.member["sort_key"] if c.member else ""))


def _coverage(
    leader_id: str, member: Member | None, doc: Mapping[str, Any],
    took: Counter[int] | None, campaign: Campaign, actor: Actor,
) -> Coverage:  # fmt: skip
    levels = {level: doc.get(f"a{level}", 0) for level in scale.IDS}
    support = scale.supporting()
    seen = member if member and unit.may_see(campaign, member, actor) else None
    return Coverage(
        leader_id=leader_id if seen else "",
        member=seen,
        followers=doc.get("n", 0),
        support=sum(n for level, n in levels.items() if level in support),
        assessed=sum(levels.values()),
        cards=doc.get("cards", 0),
        took_part=sum((took or Counter()).values()),
        moved=bool(member and member["assessment"] in support),
    )


def marked_leaders(campaign_id: str) -> list[Member]:
    """The members marked as leaders, by name."""
    return db.collection("campaigns_members").find(
        {"campaign_id": campaign_id, "leader": True}, sort=[("sort_key", 1)]
    )


def choices(campaign: Campaign, member: Member, *, actor: Actor) -> list[tuple[str, str]]:
    """Whom a member may be said to follow: leaders in the actor's reach, not themselves."""
    found = [m for m in marked_leaders(campaign["_id"]) if unit.may_see(campaign, m, actor)]
    return [(m["person_id"], m["name"]) for m in found if m["_id"] != member["_id"]]


@dataclass
class Hole:
    """A value of a facet with people and nobody of the committee."""

    facet: str
    value: str
    people: int


@dataclass
class Committee:
    """The committee against the guide line, with every hole named."""

    n: int
    people: int
    needed: int
    holes: list[Hole]
    facets: list[tuple[str, int, int]]
    """(facet's label, values with somebody of the committee, values in all)."""


def committee(campaign: Campaign, base: int) -> Committee:
    """The committee against 1 in 10 of `base` and every value of every facet; from counters."""
    labels = {f.id: str(f.label) for f in registry().items("facets")}
    values: dict[str, list[tuple[str, int, int]]] = {}
    for doc in counters.read(campaign["_id"], "facet"):
        facet, _sep, value = doc["key"].partition(SEP)
        if facet in labels and value and doc.get("n"):
            values.setdefault(facet, []).append((value, doc["n"], doc.get("committee", 0)))
    holes = [
        Hole(labels[facet], value, n)
        for facet, found in values.items()
        for value, n, members in sorted(found)
        if not members
    ]
    total = cells.total(cells.cells(campaign["_id"]))
    facets = [
        (labels[facet], sum(1 for v in found if v[2]), len(found))
        for facet, found in values.items()
    ]
    return Committee(total.counts["committee"], total.n, -(-base // SHARE), holes, sorted(facets))


def drawing(campaign: Campaign, found: list[Coverage], *, actor: Actor) -> dict[str, Any]:
    """What the map draws: leaders and those who follow them, as far as the actor sees names."""
    leaders = {c.leader_id: c.member for c in found if c.member}
    if sum(c.followers for c in found if c.member) <= DRAWN:
        tied = _following(campaign["_id"], leaders)
        shown = [m for m in tied if unit.may_see(campaign, m, actor)]
    else:
        shown = [m for m in leaders.values() if m.get("follows") in leaders]
    nodes = [_node(c.member, c.followers) for c in found if c.member]
    nodes += [_node(m, 0) for m in shown if m["person_id"] not in leaders]
    links = [{"source": m["follows"], "target": m["person_id"]} for m in shown]
    names: list[dict[str, Any]] = [
        {"id": level.id, "name": level.label, "colour": level.colour} for level in scale.levels()
    ]
    return {"nodes": nodes, "links": links, "kinds": [*names, _unknown()]}


def _following(campaign_id: str, leader_ids: Iterable[str]) -> list[Member]:
    """The members who follow one of these people, by name."""
    found: list[Member] = []
    for batch in chunks(leader_ids):
        found += db.collection("campaigns_members").find(
            {"follows": {"$in": batch}}, where={"campaign_id": campaign_id}
        )
    return sorted(found, key=lambda m: (m["sort_key"], m["_id"]))


def _unknown() -> dict[str, Any]:
    return {"id": scale.NOT_ASSESSED, "name": str(_("Not assessed")), "colour": "#868e96"}


def _node(member: Member, followers: int) -> dict[str, Any]:
    order = [level.id for level in scale.levels()]
    now = scale.became(member["assessment"])
    return {
        "id": member["person_id"],
        "name": member["name"],
        "place": member["facets"].get("department") or "",
        "digit": scale.digit(member["assessment"]) or "–",
        "kind": order.index(now) if now in order else len(order),
        "followers": followers,
        "leader": bool(member["leader"]),
    }
