"""The risk board over the API: its table as last computed, and computing it anew."""

from typing import Any

from marshmallow import Schema, fields

from crm import auth
from crm.auth import allow
from crm.errors import NotFound
from plugins.jobclasses.api.blueprint import bp
from plugins.jobclasses.matching.scoring import SMALL
from plugins.jobclasses.service import board, boardtable, heat


class RiskSumOut(Schema):
    """The sum of a craft or a local: people (null for fewer than five), score with interval."""

    key = fields.String()
    people = fields.Integer(allow_none=True)
    of = fields.Integer()
    told = fields.Integer()
    score = fields.Dict(allow_none=True)


class RiskBoardOut(Schema):
    """Classes in order of score; cells as in the CSV, counts of fewer than five people not told."""

    at = fields.DateTime()
    weights = fields.Dict(values=fields.Float())
    rows = fields.List(fields.Dict())
    crafts = fields.List(fields.Nested(RiskSumOut))
    locals = fields.List(fields.Nested(RiskSumOut))
    heat = fields.List(fields.Dict())


def _told(found: Any) -> dict[str, Any]:
    rows = [dict(zip(boardtable.HEADERS, row, strict=True)) for row in boardtable.rows(found)]
    sums = {name: [_sum(one) for one in found.get(name, ())] for name in ("crafts", "locals")}
    heads, shares = heat.cells(found, actor=auth.actor())
    about = {"at": found["at"], "weights": found["weights"], "heat": heat.table(heads, shares)}
    return {**about, "rows": rows, **sums}


def _sum(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "people": None} if 0 < one["people"] < SMALL else one


@bp.get("/board")
@allow("jobclasses.board")
@bp.response(200, RiskBoardOut)
def get_board() -> dict[str, Any]:
    """The board as last computed; 404 before."""
    found = board.get()
    if found is None:
        raise NotFound()
    return _told(found)


@bp.post("/board")
@allow("jobclasses.board")
@bp.response(200, RiskBoardOut)
def compute_board() -> dict[str, Any]:
    """Compute the board from what is on file now."""
    return _told(board.compute())
