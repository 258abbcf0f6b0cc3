"""The core's entries of the main navigation; each noun's address and who may open it."""

from crm.i18n import _
from crm.plugin import NavItem

NAVIGATION = (
    NavItem(
        label=_("Today"),
        endpoint="dashboard.today",
        permission="local.view",
        icon="home",
        order=0,
    ),
    NavItem(
        label=_("Dashboard"),
        endpoint="dashboard.overview",
        permission="dashboard.view",
        icon="chart-bar",
        order=5,
    ),
    NavItem(
        label=_("People"),
        endpoint="people.index",
        permission="people.view",
        icon="users",
        order=10,
    ),
    NavItem(
        label=_("Import"),
        endpoint="imports.index",
        permission="imports.run",
        icon="file-import",
        order=30,
    ),
    NavItem(
        label=_("Lists"),
        endpoint="lists.index",
        permission="lists.view",
        icon="list",
        order=15,
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
)
