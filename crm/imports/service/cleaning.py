"""One row of a file becomes the fields of a person, the plugins' values, and what is wrong with it.

Pure: the file and the choice of columns come in, plain data comes out. Who the person is on file
is decided in `matching`, what would change in `merging`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from crm import db
from crm.i18n import _
from crm.imports.service.columns import SKIP
from crm.imports.service.parsing import NOTHING, Parse
from crm.people.record import NAME_FIELDS
from crm.values import visible

PHONES: Final = {
    "mobile": "mobile",
    "phone": "mobile",
    "phone_2": "other",
    "home_phone": "home",
    "work_phone": "work",
}
SCALARS: Final = (
    "first_name",
    "last_name",
    "preferred_name",
    "credit_name",
    "pronouns",
    "member_status",
    "member_number",
    "notes",
)
JOB: Final = {
    "employer": "employer",
    "worksite": "worksite",
    "department": "department",
    "shift": "shift",
    "job_title": "job_title",
    "start_date": "start",
    "end_date": "end",
    "days_worked": "days",
    "hours_worked": "hours",
}
ADDRESS: Final = ("city", "state", "postal_code", "country")
FINDABLE: Final = (
    "first_name", "last_name", "phones", "emails", "external_ids", "member_number",
)  # fmt: skip
"""Somebody without any of these would be doubled by the next file."""
MOST_ENTRIES: Final = 10
SHOWN: Final = 80


@dataclass
class Clean:
    """A row made ready: `data` are fields of a person, `values` those of plugins by column id.

    A problem has column, message and value (what stood in the cell, shortened).
    """

    number: int
    data: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, str]] = field(default_factory=list)
    own_id: str = ""

    @property
    def name(self) -> str:
        """The name as it stands in the file."""
        first, last = self.data.get("first_name", ""), self.data.get("last_name", "")
        return f"{first} {last}".strip() or self.data.get("credit_name", "")


def problem(message: Any, column: str = "", value: str = "") -> dict[str, str]:
    """One thing that is wrong with a row."""
    return {"column": column, "message": str(message), "value": value[:SHOWN]}


class Cleaner:
    """Cleans the rows of one file; made once per run.

    `fields` has a field id (or SKIP) per header, `parse` a function per field id, `id_source`
    says whose ids the external ids are, `tag` is put on everybody.
    """

    def __init__(
        self,
        headers: Sequence[str],
        fields: Sequence[str],
        parse: dict[str, Parse],
        *,
        id_source: str = "",
        tag: str = "",
    ) -> None:
        self._columns = [
            (index, header, name, parse[name])
            for index, (header, name) in enumerate(zip(headers, fields, strict=True))
            if name != SKIP
        ]
        self._source, self._tag = id_source or "import", tag

    def clean(self, number: int, cells: Sequence[str]) -> Clean:
        """The row with this number in the file."""
        row = Clean(number)
        parsed = self._parsed(cells, row)
        row.own_id = parsed.get("callboard_id", "")
        row.data = self._assembled(parsed)
        for name, value in parsed.items():
            if name.startswith("custom."):
                row.data.setdefault("custom", {})[name.removeprefix("custom.")] = value
            elif "." in name and value is not None:
                row.values[name] = value
        if not row.own_id and not row.problems and not _any(row.data, NAME_FIELDS):
            row.problems.append(problem(_("No name: write at least one, or delete the row")))
        elif not row.own_id and not _any(row.data, FINDABLE):
            message = _("Only a credit or preferred name: add the legal name, an e-mail or a phone")
            row.problems.append(problem(message))
        return row

    def _parsed(self, cells: Sequence[str], row: Clean) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for index, header, name, parse in self._columns:
            text = visible(cells[index], lines=True).strip()
            if not text or text.lower() in NOTHING:
                continue
            try:
                value = parse(text)
            except ValueError as error:
                row.problems.append(problem(error, header, text))
                continue
            if name in PHONES or name in ("email", "email_2"):
                found.setdefault(name, []).append(value)
            else:
                found[name] = value
        return found

    def _assembled(self, parsed: dict[str, Any]) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if "full_name" in parsed:
            data["first_name"], data["last_name"] = parsed["full_name"]
        data.update({name: parsed[name] for name in SCALARS if name in parsed})
        if "middle_name" in parsed:
            data["first_name"] = f"{data.get('first_name', '')} {parsed['middle_name']}".strip()
        _put(data, "languages", parsed.get("language"))
        tags = [*parsed.get("tags", ()), *([self._tag] if self._tag else ())]
        _put(data, "tags", list(dict.fromkeys(tags))[:50])
        _put(data, "phones", _phones(parsed))
        _put(data, "emails", _emails(parsed))
        _put(data, "address", _address(parsed))
        _put(data, "employments", _job(parsed))
        if "external_id" in parsed:
            data["external_ids"] = [{"source": self._source, "id": parsed["external_id"]}]
        if parsed.get("do_not_contact"):
            data["do_not_contact"] = True
        return {name: value for name, value in data.items() if value != ""}


def _any(data: dict[str, Any], names: Sequence[str]) -> bool:
    return any(data.get(name) for name in names)


def _put(data: dict[str, Any], name: str, value: Any) -> None:
    if value:
        data[name] = value


def _phones(parsed: dict[str, Any]) -> list[dict[str, Any]]:
    texts = parsed.get("text_consent", "unknown")
    kinds: dict[str, str] = {}
    for name, kind in PHONES.items():
        for number in parsed.get(name, ()):
            kinds.setdefault(number, kind)
    found = [
        {"number": number, "kind": kind, "good": None, "texts": "unknown"}
        for number, kind in list(kinds.items())[:MOST_ENTRIES]
    ]
    if found:
        found[0]["texts"] = texts
    return found


def _emails(parsed: dict[str, Any]) -> list[dict[str, Any]]:
    addresses = dict.fromkeys([*parsed.get("email", ()), *parsed.get("email_2", ())])
    return [
        {"address": address, "kind": "personal", "good": None, "consent": "unknown"}
        for address in list(addresses)[:MOST_ENTRIES]
    ]


def _address(parsed: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {name: parsed[name] for name in ADDRESS if name in parsed}
    street = ", ".join(parsed[name] for name in ("street", "street_2") if name in parsed)
    _put(found, "street", street[:200])
    _put(found, "note", parsed.get("visit_note"))
    return found


def _job(parsed: dict[str, Any]) -> list[dict[str, Any]]:
    job = {key: parsed[name] for name, key in JOB.items() if name in parsed}
    if "hire_date" in parsed and "start" not in job:
        job["start"] = parsed["hire_date"]
    return [{**job, "id": db.new_id()}] if job else []
