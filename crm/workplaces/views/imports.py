"""Importing the labor board's election file: upload, progress, report."""

from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.utils import secure_filename
from werkzeug.wrappers import Response

from crm import auth, jobs, web
from crm.auth import allow
from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.workplaces import electionimport
from crm.workplaces.views.blueprint import bp


@bp.get("/record/imports")
@allow("workplaces.elections_import")
def election_imports() -> Response:
    """The upload form and earlier imports."""
    return _page({})


def _page(errors: Mapping[str, Any], status: int = 200) -> Response:
    found = electionimport.recent_imports()
    summary = electionimport.summary()
    return web.page(
        "workplaces/imports.html", status=status, errors=errors, imports=found, summary=summary
    )


@bp.post("/record/imports")
@allow("workplaces.elections_import")
def election_import_start() -> Response:
    """Take in the file and start the import."""
    upload = request.files.get("file")
    try:
        if upload is None or not upload.filename:
            raise Invalid({"file": [_("Choose the file first.")]})
        name = secure_filename(upload.filename) or "elections.xlsx"
        started = electionimport.start_import(upload.stream, name, actor=auth.actor())
    except Invalid as error:
        return _page(error.errors, 422)
    return web.go("workplaces.election_import", import_id=started["import_id"])


@bp.get("/record/imports/<import_id>")
@allow("workplaces.elections_import")
def election_import(import_id: str) -> Response:
    """How far an import is, then its report; htmx asks again until it ends."""
    report = electionimport.get_import(import_id)
    try:
        job = jobs.get(report["job_id"]) if report["job_id"] else {}
    except NotFound:
        job = {}
    answer = web.page("workplaces/import.html", "progress", report=report, job=job)
    if web.is_htmx() and (report["finished_at"] or job.get("state") == "failed"):
        answer.headers["HX-Refresh"] = "true"
    return answer
