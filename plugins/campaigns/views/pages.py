"""Campaigns: the list, opening and changing one, its team."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.accounts import service as accounts
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from crm.workplaces import elections, rules
from crm.workplaces.employernames import employer_keys
from plugins.campaigns.schemas import CampaignEdit, CampaignForm, TeamForm
from plugins.campaigns.service import campaigns, numbers
from plugins.campaigns.views.blueprint import bp, campaign_of, shown


@bp.get("/")
@allow("campaigns.view")
def index() -> Response:
    """All campaigns the actor may know of, each with its few numbers."""
    closed = bool(request.args.get("closed"))
    found = campaigns.list_campaigns(actor=auth.actor(), closed=closed)
    rows = [numbers.figures(c) for c in found]
    return web.page("campaigns/index.html", rows=rows, closed=closed)


@bp.get("/past")
@allow("campaigns.edit")
def past() -> Response:
    """Past elections at the employer being typed, for the form of a campaign."""
    keys = employer_keys(request.args.get("employer", "")[:200])
    return web.page("campaigns/past.html", past=elections.of_employer(keys, limit=5))


def _form(values: object, errors: object, **context: Any) -> Response:
    past = elections.of_union(*elections.own_union(), limit=8)
    return web.page(
        "campaigns/form.html",
        status=422 if errors else 200,
        values=values,
        errors=errors,
        jurisdictions=sorted(rules.jurisdictions().items()),
        past=past,
        **context,
    )


@bp.get("/new")
@allow("campaigns.edit")
def new() -> Response:
    """The form of a new campaign; an employer of the public record may be given."""
    values = {"employer": request.args.get("employer", ""), "size_source": "estimated"}
    return _form(values, {}, campaign=None)


@bp.post("/new")
@allow("campaigns.edit")
def create() -> Response:
    """Open a campaign."""
    try:
        campaign = campaigns.open_campaign(web.load(CampaignForm), actor=auth.actor())
    except Invalid as error:
        return _form(request.form, error.errors, campaign=None)
    return web.go("campaigns.overview", _("The campaign is open."), campaign_id=campaign["_id"])


@bp.get("/<campaign_id>/edit")
@allow("campaigns.edit")
def edit(campaign_id: str) -> Response:
    """The form of a campaign, and its team."""
    campaign = campaign_of(campaign_id)
    campaigns.require_lead(campaign, auth.actor())
    values = campaigns.as_form(campaign)
    return _form(values, {}, team=accounts.of_local(), **shown(campaign))


@bp.post("/<campaign_id>/edit")
@allow("campaigns.edit")
def save(campaign_id: str) -> Response:
    """Change a campaign; whoever comes second sees both versions and loses nothing."""
    campaign = campaign_of(campaign_id)
    context = {"team": accounts.of_local(), **shown(campaign)}
    try:
        data = web.load(CampaignEdit)
        version = data.pop("version")
        campaigns.update_campaign(campaign_id, version, data, actor=auth.actor())
    except Invalid as error:
        return _form(request.form, error.errors, **context)
    except Conflict as error:
        if "theirs" not in error.extra:
            raise
        theirs = campaigns.as_form(error.extra["theirs"])
        values = {**request.form.to_dict(), "version": theirs["version"]}
        note = {"_schema": [_("Somebody else changed this campaign; their values are beside.")]}
        return _form(values, note, theirs=theirs, **context)
    return web.go("campaigns.overview", _("Saved."), campaign_id=campaign_id)


@bp.post("/<campaign_id>/team")
@allow("campaigns.edit")
def team(campaign_id: str) -> Response:
    """Put somebody on the team, change their part, or take them off."""
    try:
        data = web.load(TeamForm)
        role = data.get("role", "")
        campaigns.set_team(campaign_id, data["account_id"], role, actor=auth.actor())
    except Invalid as error:
        campaign = campaign_of(campaign_id)
        values = campaigns.as_form(campaign)
        return _form(values, error.errors, team=accounts.of_local(), **shown(campaign))
    return web.go("campaigns.edit", _("The team is changed."), campaign_id=campaign_id)
