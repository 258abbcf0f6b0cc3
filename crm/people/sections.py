"""The sections of the person page: which fields each shows and edits."""

from dataclasses import dataclass
from typing import Any

from crm.errors import NotFound
from crm.i18n import _


@dataclass(frozen=True)
class Section:
    """A card of the person page; its templates are people/sections/<id>.html and <id>_edit.html."""

    id: str
    label: Any
    fields: tuple[str, ...]
    wide: bool = False
    """Whether it stands in the wider column, before the history."""


SECTIONS = (
    Section("contact", _("Phones and e-mail"), ("phones", "emails")),
    Section("work", _("Work"), ("employments",), wide=True),
    Section(
        "names",
        _("Names and languages"),
        (
            "first_name", "last_name", "preferred_name", "credit_name", "pronouns", "languages",
        ),
    ),
    Section("tags", _("Tags"), ("tags",)),
    Section("custom", _("More about them"), ("custom",), wide=True),
    Section("address", _("Address"), ("address",)),
    Section("relations", _("Related people"), ("relations",)),
    Section(
        "membership",
        _("Membership and other ids"),
        ("member_status", "member_number", "external_ids"),
    ),
    Section("notes", _("Notes"), ("notes",), wide=True),
)  # fmt: skip


def get(section_id: str) -> Section:
    """A section by its id; NotFound."""
    for section in SECTIONS:
        if section.id == section_id:
            return section
    raise NotFound()


LABELS = {
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "preferred_name": _("Preferred name"),
    "credit_name": _("Credit name"),
    "pronouns": _("Pronouns"),
    "languages": _("Languages"),
    "phones": _("Phones"),
    "emails": _("E-mail addresses"),
    "employments": _("Employment"),
    "tags": _("Tags"),
    "custom": _("More about them"),
    "address": _("Address"),
    "relations": _("Related people"),
    "member_status": _("Membership status"),
    "member_number": _("Member number"),
    "external_ids": _("Ids in other systems"),
    "notes": _("Notes"),
}
