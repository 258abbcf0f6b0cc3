"""Editing simple cells of a list's table in place."""

from typing import Any

from werkzeug.wrappers import Response

from crm import web
from crm.auth import actor, allow
from crm.errors import Conflict, Invalid
from crm.lists import columns
from crm.lists.schemas import CellForm
from crm.lists.views.blueprint import bp
from crm.people import reach, service
from crm.people.record import Person


def _cell(person: Person, column: columns.Column, block: str, **more: Any) -> Response:
    values = {"errors": {}, "typed": None, "theirs": None} | more
    return web.page("lists/cell.html", block, person=person, column=column, **values)


@bp.get("/cells/<person_id>/<column_id>")
@allow("lists.view")
def cell(person_id: str, column_id: str) -> Response:
    """The cell as it is."""
    column = columns.editable(column_id)
    return _cell(reach.find(person_id, actor=actor()), column, "cell")


@bp.get("/cells/<person_id>/<column_id>/edit")
@allow("people.edit")
def cell_edit(person_id: str, column_id: str) -> Response:
    """The cell as a form."""
    column = columns.editable(column_id)
    return _cell(reach.find(person_id, actor=actor()), column, "form")


@bp.post("/cells/<person_id>/<column_id>")
@allow("people.edit")
def cell_save(person_id: str, column_id: str) -> Response:
    """Save the cell; who was second sees both texts."""
    column = columns.editable(column_id)
    person = reach.find(person_id, actor=actor())
    data = {"version": person["version"], "value": ""}
    try:
        data = web.load(CellForm)
        fields = columns.change(person, column, data["value"])
        person = service.update_person(person_id, data["version"], fields, actor=actor())
    except Invalid as error:
        texts = columns.messages(error.errors)
        return _again(person, column, data["value"], status=422, errors=texts)
    except Conflict as error:
        theirs = error.extra.get("theirs") or reach.find(person_id, actor=actor())
        return _again(theirs, column, data["value"], status=409, theirs=column.show(theirs))
    return _cell(person, column, "cell")


def _again(person: Person, column: columns.Column, typed: str, **more: Any) -> Response:
    return _cell(person, column, "form", typed=typed, **more)
