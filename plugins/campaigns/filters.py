"""Conditions on people that saved lists combine: campaign, assessment, card, contact, organizer.

The campaigns offered are those the reader may know of. Ids come back without regard to reach:
who may see them is decided where they are shown.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from marshmallow import fields, validate

from crm import db, tenancy
from crm.accounts import service as accounts
from crm.i18n import _
from crm.plugin import Filter
from crm.schemas import Form, choice, text
from plugins.campaigns import scale, words
from plugins.campaigns.service import eligible, unit
from plugins.campaigns.service.campaigns import list_campaigns


def _campaigns() -> list[tuple[str, str]]:
    reader = tenancy.current().reader
    return [(c["_id"], c["name"]) for c in list_campaigns(actor=reader)] if reader else []


def _levels() -> list[tuple[str, str]]:
    named = [(str(level.id), f"{n} {level.label}") for n, level in enumerate(scale.levels(), 1)]
    return [*named, ("0", str(_("Not assessed")))]


def _organizers() -> list[tuple[str, str]]:
    return [("", str(_("nobody"))), *accounts.names().items()]


class InCampaign(Form):
    """A campaign."""

    campaign_id = text(
        required=True, longest=40, metadata={"label": _("Campaign"), "choices": _campaigns}
    )


class Assessed(InCampaign):
    """One or more assessments."""

    levels = fields.List(
        choice([str(level) for level in (scale.NOT_ASSESSED, *scale.IDS)]),
        required=True,
        validate=validate.Length(min=1),
        metadata={"label": _("Assessment"), "choices": _levels},
    )


class HasCard(InCampaign):
    """The state of the card."""

    card = choice(
        ["signed", "withdrawn", "none"],
        required=True,
        metadata={
            "label": _("Card"),
            "choices": [(value or "none", label) for value, label in words.CARDS],
        },
    )


class NotContacted(InCampaign):
    """Nobody was in contact for so many days."""

    days = fields.Integer(
        required=True,
        validate=validate.Range(min=1, max=3650),
        metadata={"label": _("Not contacted for (days)")},
    )


class OfOrganizer(InCampaign):
    """Whose people they are."""

    organizer = text(
        longest=40, load_default="", metadata={"label": _("Organizer"), "choices": _organizers}
    )


class Marked(InCampaign):
    """A leader or a committee member."""

    role = choice(
        ["leader", "committee"],
        required=True,
        metadata={
            "label": _("Role"),
            "choices": [("leader", _("leader")), ("committee", _("on the committee"))],
        },
    )


class IsEligible(InCampaign):
    """Where somebody stands by the campaign's rule over days and hours, on the day that counts."""

    standing = choice(
        [value for value, _label in words.STANDINGS],
        required=True,
        metadata={"label": _("Eligible"), "choices": words.STANDINGS},
    )


def _eligible(values: Mapping[str, Any]) -> Iterable[str]:
    campaign = db.collection("campaigns_campaigns").get(values["campaign_id"])
    if campaign is None:
        return []
    found = eligible.everybody(campaign, eligible.day_of(campaign, ""))
    return [p.member["person_id"] for p in found if p.verdict.state == values["standing"]]


def _ids(values: Mapping[str, Any], **where: Any) -> Iterable[str]:
    found = db.collection("campaigns_members").find(
        {"campaign_id": values["campaign_id"]}, where=where or None, fields=["person_id"]
    )
    return [member["person_id"] for member in found]


def _stored(levels: Iterable[str]) -> list[int]:
    """The stored levels that the chosen ones stand for today."""
    return [old for n in levels for old in scale.counts_as(scale.became(int(n)))]


def _not_contacted(values: Mapping[str, Any]) -> Iterable[str]:
    since = db.now() - timedelta(days=values["days"])
    members = unit.of_campaign(values["campaign_id"])
    return [
        m["person_id"] for m in members if not m["last_contact"] or m["last_contact"]["at"] < since
    ]


FILTERS = (
    Filter(
        id="campaigns.in",
        label=_("In a campaign"),
        schema=InCampaign,
        query=_ids,
        permission="campaigns.view",
    ),
    Filter(
        id="campaigns.assessed",
        label=_("Assessment in a campaign"),
        schema=Assessed,
        query=lambda v: _ids(v, assessment={"$in": _stored(v["levels"])}),
        permission="campaigns.view",
    ),
    Filter(
        id="campaigns.card",
        label=_("Card in a campaign"),
        schema=HasCard,
        query=lambda v: _ids(v, **{"card.state": "" if v["card"] == "none" else v["card"]}),
        permission="campaigns.view",
    ),
    Filter(
        id="campaigns.not_contacted",
        label=_("Not contacted in a campaign"),
        schema=NotContacted,
        query=_not_contacted,
        permission="campaigns.view",
    ),
    Filter(
        id="campaigns.organizer",
        label=_("Assigned in a campaign to"),
        schema=OfOrganizer,
        query=lambda v: _ids(v, organizer=v["organizer"]),
        permission="campaigns.view",
    ),
    Filter(
        id="campaigns.eligible",
        label=_("Eligible in a campaign by days and hours"),
        schema=IsEligible,
        query=_eligible,
        permission="campaigns.view",
    ),
    Filter(
        id="campaigns.role",
        label=_("Leader or committee in a campaign"),
        schema=Marked,
        query=lambda v: _ids(v, **{v["role"]: True}),
        permission="campaigns.view",
    ),
)
