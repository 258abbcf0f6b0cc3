"""Turnout of an event: inviting, promises, reminding."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.lists import service as lists
from plugins.campaigns import words
from plugins.campaigns.eventforms import InviteForm
from plugins.campaigns.service import (
    inviting,
    turnout,
    turnoutnumbers,
    unit,
    unitlist,
)
from plugins.campaigns.service.turnout import Row
from plugins.campaigns.views.blueprint import bp
from plugins.campaigns.views.eventpages import event_of, scale


def _invite(campaign_id: str, event_id: str, values: Any, errors: Any) -> Response:
    _campaign, page = event_of(campaign_id, event_id)
    saved = lists.every(actor=auth.actor()) if auth.actor().can("lists.view") else []
    return web.page(
        "campaigns/invite.html",
        status=422 if errors else 200,
        values=values,
        errors=errors,
        levels=request.form.getlist("levels"),
        lists=[(entry["_id"], entry["name"]) for entry in saved],
        options=unitlist.options(campaign_id),
        scale=scale(),
        pairs=_pairs,
        **page,
    )


def _pairs(values: list[str]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


@bp.get("/<campaign_id>/events/<event_id>/invite")
@allow("campaigns.log")
def invite(campaign_id: str, event_id: str) -> Response:
    """Whom to invite: the unit, narrowed, or a saved list."""
    return _invite(campaign_id, event_id, {}, {})


@bp.post("/<campaign_id>/events/<event_id>/invite")
@allow("campaigns.log")
def invite_post(campaign_id: str, event_id: str) -> Response:
    """Invite them, and say how many."""
    try:
        data = web.load(InviteForm)
    except Invalid as error:
        return _invite(campaign_id, event_id, request.form, error.errors)
    found = inviting.invite(campaign_id, event_id, data, actor=auth.actor())
    parts = [_("%(n)d people invited.", n=found.added)]
    if found.there:
        parts.append(_("%(n)d were on the list already.", n=found.there))
    if found.not_to_contact:
        parts.append(_("%(n)d are not to be contacted.", n=found.not_to_contact))
    if found.outside:
        parts.append(_("%(n)d of the list are not in your part of the unit.", n=found.outside))
    values = {"campaign_id": campaign_id, "event_id": event_id}
    return web.go("campaigns.event", " ".join(str(p) for p in parts), **values)


@bp.post("/<campaign_id>/events/<event_id>/invite/undo")
@allow("campaigns.log")
def invite_undo(campaign_id: str, event_id: str) -> Response:
    """Take back one's own last invitations that nobody has answered."""
    n = inviting.take_back(campaign_id, event_id, actor=auth.actor())
    values = {"campaign_id": campaign_id, "event_id": event_id}
    return web.go("campaigns.event", _("%(n)d invitations taken back.", n=n), **values)


def _address(endpoint: str, row: Row, **values: Any) -> str:
    names = ("campaign_id", "event_id", "person_id")
    return url_for(endpoint, **{name: row[name] for name in names}, **values)


def _row_answer(page: dict[str, Any], row: Row, toast: Any, undo: str) -> Response:
    """The row and the event's figures, swapped in wherever they are on the page."""
    event = page["event"]
    if not web.is_htmx():
        values = {"campaign_id": event["campaign_id"], "event_id": event["_id"]}
        return web.go("campaigns.event", toast, **values)
    member = unit.members_of(event["campaign_id"], [row["person_id"]]).get(row["person_id"])
    html = render_template(
        "campaigns/turnout_swap.html",
        row={**row, "member": member},
        numbers=turnoutnumbers.of_event(event),
        reminding="/reminders" in request.headers.get("HX-Current-URL", ""),
        **page,
    )
    return web.with_toast(Response(html, mimetype="text/html"), toast, undo=undo)


@bp.post("/<campaign_id>/events/<event_id>/people/<person_id>/promise/<answer>")
@allow("campaigns.log")
def promise(campaign_id: str, event_id: str, person_id: str, answer: str) -> Response:
    """Note what somebody promised: yes, maybe, no or none."""
    if answer != "none" and answer not in dict(words.PROMISES):
        raise NotFound()
    given = "" if answer == "none" else answer
    actor = auth.actor()
    _c, _e, before = turnout.get_row(campaign_id, event_id, person_id, actor=actor)
    row = turnout.promise(campaign_id, event_id, person_id, given, actor=actor)
    undo = _address("campaigns.promise", row, answer=before["promise"] or "none")
    said = words.word(words.PROMISES, given) or _("no answer yet")
    toast = _("%(name)s: %(answer)s", name=row["name"], answer=said)
    _campaign, page = event_of(campaign_id, event_id)
    return _row_answer(page, row, toast, undo)


@bp.post("/<campaign_id>/events/<event_id>/people/<person_id>/reminded/<how>")
@allow("campaigns.log")
def reminded(campaign_id: str, event_id: str, person_id: str, how: str) -> Response:
    """Note that somebody has been reminded, by phone or text; none takes it back."""
    if how not in {"phone", "text", "none"}:
        raise NotFound()
    given = "" if how == "none" else how
    row = turnout.remind(campaign_id, event_id, person_id, given, actor=auth.actor())
    undo = _address("campaigns.reminded", row, how="none") if given else ""
    toast = _("%(name)s: reminded", name=row["name"]) if given else _("Taken back.")
    _campaign, page = event_of(campaign_id, event_id)
    return _row_answer(page, row, toast, undo)
