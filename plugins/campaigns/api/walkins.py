"""Walk-ins over the API: somebody at the door of an event who is not on its list."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.i18n import _
from crm.people.adding import Alike
from plugins.campaigns.api.blueprint import bp
from plugins.campaigns.api.events import GuestOut
from plugins.campaigns.eventforms import WalkInForm
from plugins.campaigns.service import walkins


class CandidateOut(Schema):
    """Somebody in reach whom the walk-in might be: send `id` as `person_id` if they are."""

    id = fields.String(attribute="_id")
    name = fields.String()
    department = fields.String(attribute="facets.department")
    phone_ends = fields.String()


class AlikeOut(Schema):
    """A problem of code "alike": nothing was written, `people` are who it might be."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    code = fields.String()
    detail = fields.String()
    people = fields.List(fields.Nested(CandidateOut))


def _phone_end(person: Mapping[str, Any]) -> str:
    """The last four digits of the first number that works, to tell equal names apart."""
    good = (p["number"] for p in person.get("phones") or () if p.get("good") is not False)
    return str(next(good, ""))[-4:]


@bp.post("/<campaign_id>/events/<event_id>/walk-ins")
@allow("campaigns.log")
@bp.arguments(WalkInForm)
@bp.response(201, GuestOut)
@bp.alt_response(409, schema=AlikeOut, description="Somebody in reach might be the same person")
def walk_in(data: dict[str, Any], campaign_id: str, event_id: str) -> Any:
    """Check in somebody who is not on the list: `person_id` for one on file, else names.

    The same `key` sent again gives the row that is there already. Where somebody in the caller's
    reach has the same name, phone or e-mail, the answer is 409 with code "alike" and `people`, and
    nothing is written: send `person_id` of the one it is, or `anyway: true` for one person more.
    Somebody on file out of reach is 409 with code "on_file": access has been requested.
    """
    try:
        return walkins.walk_in(campaign_id, event_id, data, actor=auth.actor())
    except Alike as error:
        return _alike(error)


def _alike(error: Alike) -> Response:
    detail = str(_("Send the person_id of the one it is, or anyway: true to add one more."))
    people = [{**one, "phone_ends": _phone_end(one)} for one in error.extra["people"]]
    return web.problem(error, detail=detail, **AlikeOut(only=["people"]).dump({"people": people}))
