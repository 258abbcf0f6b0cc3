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
from crm.plugin import NavItem, Permission, Plugin, SearchSource, Slot
from crm.workplaces import api as workplaces_api
from crm.workplaces import cli as workplaces_cli
from crm.workplaces import electionimport, merging, rules
from crm.workplaces import service as workplaces
from crm.workplaces.views import pages as workplaces_pages

ALL = ("organizer", "lead", "leadership", "admin", "auditor")

BLUEPRINTS = (
    (accounts_pages.bp, ""),
    (admin_pages.bp, ""),
    (admin_pages.jobs_bp, ""),
    (dashboard_views.bp, "/l/<local>"),
    (workplaces_pages.bp, "/l/<local>/workplaces"),
)
API_BLUEPRINTS: tuple = ((workplaces_api.bp, ""),)

PERMISSIONS = (
    Permission(id="local.view", label=_("Open the local"), default_roles=ALL),
    Permission(
        id="people.view",
        label=_("See the people in reach"),
        default_roles=("organizer", "lead", "leadership", "admin"),
    ),
    Permission(
        id="workplaces.view",
        label=_("See workplaces and the public record"),
        default_roles=("organizer", "lead", "leadership", "admin"),
    ),
    Permission(id="workplaces.edit", label=_("Write workplaces"), default_roles=("lead", "admin")),
    Permission(
        id="workplaces.elections_import",
        label=_("Import the labor board's elections"),
        default_roles=("admin",),
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
    migrations=(rules.migrate,),
    settings=CoreSettings,
    jobs={
        electionimport.JOB: electionimport.run_import,
        merging.JOB: merging.move_people,
        "core.audit_verify": trail.verify_job,
        "core.export_nightly": backup_jobs.export_nightly,
        "core.hand_over": handover.hand_over,
    },
    today_panels=(
        Slot(id="access-requests", permission="people.see_all", render=requests_panel, order=5),
    ),
    search=(
        SearchSource(
            id="workplaces",
            label=_("Workplaces"),
            permission="workplaces.view",
            find=workplaces.find_for_search,
        ),
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
        NavItem(
            label=_("Workplaces"),
            endpoint="workplaces.index",
            permission="workplaces.view",
            icon="building",
            order=20,
        ),
    ),
)
COMMANDS: tuple = (workplaces_cli.imports,)
