"""A person's job class, said by hand."""

from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.i18n import _
from plugins.jobclasses.match_schemas import PersonClassForm
from plugins.jobclasses.service import classes, roster
from plugins.jobclasses.views.blueprint import bp


@bp.get("/people/<person_id>/class")
@allow("jobclasses.match")
def person_class(person_id: str) -> Response:
    """The form of a person's class."""
    person, row = roster.of_person(person_id, actor=auth.actor())
    known = sorted(classes.live().values(), key=lambda job: str(job["title"]).casefold())
    return web.page("jobclasses/personclass.html", person=person, row=row, known=known)


@bp.post("/people/<person_id>/class")
@allow("jobclasses.match")
def person_class_save(person_id: str) -> Response:
    """Say which class a person is in, or leave it to the title."""
    data = web.load(PersonClassForm)
    roster.set_by_hand(person_id, data["class_key"], actor=auth.actor())
    return web.go("people.person", _("The job class is noted."), person_id=person_id)
