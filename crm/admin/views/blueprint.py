"""The blueprints of administration and jobs, and the tabs of the settings pages."""

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from crm import auth, web
from crm.i18n import _

bp = Blueprint("admin", "crm.admin", template_folder="templates")
jobs_bp = Blueprint("jobs", "crm.admin", template_folder="templates")

AT = "/l/<local>/settings"
TABS = (
    ("admin.people", _("People with access"), "local.admin"),
    ("admin.roles", _("Roles"), "local.admin"),
    ("admin.requests", _("Requests"), "people.see_all"),
    ("admin.plugins", _("Plugins"), "local.admin"),
    ("admin.local", _("Local"), "local.admin"),
    ("jobs.recent", _("Jobs"), "local.admin"),
    ("admin.audit", _("Audit"), "audit.view"),
)


def page(template: str, block: str | None = None, *, tab: str, **context: Any) -> Response:
    """A settings page with the tabs this person may open; `tab` is the endpoint of its own."""
    actor = auth.actor()
    tabs = [(endpoint, label) for endpoint, label, right in TABS if actor.can(right)]
    return web.page(template, block, tabs=tabs, tab=tab, **context)
