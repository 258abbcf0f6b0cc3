"""Claims over the API: on record, one with its evidence, making, changing, adding to it."""

from typing import Any

from marshmallow import Schema, fields

from crm import auth
from crm.auth import allow
from plugins.jobclasses.api.blueprint import bp
from plugins.jobclasses.claimforms import ClaimEdit, ClaimForm
from plugins.jobclasses.classforms import NoteForm
from plugins.jobclasses.service import claims, notes


class ClaimOut(Schema):
    """A claim of a local to a class."""

    id = fields.String(attribute="_id")
    class_key = fields.String()
    local = fields.String()
    basis = fields.List(fields.String())
    state = fields.String()
    statement = fields.String()
    contact = fields.String()
    date = fields.String()
    version = fields.Integer()


class ClassNoteOut(Schema):
    """Evidence or a comment; what is withdrawn stays, marked so."""

    id = fields.String(attribute="_id")
    kind = fields.String()
    text = fields.String()
    url = fields.String()
    date = fields.String()
    at = fields.DateTime()
    withdrawn = fields.Boolean()
    file = fields.Dict(allow_none=True)


class ClaimSummaryOut(Schema):
    """What a letter about a claim says."""

    claim = fields.Nested(ClaimOut)
    title = fields.String(attribute="job.title")
    evidence = fields.List(fields.Nested(ClassNoteOut))
    others = fields.List(fields.Nested(ClaimOut))


@bp.get("/claims")
@allow("jobclasses.view")
@bp.response(200, ClaimOut(many=True))
def list_claims() -> list[dict[str, Any]]:
    """All claims on record."""
    return claims.every()


@bp.post("/classes/<class_key>/claims")
@allow("jobclasses.decide")
@bp.arguments(ClaimForm)
@bp.response(201, ClaimOut)
def make_claim(data: dict[str, Any], class_key: str) -> dict[str, Any]:
    """Put a claim on record; the same `key` sent again gives the claim that is there."""
    return claims.make(class_key, data, actor=auth.actor())


@bp.get("/claims/<claim_id>")
@allow("jobclasses.view")
@bp.response(200, ClaimSummaryOut)
def get_claim(claim_id: str) -> dict[str, Any]:
    """One claim with its evidence and the other claims to the class that stand."""
    return claims.summary(claim_id)


@bp.put("/claims/<claim_id>")
@allow("jobclasses.decide")
@bp.arguments(ClaimEdit)
@bp.response(200, ClaimOut)
def change_claim(data: dict[str, Any], claim_id: str) -> dict[str, Any]:
    """Change a claim read at `version`; 409 when it has moved on."""
    return claims.change(claim_id, data["version"], data, actor=auth.actor())


@bp.post("/claims/<claim_id>/notes")
@allow("jobclasses.propose")
@bp.arguments(NoteForm)
@bp.response(201, ClassNoteOut)
def add_claim_note(data: dict[str, Any], claim_id: str) -> dict[str, Any]:
    """Attach evidence to a claim, or comment on it."""
    claims.get(claim_id)
    return notes.add(f"claim:{claim_id}", data, actor=auth.actor())
