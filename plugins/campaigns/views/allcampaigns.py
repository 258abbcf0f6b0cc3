"""All campaigns at a glance, the briefings as PDF, and the screens for a wall."""

from datetime import UTC, datetime
from typing import Any

from flask import g, render_template, request, url_for
from marshmallow import fields, validate
from werkzeug.wrappers import Response

from crm import auth, localtime, pdf, web
from crm.accounts import service as accounts
from crm.auth import allow, public
from crm.errors import Invalid
from crm.i18n import _
from crm.schemas import Form, text
from plugins.campaigns import scale, settings, words
from plugins.campaigns.service import dashboard, displays, flow, overall
from plugins.campaigns.service.overall import Line
from plugins.campaigns.views.blueprint import bp, campaign_of, shown
from plugins.campaigns.views.drawing import spark, stacked
from plugins.campaigns.views.flow import labelled
from plugins.campaigns.views.public import public_bp

REFRESH = 60
"""Seconds after which a screen on a wall asks again."""
DAYS = (30, 90, 365)


class DisplayForm(Form):
    """A new screen for a wall."""

    label = text(required=True, longest=80)
    days = fields.Integer(load_default=DAYS[1], validate=validate.OneOf(DAYS))
    code_names = fields.Boolean(load_default=False)


@bp.get("/all")
@allow("campaigns.numbers")
def all_campaigns() -> Response:
    """Every open campaign as a table and small pictures, and what locals under this share."""
    lines = overall.own(actor=auth.actor())
    return web.page(
        "campaigns/all.html",
        lines=lines,
        total=overall.added(lines, "") if len(lines) > 1 else None,
        below=overall.below(),
        shared=settings.SHARED,
        spark=spark,
    )


def _file(html: str, name: str) -> Response:
    answer = Response(pdf.render(html), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


@bp.get("/all/briefing.pdf")
@allow("campaigns.numbers")
def briefing_all() -> Response:
    """The page of all campaigns on paper."""
    lines = overall.own(actor=auth.actor())
    html = render_template(
        "campaigns/briefing_all.html",
        lines=lines,
        total=overall.added(lines, "") if len(lines) > 1 else None,
        below=overall.below(),
        shared=settings.SHARED,
        stylesheet=pdf.static_file("briefing.css", "campaigns"),
        spark=spark,
    )
    return _file(html, "briefing")


@bp.get("/<campaign_id>/briefing.pdf")
@allow("campaigns.view")
def briefing(campaign_id: str) -> Response:
    """The dashboard of one campaign on paper: the same numbers, no names of workers."""
    campaign = campaign_of(campaign_id)
    found = dashboard.dashboard(campaign, actor=auth.actor())
    html = render_template(
        "campaigns/briefing.html",
        figures=found.figures,
        board=found,
        stacked=stacked(found.trend),
        flow=flow.lately(campaign, localtime.today()),
        flow_labels=labelled(),
        scale=settings.scale(),
        stylesheet=pdf.static_file("briefing.css", "campaigns"),
        **shown(campaign),
    )
    return _file(html, "briefing")


def _displays(address: str = "", values: object = None, errors: object = None) -> Response:
    return web.page(
        "campaigns/displays.html",
        status=422 if errors else 200,
        displays=displays.every(),
        address=address,
        days=[(n, _("%(n)d days", n=n)) for n in DAYS],
        values=values or {"days": DAYS[1]},
        errors=errors or {},
        account_names=accounts.names(),
    )


@bp.get("/displays")
@allow("campaigns.numbers")
def display_list() -> Response:
    """The screens for a wall that there are, and a form for another."""
    return _displays()


@bp.post("/displays")
@allow("campaigns.numbers")
def display_make() -> Response:
    """Make a screen; its address is shown this once."""
    try:
        token = displays.make(web.load(DisplayForm), actor=auth.actor())
    except Invalid as error:
        return _displays(values=request.form, errors=error.errors)
    return _displays(url_for("campaigns_public.display", token=token, _external=True))


@bp.post("/displays/<display_id>/end")
@allow("campaigns.numbers")
def display_end(display_id: str) -> Response:
    """End a screen's address."""
    displays.revoke(display_id, actor=auth.actor())
    return web.go("campaigns.display_list", _("The address does not work any more."))


def _called(line: Line, number: int) -> str:
    return line.name if g.link["code_names"] else str(_("Campaign %(n)d", n=number))


def _words() -> dict[str, Any]:
    """What the pages behind a sign-in get from their blueprint."""
    return {
        "words": words,
        "word": words.word,
        "support_name": scale.support_name,
        "moment": lambda: datetime.now(UTC),
    }


@public_bp.get("/display")
@public
def display() -> Response:
    """Counts on a screen, asked again every minute; nobody signs in."""
    lines = [(_called(line, n), line) for n, line in enumerate(displays.lines(g.link), 1)]
    answer = web.page(
        "campaigns/display.html", lines=lines, seconds=REFRESH, spark=spark, **_words()
    )
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
