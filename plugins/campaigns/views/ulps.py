"""The log of retaliation and unfair labour practices: the list with its clocks, and the form."""

from typing import Any

from flask import request
from marshmallow import EXCLUDE
from werkzeug.wrappers import Response

from crm import auth, localtime, web
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from plugins.campaigns.service import campaigns, quickmark, sources, ulpnumbers, ulps
from plugins.campaigns.ulpforms import IncidentEdit, IncidentForm, IncidentQuery, WordsForm
from plugins.campaigns.views.blueprint import bp, campaign_of, shown


@bp.get("/<campaign_id>/ulps")
@allow("campaigns.log")
def ulp_list(campaign_id: str) -> Response:
    """The log: what runs out first on top; for the lead, signers compared with others."""
    campaign, actor, today = campaign_of(campaign_id), auth.actor(), localtime.today()
    found = ulps.of_campaign(campaign, actor=actor)
    leads = campaigns.may_lead(campaign, actor)
    return web.page(
        "campaigns/ulps.html",
        incidents=[(i, ulps.days_left(i, today)) for i in found],
        last_day=ulps.last_day,
        names=ulps.names_of(campaign, found, actor),
        compared=ulpnumbers.compared(campaign, actor=actor) if leads and found else {},
        **shown(campaign),
    )


def _form(
    campaign_id: str, values: Any, errors: Any, status: int = 200, words: str = "", **more: Any
) -> Response:
    campaign, actor = campaign_of(campaign_id), auth.actor()
    chosen = request.form.getlist("people") if request.form else values.get("people", [])
    found = quickmark.find(campaign_id, words, actor=actor) if words else []
    return web.page(
        "campaigns/ulp_form.html",
        status=status,
        values=values,
        errors=errors,
        chosen=list(dict.fromkeys(chosen)),
        members=sources.by_ids(campaign, chosen, actor=actor),
        looked_for=words,
        hits=[member for member in found if member["person_id"] not in chosen],
        **{"incident": None, "theirs": None, **more},
        **shown(campaign),
    )


@bp.post("/<campaign_id>/ulps/people")
@allow("campaigns.log")
def ulp_people(campaign_id: str) -> Response:
    """The form as it was typed, with whom of the unit the words may mean."""
    found_id = web.load_query(IncidentQuery)["incident"]
    actor = auth.actor()
    incident = ulps.get_incident(campaign_id, found_id, actor=actor)[1] if found_id else None
    words = web.load(WordsForm(unknown=EXCLUDE))["words"]
    return _form(campaign_id, request.form, {}, words=words, incident=incident)


@bp.get("/<campaign_id>/ulps/new")
@allow("campaigns.log")
def ulp_new(campaign_id: str) -> Response:
    """The form of a new record."""
    return _form(campaign_id, {"day": localtime.today().isoformat(), "state": "open"}, {})


@bp.post("/<campaign_id>/ulps/new")
@allow("campaigns.log")
def ulp_create(campaign_id: str) -> Response:
    """Record what the employer did."""
    try:
        ulps.record(campaign_id, web.load(IncidentForm), actor=auth.actor())
    except Invalid as error:
        return _form(campaign_id, request.form, error.errors, 422)
    return web.go("campaigns.ulp_list", _("Recorded."), campaign_id=campaign_id)


@bp.get("/<campaign_id>/ulps/<incident_id>")
@allow("campaigns.log")
def ulp_edit(campaign_id: str, incident_id: str) -> Response:
    """The form of a record."""
    _campaign, incident = ulps.get_incident(campaign_id, incident_id, actor=auth.actor())
    return _form(campaign_id, {**incident, "key": incident["_id"]}, {}, incident=incident)


@bp.post("/<campaign_id>/ulps/<incident_id>")
@allow("campaigns.log")
def ulp_save(campaign_id: str, incident_id: str) -> Response:
    """Change a record; whoever comes second sees both versions and loses nothing."""
    _campaign, incident = ulps.get_incident(campaign_id, incident_id, actor=auth.actor())
    try:
        data = web.load(IncidentEdit)
        ulps.change(campaign_id, incident_id, data.pop("version"), data, actor=auth.actor())
    except Invalid as error:
        return _form(campaign_id, request.form, error.errors, 422, incident=incident)
    except Conflict as error:
        theirs = error.extra.get("theirs") or incident
        values = {**request.form.to_dict(), "version": theirs["version"]}
        note = {"_schema": [_("Somebody else changed this record; their values are below.")]}
        return _form(campaign_id, values, note, 409, incident=incident, theirs=theirs)
    return web.go("campaigns.ulp_list", _("Saved."), campaign_id=campaign_id)
