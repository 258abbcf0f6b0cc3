"""Sheets of paper: any source printed as numbered lines, under a short code that finds it again.

A sheet keeps who stands on which line, so that it can be entered weeks later whatever has become
of the list it was made from. Nothing on paper says what campaign it is or where anybody stands.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm import audit, db
from crm.errors import Conflict, Invalid, NotFound
from crm.i18n import _
from crm.tenancy import Actor
from plugins.campaigns import words
from plugins.campaigns.service import sources
from plugins.campaigns.service.campaigns import Campaign, get_campaign, may_lead, role_of
from plugins.campaigns.service.unit import Member

Sheet = dict[str, Any]
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What codes are made of: nothing that looks like something else on paper."""
LINES = 500
SHOWN = 100


@dataclass
class Line:
    """A numbered line: who stands on it, and the contact that was entered from it ('' for none)."""

    number: int
    row_id: str
    member: Member
    contact_id: str
    entered: dict[str, Any] | None = None


def _code() -> str:
    return "".join(secrets.choice(LETTERS) for _number in range(4))


def make(campaign_id: str, data: Mapping[str, Any], *, actor: Actor) -> Sheet:
    """Make a sheet from data shaped by SheetForm. Raises Invalid for nobody or too many."""
    campaign = get_campaign(campaign_id, actor=actor)
    source = {k: v for k, v in data.items() if k in {"whom", *sources.NARROW, "assessment", "due"}}
    found = [m for m in sources.members(campaign, source, actor=actor) if _on_paper(m, data)]
    if not found:
        raise Invalid({"whom": [_("Nobody fits: choose somebody else.")]})
    if len(found) > LINES:
        text = _("A sheet holds %(most)d people, these are %(n)d: narrow it.", most=LINES, n=len(found))  # fmt: skip  # noqa: E501
        raise Invalid({"whom": [text]})
    title = data.get("title") or str(dict(words.SHEETS)[data["kind"]])
    for _attempt in range(5):
        try:
            return _store(campaign, title, data, found, actor=actor)
        except Conflict:  # the code was taken
            continue
    raise Conflict()


def _on_paper(member: Member, data: Mapping[str, Any]) -> bool:
    """Nobody stands on paper whom nobody is to contact, or whom a call sheet cannot reach."""
    if member["do_not_contact"]:
        return False
    return bool(member["phone"]) or data["kind"] != "call"


@db.atomic
def _store(
    campaign: Campaign, title: str, data: Mapping[str, Any], found: list[Member], *, actor: Actor
) -> Sheet:
    sheet = {
        "_id": db.new_id(),
        "campaign_id": campaign["_id"],
        "code": _code(),
        "title": title,
        "kind": data["kind"],
        "codes": bool(data.get("codes")),
        "lines": len(found),
        "created_by": actor.account_id,
        "created_at": db.now(),
    }
    db.collection("campaigns_sheets").insert(sheet)
    db.collection("campaigns_sheet_rows").insert_many(
        {
            "_id": f"{sheet['_id']}:{number}",
            "sheet_id": sheet["_id"],
            "number": number,
            "person_id": member["person_id"],
            "contact_id": "",
        }
        for number, member in enumerate(found, 1)
    )
    ids = [member["person_id"] for member in found]
    audit.record(actor, "print", "sheet", sheet["_id"], people=ids)
    return sheet


def may_use(campaign: Mapping[str, Any], sheet: Mapping[str, Any], actor: Actor) -> bool:
    """Whoever made it, the team that works in the campaign, and leads."""
    mine = sheet["created_by"] == actor.account_id
    return mine or role_of(campaign, actor) in {"lead", "organizer"} or may_lead(campaign, actor)


def get(campaign_id: str, sheet_id: str, *, actor: Actor) -> tuple[Campaign, Sheet]:
    """A campaign and a sheet of it; NotFound for whoever may not use it."""
    campaign = get_campaign(campaign_id, actor=actor)
    found = db.collection("campaigns_sheets").get(sheet_id)
    if found is None or found["campaign_id"] != campaign_id:
        raise NotFound()
    if not may_use(campaign, found, actor):
        raise NotFound()
    return campaign, found


def by_code(campaign_id: str, code: str, *, actor: Actor) -> Sheet:
    """The sheet with this code in this campaign; NotFound otherwise."""
    found = db.collection("campaigns_sheets").get({"code": code.strip().upper()})
    if found is None:
        raise NotFound()
    return get(campaign_id, found["_id"], actor=actor)[1]


def latest(campaign_id: str, *, actor: Actor) -> list[Sheet]:
    """The newest sheets of a campaign that the actor may use; older ones are found by code."""
    campaign = get_campaign(campaign_id, actor=actor)
    found = db.collection("campaigns_sheets").find(
        {"campaign_id": campaign_id}, sort=[("created_at", -1)], limit=SHOWN
    )
    return [sheet for sheet in found if may_use(campaign, sheet, actor)]


def lines(campaign: Campaign, sheet: Sheet, *, actor: Actor) -> list[Line]:
    """The lines whose people are in the actor's reach, by number, with what was entered."""
    rows = db.collection("campaigns_sheet_rows").find(
        {"sheet_id": sheet["_id"]}, sort=[("number", 1)]
    )
    known = sources.by_ids(campaign, [row["person_id"] for row in rows], actor=actor)
    found = [
        Line(row["number"], row["_id"], known[row["person_id"]], row["contact_id"])
        for row in rows
        if row["person_id"] in known
    ]
    _add_entered(found)
    return found


def _add_entered(found: list[Line]) -> None:
    ids = [line.contact_id for line in found if line.contact_id]
    contacts: dict[str, dict[str, Any]] = {}
    for start in range(0, len(ids), 100):
        batch = ids[start : start + 100]
        for contact in db.collection("campaigns_contacts").find({"_id": {"$in": batch}}):
            contacts[contact["_id"]] = contact
    for line in found:
        logged = contacts.get(line.contact_id)
        if logged is not None and not logged["undone"]:
            line.entered = logged


def read_lines(campaign: Campaign, sheet: Sheet, *, actor: Actor) -> list[Line]:
    """The lines for paper or screen; who was shown is noted in the trail."""
    found = lines(campaign, sheet, actor=actor)
    ids = [line.member["person_id"] for line in found]
    if ids:
        audit.record(actor, audit.READ, "sheet", sheet["_id"], people=ids)
    return found
