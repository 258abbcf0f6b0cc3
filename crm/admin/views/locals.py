"""The local's own settings."""

from typing import Any

from flask import request
from flask_login import current_user
from werkzeug.wrappers import Response

from crm import auth, tenancy, web
from crm.admin.views.blueprint import AT, bp, page
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from crm.locals import schemas
from crm.locals import service as local_bodies


def _local_page(values: dict[str, Any], errors: dict[str, Any], status: int = 200) -> Response:
    local = tenancy.current().local
    parent = local_bodies.get(local["parent"])["name"] if local["parent"] else ""
    return page(
        "admin/local.html",
        status=status,
        tab="admin.local",
        parent=parent,
        zones=[(z, z.replace("_", " ")) for z in schemas.zones()],
        regions=schemas.REGIONS,
        suite_admin=current_user.account["suite_admin"],
        values=values,
        errors=errors,
    )


@bp.get(f"{AT}/local")
@allow("local.admin")
def local() -> Response:
    """Name, time zone, phone region, what is shared upwards."""
    stored = tenancy.current().local
    defaults = schemas.CoreSettings().load({})
    values = {**defaults, **stored["settings"].get("core", {}), "name": stored["name"]}
    return _local_page(values, {})


@bp.post(f"{AT}/local")
@allow("local.admin")
def local_post() -> Response:
    """Store them."""
    try:
        data = web.load(schemas.LocalForm)
    except Invalid as error:
        return _local_page(request.form.to_dict(), error.errors, 422)
    local_bodies.save_local(data.pop("name"), data, actor=auth.actor())
    return web.go("admin.local", _("Saved."))
