"""Call-list mode: making a list, one person at a time, results by one key, skip, undo, leave."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, formats, web
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from plugins.campaigns import settings, words
from plugins.campaigns.callforms import (
    CallForm,
    HoldForm,
    LastQuery,
    LeaveForm,
    QueueForm,
    SkipForm,
)
from plugins.campaigns.service import (
    calling,
    callprogress,
    contacts,
    holding,
    queues,
    sources,
    unit,
    unitlist,
)
from plugins.campaigns.views.blueprint import bp, campaign_of, shown
from plugins.campaigns.views.contacts import follow_up_days


def source_context(campaign: Any) -> dict[str, Any]:
    """What the form of a source offers."""
    return {
        "offered": sources.offered(campaign, actor=auth.actor()),
        "options": unitlist.options(campaign["_id"]),
        "places": sources.workplaces(campaign["_id"]),
        "scale": settings.scale(),
    }


def _index(campaign_id: str, values: Any, errors: Any = None) -> Response:
    campaign = campaign_of(campaign_id)
    return web.page(
        "campaigns/calls.html",
        status=422 if errors else 200,
        queues=queues.list_queues(campaign, actor=auth.actor()),
        values=values,
        errors=errors or {},
        **source_context(campaign),
        **shown(campaign),
    )


@bp.get("/<campaign_id>/calls")
@allow("campaigns.log")
def calls(campaign_id: str) -> Response:
    """The call lists there are, and the form of a new one."""
    values = {"whom": request.args.get("whom", sources.MINE), **queues.RULES}
    return _index(campaign_id, values)


@bp.post("/<campaign_id>/calls")
@allow("campaigns.log")
def calls_create(campaign_id: str) -> Response:
    """Make a call list."""
    campaign = campaign_of(campaign_id)
    try:
        queue = queues.open_queue(campaign, web.load(QueueForm), actor=auth.actor())
    except Invalid as error:
        return _index(campaign_id, request.form, error.errors)
    return web.go("campaigns.call", campaign_id=campaign_id, queue_id=queue["_id"])


@bp.post("/<campaign_id>/calls/mine")
@allow("campaigns.log")
def calls_mine(campaign_id: str) -> Response:
    """One tap: my people as today's call list, the first of them at once."""
    queue = queues.mine_today(campaign_of(campaign_id), actor=auth.actor())
    calling.start(campaign_id, queue["_id"], actor=auth.actor())
    return web.go("campaigns.call", campaign_id=campaign_id, queue_id=queue["_id"])


def _page(
    campaign_id: str,
    queue_id: str,
    call: calling.Call | None,
    last: dict[str, str] | None = None,
    values: Any = None,
    errors: Any = None,
) -> Response:
    actor = auth.actor()
    campaign, queue = calling.both(campaign_id, queue_id, actor=actor)
    return web.page(
        "campaigns/call.html",
        "call",
        status=422 if errors else 200,
        queue=queue,
        call=call,
        progress=None if call else callprogress.progress(campaign, queue, actor=actor),
        last=last,
        values=values or {},
        errors=errors or {},
        days=follow_up_days(),
        scale=settings.scale(),
        may_close=queue["created_by"] == actor.account_id,
        **shown(campaign),
    )


@bp.get("/<campaign_id>/calls/<queue_id>")
@allow("campaigns.log")
def call(campaign_id: str, queue_id: str) -> Response:
    """The person I have now, or how far the list is and the button to begin."""
    campaign, queue = calling.both(campaign_id, queue_id, actor=auth.actor())
    now = calling.current(campaign, queue, actor=auth.actor())
    last = web.load_query(LastQuery)["last"]
    return _page(campaign_id, queue_id, now, _last(campaign_id, last) if last else None)


def _last(campaign_id: str, person_id: str, text: Any = "") -> dict[str, str]:
    _campaign, member = unit.get_member(campaign_id, person_id, actor=auth.actor())
    return {"person_id": person_id, "name": member["name"], "text": str(text)}


def _next(
    campaign_id: str, queue_id: str, now: calling.Call | None, last: dict[str, str] | None
) -> Response:
    """The next person in place; without scripts by the address of the list."""
    if web.is_htmx():
        return _page(campaign_id, queue_id, now, last)
    values = {"campaign_id": campaign_id, "queue_id": queue_id}
    return web.go("campaigns.call", last=last["person_id"] if last else None, **values)


@bp.post("/<campaign_id>/calls/<queue_id>/start")
@allow("campaigns.log")
def call_start(campaign_id: str, queue_id: str) -> Response:
    """Begin, or look again whether somebody can be called by now."""
    now = calling.start(campaign_id, queue_id, actor=auth.actor())
    return _next(campaign_id, queue_id, now, None)


@bp.post("/<campaign_id>/calls/<queue_id>/people/<person_id>/result")
@allow("campaigns.log")
def call_result(campaign_id: str, queue_id: str, person_id: str) -> Response:
    """What came of it, by one key; the next person comes with the answer."""
    actor = auth.actor()
    try:
        data = web.load(CallForm)
    except Invalid as error:
        campaign, queue = calling.both(campaign_id, queue_id, actor=actor)
        now = calling.current(campaign, queue, actor=actor)
        return _page(campaign_id, queue_id, now, values=request.form, errors=error.errors)
    item, now = calling.result(campaign_id, queue_id, person_id, data, actor=actor)
    contact, _member = contacts.get_contact(item["contact_id"], actor=actor)
    text = words.word(words.RESULTS, contact["result"])
    if contact["follow_up"]:
        due = formats.weekday(contact["follow_up"])
        text = _("%(result)s, next on %(day)s", result=text, day=due)
    return _next(campaign_id, queue_id, now, _last(campaign_id, person_id, text))


@bp.post("/<campaign_id>/calls/<queue_id>/people/<person_id>/skip")
@allow("campaigns.log")
def call_skip(campaign_id: str, queue_id: str, person_id: str) -> Response:
    """Leave somebody out, with a reason."""
    reason = web.load(SkipForm)["reason"]
    _item, now = calling.skip(campaign_id, queue_id, person_id, reason, actor=auth.actor())
    text = _("skipped: %(reason)s", reason=words.word(words.SKIPS, reason))
    return _next(campaign_id, queue_id, now, _last(campaign_id, person_id, text))


@bp.post("/<campaign_id>/calls/<queue_id>/people/<person_id>/undo")
@allow("campaigns.log")
def call_undo(campaign_id: str, queue_id: str, person_id: str) -> Response:
    """Take the last result or skip back; the person is on the screen again."""
    now = calling.undo(campaign_id, queue_id, person_id, actor=auth.actor())
    return _next(campaign_id, queue_id, now, None)


@bp.post("/<campaign_id>/calls/<queue_id>/people/<person_id>/hold")
@allow("campaigns.log")
def call_hold(campaign_id: str, queue_id: str, person_id: str) -> Response:
    """A page that was opened anew takes its person's lock again."""
    version = web.load(HoldForm)["version"]
    try:
        token = holding.hold(campaign_id, queue_id, person_id, version, actor=auth.actor())
    except Conflict as error:
        return web.nothing(error.detail)
    if not web.is_htmx():
        return web.go("campaigns.call", campaign_id=campaign_id, queue_id=queue_id)
    return web.page("campaigns/call.html", "held", token=token)


@bp.post("/<campaign_id>/calls/<queue_id>/leave")
@allow("campaigns.log")
def call_leave(campaign_id: str, queue_id: str) -> Response:
    """Stop: nobody is locked by me any more."""
    holding.leave(campaign_id, queue_id, web.load(LeaveForm)["token"], actor=auth.actor())
    return web.go("campaigns.calls", campaign_id=campaign_id)


@bp.post("/<campaign_id>/calls/<queue_id>/close")
@allow("campaigns.log")
def call_close(campaign_id: str, queue_id: str) -> Response:
    """Put a call list away."""
    queues.close_queue(campaign_of(campaign_id), queue_id, actor=auth.actor())
    return web.go("campaigns.calls", _("The list is put away."), campaign_id=campaign_id)
