"""Whom to invite: a saved list, or everybody in a campaign, as far as the actor sees them."""

from collections.abc import Mapping
from typing import Any

from crm.errors import NotFound
from crm.lists import membership
from crm.lists import service as lists
from crm.registry import current as registry
from crm.tenancy import Actor

LIST, CAMPAIGN = "list", "campaign"
IN_CAMPAIGN = "campaigns.in"


def choices(*, actor: Actor) -> list[tuple[str, str]]:
    """(value, label) of what the actor may choose: campaigns first, then saved lists."""
    found = [(f"{CAMPAIGN}:{key}", name) for key, name in _campaigns(actor).items()]
    return found + [(f"{LIST}:{one['_id']}", one["name"]) for one in lists.every(actor=actor)]


def _campaigns(actor: Actor) -> dict[str, str]:
    """Campaigns by id, where a plugin has a condition for their people."""
    condition = registry().find("person_filters", IN_CAMPAIGN, actor)
    if condition is None:
        return {}
    offered = condition.schema().fields["campaign_id"].metadata["choices"]()
    return {str(key): str(name) for key, name in offered}


def people_ids(source: str, *, actor: Actor) -> list[str]:
    """Ids of the people of a choice; NotFound for one that was not offered.

    Who of them is in reach is decided where they are read.
    """
    kind, _colon, key = source.partition(":")
    if kind == LIST:
        return list(membership.members(lists.get(key, actor=actor)))
    if kind == CAMPAIGN and key in _campaigns(actor):
        condition: Any = registry().find("person_filters", IN_CAMPAIGN, actor)
        values: Mapping[str, str] = {"campaign_id": key}
        return list(condition.query(values))
    raise NotFound()
