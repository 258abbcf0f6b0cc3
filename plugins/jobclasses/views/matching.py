"""Matching one title, a pasted list or a table; a list with its progress and its export."""

import io
from collections.abc import Mapping
from typing import Any

from flask import request, send_file
from werkzeug.utils import secure_filename
from werkzeug.wrappers import Response

from crm import auth, jobs, web
from crm.auth import allow
from crm.errors import Invalid, NotFound
from crm.exports.writing import write_csv, write_xlsx
from crm.i18n import _
from plugins.jobclasses.match_schemas import PageQuery, PasteForm, TitleForm, UploadForm
from plugins.jobclasses.service import (
    classes,
    exposure,
    learning,
    matching,
    occupations,
    titleexport,
    titlefiles,
    titlelists,
    titles,
)
from plugins.jobclasses.views.blueprint import bp

SHOWN = 100


def _page(errors: Mapping[str, Any], values: Any = None, **context: Any) -> Response:
    may_list = auth.actor().can("jobclasses.match")
    return web.page(
        "jobclasses/match.html",
        status=422 if errors else 200,
        errors=errors,
        values=values or {},
        state=learning.state(),
        lists=titlelists.recent() if may_list else [],
        **context,
    )


@bp.get("/match")
@allow("jobclasses.view")
def match() -> Response:
    """The forms for one title and for many."""
    return _page({})


@bp.post("/match")
@allow("jobclasses.view")
def match_one() -> Response:
    """What one title means, with reasons."""
    try:
        asked = web.load(TitleForm)
    except Invalid as error:
        return _page(error.errors, request.form)
    [answer] = matching.match_rows([asked])
    codes = [code for code, _chance in answer.occupations]
    return _page(
        {},
        request.form,
        answer=answer,
        known=classes.every(),
        occupation_titles=occupations.titles_of(codes),
        measures=exposure.measures(),
        release=learning.about().get("release", ""),
    )


@bp.post("/match/paste")
@allow("jobclasses.match")
def match_paste() -> Response:
    """Match a pasted list in the background."""
    try:
        data = web.load(PasteForm)
        listed = titlefiles.from_text(data["titles"])
    except Invalid as error:
        return _page(error.errors, request.form)
    name = data["name"] or str(_("Pasted list"))
    found = titlelists.start(name, listed, actor=auth.actor())
    return web.go("jobclasses.title_list", list_id=found["_id"])


@bp.post("/match/file")
@allow("jobclasses.match")
def match_file() -> Response:
    """Match the title column of a table in the background."""
    try:
        name = web.load(UploadForm)["name"]
        upload = request.files.get("file")
        if upload is None or not upload.filename:
            raise Invalid({"file": [_("Choose the file first.")]})
        filename = secure_filename(upload.filename) or "titles.csv"
        listed = titlefiles.from_table(upload.stream, filename)  # type: ignore[arg-type]
    except Invalid as error:
        return _page(error.errors, request.form)
    found = titlelists.start(name or filename, listed, actor=auth.actor())
    return web.go("jobclasses.title_list", list_id=found["_id"])


@bp.get("/match/lists/<list_id>")
@allow("jobclasses.match")
def title_list(list_id: str) -> Response:
    """How far a list is, then its titles with what they mean; htmx asks again until it ends."""
    found = titlelists.get(list_id)
    first = web.load_query(PageQuery)["first"]
    try:
        job = jobs.get(found["job_id"])
    except NotFound:
        job = {}
    answer = web.page(
        "jobclasses/titlelist.html",
        "progress" if web.is_htmx() else None,
        found=found,
        job=job,
        rows=titlelists.page(list_id, first, SHOWN) if found["state"] == "done" else [],
        counts=titlelists.counts(list_id),
        source=titlelists.source(list_id),
        known=classes.every(),
        first=first,
        shown=SHOWN,
        settled=titles.SETTLED,
    )
    if web.is_htmx() and (found["state"] == "done" or job.get("state") == "failed"):
        answer.headers["HX-Refresh"] = "true"
    return answer


@bp.get("/match/lists/<list_id>/<kind>")
@allow("jobclasses.match")
def title_list_file(list_id: str, kind: str) -> Response:
    """The mapping of a list with codes, as a file."""
    found = titlelists.get(list_id)
    if kind not in ("csv", "xlsx"):
        raise NotFound()
    out = io.BytesIO()
    if kind == "csv":
        write_csv(out, titleexport.HEADERS, titleexport.table(list_id))
    else:
        notes = [occupations.attribution()]
        write_xlsx(out, titleexport.HEADERS, titleexport.table(list_id), found["name"], notes)
    out.seek(0)
    name = secure_filename(found["name"]) or "titles"
    return send_file(out, as_attachment=True, download_name=f"{name}-mapping.{kind}")
