"""Words of the product that several pages show: names of roles, in one place."""

from crm.i18n import _

ROLE_LABELS = (
    ("organizer", _("Organizer")),
    ("lead", _("Lead organizer")),
    ("leadership", _("Leadership")),
    ("admin", _("Administrator")),
    ("auditor", _("Auditor")),
)

JOB_LABELS = {
    "core.audit_verify": _("Checking the audit trail"),
    "core.change_list": _("Changing everybody on a list"),
    "core.export_people": _("Exporting people"),
    "core.find_duplicates": _("Looking for duplicates"),
    "core.recheck_duplicates": _("Looking for duplicates of one person"),
    "core.refresh_list": _("Refreshing a list"),
    "core.import_preview": _("Checking the rows of an import"),
    "core.import_commit": _("Writing an import"),
    "core.import_undo": _("Undoing an import"),
    "core.hand_over": _("Handing a leaver's people on"),
    "core.load_demo": _("Loading the demo"),
}
