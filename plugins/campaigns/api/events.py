"""Events and turnout over the API: planning, inviting, promises, check-ins at the door."""

from typing import Any

from marshmallow import Schema, fields

from crm import auth
from crm.auth import allow
from crm.schemas import Form, Listed
from plugins.campaigns.api.blueprint import Keyed, bp
from plugins.campaigns.eventforms import EventForm, InviteForm, TurnoutQuery
from plugins.campaigns.schemas import one_of
from plugins.campaigns.service import events, inviting, turnout, turnoutlist, turnoutnumbers
from plugins.campaigns.service.campaigns import get_campaign
from plugins.campaigns.words import PROMISES


class EventNew(Keyed, EventForm):
    """An event to plan."""


class TurnoutAsked(Listed, TurnoutQuery):
    """Which of an event's people, page by page."""


class TurnoutOut(Schema):
    """Counts of people; `rate` are flakes in percent of promises, null before the end."""

    invited = fields.Integer(attribute="counts.invited")
    yes = fields.Integer(attribute="counts.yes")
    maybe = fields.Integer(attribute="counts.maybe")
    no = fields.Integer(attribute="counts.no")
    open = fields.Integer()
    came = fields.Integer(attribute="counts.came")
    walk_ins = fields.Integer(attribute="counts.walkins")
    missed = fields.Integer()
    rate = fields.Integer(allow_none=True)


class EventOut(EventForm):
    """An event with its turnout; `status` is planned or cancelled."""

    id = fields.String(attribute="_id")
    status = fields.String()
    version = fields.Integer()
    turnout = fields.Nested(TurnoutOut)


class GuestOut(Schema):
    """Somebody on an event's list."""

    person_id = fields.String()
    name = fields.String()
    promise = fields.String()
    promised_at = fields.DateTime(allow_none=True)
    reminded = fields.String()
    came_at = fields.DateTime(allow_none=True)
    walk_in = fields.Boolean()
    organizer = fields.String()


class GuestPage(Schema):
    """A page of people in reach; `after` is the cursor of the next, empty at the end."""

    items = fields.List(fields.Nested(GuestOut), attribute="rows")
    after = fields.String()


class PromiseIn(Form):
    """What somebody promised; '' takes it back."""

    keep_blank = frozenset({"answer"})

    answer = one_of((("", ""), *PROMISES), required=True)


class InvitedOut(Schema):
    """What came of inviting, as counts of people."""

    added = fields.Integer()
    there = fields.Integer()
    not_to_contact = fields.Integer()
    outside = fields.Integer()


def _shown(event: events.Event) -> dict[str, Any]:
    return {**event, "turnout": turnoutnumbers.of_event(event).total}


@bp.get("/<campaign_id>/events")
@allow("campaigns.view")
@bp.response(200, EventOut(many=True))
def list_events(campaign_id: str) -> list[dict[str, Any]]:
    """The campaign's events by day, each with its turnout."""
    get_campaign(campaign_id, actor=auth.actor())
    found = events.of_campaign(campaign_id)
    numbers = turnoutnumbers.of_events(found)
    return [{**event, "turnout": numbers[event["_id"]]} for event in found]


@bp.post("/<campaign_id>/events")
@allow("campaigns.edit")
@bp.arguments(EventNew)
@bp.response(201, EventOut)
def add_event(data: dict[str, Any], campaign_id: str) -> dict[str, Any]:
    """Plan an event; the same `key` sent again gives the event that is there already."""
    return _shown(events.add_event(campaign_id, data, actor=auth.actor()))


@bp.get("/<campaign_id>/events/<event_id>")
@allow("campaigns.view")
@bp.response(200, EventOut)
def get_event(campaign_id: str, event_id: str) -> dict[str, Any]:
    """One event with its turnout."""
    return _shown(events.get_event(campaign_id, event_id, actor=auth.actor())[1])


@bp.get("/<campaign_id>/events/<event_id>/people")
@allow("campaigns.view")
@bp.arguments(TurnoutAsked, location="query")
@bp.response(200, GuestPage)
def list_turnout(query: dict[str, Any], campaign_id: str, event_id: str) -> turnoutlist.Page:
    """A page of the event's people, as far as the caller may see names."""
    actor = auth.actor()
    campaign, event = events.get_event(campaign_id, event_id, actor=actor)
    return turnoutlist.page(campaign, event, query, actor=actor, size=query["limit"])


@bp.post("/<campaign_id>/events/<event_id>/invitations")
@allow("campaigns.log")
@bp.arguments(InviteForm)
@bp.response(200, InvitedOut)
def invite(data: dict[str, Any], campaign_id: str, event_id: str) -> inviting.Invited:
    """Invite people of the caller's reach; who is on the list already stays as they are."""
    return inviting.invite(campaign_id, event_id, data, actor=auth.actor())


@bp.put("/<campaign_id>/events/<event_id>/people/<person_id>/promise")
@allow("campaigns.log")
@bp.arguments(PromiseIn)
@bp.response(200, GuestOut)
def promise(data: dict[str, Any], campaign_id: str, event_id: str, person_id: str) -> turnout.Row:
    """Note what somebody on the list promised; harmless to repeat."""
    return turnout.promise(campaign_id, event_id, person_id, data["answer"], actor=auth.actor())


@bp.put("/<campaign_id>/events/<event_id>/people/<person_id>/check-in")
@allow("campaigns.log")
@bp.response(200, GuestOut)
def check_in(campaign_id: str, event_id: str, person_id: str) -> turnout.Row:
    """Somebody on the list is here; harmless to repeat."""
    return turnout.check_in(campaign_id, event_id, person_id, actor=auth.actor())


@bp.delete("/<campaign_id>/events/<event_id>/people/<person_id>/check-in")
@allow("campaigns.log")
@bp.response(204)
def check_out(campaign_id: str, event_id: str, person_id: str) -> None:
    """Take a check-in back."""
    turnout.check_out(campaign_id, event_id, person_id, actor=auth.actor())
