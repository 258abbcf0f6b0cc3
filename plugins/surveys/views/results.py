"""Results on the page and as files. What is shown comes from releases alone (`service.results`)."""

import io

from flask import request
from flask_babel import get_locale
from marshmallow import fields, validate
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import NotFound
from crm.exports.writing import write_csv
from crm.i18n import _
from crm.schemas import Form, text
from plugins.surveys import settings
from plugins.surveys.results.files import HEADERS, flat
from plugins.surveys.service import books, releases, spss
from plugins.surveys.service import results as found_results
from plugins.surveys.service.results import Results
from plugins.surveys.views.blueprint import bp, survey_of


class Asked(Form):
    """What of the results a reader wants."""

    by = text(longest=80, load_default="")
    intervals = fields.Boolean(load_default=False)
    earlier = text(longest=40, load_default="")
    release = fields.Integer(load_default=0, validate=validate.Range(min=0, max=10_000))


def _language() -> str:
    return str(get_locale() or "en")


def _results(survey_id: str) -> Results:
    asked = web.load_query(Asked)
    return found_results.results(
        survey_id,
        _language(),
        actor=auth.actor(),
        by=asked["by"],
        intervals=asked["intervals"],
        earlier_id=asked["earlier"],
        n=asked["release"],
    )


@bp.get("/<survey_id>/results")
@allow("surveys.results")
def results(survey_id: str) -> Response:
    """Who answered, then each question: counts and shares on those who were asked."""
    found = _results(survey_id)
    return web.page(
        "surveys/results.html",
        "results",
        survey=found.survey,
        found=found,
        breakdowns=found_results.breakdowns(found.survey),
        others=found_results.comparable(found.survey, actor=auth.actor()),
        history=found_results.history(survey_id),
        asked=request.args,
        sponsor=settings.sponsor(),
    )


@bp.post("/<survey_id>/release")
@allow("surveys.open")
def release(survey_id: str) -> Response:
    """Release what has come in so far."""
    made = releases.make_interim(survey_of(survey_id)["_id"], actor=auth.actor())
    message = _("Release %(n)d is made. It stays as it is.", n=made["n"])
    return web.go("surveys.results", message, survey_id=survey_id)


KINDS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sav": "application/x-spss-sav",
}


@bp.get("/<survey_id>/results.<kind>")
@allow("surveys.results")
def results_file(survey_id: str, kind: str) -> Response:
    """The tables as CSV, as a workbook with codebook, or for SPSS; the page's numbers alone."""
    if kind not in KINDS:
        raise NotFound()
    found, out = _results(survey_id), io.BytesIO()
    if kind == "csv":
        write_csv(out, HEADERS, flat(found.tables, found.by))
    elif kind == "xlsx":
        books.write(out, found, _language())
    else:
        out.write(spss.write(found))
    answer = Response(out.getvalue(), mimetype=KINDS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="results.{kind}"'
    return answer
