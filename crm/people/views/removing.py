"""Deleting, restoring and purging people."""

from flask import url_for
from werkzeug.wrappers import Response

from crm import web
from crm.accounts import service as accounts
from crm.auth import actor, allow
from crm.i18n import _
from crm.people import reach, removal
from crm.people.views.blueprint import bp


@bp.post("/<person_id>/delete")
@allow("people.delete")
def delete(person_id: str) -> Response:
    """Take a person out of every list; the list of deleted people brings them back."""
    removal.delete_person(person_id, actor=actor())
    return web.go("people.deleted", _("Deleted. The person can be restored from here."))


@bp.get("/deleted")
@allow("people.delete")
def deleted() -> Response:
    """Who has been deleted, latest first."""
    found = removal.deleted_people(actor=actor())
    return web.page("people/deleted.html", people=found, names=accounts.names())


@bp.post("/<person_id>/restore")
@allow("people.delete")
def restore(person_id: str) -> Response:
    """Bring a deleted person back."""
    removal.restore_person(person_id, actor=actor())
    return web.go("people.person", _("The person is back."), person_id=person_id)


@bp.post("/<person_id>/purge")
@allow("people.delete", step_up=True)
def purge(person_id: str) -> Response:
    """Remove a deleted person for good."""
    removal.purge_person(person_id, actor=actor())
    answer = web.go("people.deleted", _("Removed for good."))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@bp.get("/<person_id>/delete")
@allow("people.delete")
def confirm_delete(person_id: str) -> Response:
    """Ask before deleting: what stays and what goes."""
    person = reach.find(person_id, actor=actor())
    return web.page(
        "people/delete.html",
        "form",
        person=person,
        target=url_for("people.delete", person_id=person_id),
    )
