"""Events of a campaign: the list, one event, planning, changing and calling off."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, localtime, web
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from plugins.campaigns import settings
from plugins.campaigns.eventforms import EventEdit, EventForm, TurnoutQuery
from plugins.campaigns.service import campaigns, events, turnoutlist, turnoutnumbers
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.views.blueprint import bp, campaign_of, shown


@bp.get("/<campaign_id>/events")
@allow("campaigns.view")
def event_list(campaign_id: str) -> Response:
    """The campaign's events with their numbers, and who keeps promises."""
    campaign = campaign_of(campaign_id)
    found, today = events.of_campaign(campaign_id), localtime.today().isoformat()
    return web.page(
        "campaigns/events.html",
        coming=[e for e in found if e["day"] >= today],
        past=[e for e in reversed(found) if e["day"] < today],
        numbers=turnoutnumbers.of_events(found),
        flakes=turnoutnumbers.flakes_by_organizer(found),
        **shown(campaign),
    )


def event_of(campaign_id: str, event_id: str) -> tuple[Campaign, dict[str, Any]]:
    """The campaign of the address and what every page of one of its events needs."""
    actor = auth.actor()
    campaign, event = events.get_event(campaign_id, event_id, actor=actor)
    who = events.at_the_door(event, actor)
    return campaign, {
        **shown(campaign),
        "event": event,
        "over": events.is_over(event),
        "at_door": campaigns.sees_names(campaign, who),
    }


@bp.get("/<campaign_id>/events/<event_id>")
@allow("campaigns.view")
def event(campaign_id: str, event_id: str) -> Response:
    """One event: its numbers, and what everybody invited has said."""
    campaign, page = event_of(campaign_id, event_id)
    asked = web.load_query(TurnoutQuery)
    found = turnoutlist.page(campaign, page["event"], asked, actor=auth.actor())
    return web.page(
        "campaigns/event.html",
        "rows" if asked["after"] else None,
        numbers=turnoutnumbers.of_event(page["event"]),
        found=found,
        asked=asked,
        **page,
    )


def _form(campaign: Campaign, values: Any, errors: Any, **context: Any) -> Response:
    door = request.form.getlist("door") if errors else values.get("door", [])
    return web.page(
        "campaigns/event_form.html",
        status=422 if errors else 200,
        values=values,
        errors=errors,
        door=door,
        **shown(campaign),
        **context,
    )


def _led(campaign_id: str) -> Campaign:
    campaign = campaign_of(campaign_id)
    campaigns.require_lead(campaign, auth.actor())
    return campaign


@bp.get("/<campaign_id>/events/new")
@allow("campaigns.edit")
def event_new(campaign_id: str) -> Response:
    """The form of a new event."""
    values = {"start": "18:00", "kind": "meeting"}
    return _form(_led(campaign_id), values, {}, event=None)


@bp.post("/<campaign_id>/events/new")
@allow("campaigns.edit")
def event_create(campaign_id: str) -> Response:
    """Plan an event."""
    try:
        event = events.add_event(campaign_id, web.load(EventForm), actor=auth.actor())
    except Invalid as error:
        return _form(_led(campaign_id), request.form, error.errors, event=None)
    values = {"campaign_id": campaign_id, "event_id": event["_id"]}
    return web.go("campaigns.invite", _("The event is planned. Whom do you invite?"), **values)


@bp.get("/<campaign_id>/events/<event_id>/edit")
@allow("campaigns.edit")
def event_edit(campaign_id: str, event_id: str) -> Response:
    """The form of an event."""
    campaign = _led(campaign_id)
    _campaign, event = events.get_event(campaign_id, event_id, actor=auth.actor())
    return _form(campaign, event, {}, event=event)


@bp.post("/<campaign_id>/events/<event_id>/edit")
@allow("campaigns.edit")
def event_save(campaign_id: str, event_id: str) -> Response:
    """Change an event; whoever comes second sees both versions and loses nothing."""
    campaign = _led(campaign_id)
    _campaign, event = events.get_event(campaign_id, event_id, actor=auth.actor())
    try:
        data = web.load(EventEdit)
        version = data.pop("version")
        events.change_event(campaign_id, event_id, version, data, actor=auth.actor())
    except Invalid as error:
        return _form(campaign, request.form, error.errors, event=event)
    except Conflict as error:
        theirs = error.extra.get("theirs")
        if theirs is None:
            raise
        values = {**request.form.to_dict(), "version": theirs["version"]}
        note = {"_schema": [_("Somebody else changed this event; their values are below.")]}
        return _form(campaign, values, note, event=event, theirs=theirs)
    values = {"campaign_id": campaign_id, "event_id": event_id}
    return web.go("campaigns.event", _("Saved."), **values)


@bp.post("/<campaign_id>/events/<event_id>/off")
@allow("campaigns.edit")
def event_off(campaign_id: str, event_id: str) -> Response:
    """Call an event off."""
    events.call_off(campaign_id, event_id, True, actor=auth.actor())
    values = {"campaign_id": campaign_id, "event_id": event_id}
    return web.go("campaigns.event", _("Called off. Tell those who promised to come."), **values)


@bp.post("/<campaign_id>/events/<event_id>/on")
@allow("campaigns.edit")
def event_on(campaign_id: str, event_id: str) -> Response:
    """An event that was called off takes place after all."""
    events.call_off(campaign_id, event_id, False, actor=auth.actor())
    values = {"campaign_id": campaign_id, "event_id": event_id}
    return web.go("campaigns.event", _("It takes place after all."), **values)


def scale() -> list[tuple[int, str]]:
    """The local's assessments, not assessed first, for choosing whom to invite."""
    return [(0, settings.label(0)), *settings.scale()]
