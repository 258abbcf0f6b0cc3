"""Assessments with provenance and age: which of two holds, what an action proves, the history.

An assessment is an opinion, stated by the person, or proven by an action (a card, a structure
test, an event). While a proven one is not older than the local's limit, it outranks what anybody
thinks: a newer opinion is kept in the history and shown beside it. After that the next one holds.
`prove` and `unprove` are what cards, tests and events call.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from crm import audit, db, localtime
from crm.days import HAPPENED
from crm.errors import Invalid
from crm.i18n import _
from crm.tenancy import Actor
from plugins.campaigns import scale, settings
from plugins.campaigns.service import counters, history, unit
from plugins.campaigns.service.unit import Member
from plugins.campaigns.words import RANK, TOLD

FIELDS = ("assessment", "provenance", "assessed_at", "assessed_by", "proof", "outranked")
"""The fields of a member that make up their assessment."""
BLANK: Mapping[str, Any] = {
    "assessment": 0,
    "provenance": "",
    "assessed_at": None,
    "assessed_by": "",
    "proof": "",
    "outranked": None,
}


def first_fresh_day(today: date) -> date:
    """The first day whose assessments are not yet old."""
    return today - timedelta(days=settings.current()["age_limit_days"])


def is_old(member: Mapping[str, Any], today: date | None = None) -> bool:
    """Whether the assessment is older, by day, than the local's limit."""
    at = member["assessed_at"]
    if not member["assessment"] or at is None:
        return False
    return bool(localtime.day_of(at) < first_fresh_day(today or localtime.today()))


def _stands_firm(member: Mapping[str, Any]) -> bool:
    return member["provenance"] == "proven" and not is_old(member)


def weight(member: Mapping[str, Any]) -> tuple[bool, bool, str]:
    """What decides between two assessments of one person: proven and not old, then the newer."""
    at = member["assessed_at"]
    return bool(member["assessment"]), _stands_firm(member), at.isoformat() if at else ""


def applied(
    member: Member, level: int, provenance: str, by: str, at: datetime, proof: str = ""
) -> Member:
    """The member with an assessment given; nothing is stored.

    Level 0 clears it. A proven one that is not old stays, and the new one stands beside it as
    `outranked`; an action long past does not replace what is known since.
    """
    if level == 0:
        return {**member, **BLANK, "assessed_at": at, "assessed_by": by}
    before = member["assessed_at"]
    earlier = bool(member["assessment"]) and before is not None and at < before
    proven = provenance == "proven"
    aside = {"level": level, "provenance": provenance, "at": at, "by": by}
    if _stands_firm(member) and not proven:
        return {**member, "outranked": aside}
    given = {"provenance": provenance, "assessed_at": at}
    if earlier and (not proven or _stands_firm(member) or is_old({**given, "assessment": level})):
        return member
    same = level == member["assessment"]
    kept = member["provenance"] if same and RANK[member["provenance"]] > RANK[provenance] else ""
    if kept == "proven":  # it has grown old: the fresh one counts for what it is
        kept = ""
    return {
        **member,
        "assessment": level,
        "provenance": kept or provenance,
        "assessed_at": at,
        "assessed_by": by,
        "proof": proof,
        "outranked": None,
    }


def proven(member: Member, proof: str, on: date, by: str, why: str = "") -> tuple[Member, Any]:
    """The member after an action that proves support, and the change for the history.

    `proof` names the action ('card:<id>', 'test:<id>', 'event:<id>'). Supporters keep their
    level; anybody else is put at the weakest level of support.
    """
    known = member["assessment"] in scale.supporting()
    level = member["assessment"] if known else scale.proven_level()
    at = min(localtime.noon(on), db.now())
    after = applied(member, level, "proven", by, at, proof)
    given: dict[str, Any] = {"given": level, "as_of": at, "provenance": "proven"}
    return after, history.change(member, after, by, proof=proof, why=why, **given)


def unproven(member: Member, proof: str, by: str, why: str = "") -> tuple[Member, list[Any]]:
    """The member without one action: as what else is in the history has it. The changes, too.

    The entry of the action is marked as ended in the store.
    """
    entries = history.of_person(member["person_id"], member["campaign_id"])
    for entry in entries:
        if entry.get("proof") == proof and not entry.get("ended"):
            history.end(entry["_id"])
    if member.get("proof") != proof:
        return member, []
    after = replayed(member, [e for e in entries if e.get("proof") != proof])
    return after, [history.change(member, after, by, why=why)]


def replayed(member: Member, entries: Sequence[Mapping[str, Any]]) -> Member:
    """The member as the entries of the history, taken one after the other, leave them."""
    found: Member = {**member, **BLANK}
    for entry in sorted(entries, key=lambda e: e["at"]):
        if entry.get("given") is not None and not entry.get("ended"):
            at = entry["as_of"]
            parts = (entry["given"], entry["provenance"], entry["by"], at, entry["proof"])
            found = applied(found, *parts)
    return found


@db.atomic
def prove(campaign_id: str, person_id: str, proof: str, on: date, *, actor: Actor) -> Member:
    """Note that a person in reach did something that proves support (a check-in at an event)."""
    HAPPENED.require(on.isoformat(), "on")
    _campaign, member = unit.get_member(campaign_id, person_id, actor=actor)
    after, change = proven(member, proof, on, actor.account_id)
    counted = history.write([change])
    saved = unit.save(member, after, also=counted)
    audit.record(actor, "prove", "member", member["_id"], people=[person_id])
    return saved


@db.atomic
def unprove(campaign_id: str, person_id: str, proof: str, *, actor: Actor) -> Member:
    """Take back what `prove` noted; without it nothing happens."""
    _campaign, member = unit.get_member(campaign_id, person_id, actor=actor)
    after, changes = unproven(member, proof, actor.account_id)
    if not changes:
        return member
    saved = unit.save(member, after, also=history.write(changes))
    audit.record(actor, "unprove", "member", member["_id"], people=[person_id])
    return saved


def only_told(provenance: str) -> None:
    """Invalid for what only an action can say."""
    if provenance not in dict(TOLD):
        raise Invalid({"provenance": [_("Only a card, a test or an event proves an assessment.")]})


@db.atomic
def assess(campaign_id: str, person_id: str, data: Mapping[str, Any], *, actor: Actor) -> Member:
    """Set an assessment by itself (a key on the wall chart), from data shaped by AssessForm.

    Raises Invalid for `proven`: that is said by actions alone (`prove`).
    """
    only_told(data["provenance"])
    _campaign, member = unit.get_member(campaign_id, person_id, actor=actor)
    level, provenance, moment = data["assessment"], data["provenance"], db.now()
    after = applied(member, level, provenance, actor.account_id, moment)
    given = {"given": level, "as_of": moment, "provenance": provenance}
    change = history.change(member, after, actor.account_id, why=data.get("why", ""), **given)
    counted = history.write([change])
    saved = unit.save(member, after, also=counted)
    audit.record(actor, "assess", "member", member["_id"], people=[person_id])
    return saved


def ages(campaign_id: str, today: date) -> "Ages":
    """How many at each level are fresh, by the day of their assessment; one range is read."""
    since = first_fresh_day(today).isoformat()
    fresh: dict[int, int] = {}
    proven_fresh = 0
    for doc in counters.read(campaign_id, "age", {"$gte": since}):
        proven_fresh += doc.get("proven", 0)
        for level in scale.IDS:
            now = scale.became(level)
            fresh[now] = fresh.get(now, 0) + doc.get(f"a{level}", 0)
    return Ages(fresh, proven_fresh)


class Ages:
    """Assessments that are not old, by level of today's scale."""

    def __init__(self, fresh: Mapping[int, int], proven_fresh: int) -> None:
        self.fresh, self.proven = fresh, proven_fresh

    @property
    def assessed(self) -> int:
        """People whose assessment is not old."""
        return sum(self.fresh.values())

    @property
    def support(self) -> int:
        """Supporters whose assessment is not old."""
        return sum(n for level, n in self.fresh.items() if level in scale.supporting())
