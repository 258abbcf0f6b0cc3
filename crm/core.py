"""The core as a value of its own plugin contract: one mechanism for what core and plugins add."""

from crm.accounts import views as accounts_views
from crm.dashboard import views as dashboard_views
from crm.i18n import _
from crm.plugin import NavItem, Permission, Plugin

ALL = ("organizer", "lead", "leadership", "admin", "auditor")

BLUEPRINTS = (
    (accounts_views.bp, ""),
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
)

core = Plugin(
    name="core",
    label=_("Core"),
    summary=_("People, workplaces, lists, imports and everything the plugins stand on."),
    permissions=PERMISSIONS,
    nav=(
        NavItem(
            label=_("Today"),
            endpoint="dashboard.today",
            permission="local.view",
            icon="home",
            order=0,
        ),
    ),
)
COMMANDS: tuple = ()
