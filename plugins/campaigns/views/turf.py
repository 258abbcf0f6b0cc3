"""Turf: cutting it, a page for each with its counts, people and moves, giving it to another."""

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from crm import auth, paging, web
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _, _n
from plugins.campaigns import scale
from plugins.campaigns.service import (
    campaigns,
    cutting,
    numbers,
    sources,
    turf,
    turffollowing,
    unit,
)
from plugins.campaigns.turfforms import TurfChange, TurfForm, TurfQuery
from plugins.campaigns.views.blueprint import bp, campaign_of, shown
from plugins.campaigns.views.calls import source_context

SIZE = 50


def _index(campaign_id: str, values: Any, errors: Any = None) -> Response:
    campaign, actor = campaign_of(campaign_id), auth.actor()
    found = turf.visible(campaign, actor=actor)
    counts = turffollowing.numbers(campaign_id)
    context = shown(campaign)
    return web.page(
        "campaigns/turf.html",
        status=422 if errors else 200,
        turfs=found,
        counts=counts,
        left=_left(campaign, counts) if context["sees_names"] else None,
        supporting=sorted(scale.supporting()),
        values=values,
        errors=errors or {},
        **source_context(campaign),
        **context,
    )


def _left(campaign: campaigns.Campaign, counts: Any) -> int:
    """How many of the unit are in no turf."""
    everybody = numbers.figures(campaign).total.n
    inside = sum(
        counts[t["_id"]]["n"] for t in turf.of_campaign(campaign["_id"]) if t["_id"] in counts
    )
    return int(everybody - inside)


@bp.get("/<campaign_id>/turf")
@allow("campaigns.log")
def turf_list(campaign_id: str) -> Response:
    """All turf with its numbers (one's own for organizers), and the form that cuts more."""
    values = {"whom": request.args.get("whom", sources.UNIT), "parts": 1}
    return _index(campaign_id, values)


@bp.post("/<campaign_id>/turf")
@allow("campaigns.edit")
def turf_cut(campaign_id: str) -> Response:
    """Cut turf, in one or several parts."""
    campaign_of(campaign_id)
    try:
        made = cutting.cut(campaign_id, web.load(TurfForm), actor=auth.actor())
    except Invalid as error:
        return _index(campaign_id, request.form, error.errors)
    text = _n("%(num)d turf is cut.", "%(num)d turfs are cut.", len(made))
    if len(made) == 1:
        values = {"campaign_id": campaign_id, "turf_id": made[0]["_id"]}
        return web.go("campaigns.turf_page", text, **values)
    return web.go("campaigns.turf_list", text, campaign_id=campaign_id)


@bp.post("/<campaign_id>/turf/count")
@allow("campaigns.edit")
def turf_count(campaign_id: str) -> Response:
    """How many a cut would take, while its form is filled in."""
    campaign = campaign_of(campaign_id)
    campaigns.require_lead(campaign, auth.actor())
    try:
        data = web.load(TurfForm)
        every = sources.members(campaign, data, actor=auth.actor())
    except Invalid:
        return web.page("campaigns/turf_count.html", status=422, count=None)
    taken = sum(bool(member.get("turf_id")) for member in every)
    count = len(every) if data["taken"] else len(every) - taken
    return web.page("campaigns/turf_count.html", count=count, taken=taken, data=data)


def _page(
    campaign_id: str,
    turf_id: str,
    values: Any = None,
    errors: Any = None,
    note: Any = None,
) -> Response:
    campaign, found = turf.get(campaign_id, turf_id, actor=auth.actor())
    after = web.load_query(TurfQuery)["after"]
    rows = paging.window(
        "campaigns_members",
        {"campaign_id": campaign_id, "turf_id": turf_id},
        "sort_key",
        after=paging.read_cursor("campaigns_members", after),
        size=SIZE,
    )
    visible = [m for m in rows if unit.may_see(campaign, m, auth.actor())]
    ids: dict[str, Any] = {"campaign_id": campaign_id, "turf_id": turf_id}
    follows = paging.cursor_of(rows[-1]) if len(rows) == SIZE else ""
    return web.page(
        "campaigns/turf_page.html",
        "rows" if after and not errors else None,
        status=422 if errors else (409 if note else 200),
        turf=found,
        rows=visible,
        more=url_for("campaigns.turf_page", after=follows, **ids) if follows else "",
        counts=turffollowing.numbers(campaign_id).get(turf_id, {}),
        supporting=sorted(scale.supporting()),
        moves=_moves(campaign, turf_id),
        turf_names=turf.names(campaign_id),
        values=values or found,
        errors=errors or {},
        note=note,
        **shown(campaign),
    )


def _moves(campaign: campaigns.Campaign, turf_id: str) -> list[dict[str, Any]]:
    """The latest moves, for those who see the unit by name."""
    if not campaigns.sees_names(campaign, auth.actor()):
        return []
    found = turf.moves(campaign, turf_id)
    known = sources.by_ids(campaign, [m["person_id"] for m in found], actor=auth.actor())
    return [{**m, "name": known[m["person_id"]]["name"]} for m in found if m["person_id"] in known]


@bp.get("/<campaign_id>/turf/<turf_id>")
@allow("campaigns.log")
def turf_page(campaign_id: str, turf_id: str) -> Response:
    """One turf: its counts, its people, its ways to calling and paper."""
    return _page(campaign_id, turf_id)


@bp.post("/<campaign_id>/turf/<turf_id>")
@allow("campaigns.edit")
def turf_change(campaign_id: str, turf_id: str) -> Response:
    """Rename a turf or give it to another organizer; its people follow."""
    turf.get(campaign_id, turf_id, actor=auth.actor())
    try:
        data = web.load(TurfChange)
        turf.change(campaign_id, turf_id, data, actor=auth.actor())
    except Invalid as error:
        return _page(campaign_id, turf_id, request.form, error.errors)
    except Conflict:
        _campaign, now = turf.get(campaign_id, turf_id, actor=auth.actor())
        typed = {**request.form.to_dict(), "version": now["version"]}
        note = _("Somebody else changed this turf; yours is below: save again to keep it.")
        return _page(campaign_id, turf_id, typed, note=note)
    return web.go("campaigns.turf_page", _("Saved."), campaign_id=campaign_id, turf_id=turf_id)


@bp.post("/<campaign_id>/turf/<turf_id>/dissolve")
@allow("campaigns.edit")
def turf_dissolve(campaign_id: str, turf_id: str) -> Response:
    """End a turf; its people are in none."""
    found = turf.dissolve(campaign_id, turf_id, actor=auth.actor())
    text = _("%(name)s is dissolved; its people are in no turf.", name=found["name"])
    return web.go("campaigns.turf_list", text, campaign_id=campaign_id)
