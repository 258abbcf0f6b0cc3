"""Whom a call list, a sheet or a turf is made of: my people, part of the unit, or a saved list.

Only members of the unit whom the actor may see by name come out, whatever the source holds.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from crm import db, localtime
from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.lists import membership
from crm.lists import service as lists
from crm.queryshape import prefix_range
from crm.tenancy import Actor
from plugins.campaigns import scale
from plugins.campaigns.service import counters, unit
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.unit import Member

MINE, UNIT, LIST, TURF = "mine", "unit", "list", "turf"
NARROW = ("department", "shift", "workplace")
"""Facets by which any source may be narrowed."""

Source = Mapping[str, Any]
"""{whom: 'mine' | 'unit' | 'list:<id>' | ..., and what it is narrowed to}."""


def by_ids(campaign: Campaign, ids: Iterable[str], *, actor: Actor) -> dict[str, Member]:
    """Those of these people who are in the unit and in the actor's reach, by person id."""
    found = unit.members_of(campaign["_id"], dict.fromkeys(ids))
    return {p: member for p, member in found.items() if unit.may_see(campaign, member, actor)}


def _those_with(campaign: Campaign, field: str, value: str, actor: Actor) -> list[Member]:
    """The members in reach with a value in a field that an index leads to."""
    found = db.collection("campaigns_members").find({"campaign_id": campaign["_id"], field: value})
    return [member for member in found if unit.may_see(campaign, member, actor)]


def _mine(campaign: Campaign, _ref: str, actor: Actor) -> list[Member]:
    return _those_with(campaign, "organizer", actor.account_id, actor)


def _unit(campaign: Campaign, _ref: str, actor: Actor) -> list[Member]:
    return unit.in_reach(campaign, actor=actor)


def _list(campaign: Campaign, ref: str, actor: Actor) -> list[Member]:
    actor.require("lists.view")
    entry, _job = lists.opened(lists.get(ref, actor=actor))
    ids = [row["person_id"] for row in membership.rows(entry)]
    return list(by_ids(campaign, ids, actor=actor).values())


def _turf(campaign: Campaign, ref: str, actor: Actor) -> list[Member]:
    return _those_with(campaign, "turf_id", ref, actor)


KINDS: dict[str, Callable[[Campaign, str, Actor], list[Member]]] = {
    MINE: _mine,
    UNIT: _unit,
    LIST: _list,
    TURF: _turf,
}
"""What `whom` may begin with, and who is meant by the rest of it."""


def members(campaign: Campaign, source: Source, *, actor: Actor) -> list[Member]:
    """The people of a source by name; Invalid where what it names is not there for the actor."""
    kind, _colon, ref = str(source["whom"]).partition(":")
    if kind not in KINDS:
        raise Invalid({"whom": [_("Choose whom.")]})
    try:
        found = KINDS[kind](campaign, ref, actor)
    except NotFound as error:
        raise Invalid({"whom": [_("This is no longer there. Choose again.")]}) from error
    kept = [m for m in found if _fits(m, source)]
    return sorted(kept, key=lambda m: (m["sort_key"], m["person_id"]))


def _fits(member: Member, source: Source) -> bool:
    for facet in NARROW:
        if source.get(facet) and member["facets"].get(facet) != source[facet]:
            return False
    level = source.get("assessment")
    if level is not None and member["assessment"] not in scale.counts_as(level):
        return False
    due = localtime.today().isoformat()
    return not source.get("due") or "" < member["follow_up"] <= due


def offered(campaign: Campaign, *, actor: Actor) -> list[tuple[Any, list[tuple[str, Any]]]]:
    """What a form offers: groups of (value, label)."""
    everybody = _("Everybody in the unit whom I may see")
    groups: list[tuple[Any, list[tuple[str, Any]]]] = [
        ("", [(MINE, _("My people")), (UNIT, everybody)])
    ]
    from plugins.campaigns.service import turf

    cut = [(f"{TURF}:{t['_id']}", t["name"]) for t in turf.visible(campaign, actor=actor)]
    groups.append((_("Turf"), cut))
    if actor.can("lists.view"):
        saved = [(f"{LIST}:{e['_id']}", e["name"]) for e in lists.every(actor=actor)]
        groups.append((_("Saved lists"), saved))
    return [(label, options) for label, options in groups if options]


def workplaces(campaign_id: str) -> list[str]:
    """The worksites and employers of the unit's people, from the counters."""
    span = prefix_range(f"workplace{counters.SEP}")
    found = [d for d in counters.read(campaign_id, "facet", span) if d.get("n")]
    return sorted(name for d in found if (name := d["key"].partition(counters.SEP)[2]))


def label(campaign: Campaign, source: Source, *, actor: Actor) -> str:
    """What a source is called: 'My people · Wardrobe · due'."""
    named = dict(pair for _group, options in offered(campaign, actor=actor) for pair in options)
    parts = [str(named.get(source["whom"], ""))]
    parts += [source[facet] for facet in NARROW if source.get(facet)]
    if source.get("assessment") is not None:
        parts.append(_("assessment %(n)s", n=scale.digit(source["assessment"]) or "–"))
    if source.get("due"):
        parts.append(str(_("due")))
    return " · ".join(str(part) for part in parts if part)
