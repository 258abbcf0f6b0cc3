"""Classes over the API: look up, one class, proposing and deciding; the definitions."""

from typing import Any

from marshmallow import Schema, fields

from crm import auth
from crm.auth import allow
from plugins.jobclasses import classforms
from plugins.jobclasses.api.blueprint import bp
from plugins.jobclasses.classforms import ClassEdit, ClassForm, MoveForm
from plugins.jobclasses.schemas import BrowseQuery
from plugins.jobclasses.service import browsing, classes, proposals, taxonomy


class ClassOut(Schema):
    """A class; its fields are those of the catalogue."""

    key = fields.String()
    title = fields.String()
    aliases = fields.List(fields.Dict())
    parent = fields.String()
    craft = fields.String()
    definition = fields.String()
    tasks = fields.List(fields.String())
    tools = fields.List(fields.String())
    codes = fields.Dict()
    ai_relations = fields.List(fields.String())
    ai_kinds = fields.List(fields.String())
    trained_on = fields.List(fields.String())
    status = fields.String()
    merged_into = fields.String()
    sources = fields.List(fields.Dict())
    certainty = fields.String()
    origin = fields.String()
    version = fields.Integer()


class KindOut(Schema):
    """A definition of a kind of so-called AI, as this local words it."""

    key = fields.String()
    name = fields.String()
    definition = fields.String()
    example = fields.String()
    is_not = fields.String()
    oecd = fields.String()
    nist = fields.String()
    is_ai = fields.Boolean()
    version = fields.String()
    number = fields.Integer()


@bp.get("/classes")
@allow("jobclasses.view")
@bp.arguments(BrowseQuery, location="query")
@bp.response(200, ClassOut(many=True))
def list_classes(query: dict[str, Any]) -> list[dict[str, Any]]:
    """Classes that fit; without a status the live ones."""
    return browsing.look_up(query)


@bp.post("/classes")
@allow("jobclasses.propose")
@bp.arguments(ClassForm)
@bp.response(201, ClassOut)
def propose(data: dict[str, Any]) -> dict[str, Any]:
    """Propose a class; the same `key` sent again gives the class that is there."""
    return proposals.propose(classforms.as_class(data), actor=auth.actor())


@bp.get("/classes/<class_key>")
@allow("jobclasses.view")
@bp.response(200, ClassOut)
def get_class(class_key: str) -> dict[str, Any]:
    """One class."""
    return classes.get(class_key)


@bp.put("/classes/<class_key>")
@allow("jobclasses.decide")
@bp.arguments(ClassEdit)
@bp.response(200, ClassOut)
def change_class(data: dict[str, Any], class_key: str) -> dict[str, Any]:
    """Change a class read at `version`; 409 when it has moved on."""
    text = classforms.as_class(data)
    return proposals.edit(class_key, data["version"], text, actor=auth.actor())


@bp.post("/classes/<class_key>/status")
@allow("jobclasses.decide")
@bp.arguments(MoveForm)
@bp.response(200, ClassOut)
def decide(data: dict[str, Any], class_key: str) -> dict[str, Any]:
    """Give a class its next status."""
    return proposals.move(
        class_key, data["version"], data["to"], actor=auth.actor(), reason=data["reason"]
    )


@bp.get("/definitions")
@allow("jobclasses.view")
@bp.response(200, KindOut(many=True))
def list_definitions() -> list[dict[str, Any]]:
    """The kinds of so-called AI."""
    return list(taxonomy.current().values())
