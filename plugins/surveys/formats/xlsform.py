"""XLSForm in: .xlsx, .xls and .csv, read by pyxform (an optional extra).

Standard: https://xlsform.org, in words of its reference. Groups become pages, select_one and
select_multiple become choices, relevant a condition, simple constraints bounds. The rest is listed.
"""

import io
import re
from collections.abc import Mapping
from typing import Any
from zipfile import BadZipFile, ZipFile

from crm.errors import Unavailable
from crm.i18n import _
from plugins.surveys.formats.read import Read, Refused
from plugins.surveys.formats.taking import Taking

TYPES = {"text": "short_text", "string": "short_text", "integer": "number", "int": "number",
         "decimal": "number", "date": "date", "note": "statement", "select one": "single",
         "select all that apply": "multiple", "select_multiple": "multiple", "rank": "ranking",
         "acknowledge": "consent", "trigger": "consent", "phone number": "short_text",
         "email": "short_text", "add note prompt": "statement"}  # fmt: skip
PLAIN = frozenset("type name label hint choices itemset list_name children control bind meta "
                  "parameters guidance_hint".split())  # fmt: skip
BOUND = re.compile(r"^\s*\.\s*(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)\s*$")
LARGEST_UNPACKED = 40_000_000
"""Bytes that all parts of a workbook may have, unpacked; a file is at most 5 MB packed."""
SILENT = frozenset({"instanceID", "instanceName", "meta"})


def read(data: bytes, filename: str) -> Read:
    """A survey out of an XLSForm; Refused with the sheet, row and column of what is wrong."""
    try:
        from pyxform import xls2json, xls2json_backends
        from pyxform.errors import PyXFormError
    except ImportError:
        raise Unavailable(_("XLSForm needs the extra “xlsform”: make extras")) from None
    suffix = "." + filename.rsplit(".", maxsplit=1)[-1].lower()
    if suffix == ".xlsx":
        _bounded(data)
    notes: list[str] = []
    try:
        book = xls2json_backends.get_xlsform(io.BytesIO(data), file_type=suffix)
        form = xls2json.workbook_to_json(book, form_name="survey", warnings=notes)
    except PyXFormError as error:
        raise Refused([_where(str(error), data, suffix)]) from None
    except RecursionError:
        raise Refused([str(_("The file is nested too deeply."))]) from None
    except Exception as error:  # a spreadsheet can be broken in any way its readers do not foresee
        said = _("The file cannot be read as a spreadsheet: %(text)s", text=str(error)[:200])
        raise Refused([str(said)]) from None
    return _Form(form, notes).read(filename)


def _bounded(data: bytes) -> None:
    """Refuse what is no workbook, or is far larger than it looks: a few KB may unpack to GB."""
    try:
        with ZipFile(io.BytesIO(data)) as book:
            size = sum(part.file_size for part in book.infolist())
    except (BadZipFile, ValueError, EOFError, NotImplementedError):
        raise Refused([str(_("This is no Excel workbook (.xlsx), or it is damaged."))]) from None
    if size > LARGEST_UNPACKED:
        said = _("The workbook unpacks to more than %(n)d MB.", n=LARGEST_UNPACKED // 1_000_000)
        raise Refused([str(said)])


def _where(message: str, data: bytes, suffix: str) -> str:
    """A message with sheet, row and column, where pyxform leaves them out."""
    doubled = re.search(r"Duplicate column header: (.+)", message)
    if not doubled or suffix != ".xlsx":
        return message
    from openpyxl import load_workbook
    from openpyxl.utils import get_column_letter

    book = load_workbook(io.BytesIO(data), read_only=True)
    for sheet in book.worksheets:
        header = next(sheet.iter_rows(max_row=1, values_only=True), ())
        same = [get_column_letter(n) for n, cell in enumerate(header, start=1)
                if str(cell or "").strip().casefold() == doubled[1].strip().casefold()]  # fmt: skip
        if len(same) > 1:
            return str(_("Sheet %(sheet)s, row 1, columns %(columns)s: the header “%(text)s” is "
                         "there twice.", sheet=sheet.title, columns=", ".join(same),
                         text=doubled[1]))  # fmt: skip
    return message


class _Form:
    """One form being taken over."""

    def __init__(self, form: Mapping[str, Any], notes: list[str]) -> None:
        self.form, self.taking = form, Taking()
        language = str(form.get("default_language") or "")
        if language and language != "default":
            self.taking.text({language: "x"})
        for note in notes:
            self.taking.leave("XLSForm", " ".join(note.split())[:300])
        self._loose: dict[str, Any] | None = None

    def read(self, filename: str) -> Read:
        """Everything, in order."""
        self._walk(self.form["children"], None, [])
        title = str(self.form.get("title") or "")
        name = title if title not in {"", "survey", "data"} else filename.rsplit(".", maxsplit=1)[0]
        return self.taking.done(name)

    def _walk(self, children: Any, page: dict[str, Any] | None, above: list[Any]) -> None:
        for child in children:
            name, kind = str(child.get("name", "")), str(child.get("type", ""))
            if name in SILENT or "reserved_name_for_field_list_labels" in name:
                continue
            if kind in {"group", "repeat"}:
                self._group(child, name, kind, page, above)
            else:
                self._question(child, name, kind, page or self._page(), above)

    def _page(self) -> dict[str, Any]:
        """The page of what stands outside groups: one for each run."""
        if self._loose is None or self.taking.pages[-1] is not self._loose:
            self._loose = self.taking.page(str(len(self.taking.pages) + 1))
        return self._loose

    def _group(self, child: Any, name: str, kind: str, page: Any, above: list[Any]) -> None:
        if kind == "repeat":
            self.taking.leave(name, _("is repeated in the form; here it is asked once"))
        shown = self._relevant(child, name)
        inside = [*above, shown] if shown else above
        if page is None:
            page = self.taking.page(name, child.get("label"))
        elif child.get("label"):
            words = {"type": "statement", "text": self.taking.text(child["label"])}
            self._ask(page, f"{name} heading", words, inside)
        self._walk(child.get("children") or (), page, inside)

    def _relevant(self, child: Any, name: str) -> Any:
        text = (child.get("bind") or {}).get("relevant")
        return self.taking.condition(name, str(text)) if text else None

    def _ask(self, page: Any, name: str, question: dict[str, Any], above: list[Any]) -> None:
        parts = [part for part in above if part]
        shown = parts[0] if len(parts) == 1 else ({"all": parts} if parts else None)
        self.taking.ask(page, name, {**question, "show_if": shown})

    def _question(self, child: Any, name: str, kind: str, page: Any, above: list[Any]) -> None:
        ours = TYPES.get(kind)
        if ours is None:
            self.taking.leave(name, _("the type %(type)s", type=kind))
            return
        if name.endswith("_other") and self._beside(page, name, child):
            return
        question: dict[str, Any] = {
            "type": ours,
            "text": self.taking.text(child.get("label") or {}),
            "help": self.taking.text(child.get("hint") or {}),
        }
        if "choices" in child:
            given = [(str(c["name"]), c.get("label") or c["name"]) for c in child["choices"]]
            question["options"] = self.taking.options(name, given)
        elif ours in {"single", "multiple", "ranking"}:
            self.taking.leave(name, _("its answers are in another file"))
            return
        if kind in {"decimal"}:
            question["validate"] = {"step": "any"}
        self._bind(child, name, question)
        self._rest(child, name)
        self._ask(page, name, question, [*above, self._relevant(child, name)])

    def _beside(self, page: Any, name: str, child: Any) -> bool:
        """A line "specify other" belongs to the choice before it: that is one question here."""
        before = page["items"][-1] if page["items"] else {}
        if before.get("key") != self.taking.names.given.get(name.removesuffix("_other")):
            return False
        others = [o for o in before.get("options", ()) if o["code"] == "other_2"]
        if not others or "other" not in str((child.get("bind") or {}).get("relevant", "")):
            return False
        before["options"].remove(others[0])
        before |= {"other": True, "other_text": others[0]["text"]}
        return True

    def _bind(self, child: Any, name: str, question: dict[str, Any]) -> None:
        bind = child.get("bind") or {}
        needed = str(bind.get("required", ""))
        if needed.casefold() in {"yes", "true", "true()"}:
            question["required"] = question["type"] != "statement"
        elif needed and needed.casefold() not in {"no", "false", "false()"}:
            self.taking.leave(name, _("needed only if “%(text)s”", text=needed[:200]))
        for rule in set(bind) - {"required", "relevant", "constraint", "jr:constraintMsg",
                                 "jr:requiredMsg"}:  # fmt: skip
            self.taking.leave(name, f"{rule} {str(bind[rule])[:200]}")
        if bind.get("constraint"):
            self._constraint(str(bind["constraint"]), bind.get("jr:constraintMsg"), name, question)

    def _constraint(self, text: str, message: Any, name: str, question: dict[str, Any]) -> None:
        rule = dict(question.get("validate") or {})
        for part in re.split(r"\band\b", text):
            match = BOUND.match(part)
            whole = rule.get("step") != "any"
            if not match or question["type"] != "number":
                self.taking.leave(name, _("the check “%(text)s”", text=text[:200]))
                return
            value = float(match[2])
            if match[1] in "<>" and not (whole and value == int(value)):
                self.taking.leave(name, _("the check “%(text)s”", text=text[:200]))
                return
            value += {"<": -1, ">": 1}.get(match[1], 0)
            rule["max" if "<" in match[1] else "min"] = int(value) if value == int(value) else value
        if message:
            rule["message"] = self.taking.text(message, 200)
        question["validate"] = rule

    def _rest(self, child: Any, name: str) -> None:
        for extra in sorted(set(child) - PLAIN):
            said = str(child[extra])[:200]
            self.taking.leave(name, f"{extra}: {said}")
        look = (child.get("control") or {}).get("appearance")
        if look:
            self.taking.leave(name, _("the appearance %(text)s", text=look))
        for words in ("label", "hint"):
            if "${" in str(child.get(words, "")):
                self.taking.leave(name, _("shows an earlier answer inside its text"))
