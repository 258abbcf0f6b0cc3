"""Merging and splitting classes, and taking either back."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from plugins.jobclasses.classforms import MergeForm, SplitForm
from plugins.jobclasses.service import carrying, classes, merging
from plugins.jobclasses.views.blueprint import bp


def _page(class_key: str, errors: Any = None, status: int = 200) -> Response:
    job = classes.get(class_key)
    others = sorted((c["title"], key) for key, c in classes.live().items() if key != class_key)
    return web.page(
        "jobclasses/merge.html",
        status=422 if errors and status == 200 else status,
        job=job,
        others=[(key, title) for title, key in others],
        people=carrying.people_in(class_key),
        values=request.form,
        going=request.form.getlist("aliases"),
        errors=errors or {},
    )


def _stale() -> dict[str, Any]:
    return {"_schema": [_("The class was changed meanwhile: look at it again, then repeat.")]}


@bp.get("/classes/<class_key>/merge")
@allow("jobclasses.decide")
def merge_form(class_key: str) -> Response:
    """Merge this class into another, or split a part of it off."""
    return _page(class_key)


@bp.post("/classes/<class_key>/merge")
@allow("jobclasses.decide")
def merge(class_key: str) -> Response:
    """Merge; names, codes, people and mappings go along."""
    try:
        data = web.load(MergeForm)
        versions = (data["version"], data.get("into_version"))
        merging.merge(class_key, data["into"], versions, actor=auth.actor(), reason=data["reason"])
    except Invalid as error:
        return _page(class_key, error.errors)
    except Conflict:
        return _page(class_key, _stale(), 409)
    return web.go("jobclasses.show", _("Merged; it can be taken back."), class_key=data["into"])


@bp.post("/classes/<class_key>/split")
@allow("jobclasses.decide")
def split(class_key: str) -> Response:
    """Split a part off into a new class."""
    try:
        data = web.load(SplitForm)
        join = merging.split(class_key, data.pop("version"), data, actor=auth.actor())
    except Invalid as error:
        return _page(class_key, error.errors)
    except Conflict:
        return _page(class_key, _stale(), 409)
    text = _("Split off; it can be taken back.")
    return web.go("jobclasses.show", text, class_key=join["kept_key"])


@bp.post("/joins/<join_id>/undo")
@allow("jobclasses.decide")
def join_undo(join_id: str) -> Response:
    """Take a merge or split back."""
    join = merging.get(join_id)
    merging.undo(join_id, actor=auth.actor())
    return web.go("jobclasses.show", _("Taken back."), class_key=join["class_key"])
