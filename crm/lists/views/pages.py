"""All lists, one list as a table or on paper, deleting and refreshing one."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import web
from crm.accounts import service as accounts
from crm.auth import actor, allow
from crm.errors import Invalid
from crm.i18n import _
from crm.lists import bulk, columns, membership, service
from crm.lists.schemas import PageQuery
from crm.lists.views import building, cells, changing
from crm.lists.views.blueprint import bp

__all__ = ["bp", "building", "cells", "changing"]


@bp.get("/")
@allow("lists.view")
def index() -> Response:
    """The lists I made and those shared with the local."""
    return web.page("lists/index.html", lists=service.every(actor=actor()), names=accounts.names())


def _fresh(list_id: str) -> tuple[dict[str, Any], str, Any]:
    """The list, the job that refreshes it, and why it could not be refreshed."""
    entry = service.get(list_id, actor=actor())
    try:
        return (*service.opened(entry), None)
    except Invalid as error:
        return entry, "", next(iter(error.errors.get("conditions", [error.title])))


@bp.get("/<list_id>")
@allow("lists.view")
def show(list_id: str) -> Response:
    """The table: one page of people, the chosen columns."""
    entry, job, problem = _fresh(list_id)
    asked = web.load_query(PageQuery)
    found = service.read_page(entry, asked["page"], actor=actor())
    return web.page(
        "lists/show.html",
        undo=asked["undo"],
        entry=entry,
        found=found,
        columns=columns.chosen(entry["columns"]),
        job=job,
        problem=problem,
        offers=bulk.offers(actor=actor()),
        may_edit=service.may_edit(entry, actor()),
    )


@bp.get("/<list_id>/print")
@allow("lists.view")
def sheet(list_id: str) -> Response:
    """A numbered sheet for paper, in parts of 500."""
    entry, _job, _problem = _fresh(list_id)
    number = web.load_query(PageQuery)["page"]
    found = service.read_page(entry, number, actor=actor(), size=service.PRINTED)
    return web.page(
        "lists/print.html", entry=entry, found=found, columns=columns.chosen(entry["columns"])
    )


@bp.get("/<list_id>/state")
@allow("lists.view")
def state(list_id: str) -> Response:
    """As of when the list is, while it is being refreshed."""
    entry = service.get(list_id, actor=actor())
    since = request.args.get("since", "")
    done = membership.stamp(entry) != since
    return web.page("lists/state.html", entry=entry, done=done, since=since)


@bp.post("/<list_id>/refresh")
@allow("lists.view")
def refresh(list_id: str) -> Response:
    """Refresh now where that is quick, else in the background."""
    service.get(list_id, actor=actor())
    service.mark_stale(list_id)
    return web.go("lists.show", list_id=list_id)


@bp.post("/<list_id>/delete")
@allow("lists.view")
def delete(list_id: str) -> Response:
    """Delete a list; its people stay."""
    service.delete(list_id, actor=actor())
    return web.go("lists.index", _("The list is deleted. Its people are still here."))
