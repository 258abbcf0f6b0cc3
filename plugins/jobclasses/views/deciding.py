"""A proposal's life: the form of a class, its next status, evidence and comments, versions."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from plugins.jobclasses import classforms, words
from plugins.jobclasses.classforms import ClassEdit, ClassForm, MoveForm, RestoreForm
from plugins.jobclasses.service import classes, comparing, proposals
from plugins.jobclasses.views import evidence
from plugins.jobclasses.views.blueprint import bp, form_key
from plugins.jobclasses.views.pages import page_of


def _form(values: Any, errors: Any, job: Any = None, theirs: Any = None) -> Response:
    chosen = {n: request.form.getlist(n) for n in ("ai_relations", "ai_kinds", "trained_on")}
    if not errors:
        chosen = {name: values.get(name, []) for name in chosen}
    parents = sorted((c["title"], key) for key, c in classes.live().items())
    return web.page(
        "jobclasses/form.html",
        status=409 if theirs else 422 if errors else 200,
        values=values,
        errors=errors,
        job=job,
        chosen=chosen,
        parents=[(key, title) for title, key in parents if not job or key != job["key"]],
        theirs=theirs,
        key=request.form.get("key") or form_key(),
    )


@bp.get("/new")
@allow("jobclasses.propose")
def new() -> Response:
    """The form of a proposal; a title and a source may be given by the page that leads here."""
    values = {name: request.args.get(name, "")[:300] for name in ("title", "craft", "sources")}
    return _form({**values, "certainty": "C"}, {})


@bp.post("/new")
@allow("jobclasses.propose")
def propose() -> Response:
    """Propose a class."""
    try:
        data = classforms.as_class(web.load(ClassForm))
        job = proposals.propose(data, actor=auth.actor())
    except Invalid as error:
        return _form(request.form, error.errors)
    return web.go("jobclasses.show", _("Proposed."), class_key=job["key"])


@bp.get("/classes/<class_key>/edit")
@allow("jobclasses.propose")
def edit(class_key: str) -> Response:
    """The form of a class that is there."""
    job = classes.get(class_key)
    proposals.require_edit(job, auth.actor())
    return _form(classforms.as_form(job), {}, job)


@bp.post("/classes/<class_key>/edit")
@allow("jobclasses.propose")
def save(class_key: str) -> Response:
    """Change a class; whoever comes second sees both texts and loses nothing."""
    job = classes.get(class_key)
    proposals.require_edit(job, auth.actor())
    try:
        raw = web.load(ClassEdit)
        data = classforms.as_class(raw)
        proposals.edit(class_key, raw["version"], data, actor=auth.actor())
    except Invalid as error:
        return _form(request.form, error.errors, job)
    except Conflict as error:
        theirs = classforms.as_form(error.extra["theirs"])
        values = {**request.form.to_dict(), "version": theirs["version"]}
        note = {"_schema": [_("Somebody else changed this class; their text is beside.")]}
        return _form(values, note, job, theirs)
    return web.go("jobclasses.show", _("Saved."), class_key=class_key)


@bp.post("/classes/<class_key>/suggest")
@allow("jobclasses.propose")
def suggest(class_key: str) -> Response:
    """Propose a class that was only sighted."""
    version = web.load(MoveForm)["version"]
    proposals.move(class_key, version, "proposed", actor=auth.actor())
    return web.go("jobclasses.show", _("Proposed."), class_key=class_key)


@bp.post("/classes/<class_key>/decide")
@allow("jobclasses.decide")
def decide(class_key: str) -> Response:
    """Give a class its next status."""
    try:
        data = web.load(MoveForm)
        job = proposals.move(
            class_key, data["version"], data["to"], actor=auth.actor(), reason=data["reason"]
        )
    except Invalid as error:
        return page_of(class_key, 422, error.errors, request.form)
    said = words.word(words.STATUSES, job["status"])
    text = _("%(title)s: %(status)s", title=job["title"], status=said)
    return web.go("jobclasses.show", text, class_key=class_key)


@bp.post("/classes/<class_key>/notes")
@allow("jobclasses.propose")
def note_add(class_key: str) -> Response:
    """Attach evidence, or comment."""
    classes.get(class_key)
    try:
        evidence.add(f"class:{class_key}")
    except Invalid as error:
        return page_of(class_key, 422, error.errors, request.form)
    return web.go("jobclasses.show", _("Noted."), class_key=class_key)


@bp.get("/classes/<class_key>/history")
@allow("jobclasses.view")
def history(class_key: str) -> Response:
    """All versions of a class, and what one changed against the one before or another."""
    job = classes.get(class_key)
    found = comparing.pages(class_key, request.args.get("of", ""), request.args.get("to", ""))
    may = proposals.may_edit(job, auth.actor())
    return web.page("jobclasses/history.html", job=job, may_edit=may, **found)


@bp.post("/classes/<class_key>/restore")
@allow("jobclasses.propose")
def restore(class_key: str) -> Response:
    """Make an earlier text the newest."""
    data = web.load(RestoreForm)
    proposals.restore(class_key, data["number"], data["version"], actor=auth.actor())
    return web.go("jobclasses.show", _("Restored."), class_key=class_key)
