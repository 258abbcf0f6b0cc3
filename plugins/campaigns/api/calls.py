"""Call lists over the API: making one, the next person under a lock, what came of it."""

from typing import Any

from marshmallow import Schema, fields

from crm import auth
from crm.auth import allow
from plugins.campaigns.api.blueprint import Keyed, bp
from plugins.campaigns.api.campaigns import ContactOut, MemberOut
from plugins.campaigns.callforms import CallForm, QueueForm, SkipForm
from plugins.campaigns.service import calling, callprogress, holding, queues
from plugins.campaigns.service.campaigns import get_campaign


class QueueNew(Keyed, QueueForm):
    """A call list to make."""


class ProgressOut(Schema):
    """How far the list is, as far as the caller sees its people."""

    total = fields.Integer()
    done = fields.Integer()
    skipped = fields.Integer()
    resting = fields.Integer()
    others = fields.Integer()
    ready = fields.Integer()


class QueueOut(Schema):
    """A call list and its rules; `progress` only where one list is asked for."""

    id = fields.String(attribute="_id")
    name = fields.String()
    kind = fields.String()
    cooldown_hours = fields.Integer()
    tries = fields.Integer()
    shared = fields.Boolean()
    closed = fields.Boolean()
    size = fields.Integer()
    created_by = fields.String()
    created_at = fields.DateTime()
    progress = fields.Nested(ProgressOut)


class CallOut(Schema):
    """The person the caller has now; nobody else is offered them for 15 minutes."""

    person = fields.Nested(MemberOut, attribute="member")
    tries = fields.Integer(attribute="item.tries")
    token = fields.String()
    earlier = fields.List(fields.Nested(ContactOut))


class NextOut(Schema):
    """The next call, null for nobody; `contact_id` is what a result was logged as."""

    next = fields.Nested(CallOut, allow_none=True)
    contact_id = fields.String()


@bp.get("/<campaign_id>/calls")
@allow("campaigns.log")
@bp.response(200, QueueOut(many=True))
def list_calls(campaign_id: str) -> list[dict[str, Any]]:
    """The open call lists that the caller may work on, the newest first."""
    campaign = get_campaign(campaign_id, actor=auth.actor())
    return queues.list_queues(campaign, actor=auth.actor())


@bp.post("/<campaign_id>/calls")
@allow("campaigns.log")
@bp.arguments(QueueNew)
@bp.response(201, QueueOut)
def open_calls(data: dict[str, Any], campaign_id: str) -> queues.Queue:
    """Make a call list; the same `key` sent again gives the list that is there already."""
    campaign = get_campaign(campaign_id, actor=auth.actor())
    return queues.open_queue(campaign, data, actor=auth.actor())


@bp.get("/<campaign_id>/calls/<queue_id>")
@allow("campaigns.log")
@bp.response(200, QueueOut)
def get_calls(campaign_id: str, queue_id: str) -> dict[str, Any]:
    """One call list with how far it is."""
    actor = auth.actor()
    campaign, queue = calling.both(campaign_id, queue_id, actor=actor)
    return {**queue, "progress": callprogress.progress(campaign, queue, actor=actor)}


@bp.post("/<campaign_id>/calls/<queue_id>/next")
@allow("campaigns.log")
@bp.response(200, NextOut)
def next_call(campaign_id: str, queue_id: str) -> dict[str, Any]:
    """Whom the caller has already, else the next person, locked for 15 minutes."""
    return {"next": calling.start(campaign_id, queue_id, actor=auth.actor())}


@bp.post("/<campaign_id>/calls/<queue_id>/people/<person_id>/result")
@allow("campaigns.log")
@bp.arguments(CallForm)
@bp.response(200, NextOut)
def call_result(
    data: dict[str, Any], campaign_id: str, queue_id: str, person_id: str
) -> dict[str, Any]:
    """Log what came of a call, and take the next; the same `key` logs one contact."""
    item, now = calling.result(campaign_id, queue_id, person_id, data, actor=auth.actor())
    return {"contact_id": item["contact_id"], "next": now}


@bp.post("/<campaign_id>/calls/<queue_id>/people/<person_id>/skip")
@allow("campaigns.log")
@bp.arguments(SkipForm)
@bp.response(200, NextOut)
def call_skip(
    data: dict[str, Any], campaign_id: str, queue_id: str, person_id: str
) -> dict[str, Any]:
    """Leave somebody out of this list for a reason, and take the next."""
    reason = data["reason"]
    _item, now = calling.skip(campaign_id, queue_id, person_id, reason, actor=auth.actor())
    return {"next": now}


@bp.delete("/<campaign_id>/calls/<queue_id>/lock")
@allow("campaigns.log")
@bp.response(204)
def leave_calls(campaign_id: str, queue_id: str) -> None:
    """Stop calling: nobody is kept for the caller any more."""
    holding.leave(campaign_id, queue_id, "", actor=auth.actor())
