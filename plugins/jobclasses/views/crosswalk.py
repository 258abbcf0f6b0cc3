"""The crosswalk to standard codes: the table, its file out and in."""

from flask import make_response, request
from werkzeug.utils import secure_filename
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from plugins.jobclasses.schemas import SchemeQuery
from plugins.jobclasses.service import crosswalk
from plugins.jobclasses.views.blueprint import bp


def _page(scheme: str, errors: object = None) -> Response:
    return web.page(
        "jobclasses/crosswalk.html",
        status=422 if errors else 200,
        rows=crosswalk.rows(scheme),
        scheme=scheme,
        errors=errors or {},
    )


@bp.get("/crosswalk")
@allow("jobclasses.view")
def crosswalk_table() -> Response:
    """The codes of all classes, of one scheme."""
    return _page(web.load_query(SchemeQuery)["scheme"] or "soc")


@bp.get("/crosswalk.csv")
@allow("jobclasses.view")
def crosswalk_csv() -> Response:
    """The crosswalk as a file (of one scheme, where given)."""
    answer = make_response(crosswalk.as_csv(web.load_query(SchemeQuery)["scheme"]))
    answer.mimetype = "text/csv"
    answer.headers["Content-Disposition"] = 'attachment; filename="crosswalk.csv"'
    return answer


@bp.post("/crosswalk")
@allow("jobclasses.decide")
def crosswalk_import() -> Response:
    """Take in a file of codes: all of it, or none."""
    upload = request.files.get("file")
    try:
        if upload is None or not upload.filename:
            raise Invalid({"file": [_("Choose the file first.")]})
        name = secure_filename(upload.filename) or "codes.csv"
        done = crosswalk.take_in(upload.stream, name, actor=auth.actor())
    except Invalid as error:
        return _page("soc", error.errors)
    text = _("%(rows)d rows read; %(classes)d classes changed, %(same)d were so already.", **done)
    return web.go("jobclasses.crosswalk_table", text)
