"""What each role may do in this local."""

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.accounts.schemas import PermissionsForm
from crm.admin.views.blueprint import AT, bp, page
from crm.auth import allow
from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.locals import service as local_bodies
from crm.registry import current as registry
from crm.words import ROLE_LABELS


@bp.get(f"{AT}/roles")
@allow("local.admin")
def roles() -> Response:
    """The table of permissions by role."""
    held = {role: local_bodies.role_table(role) for role, _label in ROLE_LABELS}
    return page(
        "admin/roles.html",
        tab="admin.roles",
        roles=ROLE_LABELS,
        plugins=[p for p in registry().enabled() if p.permissions],
        held=held,
        own=auth.actor().roles,
    )


def _label(role: str) -> object:
    labels = dict(ROLE_LABELS)
    if role not in labels:
        raise NotFound()
    return labels[role]


def _role_page(role: str, held: object, errors: dict[str, object], status: int = 200) -> Response:
    return page(
        "admin/role.html",
        status=status,
        tab="admin.roles",
        role=role,
        label=_label(role),
        own=role in auth.actor().roles,
        plugins=[p for p in registry().enabled() if p.permissions],
        held=held,
        errors=errors,
    )


@bp.get(f"{AT}/roles/<role>")
@allow("local.admin")
def role(role: str) -> Response:
    """One role, to switch single permissions on and off."""
    _label(role)
    return _role_page(role, local_bodies.role_table(role), {})


@bp.post(f"{AT}/roles/<role>")
@allow("local.admin", step_up=True)
def role_post(role: str) -> Response:
    """Store what the role may do here."""
    label = _label(role)
    try:
        wanted = web.load(PermissionsForm)["permissions"]
        local_bodies.change_role(role, wanted, actor=auth.actor())
    except Invalid as error:
        return _role_page(role, request.form.getlist("permissions"), error.errors, 422)
    return web.go("admin.roles", _("Saved: %(role)s.", role=label))
