"""The dashboard of a campaign, its numbers as CSV, its key dates, and what is behind a week."""

import io
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.accounts import service as accounts
from crm.auth import allow
from crm.errors import Invalid, NotFound
from crm.exports.writing import write_csv
from crm.i18n import _
from crm.registry import current as registry
from crm.schemas import Form, Query, choice, text
from crm.workplaces import elections
from crm.workplaces.employernames import employer_keys
from plugins.campaigns import settings
from plugins.campaigns.schemas import KeyDateForm
from plugins.campaigns.service import contactlog, dashboard, keydates, looks, tables
from plugins.campaigns.service.dashboard import SPANS
from plugins.campaigns.views.blueprint import bp, campaign_of, opens, shown


class SpanQuery(Form):
    """How many weeks the trend shows."""

    weeks = choice([str(n) for n in SPANS], load_default=str(SPANS[0]))


class WeekQuery(Query):
    """Whose contacts of which week."""

    week = text(required=True, longest=10)
    by = text(longest=40, load_default="")


@bp.get("/<campaign_id>")
@allow("campaigns.view")
def overview(campaign_id: str) -> Response:
    """The campaign's dashboard: five numbers first, then what changed, trend, cards, coverage."""
    return _overview(campaign_id)


def _overview(campaign_id: str, values: Any = None, errors: Any = None) -> Response:
    campaign = campaign_of(campaign_id)
    weeks = int(web.load_query(SpanQuery)["weeks"])
    found = dashboard.dashboard(campaign, weeks=weeks, actor=auth.actor())
    names = accounts.names()
    past = elections.of_employer(employer_keys(campaign["employer"]), limit=8)
    return web.page(
        "campaigns/overview.html",
        status=422 if errors else 200,
        figures=found.figures,
        board=found,
        trend=found.trend,
        weeks=weeks,
        spans=SPANS,
        drawings=tables.drawings(found.trend, names),
        cards_drawing=dashboard.cards_drawing(found),
        organizers=dashboard.organizers(found.trend, names),
        scale=settings.scale(),
        past=past,
        panels=registry().render_at("campaigns.overview", auth.actor(), campaign=campaign),
        opens=opens(campaign),
        values=values or {},
        errors=errors or {},
        **shown(campaign),
    )


@bp.post("/<campaign_id>/seen")
@allow("campaigns.view")
def seen(campaign_id: str) -> Response:
    """The reader has seen the dashboard: what changes from now on is new to them."""
    looks.note(campaign_of(campaign_id), actor=auth.actor())
    if web.is_htmx():
        return web.nothing()
    return web.go("campaigns.overview", campaign_id=campaign_id)


@bp.post("/<campaign_id>/dates")
@allow("campaigns.edit")
def key_date_add(campaign_id: str) -> Response:
    """Add a key date."""
    try:
        keydates.add(campaign_id, web.load(KeyDateForm), actor=auth.actor())
    except Invalid as error:
        return _overview(campaign_id, request.form, error.errors)
    return web.go("campaigns.overview", _("Saved."), campaign_id=campaign_id, _anchor="dates")


@bp.post("/<campaign_id>/dates/<date_id>/remove")
@allow("campaigns.edit")
def key_date_remove(campaign_id: str, date_id: str) -> Response:
    """Take a key date away; the message says which, so that it can be entered again."""
    gone = keydates.remove(campaign_id, date_id, actor=auth.actor())
    said = _("Taken away: %(name)s, %(day)s.", name=gone["name"], day=gone["on"])
    return web.go("campaigns.overview", said, campaign_id=campaign_id, _anchor="dates")


@bp.get("/<campaign_id>/contacts")
@allow("campaigns.view")
def contacts_of_week(campaign_id: str) -> Response:
    """The contacts behind a number of the weekly chart."""
    campaign = campaign_of(campaign_id)
    asked = web.load_query(WeekQuery)
    log = contactlog.of_week(campaign, asked["week"], asked["by"], actor=auth.actor())
    return web.page("campaigns/week.html", log=log, asked=asked, **shown(campaign))


@bp.get("/<campaign_id>/numbers/<table>.csv")
@allow("campaigns.view")
def numbers_csv(campaign_id: str, table: str) -> Response:
    """One table of the dashboard as CSV: counts only."""
    campaign = campaign_of(campaign_id)
    made = tables.as_table(table, campaign, accounts.names())
    if made is None:
        raise NotFound()
    out = io.BytesIO()
    write_csv(out, made.headers, made.rows)
    answer = Response(out.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{table}.csv"'
    return answer
