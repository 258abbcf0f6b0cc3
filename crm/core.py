"""The core as a value of its own plugin contract: one mechanism for what core and plugins add."""

from crm.accounts import handover
from crm.accounts.views import pages as accounts_pages
from crm.admin import trail
from crm.admin.views import pages as admin_pages
from crm.admin.views.requests import today_panel as requests_panel
from crm.backup import jobs as backup_jobs
from crm.dashboard import views as dashboard_views
from crm.i18n import _
from crm.locals.schemas import CoreSettings
from crm.plugin import NavItem, Permission, Plugin, Slot

ALL = ("organizer", "lead", "leadership", "admin", "auditor")

BLUEPRINTS = (
    (accounts_pages.bp, ""),
    (admin_pages.bp, ""),
    (admin_pages.jobs_bp, ""),
    (dashboard_views.bp, "/l/<local>"),
)
API_BLUEPRINTS: tuple = ()

PERMISSIONS = (
    Permission(id="local.view", label=_("Open the local"), default_roles=ALL),
    Permission(
        id="people.view",
        label=_("See the people in reach"),
        default_roles=("organizer", "lead", "leadership", "admin"),
    ),
    Permission(
        id="people.edit", label=_("Write people"), default_roles=("organizer", "lead", "admin")
    ),
    Permission(
        id="people.see_all", label=_("See every person of the local"), default_roles=("admin",)
    ),
    Permission(
        id="settings.open", label=_("Open the settings"), default_roles=("admin", "auditor")
    ),
    Permission(
        id="local.admin",
        label=_("Administer the local: access, roles, plugins, settings"),
        default_roles=("admin",),
    ),
    Permission(
        id="audit.view", label=_("Read the audit trail"), default_roles=("admin", "auditor")
    ),
)

core = Plugin(
    name="core",
    label=_("Core"),
    summary=_("People, workplaces, lists, imports and everything the plugins stand on."),
    permissions=PERMISSIONS,
    settings=CoreSettings,
    jobs={
        "core.audit_verify": trail.verify_job,
        "core.export_nightly": backup_jobs.export_nightly,
        "core.hand_over": handover.hand_over,
    },
    today_panels=(
        Slot(id="access-requests", permission="people.see_all", render=requests_panel, order=5),
    ),
    nav=(
        NavItem(
            label=_("Today"),
            endpoint="dashboard.today",
            permission="local.view",
            icon="home",
            order=0,
        ),
        NavItem(
            label=_("Settings"),
            endpoint="admin.home",
            permission="settings.open",
            icon="settings",
            order=90,
        ),
    ),
)
COMMANDS: tuple = ()
