"""The page where a local changes its scale of assessments, and confirms what old levels become."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from plugins.campaigns import scale
from plugins.campaigns.scaleform import ScaleForm
from plugins.campaigns.service import scales
from plugins.campaigns.views.blueprint import bp


def _values() -> dict[str, Any]:
    """The scale in use as the values of its form."""
    values: dict[str, Any] = {"version": scale.stored().get("version", 0)}
    for place, level in enumerate(scale.levels(), 1):
        values |= {
            f"label_{level.id}": level.label,
            f"colour_{level.id}": level.colour,
            f"support_{level.id}": level.support,
            f"place_{level.id}": place,
        }
    return values


def _page(values: Any, errors: Any = None, gone: Any = (), kept: Any = ()) -> Response:
    return web.page(
        "campaigns/scale.html",
        status=422 if errors else 200,
        values=values,
        errors=errors or {},
        ids=scale.IDS,
        shown=_shown(values),
        was=scale.stored().get("was", {}),
        people=scales.people_at(),
        gone=gone,
        kept=[(level.id, level.label) for level in kept],
    )


def _place(typed: Any) -> int:
    """Where a row stands; last where something else than a small number was typed."""
    text = str(typed or "")
    return int(text) if text.isdecimal() and len(text) < 3 else 99


def _shown(values: Any) -> list[int]:
    """The rows of the form: the levels there are, then two empty ones."""
    used = [n for n in scale.IDS if values.get(f"label_{n}") or values.get(f"place_{n}")]
    old = {int(n) for n in scale.stored().get("was", {})}
    free = [n for n in scale.IDS if n not in used and n not in old]
    ordered = sorted(used, key=lambda n: (_place(values.get(f"place_{n}")), n))
    return [*ordered, *sorted(old - set(used)), *free[:2]]


@bp.get("/scale")
@allow("campaigns.scale")
def scale_form() -> Response:
    """The scale: names, colours, order, what counts as support."""
    return _page(_values())


@bp.post("/scale")
@allow("campaigns.scale")
def scale_save() -> Response:
    """Change it; where levels go, first ask what each counts as from now on."""
    try:
        data = web.load(ScaleForm)
        levels = scales.read(data)
    except Invalid as error:
        return _page(request.form, error.errors)
    try:
        scales.change(data, actor=auth.actor())
    except Invalid as error:
        gone = scales.taken_out(levels)
        return _page(request.form, error.errors, gone=gone, kept=levels)
    return web.go("campaigns.scale_form", _("The scale is changed."))
