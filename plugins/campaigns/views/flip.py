"""Flip mode: department heads and the clock, reading a list, putting it right, going on."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from crm.imports.table import MAX_BYTES
from plugins.campaigns.crewlists.rows import WHY
from plugins.campaigns.eligibility import telling
from plugins.campaigns.flipforms import SPARE, CountForm, ReadForm, rows_form, rows_of
from plugins.campaigns.service import campaigns, clock, flip
from plugins.campaigns.views.blueprint import bp, campaign_of, shown, this_day


def _page(campaign_id: str, values: Any = None, errors: Any = None) -> Response:
    campaign = campaign_of(campaign_id)
    found = clock.of_campaign(campaign, actor=auth.actor())
    sites = [place["name"] for place in campaign["worksites"]]
    known = list(dict.fromkeys([*found.productions, *sites]))
    return web.page(
        "campaigns/flip.html",
        status=422 if errors else 200,
        clock=found,
        known=known,
        values=values or {"production": known[0] if len(known) == 1 else "", "day": this_day()},
        errors=errors or {},
        tell=telling,
        **shown(campaign),
    )


@bp.get("/<campaign_id>/flip")
@allow("campaigns.log")
def flip_page(campaign_id: str) -> Response:
    """Department heads first, the clock, and where the next list goes in."""
    return _page(campaign_id)


@bp.post("/<campaign_id>/flip")
@allow("campaigns.edit")
def flip_read(campaign_id: str) -> Response:
    """Read a list and show it as a table to be put right; nothing is stored."""
    campaigns.require_lead(campaign_of(campaign_id), auth.actor())
    values: dict[str, Any] = request.form.to_dict()
    try:
        data = web.load(ReadForm)
        sent = request.files.get("file")
        if sent is not None and sent.filename:
            data["text"] = flip.text_of(sent.stream.read(MAX_BYTES + 1), sent.filename)
        if not data["text"]:
            raise Invalid({"text": [_("Paste the list, or choose a file.")]})
        found = flip.read(campaign_id, data["text"], actor=auth.actor())
    except Invalid as error:
        return _page(campaign_id, values, error.errors)
    rows = [
        {**vars(row), "raw": row.text, "keep": True, "hours": _hours(row.hours or data["hours"])}
        for row in found.rows
    ]
    left = "\n".join(f"{one.why}\t{one.number}\t{one.text}" for one in found.left)
    return _table(campaign_id, [*rows, *({} for _n in range(SPARE))], {**data, "left": left})


def _hours(value: float | None) -> str:
    return f"{value:g}" if value else ""


def _table(campaign_id: str, rows: Any, values: Any, errors: Any = None) -> Response:
    left = [line.split("\t", 2) for line in str(values.get("left") or "").splitlines()]
    return web.page(
        "campaigns/flip_rows.html",
        status=422 if errors else 200,
        rows=rows,
        values=values,
        left=[entry for entry in left if len(entry) == 3],
        why=WHY,
        errors=errors or {},
        **shown(campaign_of(campaign_id)),
    )


@bp.post("/<campaign_id>/flip/rows")
@allow("campaigns.edit")
def flip_rows(campaign_id: str) -> Response:
    """Make an import of the rows and go on in its preview."""
    campaigns.require_lead(campaign_of(campaign_id), auth.actor())
    count = web.load(CountForm, {"rows": request.form.get("rows", "")})["rows"]
    try:
        data = web.load(rows_form(count))
        rows = rows_of(data, count)
        for row in rows[-SPARE:]:
            row["keep"] = row["keep"] or (not row["raw"] and bool(row["name"]))
        import_id = flip.start(campaign_id, data, rows, actor=auth.actor())
    except Invalid as error:
        return _table(campaign_id, rows_of(request.form, count), request.form, error.errors)
    return web.go("imports.show", import_id=import_id)
