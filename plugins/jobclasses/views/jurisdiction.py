"""Jurisdiction claims: the list with disputes side by side, one claim, and its letter."""

from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from crm import auth, localtime, pdf, web
from crm.accounts import service as accounts
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from plugins.jobclasses import sections, settings
from plugins.jobclasses.claimforms import ClaimEdit, ClaimForm
from plugins.jobclasses.service import catalogue, claims, classes, notes
from plugins.jobclasses.views import evidence
from plugins.jobclasses.views.blueprint import bp


@bp.get("/jurisdiction")
@allow("jobclasses.view")
def jurisdiction() -> Response:
    """Every class that somebody claims; where two do, side by side."""
    return web.page("jobclasses/jurisdiction.html", rows=claims.by_class())


def _form(job: Any, values: Any, errors: Any, claim: Any = None, theirs: Any = None) -> Response:
    chosen = request.form.getlist("basis") if errors else values.get("basis", [])
    return web.page(
        "jobclasses/claim_form.html",
        status=409 if theirs else 422 if errors else 200,
        job=job,
        claim=claim,
        values=values,
        errors=errors,
        chosen=chosen,
        theirs=theirs,
        known_locals=catalogue.locals_(),
    )


@bp.get("/classes/<class_key>/claims/new")
@allow("jobclasses.decide")
def claim_new(class_key: str) -> Response:
    """The form of a claim."""
    today, own = localtime.today().isoformat(), settings.current()["own_local"]
    return _form(classes.get(class_key), {"local": own, "state": "asserted", "date": today}, {})


@bp.post("/classes/<class_key>/claims/new")
@allow("jobclasses.decide")
def claim_make(class_key: str) -> Response:
    """Put a claim on record."""
    job = classes.get(class_key)
    try:
        claim = claims.make(class_key, web.load(ClaimForm), actor=auth.actor())
    except Invalid as error:
        return _form(job, request.form, error.errors)
    return web.go("jobclasses.claim", _("The claim is on record."), claim_id=claim["_id"])


def _claim_page(claim_id: str, errors: Any = None, status: int = 200) -> Response:
    found = claims.summary(claim_id)
    return web.page(
        "jobclasses/claim.html",
        status=status,
        notes=notes.of(f"claim:{claim_id}"),
        account_names=accounts.names(),
        errors=errors or {},
        values=request.form if errors else {},
        **found,
    )


@bp.get("/claims/<claim_id>")
@allow("jobclasses.view")
def claim(claim_id: str) -> Response:
    """One claim with its evidence and how it stood when."""
    return _claim_page(claim_id)


@bp.get("/claims/<claim_id>/edit")
@allow("jobclasses.decide")
def claim_edit(claim_id: str) -> Response:
    """The form of a claim that is there."""
    found = claims.get(claim_id)
    return _form(classes.get(found["class_key"]), found, {}, found)


@bp.post("/claims/<claim_id>/edit")
@allow("jobclasses.decide")
def claim_save(claim_id: str) -> Response:
    """Change a claim; whoever comes second sees both."""
    found = claims.get(claim_id)
    job = classes.get(found["class_key"])
    try:
        data = web.load(ClaimEdit)
        claims.change(claim_id, data["version"], data, actor=auth.actor())
    except Invalid as error:
        return _form(job, request.form, error.errors, found)
    except Conflict as error:
        theirs = error.extra["theirs"]
        values = {**request.form.to_dict(), "version": theirs["version"]}
        note = {"_schema": [_("Somebody else changed this claim; their values are beside.")]}
        return _form(job, values, note, found, theirs)
    return web.go("jobclasses.claim", _("Saved."), claim_id=claim_id)


@bp.post("/claims/<claim_id>/notes")
@allow("jobclasses.propose")
def claim_note(claim_id: str) -> Response:
    """Attach evidence to a claim, or comment."""
    claims.get(claim_id)
    try:
        evidence.add(f"claim:{claim_id}")
    except Invalid as error:
        return _claim_page(claim_id, error.errors, 422)
    return web.go("jobclasses.claim", _("Noted."), claim_id=claim_id)


@bp.get("/claims/<claim_id>/letter")
@allow("jobclasses.view")
def claim_letter(claim_id: str) -> Response:
    """The claim as a page ready to be printed or sent."""
    found = claims.summary(claim_id)
    return web.page("jobclasses/letter.html", today=localtime.today(), printed=False, **found)


@bp.get("/claims/<claim_id>/letter.pdf")
@allow("jobclasses.view")
def claim_pdf(claim_id: str) -> Response:
    """The same as a PDF; says by name what is missing where it cannot be made."""
    found = claims.summary(claim_id)
    sheet = pdf.static_file("letter.css", "jobclasses")
    html = render_template(
        "jobclasses/letter_pdf.html", today=localtime.today(), sheet=sheet, **found
    )
    answer = make_response(pdf.render(html))
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = 'attachment; filename="claim.pdf"'
    return answer


def _section(job: Any, actor: Any) -> str:
    found = claims.of_class(job["key"])
    return render_template(
        "jobclasses/class_claims.html", job=job, claims=found, contested=claims.contested(found)
    )


sections.NARROW.append(_section)
