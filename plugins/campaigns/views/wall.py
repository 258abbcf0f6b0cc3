"""The wall chart, the people of one cell, and the local's colours as a stylesheet."""

import json
from typing import Any

from flask import url_for
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import NotFound
from crm.i18n import _
from crm.registry import current as registry
from crm.schemas import Query, choice, text
from plugins.campaigns import scale, settings
from plugins.campaigns.schemas import AssessForm
from plugins.campaigns.service import assessments, chart, colouring, undoing
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.unit import Member
from plugins.campaigns.views.blueprint import bp, campaign_of, row_answer, shown

NOBODY = "#868e96"
"""The colour of those who are not assessed."""
DARK = 0.0572
"""0.05 + the relative luminance of #10151a, the dark text."""
SHOWN = (("squares", _("Squares")), ("names", _("Names")), ("numbers", _("Numbers")))


class WallQuery(Query):
    """What the chart is drawn by."""

    keep_blank = frozenset({"columns", "row", "column"})

    rows = text(load_default="department", longest=60)
    columns = text(load_default="shift", longest=60)
    colour = text(load_default=colouring.ASSESSMENT, longest=60)
    show = choice([value for value, _label in SHOWN], load_default="squares")
    row = text(load_default="")
    column = text(load_default="")
    after = text(load_default="", longest=60)


def _facets() -> dict[str, object]:
    return {f.id: f.label for f in registry().items("facets")}


def _asked(campaign: Campaign) -> dict[str, str]:
    asked = web.load_query(WallQuery)
    known = _facets()
    if asked["rows"] not in known or (asked["columns"] and asked["columns"] not in known):
        raise NotFound()
    if asked["colour"] not in colouring.schemes(campaign):
        raise NotFound()
    return asked


@bp.get("/<campaign_id>/chart")
@allow("campaigns.view")
def wall_chart(campaign_id: str) -> Response:
    """The unit by two facets, everybody coloured as asked; squares, names or numbers."""
    campaign = campaign_of(campaign_id)
    asked = _asked(campaign)
    facets = _facets()
    drawn = chart.wall_chart(
        campaign, asked["rows"], asked["columns"], asked["colour"], actor=auth.actor()
    )
    show = asked["show"] if drawn.single or asked["show"] == "numbers" else "numbers"
    return web.page(
        "campaigns/chart.html",
        "chart",
        drawn=drawn,
        asked=asked,
        show=show,
        shows=SHOWN if drawn.single else SHOWN[2:],
        facets=facets,
        schemes=colouring.schemes(campaign).values(),
        **shown(campaign),
    )


@bp.get("/<campaign_id>/chart/cell")
@allow("campaigns.view")
def chart_cell(campaign_id: str) -> Response:
    """The people of one cell, in the panel; digits set an assessment."""
    campaign = campaign_of(campaign_id)
    asked = _asked(campaign)
    facets, values = (asked["rows"], asked["columns"]), (asked["row"], asked["column"])
    page = chart.people_of_cell(campaign, facets, values, asked["after"], actor=auth.actor())
    more: dict[str, Any] = {**asked, "after": page.after, "campaign_id": campaign_id}
    return web.page(
        "campaigns/cell.html",
        "rows" if asked["after"] else "panel",
        people=page.rows,
        more=url_for("campaigns.chart_cell", **more) if page.after else "",
        row=asked["row"],
        column=asked["column"],
        scale=settings.scale(),
        **shown(campaign),
    )


@bp.post("/<campaign_id>/people/<person_id>/assess")
@allow("campaigns.log")
def assess(campaign_id: str, person_id: str) -> Response:
    """Set an assessment by one key or tap; it can be taken back."""
    actor = auth.actor()
    member = assessments.assess(campaign_id, person_id, web.load(AssessForm), actor=actor)
    said = _said(member)
    change = undoing.last_change(campaign_id, person_id, actor=actor)
    undo = url_for("campaigns.assess_undo", change_id=change)
    if web.is_htmx():
        return _level(member, said, undo)
    return web.go("campaigns.wall_chart", said, campaign_id=campaign_id)


def _said(member: Member) -> str:
    """What holds now; where an action proves another level, that this one stands beside it."""
    label, aside = settings.label(member["assessment"]), member.get("outranked")
    if not aside:
        return _("%(name)s: %(label)s", name=member["name"], label=label)
    return _(
        "%(name)s stays %(label)s, proven by an action; %(noted)s is noted beside it.",
        name=member["name"],
        label=label,
        noted=settings.label(aside["level"]),
    )


@bp.post("/assessments/<change_id>/undo")
@allow("campaigns.log")
def assess_undo(change_id: str) -> Response:
    """Take back one's own last assessment of a person."""
    member = undoing.undo_assessment(change_id, actor=auth.actor())
    if not web.is_htmx():
        return row_answer(member, _("Taken back."))
    return _level(member, _("Taken back."))


def _level(member: Member, said: object, undo: str = "") -> Response:
    """No page: a toast, and which level the member's row of an open cell now shows."""
    answer = web.nothing(said, undo=undo)
    events = json.loads(answer.headers["HX-Trigger"])
    row = f"c-{member['_id'].replace(':', '-')}"
    events["levels"] = {"row": row, "level": scale.became(member["assessment"])}
    answer.headers["HX-Trigger"] = json.dumps(events)
    return answer


def _colours(colour: str) -> str:
    """A colour and that of the text on it, whichever of two contrasts more (WCAG 2, 1.4.3)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    text = "#10151a" if (light + 0.05) ** 2 > 1.05 * DARK else "#fff"
    return f"--level:{colour};--level-text:{text}"


@bp.get("/scale.css")
@allow("campaigns.view")
def scale_css() -> Response:
    """The local's colours of assessments, as a stylesheet (pages carry no inline styles)."""
    rules = [f".a0{{{_colours(NOBODY)}}}"]
    for level in scale.levels():
        names = ",".join(f".a{stored}" for stored in scale.counts_as(level.id))
        rules.append(f"{names}{{{_colours(level.colour)}}}")
    return Response("\n".join(rules), mimetype="text/css")
