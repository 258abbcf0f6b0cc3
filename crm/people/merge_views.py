"""Pages that merge two people and take a merge back."""

from typing import Any

from flask import Blueprint, request
from marshmallow import fields, validate
from werkzeug.wrappers import Response

from crm import web
from crm.auth import actor, allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from crm.people import duplicates, merge, merge_fields, service
from crm.people.schemas import MEMBER_STATUS
from crm.schemas import Form, text

bp = Blueprint("merges", __name__, template_folder="templates")
PREFIX = "choice."
CHOICES = (merge_fields.KEPT, merge_fields.GONE, merge_fields.BOTH)


class MergeForm(Form):
    """Both people as they were shown, and a choice per field."""

    kept_id = text(required=True, longest=40)
    gone_id = text(required=True, longest=40)
    kept_version = fields.Integer(required=True)
    gone_version = fields.Integer(required=True)
    choices = fields.Dict(
        keys=fields.String(validate=validate.Length(max=200)),
        values=fields.String(validate=validate.OneOf(CHOICES)),
        load_default=dict,
    )


class PairQuery(Form):
    """Whom to compare: who stays, and who goes into them."""

    kept = text(required=True, longest=40)
    gone = text(required=True, longest=40)


def _form() -> dict[str, Any]:
    plain = {k: v for k, v in web.form_values(MergeForm).items() if not k.startswith(PREFIX)}
    chosen = {k.removeprefix(PREFIX): v for k, v in request.form.items() if k.startswith(PREFIX)}
    return web.load(MergeForm, {**plain, "choices": chosen})


def _compare(kept_id: str, gone_id: str, *, status: int = 200, **more: Any) -> Response:
    merge.pair(kept_id, gone_id, actor=actor())
    kept, gone = (service.read_person(i, actor=actor()) for i in (kept_id, gone_id))
    return web.page(
        "people/merge.html",
        status=status,
        kept=kept,
        gone=gone,
        rows=merge_fields.rows(kept, gone),
        statuses=dict(MEMBER_STATUS),
        **({"errors": {}, "chosen": {}} | more),
    )


@bp.get("/new")
@allow("people.merge", step_up=True)
def compare() -> Response:
    """Both records side by side; what differs is chosen field by field."""
    pair = web.load_query(PairQuery)
    return _compare(pair["kept"], pair["gone"])


@bp.post("/")
@allow("people.merge", step_up=True)
def create() -> Response:
    """Merge the two; a record that has changed meanwhile shows both again."""
    data = _form()
    versions = (data["kept_version"], data["gone_version"])
    pair = (data["kept_id"], data["gone_id"])
    try:
        done = merge.merge_people(*pair, versions, data["choices"], actor=actor())
    except (Invalid, Conflict) as error:
        if error.extra.get("duplicate"):
            raise
        errors = error.errors if isinstance(error, Invalid) else {"_schema": [error.detail]}
        return _compare(*pair, status=error.status, errors=errors, chosen=data["choices"])
    return web.go("merges.show", _("The two records are one now."), merge_id=done["_id"])


@bp.get("/<merge_id>")
@allow("people.merge")
def show(merge_id: str) -> Response:
    """One merge: who it was, and what an undo would restore."""
    found = merge.get(merge_id, actor=actor())
    refused, kept_as_is = None, []
    if found["state"] == "merged":
        try:
            kept_as_is = merge.conflicts(merge_id, actor=actor())
        except Conflict as error:
            refused = error.detail
    pairs = duplicates.of_person(found["kept_id"], actor=actor())
    return web.page(
        "people/merge_done.html",
        merge=found,
        conflicts=kept_as_is,
        refused=refused,
        others=len(pairs),
        statuses=dict(MEMBER_STATUS),
    )


@bp.post("/<merge_id>/undo")
@allow("people.merge", step_up=True)
def undo(merge_id: str) -> Response:
    """Take the merge back, but for what was edited since."""
    left = merge.unmerge_people(merge_id, actor=actor())
    message = _("The merge is taken back: these are two records again.")
    if left:
        names = ", ".join(str(entry["label"]) for entry in left)
        message = _(
            "The merge is taken back. Edited since, and so left as they are: %(names)s.",
            names=names,
        )
    return web.go("merges.show", message, merge_id=merge_id)
