"""The dashboard of a campaign and its numbers as CSV."""

import io

from werkzeug.wrappers import Response

from crm import web
from crm.accounts import service as accounts
from crm.auth import allow
from crm.errors import NotFound
from crm.exports.writing import write_csv
from crm.workplaces import elections
from crm.workplaces.employernames import employer_keys
from plugins.campaigns import settings
from plugins.campaigns.service import numbers, tables
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
