"""Titles over the API: lists of them, those that wait, and decisions on what they mean."""

from typing import Any

from marshmallow import Schema, fields, validate

from crm import auth
from crm.auth import allow
from crm.schemas import Form, text
from plugins.jobclasses.api.blueprint import bp
from plugins.jobclasses.api.matching import ClassProposalOut, OccupationOut
from plugins.jobclasses.match_schemas import DecideForm, PageQuery, ReviewQuery, TitleForm
from plugins.jobclasses.service import deciding, titlefiles, titlelists, titles

SHOWN = 100


class ListedTitle(TitleForm):
    """A title of a list; one too long is refused with its row."""

    title = fields.String(required=True)


class TitleListForm(Form):
    """A list of titles to be matched in the background."""

    name = text(required=True, longest=120)
    titles = fields.List(
        fields.Nested(ListedTitle),
        required=True,
        validate=validate.Length(min=1, max=titlefiles.MOST),
    )


class TitleListOut(Schema):
    """A list; `state` goes from waiting over matching to done."""

    id = fields.String(attribute="_id")
    name = fields.String()
    at = fields.DateTime()
    state = fields.String()
    count = fields.Integer()


class TitleOut(Schema):
    """A title as the local knows it; `state` is new, open, auto, decided or not_a_job."""

    id = fields.String(attribute="_id")
    title = fields.String()
    state = fields.String()
    class_key = fields.String()
    uses = fields.Integer()
    known = fields.Boolean()
    proposals = fields.List(fields.Nested(ClassProposalOut))
    occupations = fields.List(fields.Nested(OccupationOut))
    ai = fields.Boolean()
    relation = fields.String()
    kinds = fields.List(fields.String())


class TitleRowOut(Schema):
    """A row of a list with what its title means (null until it is matched)."""

    number = fields.Integer()
    title = fields.String()
    employer = fields.String()
    meaning = fields.Nested(TitleOut, allow_none=True)


class TitleDecisionOut(Schema):
    """A decision; `people` went along with it."""

    id = fields.String(attribute="_id")
    choice = fields.String()
    class_key = fields.String()
    title = fields.String()
    people = fields.Integer()
    undone = fields.Boolean()


@bp.get("/lists")
@allow("jobclasses.match")
@bp.response(200, TitleListOut(many=True))
def list_lists() -> list[dict[str, Any]]:
    """The latest lists, newest first."""
    return titlelists.recent()


@bp.post("/lists")
@allow("jobclasses.match")
@bp.arguments(TitleListForm)
@bp.response(202, TitleListOut)
def start_list(data: dict[str, Any]) -> dict[str, Any]:
    """Have a list matched in the background."""
    listed = titlefiles.from_rows(data["titles"])
    return titlelists.start(data["name"], listed, actor=auth.actor())


@bp.get("/lists/<list_id>")
@allow("jobclasses.match")
@bp.response(200, TitleListOut)
def get_list(list_id: str) -> dict[str, Any]:
    """How far a list is."""
    return titlelists.get(list_id)


@bp.get("/lists/<list_id>/rows")
@allow("jobclasses.match")
@bp.arguments(PageQuery, location="query")
@bp.response(200, TitleRowOut(many=True))
def list_rows(query: dict[str, Any], list_id: str) -> list[dict[str, Any]]:
    """A hundred rows from number `first` on, each with what its title means."""
    titlelists.get(list_id)
    found = titlelists.page(list_id, query["first"], SHOWN)
    return [{**row, "meaning": meaning} for row, meaning in found]


@bp.get("/titles")
@allow("jobclasses.match")
@bp.arguments(ReviewQuery, location="query")
@bp.response(200, TitleOut(many=True))
def list_waiting(query: dict[str, Any]) -> list[dict[str, Any]]:
    """The titles that wait for a person, most used first."""
    return titles.waiting(query["source"])


@bp.post("/titles/<title_id>/decision")
@allow("jobclasses.match")
@bp.arguments(DecideForm)
@bp.response(200, TitleDecisionOut)
def decide_title(data: dict[str, Any], title_id: str) -> dict[str, Any]:
    """Settle a title; people who bear it go along."""
    return deciding.decide(title_id, data["choice"], data["class_key"], actor=auth.actor())


@bp.post("/decisions/<decision_id>/undo")
@allow("jobclasses.match")
@bp.response(200, TitleOut)
def undo_decision(decision_id: str) -> dict[str, Any]:
    """Take a decision back; 409 where the title was decided again since."""
    return deciding.undo(decision_id, actor=auth.actor())
