"""How a class is written in a form: one thing a line, codes with their relation, sources with date.

`ClassForm` reads text boxes and the API's lists alike; `as_form` writes a class as the boxes.
"""

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, pre_load, validate, validates_schema

from crm.days import DOCUMENTED
from crm.errors import Invalid
from crm.i18n import _
from crm.schemas import KEY, LONG, SHORT, Day, Form, choice, text
from crm.values import parse_date
from plugins.jobclasses import codes, words
from plugins.jobclasses.service import catalogue, taxonomy

SHAPES = codes.SHAPES
MOST_LINES = 60
LISTS = ("aliases", "tasks", "tools", "sources", "soc", "onet", "isco", "noc")


def lines(**kwargs: Any) -> fields.List:
    """A list of short texts: a text box has one a line, the API sends a list."""
    return fields.List(
        text(longest=300), validate=validate.Length(max=MOST_LINES), load_default=list, **kwargs
    )


def read_alias(line: str) -> dict[str, str]:
    """'fr: chef electricien (call sheet, 2026)' as {text, language, seen}."""
    found = re.fullmatch(r"(?:([a-z]{2}): )?(.+?)(?: \(seen: (.+)\))?", line)
    language, words_, seen = found.groups() if found else (None, line, None)
    return {"text": words_, "language": language or "en", "seen": seen or ""}


def write_alias(alias: Mapping[str, str]) -> str:
    """An alias as a line of the form."""
    start = f"{alias['language']}: " if alias["language"] != "en" else ""
    end = f" (seen: {alias['seen']})" if alias["seen"] else ""
    return f"{start}{alias['text']}{end}"


def read_source(line: str) -> dict[str, str]:
    """'text | address | 2026-11-03' as {text, url, date}; the last two may be missing."""
    parts = [part.strip() for part in line.split("|")]
    found = {"text": parts[0], "url": "", "date": ""}
    for part in parts[1:]:
        field = "date" if re.fullmatch(r"\d{4}-\d\d-\d\d", part) else "url"
        found[field] = part
    return found


def write_source(source: Mapping[str, str]) -> str:
    """A source as a line of the form."""
    return " | ".join(v for v in (source["text"], source["url"], source["date"]) if v)


class ClassForm(Form):
    """A class as people write it."""

    key = fields.String(validate=KEY)
    title = text(required=True, longest=120)
    craft = text(required=True, longest=40)
    parent = text(longest=40, load_default="")
    definition = text(required=True, longest=2000)
    aliases = lines()
    tasks = lines()
    tools = lines()
    soc = lines()
    onet = lines()
    isco = lines()
    noc = lines()
    ai_relations = fields.List(choice(words.keys(words.RELATIONS)), load_default=list)
    ai_kinds = fields.List(text(longest=20), load_default=list)
    trained_on = fields.List(choice(words.keys(words.TRAINED_ON)), load_default=list)
    sources = lines()
    certainty = choice(words.keys(words.CERTAINTY), load_default="C")
    reason = text(longest=SHORT, load_default="")

    @pre_load
    def split_lines(self, data: Any, **_kwargs: Any) -> Any:
        """Text boxes as lists of their lines."""
        if not isinstance(data, dict):
            return data
        return {k: _lines(v) if k in LISTS else v for k, v in data.items()}

    @validates_schema
    def known(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """The craft, the kinds of AI and the codes exist."""
        errors: dict[str, list[str]] = {}
        if data["craft"] not in catalogue.crafts():
            errors["craft"] = [str(_("Choose a craft of the list."))]
        if set(data["ai_kinds"]) - set(taxonomy.shipped()):
            errors["ai_kinds"] = [str(_("Choose kinds of the list."))]
        if wrong := _dates_wrong(data["sources"]):
            errors["sources"] = wrong
        for scheme in SHAPES:
            for line in data[scheme]:
                try:
                    codes.read(scheme, line)
                except Invalid as error:
                    errors.setdefault(scheme, []).append(error.errors["row"][0])
        if errors:
            raise ValidationError(errors)


class ClassEdit(ClassForm):
    """A change of a class, with the version it was read at."""

    version = fields.Integer(required=True)


def _dates_wrong(lines: list[str]) -> list[str]:
    """What is wrong with the dates of sources, line by line."""
    wrong = []
    for number, day in enumerate((read_source(line)["date"] for line in lines), start=1):
        try:
            if day:
                DOCUMENTED.checked(parse_date(day).isoformat())
        except ValueError as error:
            wrong.append(str(_("Line %(n)d: %(why)s", n=number, why=error)))
    return wrong


def _lines(value: Any) -> Any:
    if isinstance(value, list):
        value = "\n".join(str(part) for part in value)
    if not isinstance(value, str):
        return value
    return [line.strip() for line in value.splitlines() if line.strip()]


def as_class(data: Mapping[str, Any]) -> dict[str, Any]:
    """A validated form as the stored fields of a class."""
    kept = {k: v for k, v in data.items() if k not in (*LISTS, "version")}
    return {
        **kept,
        "aliases": [read_alias(line) for line in data["aliases"]],
        "tasks": data["tasks"],
        "tools": data["tools"],
        "sources": [read_source(line) for line in data["sources"]],
        "codes": {s: [codes.read(s, line) for line in data[s]] for s in SHAPES},
        "ai_relations": data["ai_relations"] or ["none"],
    }


def as_form(job: Mapping[str, Any]) -> dict[str, Any]:
    """A class as the values of its form, a text box for each list."""
    boxes = {s: "\n".join(f"{c['code']} {c['relation']}" for c in job["codes"][s]) for s in SHAPES}
    return {
        **{k: job[k] for k in ("title", "craft", "parent", "definition", "certainty", "version")},
        **{k: job[k] for k in ("ai_relations", "ai_kinds", "trained_on")},
        **boxes,
        "aliases": "\n".join(write_alias(a) for a in job["aliases"]),
        "tasks": "\n".join(job["tasks"]),
        "tools": "\n".join(job["tools"]),
        "sources": "\n".join(write_source(s) for s in job["sources"]),
    }


class MoveForm(Form):
    """A decision: the next status, and why."""

    to = choice(words.keys(words.STATUSES), required=True)
    version = fields.Integer(required=True)
    reason = text(longest=2000, load_default="")


class NoteForm(Form):
    """Evidence or a comment."""

    key = fields.String(validate=KEY)
    kind = choice(words.keys(words.NOTES), required=True)
    text = text(required=True, longest=LONG)
    url = fields.String(
        validate=validate.Regexp(
            r"^https?://\S{3,500}$", error=str(_("Write an address that begins with https://."))
        )
    )
    date = Day(DOCUMENTED)


class MergeForm(Form):
    """Merging a class into another."""

    into = text(required=True, longest=40)
    version = fields.Integer(required=True)
    into_version = fields.Integer()
    reason = text(longest=2000, load_default="")


class SplitForm(Form):
    """A new class out of an old one."""

    version = fields.Integer(required=True)
    title = text(required=True, longest=120)
    definition = text(required=True, longest=2000)
    aliases = fields.List(text(longest=300), load_default=list)


class RestoreForm(Form):
    """An earlier text again."""

    number = fields.Integer(required=True)
    version = fields.Integer(required=True)
