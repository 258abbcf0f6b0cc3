"""Employers, worksites and what stands under them: list, page, forms, merging."""

from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from crm.workplaces import elections, merging, record, rules, service
from crm.workplaces.locals_in_names import fold
from crm.workplaces.schemas import ListQuery, MergeForm, NewWorkplace, VersionedWorkplace
from crm.workplaces.views.blueprint import bp

SHOWN = 20


def _form(schema: type) -> dict[str, Any]:
    """The posted form, other names split into lines."""
    values = web.form_values(schema)
    if "aliases" in values:
        lines = "\n".join(values["aliases"]).splitlines()
        values["aliases"] = [line.strip() for line in lines if line.strip()]
    return values


def _shown(place: Mapping[str, Any]) -> dict[str, Any]:
    """A workplace (or what was typed) as the form shows it."""
    return {**place, "aliases": "\n".join(place.get("aliases") or ())}


@bp.get("/")
@allow("workplaces.view")
def index() -> Response:
    """Employers by name, or what a search finds."""
    query = web.load_query(ListQuery)
    words = service.words_of(query.get("words", ""))
    above: dict[str, Any] = {}
    after = ""
    if words:
        found = service.search(words, limit=100)
        above = service.get_many(i for place in found for i in place["path"])
    else:
        found, after = service.list_workplaces(after=query.get("after", ""))
    context: dict[str, Any] = {"found": found, "above": above, "after": after, "query": query}
    return web.page("workplaces/index.html", "results", labels=record.KIND_LABELS, **context)


@bp.get("/new")
@allow("workplaces.edit")
def new() -> Response:
    """The form for a new workplace, under `parent_id` where given."""
    parent = _parent(request.args.get("parent_id", ""))
    return _new_form(parent, {"kind": "worksite" if parent else "employer"}, {})


def _parent(parent_id: str) -> dict[str, Any] | None:
    return service.get_workplace(parent_id) if parent_id else None


def _new_form(
    parent: Mapping[str, Any] | None,
    values: Mapping[str, Any],
    errors: Mapping[str, Any],
    status: int = 200,
) -> Response:
    above = parent["kind"] if parent else ""
    kinds = [k for k in record.KINDS if (above in record.UNDER[k] if above else k == "employer")]
    options = [(kind, record.KIND_LABELS[kind]) for kind in kinds]
    given = {**values, "kind": values.get("kind") if values.get("kind") in kinds else kinds[:1][0]}
    return web.page(
        "workplaces/new.html",
        "form_block",
        status,
        parent=parent,
        kinds=options,
        values=_shown(given),
        errors=errors,
        jurisdictions=rules.jurisdictions(),
    )


@bp.post("/")
@allow("workplaces.edit")
def create() -> Response:
    """Add a workplace."""
    values = _form(NewWorkplace)
    try:
        place = service.create_workplace(web.load(NewWorkplace, values), actor=auth.actor())
    except Invalid as error:
        return _new_form(_parent(values.get("parent_id", "")), values, error.errors, 422)
    return web.go("workplaces.show", _("Added."), workplace_id=place["_id"])


@bp.get("/<workplace_id>")
@allow("workplaces.view")
def show(workplace_id: str) -> Response:
    """One workplace: what stands under it, other names, past elections, plugins' panels."""
    place = service.get_workplace(workplace_id)
    if place["_id"] != workplace_id:
        return web.go("workplaces.show", workplace_id=place["_id"])
    above = service.ancestors(place)
    past = _past_elections([*above, place][0], place)
    return web.page(
        "workplaces/show.html",
        place=place,
        above=above,
        tree=service.tree(workplace_id),
        labels=record.KIND_LABELS,
        past=past[:SHOWN],
        past_count=len(past),
        totals=elections.totals(past),
        rules=rules.of(place["jurisdiction"]),
        jurisdictions=rules.jurisdictions(),
    )


def _past_elections(employer: Mapping[str, Any], place: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Elections at the employer; for a worksite those in its city."""
    if employer["kind"] != "employer" or place["kind"] in {"department", "shift"}:
        return []
    past = elections.of_employer(record.public_keys(employer))
    if place["kind"] == "employer":
        return past
    return [election for election in past if election["city_key"] == fold(place["city"])]


@bp.get("/<workplace_id>/edit")
@allow("workplaces.edit")
def edit(workplace_id: str) -> Response:
    """The form to change a workplace: a panel, or a page."""
    place = service.get_workplace(workplace_id)
    return _edit_form(place, place, {})


def _edit_form(
    place: Mapping[str, Any],
    values: Mapping[str, Any],
    errors: Mapping[str, Any],
    status: int = 200,
    theirs: Mapping[str, Any] | None = None,
) -> Response:
    return web.page(
        "workplaces/edit.html",
        "form_block",
        status,
        place=place,
        values=_shown(values),
        errors=errors,
        theirs=_shown(theirs) if theirs else None,
        jurisdictions=rules.jurisdictions(),
    )


@bp.post("/<workplace_id>")
@allow("workplaces.edit")
def update(workplace_id: str) -> Response:
    """Change a workplace; where somebody was faster, both texts are shown to choose from."""
    values = _form(VersionedWorkplace)
    try:
        data = web.load(VersionedWorkplace, values)
        version = data.pop("version")
        service.update_workplace(workplace_id, version, data, actor=auth.actor())
    except Invalid as error:
        return _edit_form(service.get_workplace(workplace_id), values, error.errors, 422)
    except Conflict as error:
        theirs = error.extra.get("theirs") or service.get_workplace(workplace_id)
        mine = {**values, "version": theirs["version"]}
        return _edit_form(theirs, mine, {}, 409, theirs)
    return web.go("workplaces.show", _("Saved."), workplace_id=workplace_id)


@bp.get("/<workplace_id>/merge")
@allow("workplaces.edit")
def merge(workplace_id: str) -> Response:
    """Choose the workplace that this one is the same as."""
    query = web.load_query(ListQuery)
    return _merge_form(service.get_workplace(workplace_id), query.get("words", ""), {})


def _merge_form(
    place: Mapping[str, Any], words: str, errors: Mapping[str, Any], status: int = 200
) -> Response:
    found = merging.candidates(place, service.words_of(words))
    above = service.get_many(i for other in found for i in other["path"])
    return web.page(
        "workplaces/merge.html",
        status=status,
        place=place,
        found=found,
        above=above,
        words=words,
        errors=errors,
    )


@bp.post("/<workplace_id>/merge")
@allow("workplaces.edit")
def merge_post(workplace_id: str) -> Response:
    """Merge this workplace into the chosen one."""
    try:
        into = web.load(MergeForm)["into"]
        kept = merging.merge_workplaces(workplace_id, into, actor=auth.actor())
    except Invalid as error:
        return _merge_form(service.get_workplace(workplace_id), "", error.errors, 422)
    return web.go("workplaces.show", _("Merged."), workplace_id=kept["_id"])
