"""Paths over the API: neighbouring classes with what is new in them, and training on offer."""

from typing import Any

from marshmallow import Schema, fields

from crm.auth import allow
from plugins.jobclasses.api.blueprint import bp
from plugins.jobclasses.service import classes, paths, training


class TrainingOut(Schema):
    """A training on offer; `checked` is the day a person last looked at it."""

    key = fields.String()
    name = fields.String()
    by = fields.String()
    about = fields.String()
    skills = fields.List(fields.String())
    url = fields.String()
    checked = fields.String()


class PathOut(Schema):
    """A neighbouring class: how near (0 to 1), shared words, tools and tasks that are new."""

    class_key = fields.String(attribute="job.key")
    title = fields.String(attribute="job.title")
    near = fields.Float()
    shared = fields.List(fields.String())
    tools = fields.List(fields.String())
    tasks = fields.List(fields.String())
    training = fields.List(fields.Nested(TrainingOut))


@bp.get("/classes/<class_key>/paths")
@allow("jobclasses.view")
@bp.response(200, PathOut(many=True))
def list_paths(class_key: str) -> list[dict[str, Any]]:
    """The nearest classes by shared tasks and tools, nearest first."""
    steps = paths.neighbours(classes.get(class_key))
    return [{**step, "training": training.fitting(step)} for step in steps]


@bp.get("/training")
@allow("jobclasses.view")
@bp.response(200, TrainingOut(many=True))
def list_training() -> list[dict[str, Any]]:
    """Training on offer, by name."""
    return training.every()
