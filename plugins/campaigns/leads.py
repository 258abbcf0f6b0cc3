"""A lead: a campaign at its very beginning, which other plugins may start in one step."""

from collections.abc import Mapping
from typing import Any

from crm.i18n import _
from crm.plugin import Action
from crm.schemas import LONG, Form, text
from crm.tenancy import Actor
from plugins.campaigns.service import campaigns

NAME = 80


class Lead(Form):
    """The employer a lead is about, and why."""

    employer = text(required=True)
    note = text(longest=LONG, load_default="")


def start(data: Mapping[str, Any], *, actor: Actor) -> Mapping[str, Any]:
    """Open a campaign in research at the employer, or give the open one the actor knows there.

    Gives `campaign_id`, `fresh` (bool) and `url` (endpoint, values).
    """
    name = str(_("Lead: %(employer)s", employer=data["employer"]))[:NAME]
    there = [c for c in campaigns.list_campaigns(actor=actor) if c["name"] == name]
    fresh = not there
    found = there[0] if there else _open(name, data, actor)
    url = ("campaigns.overview", {"campaign_id": found["_id"]})
    return {"campaign_id": found["_id"], "fresh": fresh, "url": url}


def _open(name: str, data: Mapping[str, Any], actor: Actor) -> campaigns.Campaign:
    given = {"name": name, "employer": data["employer"], "stage": "research"}
    given |= {"size_source": "estimated", "unit_definition": data["note"]}
    return campaigns.open_campaign(given, actor=actor)


ACTIONS = (
    Action(
        id="campaigns.start_lead",
        label=_("Start a campaign lead"),
        permission="campaigns.edit",
        schema=Lead,
        run=start,
    ),
)
