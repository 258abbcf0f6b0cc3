"""Fields of a person and their values in words, for previews, reports and problem lists."""

from collections.abc import Mapping
from typing import Any

from crm.i18n import _
from crm.values import format_phone

LABELS: dict[str, Any] = {
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "preferred_name": _("Preferred name"),
    "credit_name": _("Credit name"),
    "pronouns": _("Pronouns"),
    "languages": _("Languages"),
    "phones": _("Phones"),
    "emails": _("E-mails"),
    "address": _("Address"),
    "member_status": _("Membership status"),
    "member_number": _("Member number"),
    "employments": _("Job"),
    "tags": _("Tags"),
    "custom": _("Custom fields"),
    "external_ids": _("Ids"),
    "notes": _("Notes"),
    "do_not_contact": _("Do not contact"),
}
LONGEST = 160


def label(name: str) -> str:
    """The name of a field on screen."""
    return str(LABELS.get(name, name))


def shown(name: str, value: Any) -> str:
    """A field's value as one line; '' for nothing."""
    if not value:
        return ""
    if name == "do_not_contact":
        return str(_("yes"))
    if isinstance(value, list):
        text = "; ".join(_entry(name, entry) for entry in value)
    elif isinstance(value, Mapping):
        text = ", ".join(str(part) for part in value.values() if part not in (None, ""))
    else:
        text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _entry(name: str, entry: Any) -> str:
    if name == "phones":
        return format_phone(entry["number"])
    if name == "emails":
        return str(entry["address"])
    if name == "external_ids":
        return f"{entry['source']} {entry['id']}"
    if name == "employments":
        parts = ("job_title", "department", "shift", "worksite", "employer", "start", "end")
        return ", ".join(str(entry[part]) for part in parts if entry.get(part))
    return str(entry)


def change(name: str, before: Any, after: Any) -> dict[str, str]:
    """One changed field in words, for a preview."""
    return {"field": label(name), "before": shown(name, before), "after": shown(name, after)}
