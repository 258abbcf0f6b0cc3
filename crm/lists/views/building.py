"""The builder: a list's name, conditions and columns. Every button sends the whole form, so that
it works without scripts; htmx only swaps the conditions."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import web
from crm.auth import actor, allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from crm.lists import columns, controls, service, trees
from crm.lists.schemas import ListForm
from crm.lists.views.blueprint import bp
from crm.registry import current as registry


def _page(tree: trees.Node, values: dict[str, Any], status: int = 200, **more: Any) -> Response:
    offered = registry().filters(actor())
    return web.page(
        "lists/edit.html",
        "builder",
        status=status,
        tree=tree,
        values=values,
        filters=offered,
        controls={key: controls.of(f.schema) for key, f in offered.items()},
        columns=columns.available().values(),
        **({"errors": {}, "list_id": ""} | more),
    )


def _posted() -> tuple[trees.Node, dict[str, Any]]:
    tree = trees.from_form(request.form.to_dict(flat=False))
    plain = {
        key: request.form.getlist(key) if key == "columns" else value
        for key, value in request.form.items()
        if not key.startswith("t.") and key not in ("csrf_token", "do")
    }
    return tree, plain


@bp.get("/new")
@allow("lists.view")
def new() -> Response:
    """An empty list to fill in."""
    tree = trees.apply(trees.group(), f"condition:{trees.ROOT}")
    return _page(tree, {"columns": list(columns.FIRST)})


@bp.get("/<list_id>/edit")
@allow("lists.view")
def edit(list_id: str) -> Response:
    """The list's conditions and columns to change."""
    entry = service.get(list_id, actor=actor())
    values = {key: entry[key] for key in ("name", "columns", "version")}
    values["shared"] = entry["shared"] == service.YES
    return _page(entry["tree"], values, list_id=list_id)


def _save(list_id: str) -> Response:
    tree, plain = _posted()
    if step := request.form.get("do", ""):
        return _page(trees.apply(tree, step), plain, list_id=list_id)
    try:
        data = web.load(ListForm, plain) | {"tree": tree}
        if list_id:
            service.change(list_id, data.get("version", 0), data, actor=actor())
        else:
            list_id = service.create(data, actor=actor())
    except (Invalid, Conflict) as error:
        errors = error.errors if isinstance(error, Invalid) else {"_schema": [error.title]}
        return _page(tree, plain, error.status, errors=errors, list_id=list_id)
    return web.go("lists.show", _("The list is saved."), list_id=list_id)


@bp.post("/new")
@allow("lists.view")
def create() -> Response:
    """A button of the builder, or saving the new list."""
    return _save("")


@bp.post("/<list_id>/edit")
@allow("lists.view")
def change(list_id: str) -> Response:
    """A button of the builder, or saving the changed list."""
    return _save(list_id)
