"""Sheets: making and printing one, and entering it when it comes back."""

import re
from collections.abc import Mapping
from typing import Any

import segno
from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Invalid, NotFound
from crm.i18n import _, _n
from plugins.campaigns import words
from plugins.campaigns.service import entry, sheets, sources
from plugins.campaigns.sheetforms import CodeQuery, SheetEntry, SheetForm, SheetQuery, SheetUndo
from plugins.campaigns.views.blueprint import bp, campaign_of, shown
from plugins.campaigns.views.calls import source_context

CELL = re.compile(r"^r(\d{1,5})-(result|assessment|follow_up|note)$")


def _index(campaign_id: str, values: Any, errors: Any = None) -> Response:
    campaign = campaign_of(campaign_id)
    return web.page(
        "campaigns/sheets.html",
        status=422 if errors else 200,
        sheets=sheets.latest(campaign_id, actor=auth.actor()),
        values=values,
        errors=errors or {},
        **source_context(campaign),
        **shown(campaign),
    )


@bp.get("/<campaign_id>/sheets")
@allow("campaigns.log")
def sheet_list(campaign_id: str) -> Response:
    """The sheets there are, the form of a new one, and the way to one by its code."""
    asked = web.load_query(CodeQuery)["code"]
    if asked:
        try:
            found = sheets.by_code(campaign_id, asked, actor=auth.actor())
        except NotFound:
            errors = {"code": [_("There is no sheet with this code in this campaign.")]}
            return _index(campaign_id, {"code": asked}, errors)
        return web.go("campaigns.sheet", campaign_id=campaign_id, sheet_id=found["_id"])
    return _index(campaign_id, {"whom": request.args.get("whom", sources.MINE)})


@bp.post("/<campaign_id>/sheets")
@allow("campaigns.log")
def sheet_make(campaign_id: str) -> Response:
    """Make a sheet; it is shown ready to print."""
    campaign_of(campaign_id)
    try:
        sheet = sheets.make(campaign_id, web.load(SheetForm), actor=auth.actor())
    except Invalid as error:
        return _index(campaign_id, request.form, error.errors)
    return web.go("campaigns.sheet_print", campaign_id=campaign_id, sheet_id=sheet["_id"])


@bp.get("/<campaign_id>/sheets/<sheet_id>/print")
@allow("campaigns.log")
def sheet_print(campaign_id: str, sheet_id: str) -> Response:
    """The sheet as it comes out of the printer."""
    campaign, sheet = sheets.get(campaign_id, sheet_id, actor=auth.actor())
    found = sheets.read_lines(campaign, sheet, actor=auth.actor())
    return web.page(
        "campaigns/sheet_print.html",
        sheet=sheet,
        lines=found,
        picture=_picture,
        scale=source_context(campaign)["scale"],
        **shown(campaign),
    )


def _picture(code: str) -> str:
    """A code as a picture a scanner reads."""
    return segno.make(code, error="m", micro=False).svg_data_uri(scale=2, border=2)


def _grid(
    campaign_id: str, sheet_id: str, values: Mapping[str, Any], errors: Any = None
) -> Response:
    campaign, sheet = sheets.get(campaign_id, sheet_id, actor=auth.actor())
    found = sheets.read_lines(campaign, sheet, actor=auth.actor())
    return web.page(
        "campaigns/sheet.html",
        status=422 if errors else 200,
        sheet=sheet,
        lines=found,
        entered=sum(line.entered is not None for line in found),
        values=values,
        errors=errors or {},
        saved=web.load_query(SheetQuery)["saved"],
        scale=source_context(campaign)["scale"],
        **shown(campaign),
    )


@bp.get("/<campaign_id>/sheets/<sheet_id>")
@allow("campaigns.log")
def sheet(campaign_id: str, sheet_id: str) -> Response:
    """The grid in which a sheet is entered."""
    _campaign, found = sheets.get(campaign_id, sheet_id, actor=auth.actor())
    return _grid(campaign_id, sheet_id, {"kind": words.SHEET_KINDS[found["kind"]]})


def _typed() -> dict[str, Any]:
    """The posted grid: named cells as lines, everything else as it is."""
    rows: dict[int, dict[str, Any]] = {}
    values: dict[str, Any] = {}
    for name, text in request.form.items():
        if cell := CELL.match(name):
            row = rows.setdefault(int(cell[1]), {"number": int(cell[1])})
            row[cell[2]] = text
        elif name != "csrf_token":
            values[name] = text
    return {**values, "rows": list(rows.values())}


def _loaded() -> dict[str, Any]:
    """The posted grid, checked; lines are named by their number, not their place."""
    typed = _typed()
    try:
        return web.load(SheetEntry, typed)
    except Invalid as error:
        wrong = error.errors.get("rows")
        if not isinstance(wrong, Mapping):
            raise
        rows = {typed["rows"][place]["number"]: found for place, found in wrong.items()}
        raise Invalid({**error.errors, "rows": rows}) from error


@bp.post("/<campaign_id>/sheets/<sheet_id>")
@allow("campaigns.log")
def sheet_enter(campaign_id: str, sheet_id: str) -> Response:
    """One save for the whole grid; nothing is written while a line is wrong."""
    sheets.get(campaign_id, sheet_id, actor=auth.actor())
    try:
        data = _loaded()
        count = entry.enter(campaign_id, sheet_id, data, actor=auth.actor())
    except Invalid as error:
        return _grid(campaign_id, sheet_id, request.form, error.errors)
    text = _n("%(num)d contact is saved.", "%(num)d contacts are saved.", count)
    values = {"campaign_id": campaign_id, "sheet_id": sheet_id}
    return web.go("campaigns.sheet", text, saved=data["key"] if count else None, **values)


@bp.post("/<campaign_id>/sheets/<sheet_id>/undo")
@allow("campaigns.log")
def sheet_undo(campaign_id: str, sheet_id: str) -> Response:
    """Take the last saving of a grid back."""
    key = web.load(SheetUndo)["key"]
    done = entry.undo(campaign_id, sheet_id, key, actor=auth.actor())
    text = str(_n("%(num)d contact is taken back.", "%(num)d contacts are taken back.", done.count))
    if done.kept:
        kept = ", ".join(str(number) for number in done.kept)
        text += " " + str(_("Changed by others since, so they stay: lines %(kept)s.", kept=kept))
    return web.go("campaigns.sheet", text, campaign_id=campaign_id, sheet_id=sheet_id)
