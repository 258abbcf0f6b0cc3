"""The contacts behind a number: those of one week, or of one organizer in it, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm import db, localtime
from crm.errors import Invalid
from crm.i18n import _
from crm.queryshape import chunks
from crm.tenancy import Actor
from plugins.campaigns.service import unit
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.unit import Member, member_id
from plugins.campaigns.words import SURVEY

MOST = 500


@dataclass
class Log:
    """Contacts with people in the actor's reach, and how many there are in all."""

    rows: Sequence[tuple[Mapping[str, Any], Member]]
    total: int
    more: bool


def monday(week: str) -> date:
    """The first day of an ISO 8601 week such as '2026-W48'; Invalid for anything else."""
    try:
        year, number = week.split("-W")
        return date.fromisocalendar(int(year), int(number), 1)
    except ValueError as error:
        raise Invalid({"week": [_("Write a week such as 2026-W48.")]}) from error


def of_week(campaign: Campaign, week: str, by: str = "", *, actor: Actor) -> Log:
    """The contacts of a week (by one account), up to `MOST`, with their people."""
    first = monday(week)
    span = {"$gte": localtime.begin(first), "$lt": localtime.begin(first + timedelta(days=7))}
    talks = {"undone": False, "kind": {"$ne": SURVEY}}
    where = {**talks, **({"by": by} if by else {})}
    found = db.collection("campaigns_contacts").find(
        {"campaign_id": campaign["_id"], "at": span}, where=where, sort=[("at", -1)], limit=MOST + 1
    )
    shown = found[:MOST]
    ids = {member_id(campaign["_id"], c["person_id"]) for c in shown}
    members: dict[str, Member] = {}
    for batch in chunks(sorted(ids)):
        for member in db.collection("campaigns_members").find({"_id": {"$in": batch}}):
            if unit.may_see(campaign, member, actor):
                members[member["person_id"]] = member
    rows = [(c, members[c["person_id"]]) for c in shown if c["person_id"] in members]
    return Log(rows, len(shown), len(found) > MOST)
