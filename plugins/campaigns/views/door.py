"""At the door of an event: check in by tapping a name, and walk-ins."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from crm.people.adding import Alike
from plugins.campaigns.eventforms import CheckInForm, TurnoutQuery, WalkInForm
from plugins.campaigns.service import turnout, turnoutlist, turnoutnumbers, unit, unitlist, walkins
from plugins.campaigns.views.blueprint import bp
from plugins.campaigns.views.eventpages import event_of


@bp.get("/<campaign_id>/events/<event_id>/door")
@allow("campaigns.log")
def door(campaign_id: str, event_id: str) -> Response:
    """The list at the door: tap a name and it is checked in; a walk-in is added above."""
    campaign, page = event_of(campaign_id, event_id)
    asked = web.load_query(TurnoutQuery)
    found = turnoutlist.page(
        campaign, page["event"], asked, actor=auth.actor(), size=turnoutlist.DOOR
    )
    return web.page(
        "campaigns/door.html",
        found=found,
        asked=asked,
        numbers=turnoutnumbers.of_event(page["event"]),
        **_walk_in(campaign_id, {"in_unit": "yes"}, {}),
        **page,
    )


def _walk_in(campaign_id: str, values: Any, errors: Any, **more: Any) -> dict[str, Any]:
    options = unitlist.options(campaign_id)
    return {"values": values, "errors": errors, "departments": options.departments, **more}


def _door_answer(page: dict[str, Any], row: turnout.Row | None, toast: Any, undo: str) -> Response:
    event = page["event"]
    if not web.is_htmx():
        values = {"campaign_id": event["campaign_id"], "event_id": event["_id"]}
        return web.go("campaigns.door", toast, **values)
    members = unit.members_of(event["campaign_id"], [row["person_id"]] if row else [])
    html = render_template(
        "campaigns/door_swap.html",
        row={**row, "member": members.get(row["person_id"])} if row else None,
        fresh=page.pop("fresh", None),
        numbers=turnoutnumbers.of_event(event),
        **page,
    )
    return web.with_toast(Response(html, mimetype="text/html"), toast, undo=undo)


def _undo(campaign_id: str, event_id: str, person_id: str) -> str:
    address: dict[str, Any] = {"campaign_id": campaign_id, "event_id": event_id}
    return url_for("campaigns.check_out", person_id=person_id, **address)


@bp.post("/<campaign_id>/events/<event_id>/door")
@allow("campaigns.log")
def check_in(campaign_id: str, event_id: str) -> Response:
    """A tap on a name: they are here."""
    data = web.load(CheckInForm)
    person_id = data["person_id"]
    row = turnout.check_in(campaign_id, event_id, person_id, actor=auth.actor())
    _campaign, page = event_of(campaign_id, event_id)
    toast = _("%(name)s is here", name=row["name"])
    return _door_answer(page, row, toast, _undo(campaign_id, event_id, person_id))


@bp.post("/<campaign_id>/events/<event_id>/door/<person_id>/undo")
@allow("campaigns.log")
def check_out(campaign_id: str, event_id: str, person_id: str) -> Response:
    """Take a check-in back."""
    row = turnout.check_out(campaign_id, event_id, person_id, actor=auth.actor())
    _campaign, page = event_of(campaign_id, event_id)
    gone = {"gone": person_id} if row is None else {}
    return _door_answer({**page, **gone}, row, _("Taken back."), "")


@bp.post("/<campaign_id>/events/<event_id>/door/find")
@allow("campaigns.log")
def door_find(campaign_id: str, event_id: str) -> Response:
    """People on file whom the name being typed may mean."""
    words = f"{request.form.get('first_name', '')} {request.form.get('last_name', '')}"
    people = walkins.find(campaign_id, event_id, words[:200], actor=auth.actor())
    return web.page("campaigns/walkin_found.html", people=people, alike=False)


@bp.post("/<campaign_id>/events/<event_id>/door/walk-in")
@allow("campaigns.log")
def walk_in(campaign_id: str, event_id: str) -> Response:
    """Check in somebody who is not on the list; the form comes back when it cannot be taken."""
    _campaign, page = event_of(campaign_id, event_id)
    try:
        data = web.load(WalkInForm)
        row = walkins.walk_in(campaign_id, event_id, data, actor=auth.actor())
    except Invalid as error:
        return _again(campaign_id, page, 422, error.errors)
    except Alike as error:
        return _again(campaign_id, page, 409, {}, people=error.extra["people"], alike=True)
    except Conflict as error:
        return _again(campaign_id, page, 409, {"_schema": [error.detail or error.title]})
    fresh = _walk_in(campaign_id, {"in_unit": "yes"}, {})
    toast = _("%(name)s is here", name=row["name"])
    undo = _undo(campaign_id, event_id, row["person_id"])
    return _door_answer({**page, "fresh": fresh}, row, toast, undo)


def _again(
    campaign_id: str, page: dict[str, Any], status: int, errors: Any, **more: Any
) -> Response:
    shown = _walk_in(campaign_id, request.form, errors, **more)
    return web.page("campaigns/walkin.html", "form", status=status, **shown, **page)
