"""People over the API: list, get, add, change, delete, restore, do-not-contact."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields
from werkzeug.wrappers import Response

from crm import auth, paging, web
from crm.auth import allow
from crm.errors import Conflict
from crm.people import adding, listing, removal, service
from crm.people.record import Person
from crm.people.schemas import DoNotContact, PersonShape, VersionedPerson
from crm.schemas import Listed

bp = Blueprint("people_api", __name__, description="People in reach of the caller")


class NewPerson(PersonShape):
    """A person to add; `anyway` adds one although there are people alike in reach."""

    anyway = fields.Boolean(load_default=False)


class Mark(DoNotContact):
    """Do-not-contact as it is kept."""

    at = fields.DateTime()
    by = fields.String()


class PersonOut(PersonShape):
    """A person as the API gives it."""

    id = fields.String(attribute="_id")
    version = fields.Integer()
    status = fields.String()
    name = fields.String()
    facets = fields.Dict()
    do_not_contact = fields.Nested(Mark, allow_none=True)
    created_by = fields.String()
    created_at = fields.DateTime()
    updated_at = fields.DateTime()


class PersonShort(Schema):
    """A person in a list."""

    id = fields.String(attribute="_id")
    name = fields.String()
    credit_name = fields.String()
    phones = fields.List(fields.Dict())
    emails = fields.List(fields.Dict())
    tags = fields.List(fields.String())
    facets = fields.Dict()
    member_status = fields.String()
    do_not_contact = fields.Nested(Mark, allow_none=True)


class PersonPage(Schema):
    """A page of people; `after` is the cursor of the next, empty at the end."""

    items = fields.List(fields.Nested(PersonShort))
    after = fields.String()


class ClashOut(Schema):
    """What stands in the way: the stored person, or people alike."""

    code = fields.String()
    title = fields.String()
    theirs = fields.Nested(PersonOut)
    people = fields.List(fields.Nested(PersonShort))


def _clash(error: Conflict) -> Response:
    return web.problem(error, **ClashOut().dump(error.extra))


@bp.get("/people")
@allow("people.view")
@bp.arguments(Listed, location="query")
@bp.response(200, PersonPage)
def list_people(query: dict[str, Any]) -> dict[str, Any]:
    """A page of people by last name."""
    after, limit = paging.read_cursor("people", query["after"]), query["limit"]
    found = listing.list_people(actor=auth.actor(), after=after, size=limit)
    return {"items": found, "after": paging.cursor_of(found[-1]) if len(found) == limit else ""}


@bp.post("/people")
@allow("people.edit")
@bp.arguments(NewPerson)
@bp.response(201, PersonOut)
@bp.alt_response(409, schema=ClashOut)
def create_person(data: dict[str, Any]) -> Any:
    """Add a person. 409 `alike`: people in reach who may be the same; `on_file`: somebody out of
    reach surely is, and access has been requested."""
    anyway = data.pop("anyway")
    try:
        return adding.add_person(data, actor=auth.actor(), anyway=anyway)
    except Conflict as error:
        return _clash(error)


@bp.get("/people/<person_id>")
@allow("people.view")
@bp.response(200, PersonOut)
def get_person(person_id: str) -> Person:
    """One person; the read is audited."""
    return service.read_person(person_id, actor=auth.actor())


@bp.patch("/people/<person_id>")
@allow("people.edit")
@bp.arguments(VersionedPerson)
@bp.response(200, PersonOut)
@bp.alt_response(409, schema=ClashOut)
def update_person(data: dict[str, Any], person_id: str) -> Any:
    """Set fields of a person read at `version`; null clears one. 409 with `theirs` when somebody
    changed it meanwhile."""
    version = data.pop("version")
    changes = {**data, **adding.placed(data, actor=auth.actor())}
    try:
        return service.update_person(person_id, version, changes, actor=auth.actor())
    except Conflict as error:
        return _clash(error)


@bp.delete("/people/<person_id>")
@allow("people.delete")
@bp.response(204)
def delete_person(person_id: str) -> None:
    """Take a person out of every list; restore brings them back."""
    removal.delete_person(person_id, actor=auth.actor())


@bp.post("/people/<person_id>/restore")
@allow("people.delete")
@bp.response(200, PersonOut)
def restore_person(person_id: str) -> Person:
    """Bring a deleted person back."""
    return removal.restore_person(person_id, actor=auth.actor())


@bp.put("/people/<person_id>/do-not-contact")
@allow("people.edit")
@bp.arguments(DoNotContact)
@bp.response(200, PersonOut)
def set_do_not_contact(data: dict[str, Any], person_id: str) -> Person:
    """Mark that nobody is to contact this person."""
    return service.set_do_not_contact(person_id, data, actor=auth.actor())


@bp.delete("/people/<person_id>/do-not-contact")
@allow("people.edit")
@bp.response(200, PersonOut)
def lift_do_not_contact(person_id: str) -> Person:
    """Let people contact this person again."""
    return service.set_do_not_contact(person_id, None, actor=auth.actor())
