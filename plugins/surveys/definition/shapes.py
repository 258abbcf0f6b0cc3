"""The shapes of a questionnaire: what builder, public pages, results and formats all share.

A **text** is `{language: string}`. A **version** (collection `surveys_versions`):

    {_id: "<survey_id>:<n>", survey_id, n, languages: ["en", ...] (the first is the main one),
     pages: [page], state: "draft" | "live" | "past", frozen_at: datetime | None,
     sha256: str, version: int (compare-and-set while it is a draft)}

A **page**: `{key, title: text, items: [question], show_if: condition | None}`.

A **question**: all have `key`, `type`, `text`; every other field is optional:

    {key: "uses_ai",            permanent, [a-z][a-z0-9_]*, unique in the survey, never reused
     type: one of words.TYPES,  permanent, too
     text: text, help: text, required: bool,
     show_if: condition | None,
     options: [option],         single, multiple, ranking, matrix (its columns), yes_no (always
                                "yes", "no", then extras); scale: extra answers beside the numbers
     other: bool,               single, multiple: a last choice "other" with a line to write on
     other_text: text           its label ("Other" where absent)
     rows: [{code, text}],      matrix: its lines
     scale: {min: int, max: int, low: text, high: text},
     validate: {min, max, step: "integer" | "any", min_date, max_date, longest: int,
                pattern: str, most: int, least: int, message: text},
     shuffle: bool,             options in a random order (exclusive ones stay last)
     pii: bool,                 the answer may identify: never in tables, out of exports by default
     measure: str,              "" or an id under which later surveys compare the same question
     purpose: str,              one of words.QUESTION_PURPOSES: campaigns and job classes show it
     worried: [code]}           with purpose "worry": the answers that mean it

An **option**: `{code, text, exclusive: bool, missing: bool, suggests: see suggests.py}`; `code` is
permanent and matches [A-Za-z0-9][A-Za-z0-9_-]*. `exclusive`: picking it in a `multiple` drops the
others. `missing`: no opinion ("don't know", "prefer not to say"); shown last, kept out of averages.

An **answer** as stored, by type, in `answers[key]` (a key that is absent was not answered):

    single, yes_no    "code"                        ("other" for the written choice)
    multiple          ["code", ...]                 in the order of the options, without repeats
    scale             int, or "code" of an extra answer
    matrix            {"row": "code", ...}          only the rows that were answered
    ranking           ["code", ...]                 best first; perhaps not all
    number            int or float
    date              "2026-11-27"
    short_text, long_text   "text"
    consent           "yes"                         (not given: absent)
    statement         never has one

The text written beside "other" is a comment, kept apart from codes: `answers[other_key(key)]`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Text = Mapping[str, str]
Option = Mapping[str, Any]
Question = Mapping[str, Any]
Page = Mapping[str, Any]
Version = Mapping[str, Any]
Condition = Mapping[str, Any]
Answers = Mapping[str, Any]

OTHER = "other"
CHOICES = frozenset({"single", "multiple", "yes_no", "ranking", "matrix"})
WITH_OTHER = frozenset({"single", "multiple"})
WRITTEN = frozenset({"short_text", "long_text"})
UNANSWERABLE = frozenset({"statement"})
LONGEST = {"short_text": 300, "long_text": 4000}
"""The most characters of a written answer, unless `validate.longest` says less."""
LONGEST_OTHER = 200


def questions(version: Version) -> Iterator[Question]:
    """All questions in order, statements included."""
    for page in version["pages"]:
        yield from page["items"]


def find(version: Version, key: str) -> Question | None:
    """The question with this key, or None."""
    return next((q for q in questions(version) if q["key"] == key), None)


def other_key(key: str) -> str:
    """Where the text written beside "other" stands in answers."""
    return f"{key}__other"


def codes(question: Question) -> list[str]:
    """The codes an answer may hold, in order, "other" included: the rows of its results.

    Of a scale, the numbers as text, then the extra answers.
    """
    named = [str(option["code"]) for option in question.get("options", ())]
    if question["type"] == "scale":
        scale = question["scale"]
        named = [*map(str, range(scale["min"], scale["max"] + 1)), *named]
    if question["type"] == "consent":
        named = ["yes"]
    return [*named, OTHER] if question.get(OTHER) else named


def say(text: Text | None, language: str, languages: tuple[str, ...] | list[str] = ()) -> str:
    """A text in `language`, else in the first of `languages` that has it, else in any."""
    if not text:
        return ""
    wanted = (language, language.split("-", maxsplit=1)[0], *languages)
    return next((text[code] for code in wanted if text.get(code)), next(iter(text.values()), ""))
