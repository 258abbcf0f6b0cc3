"""A question out of the builder's form: texts of one language, codes given where there is none.

Texts in other languages, and fields the form does not show, stay as they were.
"""

from collections.abc import Container, Iterable, Mapping
from typing import Any

from plugins.surveys.definition import keys
from plugins.surveys.definition.editing import unused
from plugins.surveys.definition.shapes import CHOICES, LONGEST, WITH_OTHER, Question
from plugins.surveys.words import WORRY

Form = Mapping[str, Any]
BOUNDS = {
    "number": ("min", "max", "step"),
    "date": ("min_date", "max_date"),
    "short_text": ("longest", "pattern"),
    "long_text": ("longest",),
    "multiple": ("least", "most"),
    "ranking": ("most",),
}
"""Which bounds a type of question has."""
WITH_OPTIONS = CHOICES | {"scale"}
"""The types whose form shows a list of answers (a scale: answers beside its numbers)."""


def blank(kind: str, words: str, language: str) -> dict[str, Any]:
    """A new question of a type, with what that type cannot be without."""
    question: dict[str, Any] = {
        "key": keys.slug(words, "question"),
        "type": kind,
        "text": {language: words},
    }
    if kind == "yes_no":
        question["options"] = [
            {"code": "yes", "text": {language: "Yes" if language == "en" else ""}},
            {"code": "no", "text": {language: "No" if language == "en" else ""}},
        ]
    elif kind in CHOICES:
        question["options"] = []
    if kind == "scale":
        question["scale"] = {"min": 1, "max": 5, "low": {}, "high": {}}
    if kind == "matrix":
        question["rows"] = []
    return question


def say_in(text: Mapping[str, str] | None, language: str, words: str) -> dict[str, str]:
    """A text with its words in one language replaced, or taken out where they are empty."""
    changed = {**(text or {}), language: words}
    return {code: said for code, said in changed.items() if said}


def entries(
    given: Iterable[Form], before: Iterable[Mapping[str, Any]], used: Container[str], language: str
) -> list[dict[str, Any]]:
    """Options or rows from the form; one without words goes, one without a code gets a new one.

    `used` are the codes that ever stood for something in this question.
    """
    old = {entry["code"]: entry for entry in before}
    taken = set(old)
    found = []
    for row in given:
        words, code = row.get("text") or "", row.get("code") or ""
        if not words:
            continue
        if code not in old:
            code = unused(keys.slug(words, "answer"), taken, used)
        taken.add(code)
        entry = {**old.get(code, {}), "code": code}
        entry["text"] = say_in(entry.get("text"), language, words)
        for flag in ("exclusive", "missing"):
            entry.pop(flag, None)
            entry |= {flag: True} if row.get(flag) else {}
        found.append(entry)
    return found


def question_from(
    form: Form, before: Question, register: Mapping[str, Any], language: str
) -> dict[str, Any]:
    """The question as the form describes it; `register` is its entry of the survey's register."""
    kind = form["type"]
    made: dict[str, Any] = {
        **before,
        "type": kind,
        "text": say_in(before.get("text"), language, form.get("text") or ""),
        "help": say_in(before.get("help"), language, form.get("help") or ""),
    }
    _flags(made, form)
    used = register.get("codes", {}), register.get("rows", {})
    if kind in WITH_OPTIONS:
        given = form.get("options") or ()
        made["options"] = entries(given, before.get("options") or (), used[0], language)
    else:
        made.pop("options", None)
    made.pop("rows", None)
    if kind == "matrix":
        made["rows"] = entries(form.get("rows") or (), before.get("rows") or (), used[1], language)
    if kind == "yes_no":
        made["options"] = _yes_no(made["options"], before, language)
    _scale(made, form, before, language)
    _bounds(made, form, language)
    return made


def _yes_no(options: list[Any], before: Question, language: str) -> list[Any]:
    """Yes and no are always there: what the form has left without words keeps what it had."""
    for at, (code, words) in enumerate((("yes", "Yes"), ("no", "No"))):
        if all(option["code"] != code for option in options):
            old = [o for o in before.get("options") or () if o["code"] == code]
            options.insert(at, old[0] if old else {"code": code, "text": {language: words}})
    return options


def _flags(made: dict[str, Any], form: Form) -> None:
    for flag in ("required", "shuffle", "pii"):
        made.pop(flag, None)
        made |= {flag: True} if form.get(flag) else {}
    made.pop("other", None)
    if form.get("other") and made["type"] in WITH_OTHER:
        made["other"] = True
    if not made["help"]:
        del made["help"]
    made.pop("measure", None)
    if form.get("measure"):
        made["measure"] = form["measure"]
    made.pop("purpose", None)
    made.pop("worried", None)
    if form.get("purpose"):
        made["purpose"] = form["purpose"]
    if form.get("purpose") == WORRY and form.get("worried"):
        made["worried"] = [code for code in map(str.strip, form["worried"].split(",")) if code]


def _scale(made: dict[str, Any], form: Form, before: Question, language: str) -> None:
    made.pop("scale", None)
    if made["type"] != "scale":
        return
    old = before.get("scale") or {}
    made["scale"] = {
        "min": form.get("scale_min", 1),
        "max": form.get("scale_max", 5),
        "low": say_in(old.get("low"), language, form.get("scale_low") or ""),
        "high": say_in(old.get("high"), language, form.get("scale_high") or ""),
    }


def _bounds(made: dict[str, Any], form: Form, language: str) -> None:
    kept = BOUNDS.get(made["type"], ())
    rule: dict[str, Any] = {name: form.get(f"check_{name}") for name in kept}
    rule = {name: value for name, value in rule.items() if value not in (None, "")}
    if made["type"] in LONGEST and rule.get("longest", 0) > LONGEST[made["type"]]:
        rule["longest"] = LONGEST[made["type"]]
    message = say_in(
        (made.get("validate") or {}).get("message"), language, form.get("check_message") or ""
    )
    if rule and message:
        rule["message"] = message
    made.pop("validate", None)
    if rule:
        made["validate"] = rule
