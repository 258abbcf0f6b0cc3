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
    "core.hand_over": _("Handing a leaver's people on"),
    "core.load_demo": _("Loading the demo"),
}
