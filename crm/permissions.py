"""The core's permissions and which roles hold them until a local changes that."""

from crm.i18n import _
from crm.plugin import Permission

ALL = ("organizer", "lead", "leadership", "admin", "auditor")

PERMISSIONS = (
    Permission(
        id="lists.view",
        label=_("Make and open lists"),
        default_roles=("organizer", "lead", "admin"),
    ),
    Permission(
        id="lists.share", label=_("Share lists with the local"), default_roles=("lead", "admin")
    ),
    Permission(id="people.export", label=_("Export people to a file"), default_roles=("admin",)),
    Permission(
        id="people.merge",
        label=_("Merge two records of one person"),
        default_roles=("lead", "admin"),
    ),
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
    Permission(
        id="dashboard.view",
        label=_("Open the dashboard"),
        default_roles=("lead", "leadership", "admin"),
    ),
    Permission(id="workplaces.edit", label=_("Write workplaces"), default_roles=("lead", "admin")),
    Permission(
        id="workplaces.log_changes",
        label=_("Record changes of work tied to a tool"),
        default_roles=("organizer", "lead", "admin"),
    ),
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
        id="people.delete",
        label=_("Delete, restore and purge people"),
        default_roles=("admin",),
    ),
    Permission(
        id="imports.run", label=_("Import people from files"), default_roles=("lead", "admin")
    ),
    Permission(id="people.custom_fields", label=_("Make custom fields"), default_roles=("admin",)),
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
