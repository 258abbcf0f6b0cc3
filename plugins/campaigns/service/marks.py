"""What Quick mark can put on people, one code for a whole batch: a card, a committee, an event.

Each `Mark` says how it is put on a person of the unit and how it is taken back; `PROVIDERS` give
the marks that a campaign offers. Who adds a kind (a petition, a structure test) adds a line there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from crm import audit, db, localtime
from crm.errors import Conflict, NotFound
from crm.i18n import _
from crm.tenancy import Actor
from plugins.campaigns.service import cards, events, structuretests, turnout, unit, walkins
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.unit import Member

LATEST = 3
"""So many of the latest structure tests are offered."""
AROUND = timedelta(days=7)
"""Events are offered so long before and after their day."""
HAD = "had"
"""The note of a mark that changed nothing: its undo changes nothing either."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One code of Quick mark.

    `put(campaign, member, day, key, actor)` writes it and gives a note (text) by which
    `undo(campaign, person_id, note, actor)` takes it back; both check reach and keep the trail.
    `has(member)` says whether somebody has it already. `dated`: it asks for the day once.
    """

    id: str
    label: Any
    put: Callable[[Campaign, Member, str, str, Actor], str]
    undo: Callable[[Campaign, str, str, Actor], None]
    has: Callable[[Mapping[str, Any]], bool] = lambda _member: False
    dated: bool = False
    group: Any = ""


def _sign(campaign: Campaign, member: Member, day: str, key: str, actor: Actor) -> str:
    data = {"signed_on": day, "kind": "paper", "key": key}
    return str(cards.sign(campaign["_id"], member["person_id"], data, actor=actor)["_id"])


def _unsign(_campaign: Campaign, _person_id: str, note: str, actor: Actor) -> None:
    cards.void(note, str(_("Taken back in Quick mark")), actor=actor)


def _flag(name: str) -> dict[str, Any]:
    """Putting and taking back a yes-or-no field of the member."""

    def put(campaign: Campaign, member: Member, day: str, key: str, actor: Actor) -> str:
        found = unit.get_member(campaign["_id"], member["person_id"], actor=actor)[1]
        if not found[name]:
            unit.save(found, {**found, name: True})
        people = [member["person_id"]]
        audit.record(actor, "update", "member", found["_id"], fields=[name], people=people)
        return HAD if found[name] else "put"

    def undo(campaign: Campaign, person_id: str, note: str, actor: Actor) -> None:
        found = unit.get_member(campaign["_id"], person_id, actor=actor)[1]
        if note == "put" and found[name]:
            unit.save(found, {**found, name: False})
        people = [person_id]
        audit.record(actor, "undo", "member", found["_id"], fields=[name], people=people)

    return {"put": put, "undo": undo, "has": lambda member: bool(member[name])}


def own(_campaign: Campaign, _actor: Actor) -> Sequence[Mark]:
    """What every campaign has."""
    return (
        Mark(
            id="card",
            label=_("Card signed"),
            put=_sign,
            undo=_unsign,
            has=lambda member: member["card"]["state"] == "signed",
            dated=True,
        ),
        Mark(id="committee", label=_("On the committee"), **_flag("committee")),
        Mark(id="leader", label=_("Leader: others follow this person"), **_flag("leader")),
    )


def _came(event_id: str) -> dict[str, Any]:
    """Being at an event: checked in where on its list, else a walk-in."""

    def put(campaign: Campaign, member: Member, day: str, key: str, actor: Actor) -> str:
        person_id = member["person_id"]
        there = db.collection("campaigns_turnout").get(turnout.row_id(event_id, person_id))
        if there is not None and there["came_at"]:
            return HAD
        try:
            turnout.check_in(campaign["_id"], event_id, person_id, actor=actor)
        except NotFound:
            data = {"key": key, "person_id": person_id, "in_unit": False}
            walkins.walk_in(campaign["_id"], event_id, data, actor=actor)
        return event_id

    def undo(campaign: Campaign, person_id: str, note: str, actor: Actor) -> None:
        if note != HAD:
            turnout.check_out(campaign["_id"], note, person_id, actor=actor)

    return {"put": put, "undo": undo}


def at_events(campaign: Campaign, _actor: Actor) -> Sequence[Mark]:
    """A mark for each event of these days."""
    first, last = localtime.today() - AROUND, localtime.today() + AROUND
    near = [
        event
        for event in events.of_campaign(campaign["_id"])
        if event["status"] == "planned" and first.isoformat() <= event["day"] <= last.isoformat()
    ]
    named = [(e, _("Came: %(event)s, %(day)s", event=e["title"], day=e["day"])) for e in near]
    return [Mark(id=f"event:{e['_id']}", label=text, **_came(e["_id"])) for e, text in named]


def _took(test_id: str) -> dict[str, Any]:
    """Taking part in a structure test, at its strongest tier."""

    def put(campaign: Campaign, member: Member, day: str, key: str, actor: Actor) -> str:
        if test_id in member.get("tests", {}):  # at whatever tier: a batch says only that
            return HAD
        structuretests.take(test_id, member["person_id"], 1, actor=actor, on=day)
        return test_id

    def undo(campaign: Campaign, person_id: str, note: str, actor: Actor) -> None:
        if note != HAD:
            structuretests.take_back(note, person_id, actor=actor)

    return {"put": put, "undo": undo, "has": lambda member: test_id in member.get("tests", {})}


def in_tests(campaign: Campaign, _actor: Actor) -> Sequence[Mark]:
    """A mark for each of the latest structure tests (a petition on paper comes back)."""
    latest = structuretests.of_campaign(campaign["_id"])[:LATEST]
    named = [(t, _("Took part: %(test)s (%(tier)s)", test=t["name"], tier=t["tiers"][0]))
             for t in latest]  # fmt: skip
    return [
        Mark(id=f"test:{t['_id']}", label=text, dated=True, **_took(t["_id"])) for t, text in named
    ]


PROVIDERS: tuple[Callable[[Campaign, Actor], Sequence[Mark]], ...] = (own, at_events, in_tests)


def offered(campaign: Campaign, *, actor: Actor) -> list[Mark]:
    """The marks of a campaign, in order."""
    return [mark for provider in PROVIDERS for mark in provider(campaign, actor)]


def find(campaign: Campaign, mark_id: str, *, actor: Actor) -> Mark:
    """One of `offered`; Conflict for one that is no longer."""
    for mark in offered(campaign, actor=actor):
        if mark.id == mark_id:
            return mark
    raise Conflict(_("This can no longer be marked: choose again."))
