"""Merging and splitting classes over the API, and taking either back."""

from typing import Any

from marshmallow import Schema, fields

from crm import auth
from crm.auth import allow
from plugins.jobclasses.api.blueprint import bp
from plugins.jobclasses.api.classes import ClassOut
from plugins.jobclasses.classforms import MergeForm, SplitForm
from plugins.jobclasses.service import classes, merging


class JoinOut(Schema):
    """A merge or split: `class_key` went into `kept_key`, or was split and gave it."""

    id = fields.String(attribute="_id")
    kind = fields.String()
    class_key = fields.String()
    kept_key = fields.String()
    at = fields.DateTime()
    undone = fields.Boolean()


@bp.post("/classes/<class_key>/merge")
@allow("jobclasses.decide")
@bp.arguments(MergeForm)
@bp.response(200, JoinOut)
def merge_class(data: dict[str, Any], class_key: str) -> dict[str, Any]:
    """Merge a class into another; people and mappings go along. 409 when either has moved on."""
    versions = (data["version"], data.get("into_version"))
    return merging.merge(
        class_key, data["into"], versions, actor=auth.actor(), reason=data["reason"]
    )


@bp.post("/classes/<class_key>/split")
@allow("jobclasses.decide")
@bp.arguments(SplitForm)
@bp.response(200, JoinOut)
def split_class(data: dict[str, Any], class_key: str) -> dict[str, Any]:
    """Split the aliases named off into a new class; who bears them goes along."""
    return merging.split(class_key, data.pop("version"), data, actor=auth.actor())


@bp.post("/joins/<join_id>/undo")
@allow("jobclasses.decide")
@bp.response(200, ClassOut)
def undo_join(join_id: str) -> dict[str, Any]:
    """Take a merge or split back; gives the class it was of."""
    join = merging.get(join_id)
    merging.undo(join_id, actor=auth.actor())
    return classes.get(join["class_key"])
