"""Questions as the pages that answer them draw them: names, ids, choices and what was typed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from crm.i18n import _
from plugins.surveys.definition.posted import FIELD, read_form
from plugins.surveys.definition.shapes import (
    LONGEST,
    OTHER,
    Question,
    Version,
    other_key,
    say,
)
from plugins.surveys.definition.visibility import visible_questions


@dataclass(frozen=True)
class Choice:
    """One thing to tick: its code, words and whether it is chosen."""

    code: str
    text: str
    chosen: bool = False


@dataclass
class Field:
    """One question on a page. `value` is text as typed; `rows` are those of a matrix."""

    key: str
    type: str
    text: str
    help: str = ""
    required: bool = False
    error: str = ""
    value: str = ""
    choices: list[Choice] = field(default_factory=list)
    rows: list["Field"] = field(default_factory=list)
    low: str = ""
    high: str = ""
    other: str = ""
    longest: int = 0
    minimum: str = ""
    maximum: str = ""
    places: int = 0

    @property
    def name(self) -> str:
        """The name of the form's field."""
        return FIELD + self.key

    @property
    def id(self) -> str:
        """The id of the question on the page, to which the error summary links."""
        return self.name


def posted(version: Version, page: int, getlist: Callable[[str], Sequence[str]]) -> dict[str, Any]:
    """The raw answers of one page of a form (of all pages with -1)."""
    pages = version["pages"] if page < 0 else version["pages"][page : page + 1]
    return {q["key"]: read_form(q, getlist) for p in pages for q in p["items"]}


def as_raw(version: Version, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Stored answers in the shape a form sends, for showing them again."""
    raw: dict[str, Any] = {}
    for page in version["pages"]:
        for question in page["items"]:
            key, value = question["key"], answers.get(question["key"])
            if question["type"] == "ranking" and value:
                value = {code: str(n) for n, code in enumerate(value, start=1)}
            raw[key] = value
            if question.get(OTHER):
                raw[key] = {"value": value, OTHER: answers.get(other_key(key), "")}
    return raw


def fields_of(
    version: Version,
    page: int,
    answers: Mapping[str, Any],
    raw: Mapping[str, Any],
    *,
    language: str,
    errors: Mapping[str, Any] | None = None,
    seed: str = "",
) -> list[Field]:
    """The visible questions of one page (of all pages with -1), with what was typed."""
    shown = set(visible_questions(version, answers))
    pages = version["pages"] if page < 0 else version["pages"][page : page + 1]
    drawn = []
    for question in (q for p in pages for q in p["items"] if q["key"] in shown or page < 0):
        one = _field(question, raw.get(question["key"]), language, list(version["languages"]), seed)
        one.error = str((errors or {}).get(question["key"], ""))
        drawn.append(one)
    return drawn


def _field(question: Question, raw: Any, language: str, languages: list[str], seed: str) -> Field:
    def words(text: Any) -> str:
        return say(text, language, languages)

    beside = raw.get(OTHER, "") if isinstance(raw, Mapping) and "value" in raw else ""
    value = raw["value"] if isinstance(raw, Mapping) and "value" in raw else raw
    rule = question.get("validate") or {}
    drawn = Field(
        key=question["key"],
        type=question["type"],
        text=words(question["text"]),
        help=words(question.get("help")),
        required=bool(question.get("required")),
        value=_shown(value),
        longest=rule.get("longest") or LONGEST.get(question["type"], 0),
        minimum=str(rule.get("min_date") or ""),
        maximum=str(rule.get("max_date") or ""),
        other=str(beside or ""),
    )
    scale = question.get("scale") or {}
    drawn.low, drawn.high = words(scale.get("low")), words(scale.get("high"))
    if question["type"] == "matrix":
        drawn.rows = [_row(question, row, value, words) for row in question["rows"]]
    elif question["type"] == "ranking":
        drawn.rows = [_place(question, option, value, words) for option in question["options"]]
        drawn.places = len(question["options"])
    else:
        drawn.choices = _choices(question, value, words, seed)
    return drawn


def _shown(value: Any) -> str:
    return str(value) if isinstance(value, (str, int, float)) else ""


def _chosen(value: Any) -> set[str]:
    return {str(v) for v in value} if isinstance(value, list) else {_shown(value)} - {""}


def _choices(
    question: Question, value: Any, words: Callable[[Any], str], seed: str
) -> list[Choice]:
    picked = _chosen(value)
    options = list(question.get("options") or ())
    if question.get("shuffle"):
        last = [o for o in options if o.get("exclusive") or o.get("missing")]
        free = [o for o in options if o not in last]
        Random(seed + question["key"]).shuffle(free)  # noqa: S311 - an order of options, no secret
        options = free + last
    found = [(str(o["code"]), words(o["text"])) for o in options]
    if question["type"] == "scale":
        numbers = range(question["scale"]["min"], question["scale"]["max"] + 1)
        found = [*((str(n), str(n)) for n in numbers), *found]
    if question["type"] == "consent":
        found = [("yes", words(question["text"]))]
    if question.get(OTHER):
        found.append((OTHER, words(question.get("other_text")) or str(_("Other"))))
    return [Choice(code, text, code in picked) for code, text in found]


def _row(
    question: Question, row: Mapping[str, Any], value: Any, words: Callable[[Any], str]
) -> Field:
    picked = value.get(row["code"]) if isinstance(value, Mapping) else None
    choices = [
        Choice(str(o["code"]), words(o["text"]), o["code"] == picked) for o in question["options"]
    ]
    key = f"{question['key']}-{row['code']}"
    return Field(key=key, type="single", text=words(row["text"]), choices=choices)


def _place(
    question: Question, option: Mapping[str, Any], value: Any, words: Callable[[Any], str]
) -> Field:
    place = value.get(option["code"]) if isinstance(value, Mapping) else ""
    key = f"{question['key']}-{option['code']}"
    return Field(key=key, type="place", text=words(option["text"]), value=_shown(place))
