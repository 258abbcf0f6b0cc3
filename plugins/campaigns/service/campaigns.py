"""Campaigns: opening, changing, and who is on the team.

That a campaign exists is itself confidential: those who are neither on its team, nor hold the
local's numbers, nor see every person, do not find it.
"""

from collections.abc import Mapping
from typing import Any

from crm import audit, db
from crm.accounts import service as accounts
from crm.errors import Conflict, Forbidden, Invalid, NotFound
from crm.i18n import _
from crm.tenancy import Actor
from crm.values import fold
from crm.workplaces import rules
from crm.workplaces.resolving import Names, resolve

Campaign = dict[str, Any]


def scope_of(campaign_id: str) -> str:
    """The scope whose holders see everybody in the unit."""
    return f"campaign:{campaign_id}"


def turf_of(campaign_id: str, account_id: str) -> str:
    """The scope of the people one organizer answers for."""
    return f"turf:{campaign_id}:{account_id}"


def role_of(campaign: Mapping[str, Any], actor: Actor) -> str:
    """The actor's part in the team: 'lead', 'organizer', 'reader' or ''."""
    for member in campaign["team"]:
        if member["account_id"] == actor.account_id:
            return str(member["role"])
    return ""


def sees_names(campaign: Mapping[str, Any], actor: Actor) -> bool:
    """Whether the actor may see everybody in the unit by name."""
    return actor.sees_all or scope_of(campaign["_id"]) in actor.grants


def may_lead(campaign: Mapping[str, Any], actor: Actor) -> bool:
    """Whether the actor may change the campaign, its team and its turf."""
    if not actor.can("campaigns.edit"):
        return False
    return actor.sees_all or role_of(campaign, actor) == "lead"


def require_lead(campaign: Mapping[str, Any], actor: Actor) -> None:
    """Raise Forbidden unless the actor leads this campaign (or sees all of the local)."""
    if not may_lead(campaign, actor):
        raise Forbidden()


def knows(campaign: Mapping[str, Any], actor: Actor) -> bool:
    """Whether the actor may know that this campaign exists."""
    return actor.sees_all or actor.can("campaigns.numbers") or bool(role_of(campaign, actor))


def get_campaign(campaign_id: str, *, actor: Actor) -> Campaign:
    """A campaign the actor may know of; NotFound otherwise."""
    found = db.collection("campaigns_campaigns").get(campaign_id)
    if found is None or not knows(found, actor):
        raise NotFound()
    return found


def list_campaigns(*, actor: Actor, closed: bool = False) -> list[Campaign]:
    """The open (and, if told, closed) campaigns the actor may know of, by name."""
    states = ("open", "closed") if closed else ("open",)
    found: list[Campaign] = []
    for state in states:
        found += db.collection("campaigns_campaigns").find({"status": state})
    return sorted((c for c in found if knows(c, actor)), key=lambda c: fold(c["name"]))


def _places(data: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """The workplaces that the employer and worksites mean; those that are missing are made."""
    employer = data.get("employer", "")
    names = [Names(employer, worksite) for worksite in data.get("worksites", ())]
    found = resolve([Names(employer), *names], actor=actor)
    return {
        "employer": employer,
        "workplace_id": found[Names(employer)].get("employer", ""),
        "worksites": [{"id": found[n].get("worksite", ""), "name": n.worksite} for n in names],
    }


def _shaped(data: Mapping[str, Any]) -> Campaign:
    """The stored fields of a validated form, the places apart."""
    return {
        "name": data["name"],
        "jurisdiction": data.get("jurisdiction", ""),
        "stage": data["stage"],
        "status": "closed" if data["stage"] == "closed" else "open",
        "unit_definition": data.get("unit_definition", ""),
        "unit_size": {
            "n": data.get("size"),
            "source": data["size_source"],
            "date": data.get("size_date", ""),
        },
        "filing_date": data.get("filing_date", ""),
        "vote_date": data.get("vote_date", ""),
    }


def as_form(campaign: Mapping[str, Any]) -> dict[str, Any]:
    """A stored campaign as the values of its form."""
    size = campaign["unit_size"]
    extra = {
        "size": size["n"],
        "size_source": size["source"],
        "size_date": size["date"],
        "worksites": [place["name"] for place in campaign.get("worksites", ())],
    }
    return {**campaign, **extra}


def open_campaign(data: Mapping[str, Any], *, actor: Actor, campaign_id: str = "") -> Campaign:
    """Open a campaign from data shaped by CampaignForm; whoever opens it leads it."""
    rules.on_file(data.get("jurisdiction", ""))
    fields = {"_id": campaign_id or db.new_id(), **_shaped(data), **_places(data, actor)}
    return _open(fields, list(data), actor=actor)


def _sized(
    before: Mapping[str, Any], after: Mapping[str, Any], actor: Actor
) -> list[dict[str, Any]]:
    """Every size that was stated, with source, date and who said it, the last one last."""
    history = list(before.get("size_history", ()))
    stated = before.get("unit_size")
    if stated and stated["n"] and not history:  # stated before sizes had a history
        history.append({**stated, "at": before["created_at"], "by": before["created_by"]})
    size = after["unit_size"]
    if size["n"] and size != stated:
        history.append({**size, "at": db.now(), "by": actor.account_id})
    return history


@db.atomic
def _open(fields: Campaign, given: list[str], *, actor: Actor) -> Campaign:
    campaign = {
        **fields,
        "team": [],
        "size_history": _sized({}, fields, actor),
        "version": 1,
        "created_at": db.now(),
        "created_by": actor.account_id,
    }
    db.collection("campaigns_campaigns").insert(campaign)
    audit.record(actor, "create", "campaign", campaign["_id"], fields=given)
    if actor.account_id.startswith("system"):
        return campaign
    return _with_team(campaign, actor.account_id, "lead")


def update_campaign(
    campaign_id: str, version: int, data: Mapping[str, Any], *, actor: Actor
) -> Campaign:
    """Change a campaign read at `version`; Conflict with `theirs` when it has moved on."""
    campaign = get_campaign(campaign_id, actor=actor)
    require_lead(campaign, actor)
    if campaign["version"] != version:
        raise Conflict(theirs=campaign)
    if data.get("jurisdiction", "") != campaign["jurisdiction"]:
        rules.on_file(data.get("jurisdiction", ""))
    fields = {**_shaped(data), **_places(data, actor)}
    return _update(campaign, fields, actor=actor)


@db.atomic
def _update(campaign: Campaign, fields: Campaign, *, actor: Actor) -> Campaign:
    campaign_id, version = campaign["_id"], campaign["version"]
    sizes = {"size_history": _sized(campaign, fields, actor)}
    changes = {**fields, **sizes, "version": version + 1}
    same = {"_id": campaign_id, "version": version}
    if not db.collection("campaigns_campaigns").update(same, {"$set": changes}):
        raise Conflict(theirs=db.collection("campaigns_campaigns").get(campaign_id))
    changed = [k for k, v in changes.items() if campaign.get(k) != v]
    audit.record(actor, "update", "campaign", campaign_id, fields=changed)
    return {**campaign, **changes}


def restate(campaign: Campaign, version: int, size: Mapping[str, Any], *, actor: Actor) -> Campaign:
    """State another unit size {n, source, date}; Conflict when the campaign has moved on."""
    if campaign["version"] != version:
        raise Conflict(theirs=campaign)
    return _update(campaign, {"unit_size": dict(size)}, actor=actor)


def _with_team(campaign: Campaign, account_id: str, role: str) -> Campaign:
    """Store the account's part in the team and give or take the scopes that go with it."""
    campaign_id = campaign["_id"]
    team = [m for m in campaign["team"] if m["account_id"] != account_id]
    if role:
        team.append({"account_id": account_id, "role": role})
    same = {"_id": campaign_id, "version": campaign["version"]}
    change = {"$set": {"team": team}, "$inc": {"version": 1}}
    if not db.collection("campaigns_campaigns").update(same, change):
        raise Conflict(theirs=campaign)
    whole, turf = scope_of(campaign_id), turf_of(campaign_id, account_id)
    give = {"lead": [whole, turf], "reader": [whole], "organizer": [turf]}.get(role, [])
    take = [scope for scope in (whole, turf) if scope not in give]
    accounts.change_grants(account_id, give=give, take=take)
    return {**campaign, "team": team, "version": campaign["version"] + 1}


@db.atomic
def set_team(campaign_id: str, account_id: str, role: str, *, actor: Actor) -> Campaign:
    """Put an account on the team as lead, organizer or reader, or take it off (role '').

    Raises Invalid when the campaign would be left without a lead.
    """
    campaign = get_campaign(campaign_id, actor=actor)
    require_lead(campaign, actor)
    accounts.member(account_id)
    leads = {m["account_id"] for m in campaign["team"] if m["role"] == "lead"}
    if role != "lead" and leads == {account_id}:
        raise Invalid({"role": [_("A campaign needs a lead; name another one first.")]})
    changed = _with_team(campaign, account_id, role)
    if not role:
        _from_doors(campaign_id, account_id)
    audit.record(actor, "team", "campaign", campaign_id, fields=[account_id, role or "off"])
    return changed


def _from_doors(campaign_id: str, account_id: str) -> None:
    """Who is no longer on the team stands at no door: sight of the whole unit went with it."""
    events = db.collection("campaigns_events")
    for event in events.find({"campaign_id": campaign_id}):
        if account_id in event["door"]:
            door = [one for one in event["door"] if one != account_id]
            change = {"$set": {"door": door}, "$inc": {"version": 1}}
            events.update({"_id": event["_id"]}, change)


def replace_in_team(campaign: Campaign, account_id: str, heir_id: str | None) -> None:
    """A leaver's part in the team goes to the heir (or to nobody)."""
    role = next((m["role"] for m in campaign["team"] if m["account_id"] == account_id), "")
    if not role:
        return
    left = [m for m in campaign["team"] if m["account_id"] != account_id]
    change = {"$set": {"team": left}, "$inc": {"version": 1}}
    same = {"_id": campaign["_id"], "version": campaign["version"]}
    if not db.collection("campaigns_campaigns").update(same, change):
        raise Conflict(theirs=campaign)
    if heir_id and all(m["account_id"] != heir_id for m in left):
        fresh = {**campaign, "team": left, "version": campaign["version"] + 1}
        _with_team(fresh, heir_id, role)


def at_workplace(workplace_id: str, *, actor: Actor) -> list[Campaign]:
    """The open campaigns at an employer or worksite that the actor may know of."""
    return [
        campaign
        for campaign in list_campaigns(actor=actor)
        if workplace_id in {campaign["workplace_id"], *(p["id"] for p in campaign["worksites"])}
    ]
