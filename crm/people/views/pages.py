"""The list of people, a new person, the person page and its history."""

from datetime import datetime
from typing import Any

from flask import request
from marshmallow import Schema, fields
from werkzeug.wrappers import Response

from crm import paging, web
from crm.auth import actor, allow
from crm.errors import Invalid
from crm.people import adding, duplicates, forms, history, listing, merge, service
from crm.people.views import custom_fields, editing, removing
from crm.people.views.blueprint import about, bp, load, posted, words
from crm.schemas import text

__all__ = ["bp", "custom_fields", "editing", "removing"]


class ListQuery(Schema):
    """Where the list begins: after a person, or at a letter."""

    after = text(longest=60, load_default="")
    letter = text(longest=1, load_default="")


@bp.get("/")
@allow("people.view")
def index() -> Response:
    """People in reach by last name, fifty at a time; letters lead anywhere."""
    query = web.load_query(ListQuery)
    letter = query["letter"].lower()
    after = paging.read_cursor("people", query["after"]) or ((letter, "") if letter else None)
    people = listing.list_people(actor=actor(), after=after)
    return web.page(
        "people/list.html",
        "rows" if query["after"] else None,
        people=people,
        letter=letter,
        letters=listing.LETTERS,
        next=paging.cursor_of(people[-1]) if len(people) == listing.SIZE else "",
    )


@bp.get("/new")
@allow("people.edit")
def new() -> Response:
    """The form of a new person: the short one, with the rest behind "more"."""
    return _new_page({})


def _new_page(values: Any, status: int = 200, **context: Any) -> Response:
    shown = {"values": values, "errors": {}, "alike": (), **words(), **context}
    return web.page("people/new.html", "form", status=status, **shown)


@bp.post("/new")
@allow("people.edit")
def create() -> Response:
    """Add a person, after asking whether it is one of those on file."""
    values = posted()
    typed = forms.texts(values)
    try:
        person = adding.add_person(
            load(values), actor=actor(), anyway=request.form.get("anyway") == "yes"
        )
    except Invalid as error:
        return _new_page(typed, 422, errors=forms.flat(error.errors))
    except adding.Alike as error:
        return _new_page(typed, 422, alike=error.extra["people"])
    except adding.OnFile as error:
        return _new_page(typed, 422, on_file=error.title)
    return web.go("people.person", person_id=person["_id"])


@bp.post("/alike")
@allow("people.edit")
def alike() -> Response:
    """People in reach who might be the one being typed in (a fragment; nothing out of reach)."""
    try:
        found = adding.known(load(posted()), actor=actor()).visible
    except Invalid:
        found = []
    return web.page("people/alike.html", alike=found)


@bp.get("/<person_id>")
@allow("people.view")
def person(person_id: str) -> Response:
    """A person: header, what plugins add, sections to edit, history."""
    found = service.read_person(person_id, actor=actor(), deleted=True)
    if found.get("merged_into"):
        return web.go("people.person", person_id=found["merged_into"])
    if found["status"] == "deleted":
        return web.page("people/deleted_person.html", **about(found))
    entries = history.timeline(person_id, actor=actor())
    alike = duplicates.of_person(person_id, actor=actor())
    merges = merge.of_person(person_id, actor=actor()) if actor().can("people.merge") else []
    return web.page(
        "people/person.html", alike=alike, merges=merges, **about(found), **_entries(entries)
    )


def _entries(entries: list[Any]) -> dict[str, Any]:
    full = len(entries) == history.SIZE
    return {"entries": entries, "before": entries[-1]["at"].isoformat() if full else ""}


class HistoryQuery(Schema):
    """Which part of a history: what is older than a moment."""

    before = fields.AwareDateTime(load_default=None, allow_none=True)


@bp.get("/<person_id>/history")
@allow("people.view")
def timeline(person_id: str) -> Response:
    """Older entries of the history (a fragment)."""
    before: datetime | None = web.load_query(HistoryQuery)["before"]
    entries = history.timeline(person_id, actor=actor(), before=before)
    return web.page("people/timeline.html", person={"_id": person_id}, **_entries(entries))


@bp.get("/<person_id>/trail")
@allow("audit.view")
def trail(person_id: str) -> Response:
    """Who saw or changed this person."""
    entries = history.trail(person_id, actor=actor())
    person = service.reach.find(person_id, actor=actor(), deleted=True)
    return web.page("people/trail.html", "trail", entries=entries, person=person)
