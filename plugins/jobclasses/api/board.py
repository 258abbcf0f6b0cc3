"""The risk board over the API: its table as last computed, and computing it anew."""

from typing import Any

from marshmallow import Schema, fields

from crm.auth import allow
from crm.errors import NotFound
from plugins.jobclasses.api.blueprint import bp
from plugins.jobclasses.service import board, boardtable


class RiskBoardOut(Schema):
    """Classes in order of score; cells as in the CSV, counts of fewer than five people not told."""

    at = fields.DateTime()
    weights = fields.Dict(values=fields.Float())
    rows = fields.List(fields.Dict())


def _told(found: Any) -> dict[str, Any]:
    rows = [dict(zip(boardtable.HEADERS, row, strict=True)) for row in boardtable.rows(found)]
    return {"at": found["at"], "weights": found["weights"], "rows": rows}


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
