"""Saved lists over the API: which there are, and the people of one, page by page."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from crm import auth
from crm.auth import allow
from crm.errors import Conflict
from crm.i18n import _
from crm.lists import service
from crm.people.api import PersonShort
from crm.schemas import Query, position

bp = Blueprint("lists_api", __name__, description="Saved lists and their people")


class ListOut(Schema):
    """A list: its conditions as a tree of {op, items} and {filter, values}."""

    id = fields.String(attribute="_id")
    name = fields.String()
    shared = fields.String()
    columns = fields.List(fields.String())
    tree = fields.Dict()
    version = fields.Integer()
    refreshed_at = fields.DateTime(allow_none=True)


class PeopleQuery(Query):
    """Which page: from 0; `next` of an answer is the one that follows."""

    page = position()


class PeoplePage(Schema):
    """A page of people in reach; `next` is null at the end."""

    items = fields.List(fields.Nested(PersonShort))
    next = fields.Integer(allow_none=True)


@bp.get("/lists")
@allow("lists.view")
@bp.response(200, ListOut(many=True))
def every() -> list[dict[str, Any]]:
    """The lists of the caller and those shared with the local."""
    return service.every(actor=auth.actor())


@bp.get("/lists/<list_id>")
@allow("lists.view")
@bp.response(200, ListOut)
def one(list_id: str) -> dict[str, Any]:
    """One list."""
    return service.get(list_id, actor=auth.actor())


@bp.get("/lists/<list_id>/people")
@allow("lists.view")
@bp.arguments(PeopleQuery, location="query")
@bp.response(200, PeoplePage)
def people(query: dict[str, Any], list_id: str) -> dict[str, Any]:
    """People of a list within reach; the read is audited. 409 while the list is being refreshed."""
    entry, job = service.opened(service.get(list_id, actor=auth.actor()))
    if job:
        raise Conflict(_("The list is being brought up to date; ask again in a minute."))
    found = service.read_page(entry, query["page"], actor=auth.actor())
    return {"items": found["people"], "next": found["next"]}
