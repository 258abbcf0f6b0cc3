"""Imports over the API: list, one with its counts, and the rows of a preview by state."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from crm import auth
from crm.auth import allow
from crm.imports.service import report, uploads
from crm.imports.service.preview import STATES
from crm.schemas import Query, position
from crm.schemas import rows as rows_asked

bp = Blueprint("imports_api", __name__, description="Imports of people from files")


class ImportOut(Schema):
    """An import: `counts` of its preview, `done` of what was written, `undo` of what was undone."""

    id = fields.String(attribute="_id")
    name = fields.String()
    state = fields.String()
    rows = fields.Integer()
    counts = fields.Dict()
    done = fields.Dict()
    undo = fields.Dict()
    created_by = fields.String()
    created_at = fields.DateTime()
    committed_at = fields.DateTime(allow_none=True)
    undone_at = fields.DateTime(allow_none=True)


class RowOut(Schema):
    """A row of the preview."""

    number = fields.Integer()
    state = fields.String()
    position = fields.Integer()
    name = fields.String()
    person_id = fields.String()
    problems = fields.List(fields.Dict())
    changes = fields.List(fields.Dict())


class RowsPage(Schema):
    """A page of rows; `after` is the position to go on from, 0 at the end."""

    items = fields.List(fields.Nested(RowOut))
    after = fields.Integer()


class RowsArgs(Query):
    """Which rows: of one state, after a position, at most so many."""

    state = fields.String(load_default="problem", validate=validate.OneOf(STATES))
    after = position()
    limit = rows_asked()


@bp.get("/imports/")
@allow("imports.run")
@bp.response(200, ImportOut(many=True))
def list_imports() -> Any:
    """The latest imports the caller may see."""
    return uploads.list_imports(actor=auth.actor())


@bp.get("/imports/<import_id>")
@allow("imports.run")
@bp.response(200, ImportOut)
def get_import(import_id: str) -> Any:
    """One import."""
    return uploads.get_import(import_id, actor=auth.actor())


@bp.get("/imports/<import_id>/rows")
@allow("imports.run")
@bp.arguments(RowsArgs, location="query")
@bp.response(200, RowsPage)
def rows(args: dict[str, Any], import_id: str) -> Any:
    """Rows of the preview in one state, in the order of the file."""
    found = uploads.get_import(import_id, actor=auth.actor())
    items = report.rows_of(found, args["state"], after=args["after"], limit=args["limit"])
    more = found["counts"].get(args["state"], 0) > args["after"] + args["limit"]
    return {"items": items, "after": args["after"] + args["limit"] if more else 0}
