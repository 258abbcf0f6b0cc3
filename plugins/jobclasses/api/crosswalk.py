"""The crosswalk over the API: standard codes of classes, out and in."""

from typing import Any

from marshmallow import Schema, fields, validate

from crm import auth
from crm.auth import allow
from crm.schemas import Form, text
from plugins.jobclasses.api.blueprint import bp
from plugins.jobclasses.schemas import SchemeQuery
from plugins.jobclasses.service import crosswalk

MOST = 5000


class CodeForm(Form):
    """A code of a class, named by `class_key` or `title`."""

    class_key = text(longest=60, load_default="")
    title = text(load_default="")
    scheme = text(required=True, longest=10)
    code = text(required=True, longest=20)
    relation = text(longest=20, load_default="")


class CodesForm(Form):
    """Codes to take in; for each class and scheme named they replace what is there."""

    rows = fields.List(
        fields.Nested(CodeForm), required=True, validate=validate.Length(min=1, max=MOST)
    )


class CodeOut(Schema):
    """One row of the crosswalk; `skos` is the mapping term."""

    class_key = fields.String()
    title = fields.String()
    craft = fields.String()
    status = fields.String()
    scheme = fields.String()
    code = fields.String()
    relation = fields.String()
    skos = fields.String()
    code_title = fields.String()


class CodesTakenOut(Schema):
    """How many rows there were, and how many classes changed or were so already."""

    rows = fields.Integer()
    classes = fields.Integer()
    same = fields.Integer()


@bp.get("/crosswalk")
@allow("jobclasses.view")
@bp.arguments(SchemeQuery, location="query")
@bp.response(200, CodeOut(many=True))
def list_codes(query: dict[str, Any]) -> list[dict[str, str]]:
    """The codes of all live classes."""
    return crosswalk.rows(query["scheme"])


@bp.put("/crosswalk")
@allow("jobclasses.decide")
@bp.arguments(CodesForm)
@bp.response(200, CodesTakenOut)
def take_codes(data: dict[str, Any]) -> dict[str, int]:
    """Take in codes, all of them or none; 422 names the rows that are wrong."""
    return crosswalk.take_rows(list(enumerate(data["rows"], 1)), actor=auth.actor(), field="rows")
