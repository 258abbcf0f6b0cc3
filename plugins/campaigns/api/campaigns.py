"""Campaigns over the API: the list with numbers, the unit, logging a contact."""

from typing import Any

from marshmallow import Schema, fields

from crm import auth
from crm.auth import allow
from crm.schemas import Listed
from plugins.campaigns import scale
from plugins.campaigns.api.blueprint import bp
from plugins.campaigns.schemas import CampaignForm, ContactForm, UnitQuery
from plugins.campaigns.service import campaigns, contacts, numbers, unitlist


class UnitAsked(Listed, UnitQuery):
    """Whom of a unit, page by page."""


class CampaignOut(CampaignForm):
    """A campaign as the API gives it."""

    id = fields.String(attribute="_id")
    version = fields.Integer()


class NumbersOut(Schema):
    """The five numbers, each with its base, and what is overdue."""

    base = fields.Integer()
    size_source = fields.String()
    listed = fields.Integer(attribute="total.n")
    assessed = fields.Integer(attribute="total.assessed")
    support = fields.Integer(attribute="total.support")
    cards_valid = fields.Integer(attribute="cards.valid")
    cards_signed = fields.Integer(attribute="cards.signed")
    cards_on = fields.String(attribute="cards.on")
    committee = fields.Integer(attribute="total.counts.committee")
    uncovered = fields.List(fields.String())
    overdue = fields.Integer()


class MemberOut(Schema):
    """A member of a unit; `assessment` is a level's lasting id, `digit` its place in the scale."""

    person_id = fields.String()
    name = fields.String()
    phone = fields.String()
    facets = fields.Dict()
    assessment = fields.Integer()
    digit = fields.Function(lambda member: scale.digit(member["assessment"]))
    provenance = fields.String()
    assessed_at = fields.DateTime(allow_none=True)
    card = fields.Dict()
    leader = fields.Boolean()
    committee = fields.Boolean()
    organizer = fields.String()
    follow_up = fields.String()
    last_contact = fields.Dict(allow_none=True)
    do_not_contact = fields.Boolean()


class UnitPage(Schema):
    """A page of a unit; `after` is the cursor of the next, empty at the end.

    With `names_withheld` the caller sees nobody of the unit, or only their own turf.
    """

    items = fields.List(fields.Nested(MemberOut), attribute="rows")
    after = fields.String()
    names_withheld = fields.Boolean(
        attribute="withheld",
        metadata={"description": "People are left out: those whom the caller may not see."},
    )


class ContactOut(Schema):
    """A logged contact."""

    id = fields.String(attribute="_id")
    person_id = fields.String()
    kind = fields.String()
    result = fields.String()
    assessment = fields.Integer(allow_none=True)
    follow_up = fields.String()
    at = fields.DateTime()
    by = fields.String()
    undone = fields.Boolean()


@bp.get("/")
@allow("campaigns.view")
@bp.response(200, CampaignOut(many=True))
def list_campaigns() -> list[dict[str, Any]]:
    """The open campaigns that the caller may know of."""
    found = campaigns.list_campaigns(actor=auth.actor())
    return [campaigns.as_form(campaign) for campaign in found]


@bp.get("/<campaign_id>/numbers")
@allow("campaigns.view")
@bp.response(200, NumbersOut)
def get_numbers(campaign_id: str) -> numbers.Figures:
    """The five numbers of a campaign."""
    return numbers.figures(campaigns.get_campaign(campaign_id, actor=auth.actor()))


@bp.get("/<campaign_id>/unit")
@allow("campaigns.view")
@bp.arguments(UnitAsked, location="query")
@bp.response(200, UnitPage)
def list_unit(query: dict[str, Any], campaign_id: str) -> unitlist.Page:
    """A page of the unit, as far as the caller may see names."""
    campaign = campaigns.get_campaign(campaign_id, actor=auth.actor())
    return unitlist.page(campaign, query, actor=auth.actor())


@bp.post("/<campaign_id>/people/<person_id>/contacts")
@allow("campaigns.log")
@bp.arguments(ContactForm)
@bp.response(201, ContactOut)
def log_contact(data: dict[str, Any], campaign_id: str, person_id: str) -> dict[str, Any]:
    """Log a contact; the same `key` sent again gives the contact that is there already."""
    return contacts.log_contact(campaign_id, person_id, data, actor=auth.actor())
