"""Reference data of all locals: what is on file, and loading it."""

from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, jobs, web
from crm.auth import allow
from crm.errors import Invalid, NotFound
from crm.i18n import _
from plugins.jobclasses.match_schemas import LoadForm
from plugins.jobclasses.service import exposure, learning, loads, occupations, uploads
from plugins.jobclasses.views.blueprint import bp


def _page(errors: Mapping[str, Any]) -> Response:
    return web.page(
        "jobclasses/reference.html",
        status=422 if errors else 200,
        errors=errors,
        onet=loads.latest("onet"),
        figures=loads.latest("exposure"),
        attribution=occupations.attribution(),
        measures=exposure.published(),
        state=learning.state(),
    )


@bp.get("/reference")
@allow("jobclasses.load")
def reference() -> Response:
    """What is on file, and the forms to load more."""
    return _page({})


@bp.post("/reference/<kind>")
@allow("jobclasses.load")
def reference_load(kind: str) -> Response:
    """Take in files and load them in the background."""
    if kind not in ("onet", "exposure"):
        raise NotFound()
    try:
        replace = web.load(LoadForm)["replace"]
        given = [(f.filename or "", f.stream) for f in request.files.getlist("file")]
        job_id = uploads.start(kind, given, replace, actor=auth.actor())
    except Invalid as error:
        return _page(error.errors)
    return web.go("jobclasses.reference_job", _("The files are taken in."), job_id=job_id)


@bp.get("/reference/jobs/<job_id>")
@allow("jobclasses.load")
def reference_job(job_id: str) -> Response:
    """How far a load is; htmx asks again until it ends."""
    job = jobs.get(job_id)
    answer = web.page("jobclasses/load.html", "progress" if web.is_htmx() else None, job=job)
    if web.is_htmx() and job["state"] in ("done", "failed"):
        answer.headers["HX-Refresh"] = "true"
    return answer
