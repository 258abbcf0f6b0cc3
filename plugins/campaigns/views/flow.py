"""Who moved between two days: the picture with its table, and the people behind a count."""

from datetime import date, timedelta
from typing import Any

from marshmallow import fields
from werkzeug.wrappers import Response

from crm import auth, formats, localtime, web
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from crm.schemas import Day, Query
from plugins.campaigns import scale, settings
from plugins.campaigns.service import flow
from plugins.campaigns.service.flow import Flow
from plugins.campaigns.views.blueprint import bp, campaign_of, opens, shown


class FlowQuery(Query):
    """Between which days, and, for the people behind a count, from which level to which."""

    since = Day()
    until = Day()
    old = fields.Integer(load_default=0)
    new = fields.Integer(load_default=0)


def _days() -> tuple[dict[str, Any], date, date]:
    asked = web.load_query(FlowQuery)
    today = localtime.today()
    until = date.fromisoformat(asked.get("until") or today.isoformat())
    since = asked.get("since")
    return asked, date.fromisoformat(since) if since else until - timedelta(weeks=flow.WEEKS), until


def labelled() -> dict[int, str]:
    """What the ends of a flow are called: levels with their digits, and the two that are none."""
    named = {level.id: f"{n} {level.label}" for n, level in enumerate(scale.levels(), 1)}
    return {
        **named,
        scale.NOT_ASSESSED: str(_("Not assessed")),
        flow.OUT: str(_("Not in the unit")),
    }


def _drawing(found: Flow, labels: dict[int, str]) -> dict[str, Any]:
    """Nodes and links for the script; those never assessed who stay so are left to the table."""
    colours = {level.id: level.colour for level in scale.levels()}
    shown = {pair: n for pair, n in found.moves.items() if pair != (0, 0)}
    sides = [{("a", old) for old, _new in shown}, {("b", new) for _old, new in shown}]
    nodes = [
        {"name": f"{side}{level}", "label": labels[level], "colour": colours.get(level, "#868e96")}
        for level in found.nodes
        for side, level in sorted(node for nodes in sides for node in nodes if node[1] == level)
    ]
    links = [{"source": f"a{o}", "target": f"b{n}", "value": v} for (o, n), v in shown.items()]
    return {"nodes": nodes, "links": links}


@bp.get("/<campaign_id>/flow")
@allow("campaigns.view")
def flow_between(campaign_id: str) -> Response:
    """The flow of assessments between two days."""
    campaign = campaign_of(campaign_id)
    found, errors, since, until = None, {}, None, None
    try:
        _asked, since, until = _days()
        found = flow.between(campaign, since, until)
    except Invalid as error:
        errors = error.errors
    labels = labelled()
    return web.page(
        "campaigns/flow.html",
        "flow",
        status=422 if errors else 200,
        found=found,
        errors=errors,
        since=since,
        until=until,
        labels=labels,
        drawing=_drawing(found, labels) if found else {},
        opens=opens(campaign),
        **shown(campaign),
    )


@bp.get("/<campaign_id>/flow/people")
@allow("campaigns.view")
def flow_people(campaign_id: str) -> Response:
    """The people behind one count of the flow, for those who may see them."""
    campaign = campaign_of(campaign_id)
    asked, since, until = _days()
    labels, pair = labelled(), (asked["old"], asked["new"])
    people = flow.people(campaign, since, until, pair, actor=auth.actor())
    return web.page(
        "campaigns/cell.html",
        "panel",
        people=people,
        more="",
        row=f"{labels.get(pair[0], '')} → {labels.get(pair[1], '')}",
        column=f"{formats.day(since)} – {formats.day(until)}",
        scale=settings.scale(),
        **shown(campaign),
    )
