"""The work-change log: the list, recording and correcting, and an employer's page and file."""

import io
from collections.abc import Mapping
from typing import Any

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.exports.writing import write_csv
from crm.i18n import _
from crm.tenancy import Actor
from crm.workplaces import changeforms, changes, changewords, service
from crm.workplaces.record import Workplace
from crm.workplaces.views.blueprint import bp

MANY = ("kinds", "relations", "effects", "clauses")


def _places(found: list[changes.Change]) -> dict[str, Workplace]:
    return service.get_many(i for c in found for i in (c["workplace_id"], c["employer_id"]))


@bp.get("/changes")
@allow("workplaces.view")
def changes_list() -> Response:
    """The log, latest first, narrowed as asked."""
    asked = web.load_query(changeforms.WorkChangeQuery)
    found, after = changes.page(asked, actor=auth.actor())
    kept = {k: v for k, v in asked.items() if v}
    more = url_for("workplaces.changes_list", **{**kept, "after": after}) if after else ""
    shown: dict[str, Any] = {"found": found, "places": _places(found)}
    shown |= {"asked": asked, "more": more}
    return web.page("workplaces/changes.html", "rows", words=changewords, **shown)


def _form(values: Mapping[str, Any], errors: Any, status: int = 200, **context: Any) -> Response:
    place_id = values.get("workplace_id") or ""
    place = service.get_many([place_id]).get(place_id) if place_id else None
    employers, _after = service.list_workplaces(limit=200)
    posted = {name: request.form.getlist(name) for name in MANY} if request.form else {}
    return web.page(
        "workplaces/change_form.html",
        status=status,
        values={**values, **posted},
        errors=errors,
        place=place,
        employers=[(e["_id"], e["name"]) for e in employers],
        words=changewords,
        **{"change": None, "theirs": None, "source": True, **context},
    )


@bp.get("/changes/new")
@allow("workplaces.log_changes")
def change_new() -> Response:
    """The form of a new record, at `workplace_id` where given."""
    return _form({"workplace_id": request.args.get("workplace_id", "")[:40]}, {})


@bp.get("/changes/classes")
@allow("workplaces.log_changes")
def change_classes() -> Response:
    """Job classes for the words typed so far, as options."""
    titles = changes.class_titles(request.args.get("job_class", "")[:160], actor=auth.actor())
    return web.page("workplaces/change_classes.html", titles=titles)


@bp.post("/changes/new")
@allow("workplaces.log_changes")
def change_create() -> Response:
    """Record a work-change."""
    try:
        data = web.load(changeforms.WorkChangeForm)
        change = changes.record_change(data, actor=auth.actor())
    except Invalid as error:
        return _form(request.form, error.errors, 422)
    target = change["employer_id"]
    return web.go("workplaces.changes_at", _("Recorded."), workplace_id=target)


@bp.get("/changes/<change_id>")
@allow("workplaces.log_changes")
def change_edit(change_id: str) -> Response:
    """The form of a record."""
    change = changes.get(change_id, actor=auth.actor())
    return _form(change, {}, change=change, source="seen_by" in change)


@bp.post("/changes/<change_id>")
@allow("workplaces.log_changes")
def change_save(change_id: str) -> Response:
    """Correct a record; whoever comes second sees both versions and loses nothing."""
    change = changes.get(change_id, actor=auth.actor())
    shown = {"change": change, "source": "seen_by" in change}
    try:
        data = web.load(changeforms.WorkChangeEdit)
        changes.change_record(change_id, data.pop("version"), data, actor=auth.actor())
    except Invalid as error:
        return _form(request.form, error.errors, 422, **shown)
    except Conflict as error:
        theirs = error.extra.get("theirs") or change
        values = {**request.form.to_dict(), "version": theirs["version"]}
        note = {"_schema": [_("Somebody else changed this record; their values are below.")]}
        return _form(values, note, 409, theirs=theirs, **shown)
    return web.go("workplaces.changes_at", _("Saved."), workplace_id=change["employer_id"])


@bp.post("/changes/<change_id>/remove")
@allow("workplaces.log_changes")
def change_remove(change_id: str) -> Response:
    """Take a record off the log."""
    changes.set_listed(change_id, False, actor=auth.actor())
    text = _("Taken off the log. It can be put back on its page.")
    return web.go("workplaces.change_edit", text, change_id=change_id)


@bp.post("/changes/<change_id>/restore")
@allow("workplaces.log_changes")
def change_restore(change_id: str) -> Response:
    """Put a record back on the log."""
    changes.set_listed(change_id, True, actor=auth.actor())
    return web.go("workplaces.change_edit", _("Back on the log."), change_id=change_id)


@bp.get("/<workplace_id>/changes")
@allow("workplaces.view")
def changes_at(workplace_id: str) -> Response:
    """An employer's record: the basis of an information request, without names, to print."""
    place, found = _at(workplace_id)
    return web.page(
        "workplaces/changes_at.html",
        place=place,
        found=found,
        places=_places(found),
        counts=changes.summary(found),
        words=changewords,
    )


def _at(workplace_id: str) -> tuple[Workplace, list[changes.Change]]:
    place = service.get_workplace(workplace_id)
    if place["path"]:
        place = service.get_workplace(place["path"][0])
    return place, changes.of_employer(place["_id"])


@bp.get("/<workplace_id>/changes.csv")
@allow("workplaces.view")
def changes_csv(workplace_id: str) -> Response:
    """The same as a file, without names."""
    _place, found = _at(workplace_id)
    places, stream = _places(found), io.BytesIO()
    write_csv(stream, [str(head) for head in HEADS], (_row(change, places) for change in found))
    answer = make_response(stream.getvalue())
    answer.mimetype = "text/csv"
    answer.headers["Content-Disposition"] = "attachment; filename=work-changes.csv"
    return answer


def panel(*, actor: Actor, workplace: Mapping[str, Any]) -> str:
    """The record at an employer, as a piece of its page; below it only the way to add to it."""
    n = changes.count_at(workplace["_id"]) if not workplace["path"] else 0
    if not n and not actor.can("workplaces.log_changes"):
        return ""
    return render_template("workplaces/changes_panel.html", n=n, workplace=workplace)


HEADS = (
    _("Day"), _("Workplace"), _("Tool"), _("Vendor"), _("Kind"), _("Task"), _("Job class"),
    _("Effect"), _("Relation to the worker"), _("Trained on"), _("People affected"),
    _("Clause types"), _("Source"), _("Document"), _("Link"),
)  # fmt: skip


def _row(change: changes.Change, places: Mapping[str, Workplace]) -> list[Any]:
    w, place = changewords, places.get(change["workplace_id"])
    return [
        change["day"], place["name"] if place else "", change["tool"], change["vendor"],
        w.labels(w.KINDS, change["kinds"]), change["task"], change["job_class"],
        w.labels(w.EFFECTS, change["effects"]), w.labels(w.RELATIONS, change["relations"]),
        w.labels(w.TRAINED_ON, [change["trained_on"]]), change["affected"],
        w.labels(w.CLAUSES, change["clauses"]), w.labels(w.SOURCES, [change["source"]]),
        change["document"], change["link"],
    ]  # fmt: skip
