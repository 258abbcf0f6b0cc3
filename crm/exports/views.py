"""The page that asks for an export, its progress, and the one download."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from crm import jobs, web
from crm.auth import actor, allow
from crm.errors import Invalid
from crm.exports import columns, service
from crm.exports.schemas import ExportForm, ListQuery
from crm.lists import service as lists

bp = Blueprint("exports", __name__, template_folder="templates")
TYPES = {
    service.CSV: "text/csv; charset=utf-8",
    service.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _form(values: dict[str, Any], status: int = 200, **more: Any) -> Response:
    return web.page(
        "exports/new.html",
        status=status,
        values=values,
        lists=[(entry["_id"], entry["name"]) for entry in lists.every(actor=actor())],
        columns=[c for c in columns.available() if c.id not in columns.ALWAYS],
        **({"errors": {}} | more),
    )


@bp.get("/new")
@allow("people.export", step_up=True)
def new() -> Response:
    """Which people, which fields, why."""
    list_id = web.load_query(ListQuery)["list_id"]
    return _form({"list_id": list_id, "fields": list(columns.FIRST), "format": service.CSV})


@bp.post("/")
@allow("people.export", step_up=True)
def create() -> Response:
    """Queue the export."""
    plain: dict[str, Any] = {k: v for k, v in request.form.items() if k != "csrf_token"}
    plain["fields"] = [value for value in request.form.getlist("fields") if value]
    try:
        data = web.load(ExportForm, plain)
        export_id = service.request_export({**data, "fields": data["fields_"]}, actor=actor())
    except Invalid as error:
        return _form(plain, 422, errors=error.errors)
    return web.go("exports.show", export_id=export_id)


@bp.get("/<export_id>")
@allow("people.export")
def show(export_id: str) -> Response:
    """How far the export is, then its download."""
    export = service.get(export_id, actor=actor())
    job = jobs.get(export["job_id"])
    return web.page("exports/show.html", "state", export=export, job=job)


@bp.post("/<export_id>/file")
@allow("people.export", step_up=True)
def download(export_id: str) -> Response:
    """The file, once, to the account that asked for it."""
    export, data = service.fetch(export_id, actor=actor())
    answer = web.make_response(data)
    answer.headers["Content-Type"] = TYPES[export["format"]]
    name = f"callboard-{export['created_at']:%Y-%m-%d}-{export_id[:6]}.{export['format']}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
