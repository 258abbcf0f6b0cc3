"""The risk board: the score with its intervals, the heat map, the sources of each factor."""

import io
from typing import Any

from flask import Response as FlaskResponse
from flask import render_template, request, send_file
from werkzeug.wrappers import Response

from crm import auth, pdf, web
from crm.accounts import service as accounts
from crm.auth import allow
from crm.errors import Invalid, NotFound
from crm.exports.writing import write_csv
from crm.i18n import _
from plugins.jobclasses.board_schemas import WeightsForm
from plugins.jobclasses.matching import scoring
from plugins.jobclasses.service import (
    adoption,
    board,
    boardtable,
    catalogue,
    classes,
    critics,
    exposed,
    exposure,
    fictional,
    heat,
    occupations,
)
from plugins.jobclasses.views.blueprint import bp


def _context() -> dict[str, Any]:
    found = board.get()
    heads, rows = heat.cells(found, actor=auth.actor()) if found else ([], [])
    top = max((r["score"]["high"] for r in found["rows"] if r["score"]), default=0) if found else 0
    return {
        "board": found,
        "heads": heads,
        "heat_rows": rows,
        "top": top or 1,
        "fictional": fictional.among(found.get("sources", ())) if found else False,
        "small": scoring.SMALL,
        "enough": scoring.ENOUGH,
        "critics": critics.lines(),
        "attribution": occupations.attribution(),
        "weights": board.weights(),
        "craft_names": {**_craft_names(), "all": _("All classes")},
        "local_names": {row["number"]: row["name"] for row in catalogue.locals_()},
    }


def _craft_names() -> dict[str, Any]:
    return {key: craft["name"] for key, craft in catalogue.crafts().items()}


def _page(errors: Any = None, values: Any = None) -> Response:
    return web.page(
        "jobclasses/board.html",
        status=422 if errors else 200,
        errors=errors or {},
        values=values or board.weights()["weights"],
        log=board.weight_log(10),
        account_names=accounts.names(),
        **_context(),
    )


@bp.get("/board")
@allow("jobclasses.board")
def risk_board() -> Response:
    """The board as last computed."""
    return _page()


@bp.post("/board")
@allow("jobclasses.board")
def board_compute() -> Response:
    """Compute the board from what is on file now."""
    board.compute()
    return web.go("jobclasses.risk_board", _("The board is computed."))


@bp.post("/board/weights")
@allow("jobclasses.decide")
def board_weights() -> Response:
    """Change the weights of the factors; the change and its reason are kept."""
    try:
        data = web.load(WeightsForm)
    except Invalid as error:
        return _page(error.errors, request.form)
    reason = data.pop("reason")
    board.set_weights(data, reason, actor=auth.actor())
    board.compute()
    return web.go("jobclasses.risk_board", _("The weights are changed and the board computed."))


@bp.get("/board/classes/<class_key>")
@allow("jobclasses.board")
def board_class(class_key: str) -> Response:
    """Where each factor of a class is from: figures, records, people."""
    job, found = classes.get(class_key), board.get()
    rows = [row for row in (found["rows"] if found else []) if row["key"] == class_key]
    return web.page(
        "jobclasses/boardclass.html",
        job=job,
        row=rows[0] if rows else None,
        figures=exposed.details(job),
        records=adoption.of_class(job),
        measures=exposure.measures(),
        small=scoring.SMALL,
        enough=scoring.ENOUGH,
        found=found,
        employment=boardtable.employment(job),
    )


@bp.get("/board/csv")
@allow("jobclasses.board")
def board_csv() -> Response:
    """The board as a table file."""
    found = board.get()
    if found is None:
        raise NotFound()
    out = io.BytesIO()
    write_csv(out, boardtable.HEADERS, boardtable.rows(found))
    out.seek(0)
    return send_file(out, as_attachment=True, download_name="risk-board.csv", mimetype="text/csv")


@bp.get("/board/pdf")
@allow("jobclasses.board")
def board_pdf() -> Response:
    """The board as a PDF for a meeting."""
    if board.get() is None:
        raise NotFound()
    style = pdf.static_file("board.css", "jobclasses")
    html = render_template("jobclasses/boardpdf.html", style=style, **_context())
    answer = FlaskResponse(pdf.render(html), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = "attachment; filename=risk-board.pdf"
    return answer
