"""The page where administrators make the local's own fields."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import web
from crm.auth import actor, allow
from crm.errors import Invalid
from crm.i18n import _
from crm.people import custom
from crm.people.schemas import CUSTOM_KINDS, CustomFieldChange, CustomFieldShape
from crm.people.views.blueprint import bp


def _lines() -> dict[str, Any]:
    values: dict[str, Any] = {
        k: v for k, v in request.form.items() if k not in {"csrf_token", "next"}
    }
    lines = values.get("options", "").splitlines()
    return {**values, "options": [line.strip() for line in lines if line.strip()]}


@bp.get("/fields")
@allow("people.custom_fields")
def fields() -> Response:
    """The fields there are, and a form for one more."""
    return _page({}, {})


def _page(values: Any, errors: Any, status: int = 200) -> Response:
    every = custom.every(archived=True)
    shown = {"fields": every, "kinds": CUSTOM_KINDS, "values": values, "errors": errors}
    return web.page("people/fields.html", status=status, **shown)


@bp.post("/fields")
@allow("people.custom_fields")
def add_field() -> Response:
    """Make a field."""
    try:
        custom.add_field(web.load(CustomFieldShape, _lines()), actor=actor())
    except Invalid as error:
        return _page(request.form, error.errors, 422)
    return web.go("people.fields", _("The field is there now."))


@bp.get("/fields/<field_id>")
@allow("people.custom_fields")
def field(field_id: str) -> Response:
    """A field, to rename it or change its choices."""
    found = custom.get(field_id)
    values = {"label": found["label"], "options": "\n".join(found["options"])}
    return web.page("people/field.html", field=found, values=values, errors={})


@bp.post("/fields/<field_id>")
@allow("people.custom_fields")
def change_field(field_id: str) -> Response:
    """Rename a field or change its choices."""
    found = custom.get(field_id)
    try:
        custom.change_field(field_id, web.load(CustomFieldChange, _lines()), actor=actor())
    except Invalid as error:
        return web.page(
            "people/field.html",
            status=422,
            field=found,
            values=request.form,
            errors=error.errors,
        )
    return web.go("people.fields", _("Saved"))


@bp.post("/fields/<field_id>/archive")
@allow("people.custom_fields")
def archive_field(field_id: str) -> Response:
    """Hide a field; what was entered is kept."""
    custom.archive_field(field_id, True, actor=actor())
    return web.go("people.fields", _("The field is archived; what was entered is kept."))


@bp.post("/fields/<field_id>/restore")
@allow("people.custom_fields")
def restore_field(field_id: str) -> Response:
    """Show an archived field again."""
    custom.archive_field(field_id, False, actor=actor())
    return web.go("people.fields", _("The field is there again."))


@bp.post("/fields/<field_id>/<any(up, down):way>")
@allow("people.custom_fields")
def move_field(field_id: str, way: str) -> Response:
    """Move a field up or down."""
    custom.move_field(field_id, way == "up", actor=actor())
    return web.go("people.fields")
