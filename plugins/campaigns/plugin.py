"""The wiring of the campaigns plugin; a reader starts here."""

from crm.i18n import _
from crm.plugin import Plugin

plugin = Plugin(
    name="campaigns",
    label=_("Campaigns"),
    summary=_("Organizing campaigns: the unit, contacts, assessments, the wall chart."),
)
