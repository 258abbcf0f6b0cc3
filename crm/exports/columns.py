"""The columns a file of people may have, headed so that the import knows each of them again.

What the import does with a cell is in `imports.service`; both halves are held together by a test
that exports, imports and finds nothing changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from crm.i18n import _
from crm.imports.fields import CORE_FIELDS
from crm.people import custom
from crm.people.record import FACETS, current_job
from crm.registry import current as registry

Person = Mapping[str, Any]
LABELS = {field.id: field.label for field in CORE_FIELDS}
ID = "callboard_id"
ALWAYS = (ID, "first_name", "last_name")
"""Columns of every export: without them a file cannot come back."""
FIRST = ("preferred_name", "mobile", "phone", "email", "department", "shift", "job_title")
WATERMARK = _("Callboard export")
"""The header over the export's id in every row; the import knows no such column."""


@dataclass(frozen=True)
class Column:
    """One column: header, the cell of a person, and its kind for `writing` (phone, number)."""

    id: str
    label: Any
    cell: Callable[[Person], Any]
    kind: str = "text"


def _plain(field: str) -> Callable[[Person], Any]:
    return lambda person: person.get(field) or ""


def _address(field: str) -> Callable[[Person], Any]:
    return lambda person: (person.get("address") or {}).get(field) or ""


def _job(field: str) -> Callable[[Person], Any]:
    return lambda person: current_job(person).get(field) or ""


def _number(kinds: tuple[str, ...], nth: int = 0) -> Callable[[Person], str]:
    def cell(person: Person) -> str:
        found = [p["number"] for p in person.get("phones") or [] if (p.get("kind") or "") in kinds]
        return str(found[nth]) if nth < len(found) else ""

    return cell


def _mail(nth: int) -> Callable[[Person], str]:
    def cell(person: Person) -> str:
        found = person.get("emails") or []
        return str(found[nth]["address"]) if nth < len(found) else ""

    return cell


def _do_not_contact(person: Person) -> str:
    return "yes" if person.get("do_not_contact") else ""


_CELLS: dict[str, tuple[Callable[[Person], Any], str]] = {
    "first_name": (_plain("first_name"), "text"),
    "last_name": (_plain("last_name"), "text"),
    "preferred_name": (_plain("preferred_name"), "text"),
    "credit_name": (_plain("credit_name"), "text"),
    "pronouns": (_plain("pronouns"), "text"),
    "language": (_plain("languages"), "text"),
    "mobile": (_number(("mobile",)), "phone"),
    "phone": (_number(("other", ""), 0), "phone"),
    "phone_2": (_number(("mobile", "other", ""), 1), "phone"),
    "home_phone": (_number(("home",)), "phone"),
    "work_phone": (_number(("work",)), "phone"),
    "email": (_mail(0), "text"),
    "email_2": (_mail(1), "text"),
    "street": (_address("street"), "text"),
    "city": (_address("city"), "text"),
    "state": (_address("state"), "text"),
    "postal_code": (_address("postal_code"), "text"),
    "country": (_address("country"), "text"),
    "visit_note": (_address("note"), "text"),
    "do_not_contact": (_do_not_contact, "text"),
    "member_number": (_plain("member_number"), "text"),
    "member_status": (_plain("member_status"), "text"),
    "employer": (_job("employer"), "text"),
    "worksite": (_job("worksite"), "text"),
    "department": (_job("department"), "text"),
    "shift": (_job("shift"), "text"),
    "job_title": (_job("job_title"), "text"),
    "start_date": (_job("start"), "text"),
    "end_date": (_job("end"), "text"),
    "days_worked": (_job("days"), "number"),
    "hours_worked": (_job("hours"), "number"),
    "tags": (_plain("tags"), "text"),
    "notes": (_plain("notes"), "text"),
}


def _custom(field: Mapping[str, Any]) -> Column:
    def cell(person: Person) -> Any:
        return (person.get("custom") or {}).get(field["_id"])

    kind = "number" if field["kind"] == "number" else "text"
    return Column(f"custom.{field['_id']}", field["label"], cell, kind)


def _facet(facet: Any) -> Column:
    def cell(person: Person) -> Any:
        return (person.get("facets") or {}).get(facet.id) or ""

    return Column(f"facet.{facet.id}", facet.label, cell)


def available() -> list[Column]:
    """Every column there is in the current local: the core's, custom fields, plugins' facets."""
    core = [Column(i, LABELS[i], cell, kind) for i, (cell, kind) in _CELLS.items()]
    facets = [f for f in registry().items("facets") if f.id not in FACETS]
    own_id = Column(ID, _("Callboard id"), lambda person: person["_id"])
    return [own_id, *core, *map(_custom, custom.every()), *map(_facet, facets)]


def chosen(ids: list[str]) -> list[Column]:
    """The columns with these ids and those of every export, in the order of `available`."""
    wanted = {*ALWAYS, *ids}
    return [column for column in available() if column.id in wanted]
