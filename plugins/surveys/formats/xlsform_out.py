"""A survey as an XLSForm workbook: sheets survey, choices and settings."""

import io
from collections.abc import Mapping
from typing import Any

from plugins.surveys.definition.shapes import Question, Version
from plugins.surveys.words import LANGUAGES

TYPES = {"number": "integer", "date": "date", "short_text": "text", "long_text": "text",
         "statement": "note", "consent": "acknowledge"}  # fmt: skip
LISTS = {"single": "select_one", "multiple": "select_multiple", "yes_no": "select_one",
         "ranking": "rank", "scale": "select_one"}  # fmt: skip
SYMBOLS = {"is": "=", "is_not": "!=", "at_least": ">=", "at_most": "<="}


def write(survey: Mapping[str, Any], version: Version) -> bytes:
    """The workbook. A matrix becomes a group with one select_one a line."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    form = _Form(version)
    main = version["languages"][0]
    title = survey["title"].get(main) or survey["name"]
    settings = [
        ["form_title", "form_id", "default_language"],
        [title, "callboard", form.name(main)],
    ]
    for name, rows in (
        ("survey", form.rows()),
        ("choices", form.choices()),
        ("settings", settings),
    ):
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, str(cell))
    book.close()
    return out.getvalue()


class _Form:
    """The rows of both sheets."""

    def __init__(self, version: Version) -> None:
        self.version, self.languages = version, list(version["languages"])
        self._lists: list[list[str]] = []

    def name(self, code: str) -> str:
        """A language as XLSForm wants it: English (en)."""
        return f"{dict(LANGUAGES).get(code, code)} ({code})"

    def _said(self, text: Mapping[str, str] | None) -> list[str]:
        return [(text or {}).get(code, "") for code in self.languages]

    def rows(self) -> list[list[str]]:
        """The sheet survey."""
        label = [f"label::{self.name(code)}" for code in self.languages]
        hint = [f"hint::{self.name(code)}" for code in self.languages]
        found = [["type", "name", "required", "relevant", "constraint", *label, *hint]]
        for page in self.version["pages"]:
            shown = self._relevant(page)
            found.append(
                [
                    "begin_group",
                    page["key"],
                    "",
                    shown,
                    "",
                    *self._said(page.get("title") or {"en": " "}),
                    "",
                ]
            )
            for question in page["items"]:
                found += self._question(question)
            found.append(["end_group", page["key"]])
        return found

    def _relevant(self, entry: Mapping[str, Any]) -> str:
        return relevant(entry["show_if"], self.version) if entry.get("show_if") else ""

    def _question(self, question: Question) -> list[list[str]]:
        key, kind = question["key"], question["type"]
        tail = [*self._said(question["text"]), *self._said(question.get("help"))]
        needed, shown = "yes" if question.get("required") else "", self._relevant(question)
        if kind == "matrix":
            self._list(key, question)
            head = [["begin_group", key, "", shown, "", *tail]]
            lines = [[f"select_one {key}", f"{key}_{row['code']}".lower(), needed, "", "",
                      *self._said(row["text"])] for row in question["rows"]]  # fmt: skip
            return [*head, *lines, ["end_group", key]]
        if kind in LISTS:
            self._list(key, question)
            other = " or_other" if question.get("other") else ""
            return [[f"{LISTS[kind]} {key}{other}", key, needed, shown, "", *tail]]
        rule = question.get("validate") or {}
        written = "decimal" if kind == "number" and rule.get("step") == "any" else TYPES[kind]
        return [[written, key, needed, shown, self._constraint(kind, rule), *tail]]

    def _constraint(self, kind: str, rule: Mapping[str, Any]) -> str:
        if kind != "number":
            return ""
        parts = [
            f". {symbol} {rule[name]}"
            for name, symbol in (("min", ">="), ("max", "<="))
            if name in rule
        ]
        return " and ".join(parts)

    def _list(self, key: str, question: Question) -> None:
        scale = question.get("scale")
        if scale:
            ends = {scale["min"]: scale.get("low"), scale["max"]: scale.get("high")}
            for n in range(scale["min"], scale["max"] + 1):
                said = [f"{n} {words}".strip() for words in self._said(ends.get(n))]
                self._lists.append([key, str(n), *said])
        for option in question.get("options") or ():
            self._lists.append([key, option["code"], *self._said(option["text"])])

    def choices(self) -> list[list[str]]:
        """The sheet choices, once `rows` has run."""
        label = [f"label::{self.name(code)}" for code in self.languages]
        return [["list_name", "name", *label], *self._lists]


def relevant(condition: Mapping[str, Any], version: Version) -> str:
    """A condition in XLSForm's words."""
    for name, glue in (("all", " and "), ("any", " or ")):
        if name in condition:
            return "(" + glue.join(relevant(part, version) for part in condition[name]) + ")"
    if "not" in condition:
        return f"not({relevant(condition['not'], version)})"
    name = "_".join(filter(None, (condition["question"], condition.get("row")))).lower()
    op, value = condition["op"], condition.get("value")
    if op in {"answered", "unanswered"}:
        return f"${{{name}}} {'!=' if op == 'answered' else '='} ''"
    if op in {"includes", "excludes"}:
        inner = f"selected(${{{name}}}, '{value}')"
        return inner if op == "includes" else f"not({inner})"
    if op == "any_of":
        return "(" + " or ".join(f"${{{name}}} = '{one}'" for one in value or ()) + ")"
    return f"${{{name}}} {SYMBOLS[op]} " + (
        str(value) if op in {"at_least", "at_most"} else f"'{value}'"
    )
