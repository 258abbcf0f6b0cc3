"""The demo's pledge: of the campaign at the employer, with answers that suggest something."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from crm import actions, auth, db, tenancy
from crm.accounts import service as accounts
from crm.queryshape import chunks
from crm.tenancy import Actor
from plugins.surveys.service import lifecycle, setup, surveys, templates
from plugins.surveys.service.surveys import Survey

STEWARD = {"action": "core.tag", "values": {"tag": "wants to be a picket captain"}}


def belongs_to(campaign: str) -> dict[str, Any]:
    """The fields of a survey that belongs to a campaign; {} without one."""
    return {"campaign_ids": [campaign], "scopes": [f"campaign:{campaign}"]} if campaign else {}


def pledge(key: str, name: str, campaign: str, lead: Actor) -> Survey:
    """Open the pledge of a campaign ("" for none)."""
    data = {**templates.get_template("strike_readiness"), "name": name, **belongs_to(campaign)}
    data["pages"] = [_suggesting(page, campaign) for page in data["pages"]]
    surveys.create_survey({**data, "breakdowns": ["department"]}, actor=lead, survey_id=key)
    return lifecycle.open_survey(key, actor=lead)


def campaign_of(staff: Sequence[Mapping[str, Any]], lead: Actor) -> str:
    """The open campaign that most of the staff are in, "" for none."""
    account, here = accounts.get(lead.account_id), tenancy.current().local
    reader = auth.actor_for(tenancy.suite().registry, account, here)
    known = {value for value, _name in setup.campaigns(reader)}
    scopes: Counter[str] = Counter()
    for ids in chunks(person["_id"] for person in staff):
        for person in db.collection("people").find({"_id": {"$in": ids}}, fields=["scopes"]):
            scopes.update(s.removeprefix("campaign:") for s in person["scopes"])
    return next((scope for scope, _n in scopes.most_common() if scope in known), "")


def _suggesting(page: Mapping[str, Any], campaign: str) -> dict[str, Any]:
    """The page; the first answer of its first question suggests a tag and an assessment."""
    items = [dict(item) for item in page["items"]]
    for item in items:
        if item["key"] in WHICH:
            code, wanted = WHICH[item["key"]]
            item["options"] = [
                {**option, "suggests": wanted(campaign)} if option["code"] == code else option
                for option in item["options"]
            ]
    return {**page, "items": items}


def _captain(_campaign: str) -> list[Any]:
    return [STEWARD]


def _activist(campaign: str) -> list[Any]:
    if not campaign or actions.find("campaigns.assess") is None:
        return [{"action": "core.tag", "values": {"tag": "would strike"}}]
    values = {"campaign_id": campaign, "assessment": "1"}
    return [{"action": "campaigns.assess", "values": values}]


WHICH = {"captain": ("yes", _captain), "strike": ("yes", _activist)}
"""Which answer of which question of the template suggests what."""
