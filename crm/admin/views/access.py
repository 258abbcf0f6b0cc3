"""People with access: inviting, roles, signing out, leaving."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.accounts import links
from crm.accounts import service as accounts
from crm.accounts.schemas import InviteForm, LeaveForm, RolesForm
from crm.accounts.views.links import address
from crm.admin import access
from crm.admin.views.blueprint import AT, bp, page
from crm.auth import allow
from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.words import ROLE_LABELS


@bp.get(f"{AT}/")
@allow("settings.open")
def home() -> Response:
    """The first tab this person may open."""
    return web.go("admin.people" if auth.actor().can("local.admin") else "admin.audit")


@bp.get(f"{AT}/people")
@allow("local.admin")
def people() -> Response:
    """Who has access, and who is invited."""
    return page(
        "admin/people.html",
        tab="admin.people",
        people=access.people(),
        invitations=links.open_invitations(),
        roles=ROLE_LABELS,
    )


@bp.get(f"{AT}/people/invite")
@allow("local.admin", step_up=True)
def invite() -> Response:
    """The form of an invitation."""
    return _invite_page({"roles": ["organizer"]}, {})


def _invite_page(values: dict[str, Any], errors: dict[str, Any], status: int = 200) -> Response:
    return page(
        "admin/invite.html",
        status=status,
        tab="admin.people",
        roles=ROLE_LABELS,
        values=values,
        errors=errors,
    )


@bp.post(f"{AT}/people/invite")
@allow("local.admin", step_up=True)
def invite_post() -> Response:
    """Invite somebody: mailed, or shown as a link to copy."""
    try:
        data = web.load(InviteForm)
        link = links.invite(data["email"], data["roles"], address, actor=auth.actor())
    except Invalid as error:
        values = {"email": request.form.get("email"), "roles": request.form.getlist("roles")}
        return _invite_page(values, error.errors, 422)
    if not link:
        return web.go(
            "admin.people", _("The invitation is on its way to %(to)s.", to=data["email"])
        )
    return page(
        "admin/link.html",
        tab="admin.people",
        link=link,
        title=_("Invitation for %(email)s", email=data["email"]),
        life=_("It works once, within 7 days. Pass it on yourself; it is not shown again."),
        back=("admin.people", {}),
    )


@bp.post(f"{AT}/invitations/<link_id>/withdraw")
@allow("local.admin")
def withdraw(link_id: str) -> Response:
    """End an open invitation."""
    links.withdraw(link_id, actor=auth.actor())
    return web.go("admin.people", _("The invitation is withdrawn."))


@bp.get(f"{AT}/people/<account_id>")
@allow("local.admin")
def person(account_id: str) -> Response:
    """One account of the local."""
    return _person_page(account_id, {})


def _person_page(account_id: str, errors: dict[str, Any], status: int = 200) -> Response:
    row = access.one(account_id)
    chosen = request.form.getlist("roles") if "roles" in errors else row["roles"]
    return page(
        "admin/account.html",
        status=status,
        tab="admin.people",
        person=row,
        chosen=chosen,
        own=row["_id"] == auth.actor().account_id,
        roles=ROLE_LABELS,
        values=request.form,
        errors=errors,
    )


@bp.post(f"{AT}/people/<account_id>/roles")
@allow("local.admin", step_up=True)
def set_roles(account_id: str) -> Response:
    """Give an account of the local other roles; ends its sessions."""
    accounts.member(account_id)
    try:
        accounts.set_roles(account_id, web.load(RolesForm)["roles"], actor=auth.actor())
    except Invalid as error:
        return _person_page(account_id, error.errors, 422)
    return web.go("admin.person", _("The roles are changed."), account_id=account_id)


@bp.post(f"{AT}/people/<account_id>/sessions")
@allow("local.admin")
def end_sessions(account_id: str) -> Response:
    """Sign an account out everywhere."""
    try:
        access.end_sessions(account_id, actor=auth.actor())
    except Invalid as error:
        return _person_page(account_id, error.errors, 422)
    return web.go("admin.person", _("Signed out everywhere."), account_id=account_id)


@bp.post(f"{AT}/people/<account_id>/reset-link")
@allow("local.admin", step_up=True)
def reset_link(account_id: str) -> Response:
    """Make a reset link: mailed to its owner, or shown to copy."""
    try:
        link = links.reset_for_member(account_id, address, actor=auth.actor())
    except Invalid as error:
        return _person_page(account_id, error.errors, 422)
    if not link:
        return web.go("admin.person", _("The link is on its way."), account_id=account_id)
    return page(
        "admin/link.html",
        tab="admin.people",
        link=link,
        title=_("Reset link for %(name)s", name=access.one(account_id)["name"]),
        life=_("It works once, within an hour. Pass it on yourself; it is not shown again."),
        back=("admin.person", {"account_id": account_id}),
    )


@bp.post(f"{AT}/people/<account_id>/leave")
@allow("local.admin", step_up=True)
def leave(account_id: str) -> Response:
    """End an account's access to the local and hand its work on."""
    try:
        heir = web.load(LeaveForm)["heir"]
        accounts.remove(account_id, actor=auth.actor(), heir_id=heir or None)
    except Invalid as error:
        return _person_page(account_id, error.errors, 422)
    except NotFound:
        accounts.member(account_id)  # the leaver is unknown here: 404
        return _person_page(account_id, {"heir": [_("Choose somebody of this local.")]}, 422)
    return web.go("admin.people", _("Access has ended; the work is handed on."))
