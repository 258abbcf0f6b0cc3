"""Results on the page and as files. What is shown comes from releases alone (`service.results`)."""

import io

from flask import make_response, render_template, request
from flask_babel import get_locale
from marshmallow import fields, validate
from werkzeug.wrappers import Response

from crm import auth, pdf, vendor, web
from crm.accounts import service as accounts
from crm.auth import allow
from crm.errors import NotFound
from crm.exports.writing import write_csv
from crm.i18n import _
from crm.schemas import Form, text
from plugins.surveys import settings
from plugins.surveys.results.files import HEADERS, flat
from plugins.surveys.service import books, releases, spss
from plugins.surveys.service import rates as roster_rates
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


def _results(survey_id: str, *, released: bool = False) -> Results:
    asked = web.load_query(Asked)
    read = found_results.released if released else found_results.results
    return read(
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
        collectors=roster_rates.by_collector(found.survey),
        account_names=accounts.names(),
        asked=request.args,
        sponsor=settings.sponsor(),
    )


def _report(found: Results, style: str, *, links: bool) -> str:
    return render_template(
        "surveys/report.html",
        survey=found.survey,
        found=found,
        breakdowns=found_results.breakdowns(found.survey),
        sponsor=settings.sponsor(),
        style=style,
        links=links,
        query={name: request.args[name] for name in Asked().fields if name in request.args},
    )


@bp.get("/<survey_id>/report")
@allow("surveys.results")
def report(survey_id: str) -> Response:
    """A release to print or to hand out: what the page of results shows, and nothing beyond."""
    found = _results(survey_id, released=True)
    return make_response(_report(found, vendor.asset("report.css", "surveys"), links=True))


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
    "pdf": "application/pdf",
}


@bp.get("/<survey_id>/results.<kind>")
@allow("surveys.results")
def results_file(survey_id: str, kind: str) -> Response:
    """The page's numbers alone: CSV, a workbook with codebook, SPSS, the report as a PDF."""
    if kind not in KINDS:
        raise NotFound()
    found, out = _results(survey_id, released=kind == "pdf"), io.BytesIO()
    if kind == "csv":
        write_csv(out, HEADERS, flat(found.tables, found.by))
    elif kind == "xlsx":
        books.write(out, found, _language())
    elif kind == "pdf":
        out.write(pdf.render(_report(found, pdf.static_file("report.css", "surveys"), links=False)))
    else:
        out.write(spss.write(found))
    answer = Response(out.getvalue(), mimetype=KINDS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="results.{kind}"'
    return answer
