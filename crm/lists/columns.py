"""The columns a list's table may show, and the changes that simple cells take in place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.people import custom
from crm.people.record import FACETS, Person, current_job
from crm.people.schemas import MEMBER_STATUS, PersonShape
from crm.registry import current as registry
from crm.values import format_phone

TEXT, PHONE, SELECT = "text", "phone", "select"
FIRST = ("phone", "department", "shift", "job_title", "tags")
"""The columns of a new list."""
NEEDED = (
    "name", "sort_key", "version", "credit_name", "do_not_contact", "phones", "emails", "facets",
    "employments", "tags", "member_status", "member_number", "pronouns", "languages", "address",
    "custom",
)  # fmt: skip
"""The fields of a person that columns read."""


@dataclass(frozen=True)
class Column:
    """One column: what it shows, and how its cell is edited ('' for not in place)."""

    id: str
    label: Any
    show: Callable[[Mapping[str, Any]], str]
    edit: str = ""
    choices: tuple[tuple[str, Any], ...] = ()
    raw: Callable[[Mapping[str, Any]], str] | None = None

    def value(self, person: Mapping[str, Any]) -> str:
        """What the edit box begins with."""
        return (self.raw or self.show)(person)


def _phone(person: Mapping[str, Any]) -> str:
    good = [p for p in person.get("phones") or [] if p.get("good") is not False]
    return format_phone(good[0]["number"]) if good else ""


def _email(person: Mapping[str, Any]) -> str:
    good = [e for e in person.get("emails") or [] if e.get("good") is not False]
    return str(good[0]["address"]) if good else ""


def _joined(field: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda person: ", ".join(person.get(field) or [])


def _plain(field: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda person: str(person.get(field) or "")


def _facet(facet_id: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda person: str((person.get("facets") or {}).get(facet_id) or "")


def _job(field: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda person: str(current_job(person).get(field) or "")


def _status(person: Mapping[str, Any]) -> str:
    return str(dict(MEMBER_STATUS).get(person.get("member_status") or "", ""))


def _city(person: Mapping[str, Any]) -> str:
    return str((person.get("address") or {}).get("city") or "")


CORE = (
    Column("phone", _("Phone"), _phone, PHONE),
    Column("email", _("E-mail"), _email),
    Column("department", _("Department"), _job("department"), TEXT),
    Column("shift", _("Shift"), _job("shift"), TEXT),
    Column("job_title", _("Job title"), _job("job_title"), TEXT),
    Column("workplace", _("Workplace"), _facet("workplace")),
    Column("tags", _("Tags"), _joined("tags"), TEXT),
    Column("member_status", _("Membership status"), _status, SELECT, MEMBER_STATUS,
           _plain("member_status")),
    Column("member_number", _("Member number"), _plain("member_number")),
    Column("pronouns", _("Pronouns"), _plain("pronouns")),
    Column("languages", _("Languages"), _joined("languages")),
    Column("city", _("City"), _city),
)  # fmt: skip


def _custom(field: Mapping[str, Any]) -> Column:
    field_id, whole = field["_id"], dict(field)

    def show(person: Mapping[str, Any]) -> str:
        return custom.shown(whole, (person.get("custom") or {}).get(field_id))

    def raw(person: Mapping[str, Any]) -> str:
        value = (person.get("custom") or {}).get(field_id)
        return ("yes" if value else "no") if isinstance(value, bool) else str(value or "")

    options = [("yes", _("yes")), ("no", _("no"))] if field["kind"] == "yesno" else []
    options = options or [(option, option) for option in field.get("options") or []]
    choices = (("", ""), *options) if options else ()
    edit = SELECT if choices else TEXT
    return Column(f"custom.{field_id}", field["label"], show, edit, choices, raw)


def available() -> dict[str, Column]:
    """All columns of the current local by id: the core's, custom fields, plugins' facets."""
    own = [_custom(field) for field in custom.every()]
    facets = [
        Column(f"facet.{facet.id}", facet.label, _facet(facet.id))
        for facet in registry().items("facets")
        if facet.id not in FACETS
    ]
    return {column.id: column for column in (*CORE, *own, *facets)}


def chosen(ids: list[str]) -> list[Column]:
    """The columns of a list; those that are no more (a field archived, a plugin off) left out."""
    known = available()
    return [known[i] for i in ids if i in known]


def editable(column_id: str) -> Column:
    """A column whose cells may be edited in place; NotFound for others."""
    found = available().get(column_id)
    if found is None or not found.edit:
        raise NotFound()
    return found


def change(person: Person, column: Column, text: str) -> dict[str, Any]:
    """The fields of `person` to set when its cell in `column` becomes `text`. Raises Invalid."""
    if column.id.startswith("custom."):
        return {"custom": {column.id.removeprefix("custom."): text or None}}
    field, value = _field(person, column.id, text)
    if value == "":
        return {field: value}
    try:
        loaded = PersonShape(only=(field,)).load({field: value})
    except ValidationError as error:
        raise Invalid({"value": messages(error.messages)}) from error
    return {field: loaded[field]}


def _field(person: Person, column_id: str, text: str) -> tuple[str, Any]:
    if column_id == "tags":
        return "tags", list(dict.fromkeys(t.strip() for t in text.split(",") if t.strip()))
    if column_id == "phone":
        return "phones", _phones(person["phones"], text)
    if column_id in ("department", "shift", "job_title"):
        return "employments", _employments(person, column_id, text)
    return column_id, text


def _phones(phones: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """The number shown (the first good one) replaced; what was known about it does not carry."""
    at = next((i for i, phone in enumerate(phones) if phone.get("good") is not False), None)
    if at is None:
        return [*phones, {"number": text}] if text else phones
    new = [{"number": text, "kind": phones[at].get("kind") or "mobile"}] if text else []
    return [*phones[:at], *new, *phones[at + 1 :]]


def _employments(person: Person, field: str, text: str) -> list[dict[str, Any]]:
    jobs = [dict(job) for job in person["employments"]]
    now = current_job(person)
    for job in jobs:
        if job.get("id") == now.get("id"):
            job[field] = text
            return [{k: v for k, v in entry.items() if v not in ("", None)} for entry in jobs]
    return [{field: text}, *jobs] if text else jobs


def messages(found: Any) -> list[str]:
    """The texts of nested validation messages."""
    if isinstance(found, Mapping):
        found = list(found.values())
    if isinstance(found, list):
        return [text for inner in found for text in messages(inner)]
    return [str(found)]
