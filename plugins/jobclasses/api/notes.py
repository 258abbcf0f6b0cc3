"""Evidence, comments and earlier versions of a class over the API."""

from typing import Any

from marshmallow import Schema, fields

from crm import auth
from crm.auth import allow
from crm.schemas import Form
from plugins.jobclasses.api.blueprint import bp
from plugins.jobclasses.api.claims import ClassNoteOut
from plugins.jobclasses.classforms import NoteForm
from plugins.jobclasses.service import classes, keeping, notes


class NoteWithdrawForm(Form):
    """Whether a note is withdrawn."""

    withdrawn = fields.Boolean(required=True)


class ClassVersionOut(Schema):
    """A version of a class; `snapshot` is the class as it was then."""

    number = fields.Integer()
    at = fields.DateTime(allow_none=True)
    action = fields.String()
    reason = fields.String()
    snapshot = fields.Dict()


@bp.get("/classes/<class_key>/notes")
@allow("jobclasses.view")
@bp.response(200, ClassNoteOut(many=True))
def list_notes(class_key: str) -> list[dict[str, Any]]:
    """Everything noted on a class, oldest first."""
    classes.get(class_key)
    return notes.of(f"class:{class_key}")


@bp.post("/classes/<class_key>/notes")
@allow("jobclasses.propose")
@bp.arguments(NoteForm)
@bp.response(201, ClassNoteOut)
def add_note(data: dict[str, Any], class_key: str) -> dict[str, Any]:
    """Attach evidence to a class, or comment on it."""
    classes.get(class_key)
    return notes.add(f"class:{class_key}", data, actor=auth.actor())


@bp.put("/notes/<class_note_id>/withdrawn")
@allow("jobclasses.propose")
@bp.arguments(NoteWithdrawForm)
@bp.response(200, ClassNoteOut)
def withdraw_note(data: dict[str, Any], class_note_id: str) -> dict[str, Any]:
    """Withdraw one's own note (who decides: any), or put it back."""
    return notes.withdraw(class_note_id, data["withdrawn"], actor=auth.actor())


@bp.get("/classes/<class_key>/versions")
@allow("jobclasses.view")
@bp.response(200, ClassVersionOut(many=True))
def list_versions(class_key: str) -> list[dict[str, Any]]:
    """All versions of a class, newest first; none while it is as it was shipped."""
    classes.get(class_key)
    return keeping.versions(class_key)
