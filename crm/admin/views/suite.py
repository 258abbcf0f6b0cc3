"""The suite page: locals of the installation. No worker's record is shown here."""

from typing import Any

from flask import request
from flask_login import current_user
from werkzeug.wrappers import Response

from crm import web
from crm.accounts.views.links import address
from crm.admin import suite as service
from crm.admin import work
from crm.admin.views.blueprint import bp
from crm.admin.views.jobs import label
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from crm.locals import schemas
from crm.locals import service as local_bodies

KINDS = (
    ("local", _("a local")),
    ("district", _("a district")),
    ("international", _("an international")),
)


@bp.get("/suite")
@allow("suite.admin")
def suite() -> Response:
    """Locals, jobs of the suite and its own trail."""
    bodies = local_bodies.every()
    return web.page(
        "admin/suite.html",
        bodies=bodies,
        names={body["_id"]: body["name"] for body in bodies},
        kinds=dict(KINDS),
        jobs=[(job, label(job)) for job in work.recent(limit=20)],
        trail=service.trail_of_last_days(),
    )


@bp.get("/suite/locals/new")
@allow("suite.admin", step_up=True)
def new_local() -> Response:
    """The form of a new local."""
    return _new_page({}, {})


def _new_page(values: dict[str, Any], errors: dict[str, Any], status: int = 200) -> Response:
    bodies = [(body["_id"], body["name"]) for body in local_bodies.every()]
    return web.page(
        "admin/suite_local.html",
        status=status,
        bodies=bodies,
        kinds=KINDS,
        values=values,
        errors=errors,
    )


@bp.post("/suite/locals/new")
@allow("suite.admin", step_up=True)
def new_local_post() -> Response:
    """Make a local and invite its first administrator."""
    try:
        data = web.load(schemas.NewLocalForm)
        link = service.create_local(data, address, by=current_user.account["_id"])
    except Invalid as error:
        return _new_page(request.form.to_dict(), error.errors, 422)
    if not link:
        return web.go("admin.suite", _("The local is made; the invitation is on its way."))
    return web.page("admin/suite_link.html", link=link, email=data["email"], name=data["name"])


@bp.get("/suite/locals/<slug>")
@allow("suite.admin")
def suite_local(slug: str) -> Response:
    """One local, as the suite sees it: what it stands under, what is on."""
    return _suite_local_page(slug, {}, {})


def _suite_local_page(
    slug: str, values: dict[str, Any], errors: dict[str, Any], status: int = 200
) -> Response:
    body = local_bodies.get(slug)
    bodies = [(b["_id"], b["name"]) for b in local_bodies.every() if b["_id"] != slug]
    return web.page(
        "admin/suite_body.html",
        status=status,
        body=body,
        bodies=bodies,
        kinds=dict(KINDS),
        values={"parent": body["parent"], **values},
        errors=errors,
    )


@bp.post("/suite/locals/<slug>/parent")
@allow("suite.admin", step_up=True)
def set_parent(slug: str) -> Response:
    """Put a local under another body."""
    local_bodies.get(slug)
    try:
        parent = web.load(schemas.ParentForm)["parent"]
        service.set_parent(slug, parent, by=current_user.account["_id"])
    except Invalid as error:
        return _suite_local_page(slug, request.form.to_dict(), error.errors, 422)
    return web.go("admin.suite", _("Saved."))
