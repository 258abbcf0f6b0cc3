"""The log of retaliation and unfair labour practices of a campaign, with the time left to charge.

A charge must be filed and served within six months of what it is about (29 U.S.C. 160(b)). Whoever
logs contacts adds to the log and sees what they wrote themselves; the campaign's lead sees all.
"""

import hashlib
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crm import audit, db
from crm.errors import Conflict, Invalid, NotFound
from crm.i18n import _
from crm.tenancy import Actor, current
from plugins.campaigns.service import unit
from plugins.campaigns.service.campaigns import Campaign, get_campaign, may_lead

Incident = dict[str, Any]
FIELDS = (
    "kind", "day", "what", "supervisor", "people", "witness", "evidence", "state", "filed_on",
    "case",
)  # fmt: skip
MONTHS = 6
"""29 U.S.C. 160(b): no complaint on what happened more than six months before the charge."""


def last_day(day: str) -> date:
    """The last day on which a charge about something of `day` (ISO) is in time.

    Six calendar months; a day that month does not have is its last one.
    """
    found = date.fromisoformat(day)
    month = found.month - 1 + MONTHS
    year, month = found.year + month // 12, month % 12 + 1
    return date(year, month, min(found.day, monthrange(year, month)[1]))


def days_left(incident: Mapping[str, Any], today: date) -> int | None:
    """Days until the clock has run out, below 0 after; None once a charge is filed or closed."""
    if incident["state"] != "open":
        return None
    return (last_day(incident["day"]) - today).days


def _incident_id(campaign_id: str, key: str, actor: Actor) -> str:
    text = f"{current().local_id}|{actor.account_id}|ulp|{campaign_id}|{key}"
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def may_see(campaign: Campaign, incident: Mapping[str, Any], actor: Actor) -> bool:
    """Whether the record is the actor's to see."""
    return may_lead(campaign, actor) or incident["created_by"] == actor.account_id


def get_incident(campaign_id: str, found_id: str, *, actor: Actor) -> tuple[Campaign, Incident]:
    """A record of the campaign that the actor may see; NotFound otherwise."""
    campaign = get_campaign(campaign_id, actor=actor)
    found = db.collection("campaigns_incidents").get(found_id)
    if found is None or found["campaign_id"] != campaign_id or not may_see(campaign, found, actor):
        raise NotFound()
    return campaign, found


def _check_people(
    campaign: Campaign, data: Mapping[str, Any], known: Sequence[str], actor: Actor
) -> None:
    """Raise Invalid unless everybody new on the record is a member in the actor's reach."""
    new = [person for person in data["people"] if person not in known]
    members = unit.members_of(campaign["_id"], new)
    seen = {p for p, m in members.items() if unit.may_see(campaign, m, actor)}
    if set(new) - seen:
        raise Invalid({"people": [_("There is no such person in the unit.")]})


@db.atomic
def record(campaign_id: str, data: Mapping[str, Any], *, actor: Actor) -> Incident:
    """Record an incident from data shaped by IncidentForm; the same `key` gives the one there."""
    campaign = get_campaign(campaign_id, actor=actor)
    found_id = _incident_id(campaign_id, data["key"], actor)
    there = db.collection("campaigns_incidents").get(found_id)
    if there is not None:
        return there
    _check_people(campaign, data, (), actor)
    incident = {
        "_id": found_id,
        "campaign_id": campaign_id,
        **{name: data[name] for name in FIELDS},
        "people": list(dict.fromkeys(data["people"])),
        "created_at": db.now(),
        "created_by": actor.account_id,
        "version": 1,
    }
    db.collection("campaigns_incidents").insert(incident)
    audit.record(actor, "create", "incident", found_id, people=incident["people"])
    return incident


def change(
    campaign_id: str, found_id: str, version: int, data: Mapping[str, Any], *, actor: Actor
) -> Incident:
    """Change a record read at `version`; Conflict with `theirs` when it has moved on."""
    campaign, incident = get_incident(campaign_id, found_id, actor=actor)
    if incident["version"] != version:
        raise Conflict(theirs=incident)
    _check_people(campaign, data, incident["people"], actor)
    return _store(incident, {name: data[name] for name in FIELDS}, actor)


@db.atomic
def _store(incident: Incident, fields: Mapping[str, Any], actor: Actor) -> Incident:
    changes = {**fields, "version": incident["version"] + 1}
    same = {"_id": incident["_id"], "version": incident["version"]}
    if not db.collection("campaigns_incidents").update(same, {"$set": changes}):
        raise Conflict(theirs=db.collection("campaigns_incidents").get(incident["_id"]))
    changed = [k for k, v in changes.items() if incident.get(k) != v]
    people = list({*incident["people"], *fields["people"]})
    audit.record(actor, "update", "incident", incident["_id"], fields=changed, people=people)
    return {**incident, **changes}


def of_campaign(campaign: Campaign, *, actor: Actor) -> list[Incident]:
    """The records the actor may see, those whose clock runs out first on top, then by day."""
    found = db.collection("campaigns_incidents").find({"campaign_id": campaign["_id"]})
    seen = [i for i in found if may_see(campaign, i, actor)]
    by_day = sorted(seen, key=lambda i: i["day"], reverse=True)
    return sorted(by_day, key=lambda i: (i["state"] != "open", i["day"] if _is_open(i) else ""))


def _is_open(incident: Mapping[str, Any]) -> bool:
    return bool(incident["state"] == "open")


def names_of(campaign: Campaign, incidents: Sequence[Incident], actor: Actor) -> dict[str, str]:
    """Names of the people on these records whom the actor may see, by id."""
    ids = [person for incident in incidents for person in incident["people"]]
    members = unit.members_of(campaign["_id"], ids)
    return {p: m["name"] for p, m in members.items() if unit.may_see(campaign, m, actor)}
