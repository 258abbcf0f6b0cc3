"""Matching over the API: what titles mean, and why."""

from typing import Any

from marshmallow import Schema, fields, validate

from crm.auth import allow
from crm.schemas import Form
from plugins.jobclasses.api.blueprint import bp
from plugins.jobclasses.match_schemas import TitleForm
from plugins.jobclasses.service import learning, matching

MOST = 200


class TitlesForm(Form):
    """Titles to be matched at once; more of them as a list (`/lists`)."""

    titles = fields.List(
        fields.Nested(TitleForm), required=True, validate=validate.Length(min=1, max=MOST)
    )


class ClassProposalOut(Schema):
    """A class that a title may mean, how likely, and what that rests on."""

    class_key = fields.String()
    probability = fields.Float()
    name = fields.String()
    source = fields.String()
    words = fields.List(fields.String())
    tasks = fields.List(fields.String())
    bare = fields.Boolean()
    described = fields.List(fields.String())
    employer = fields.String()


class OccupationOut(Schema):
    """An O*NET-SOC code that a title may mean."""

    code = fields.String()
    probability = fields.Float()


class TitleAnswerOut(Schema):
    """What a title means; `known` is false for "none of these", `class_key` '' while unsure."""

    title = fields.String()
    class_key = fields.String()
    known = fields.Boolean()
    confident = fields.Boolean()
    proposals = fields.List(fields.Nested(ClassProposalOut))
    occupations = fields.List(fields.Nested(OccupationOut))
    ai = fields.Boolean()
    relation = fields.String()
    kinds = fields.List(fields.String())
    because = fields.List(fields.String())


class TitleAnswersOut(Schema):
    """Answers in the order of the titles; `state` is what they rest on."""

    state = fields.String()
    answers = fields.List(fields.Nested(TitleAnswerOut))


@bp.post("/match")
@allow("jobclasses.view")
@bp.arguments(TitlesForm)
@bp.response(200, TitleAnswersOut)
def match(data: dict[str, Any]) -> dict[str, Any]:
    """What each title means; nothing is stored."""
    answers = matching.match_rows(data["titles"])
    return {"state": learning.state(), "answers": [matching.told(one) for one in answers]}
