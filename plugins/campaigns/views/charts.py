"""The dashboard of a campaign, its wall chart, and their numbers as CSV."""

import io

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.accounts import service as accounts
from crm.auth import allow
from crm.errors import NotFound
from crm.exports.writing import write_csv
from crm.registry import current as registry
from crm.workplaces import elections
from crm.workplaces.employernames import employer_keys
from plugins.campaigns import scale, settings
from plugins.campaigns.service import chart, numbers, tables
from plugins.campaigns.service import trend as trends
from plugins.campaigns.views.blueprint import bp, campaign_of, shown


@bp.get("/<campaign_id>")
@allow("campaigns.view")
def overview(campaign_id: str) -> Response:
    """The campaign's dashboard: five numbers first, then trend and departments."""
    campaign = campaign_of(campaign_id)
    found = numbers.figures(campaign)
    trend = trends.trend(campaign_id, found.total)
    past = elections.of_employer(employer_keys(campaign["employer"]), limit=8)
    return web.page(
        "campaigns/overview.html",
        figures=found,
        trend=trend,
        drawings=tables.drawings(trend, accounts.names()),
        scale=settings.scale(),
        past=past,
        **shown(campaign),
    )


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


def _facets() -> list[tuple[str, object]]:
    return [(f.id, f.label) for f in registry().items("facets")]


@bp.get("/<campaign_id>/chart")
@allow("campaigns.view")
def wall_chart(campaign_id: str) -> Response:
    """The unit by two facets, everybody coloured by assessment."""
    campaign = campaign_of(campaign_id)
    known = dict(_facets())
    rows = request.args.get("rows", "department")
    columns = request.args.get("columns", "shift")
    if rows not in known or (columns and columns not in known):
        raise NotFound()
    drawn = chart.wall_chart(campaign, rows, columns, actor=auth.actor())
    return web.page(
        "campaigns/chart.html",
        "chart",
        drawn=drawn,
        rows=rows,
        columns=columns,
        facets=_facets(),
        facet_labels=known,
        scale=settings.scale(),
        **shown(campaign),
    )


@bp.get("/<campaign_id>/chart/cell")
@allow("campaigns.view")
def chart_cell(campaign_id: str) -> Response:
    """The people of one cell, in the panel; digits set an assessment."""
    campaign = campaign_of(campaign_id)
    asked = request.args
    rows, columns = asked.get("rows", "department"), asked.get("columns", "shift")
    row, column = asked.get("row", ""), asked.get("column", "")
    people = chart.people_of_cell(campaign, rows, row, columns, column, actor=auth.actor())
    return web.page(
        "campaigns/cell.html",
        "panel",
        people=people,
        row=row,
        column=column,
        scale=settings.scale(),
        **shown(campaign),
    )


@bp.get("/scale.css")
@allow("campaigns.view")
def scale_css() -> Response:
    """The local's colours of assessments, as a stylesheet (pages carry no inline styles)."""
    rules = [".a0{--level:#868e96}"]
    for level in scale.levels():
        names = ",".join(f".a{stored}" for stored in scale.counts_as(level.id))
        rules.append(f"{names}{{--level:{level.colour}}}")
    return Response("\n".join(rules), mimetype="text/css")
