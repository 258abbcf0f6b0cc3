"""What is wrong with a questionnaire, said by place, before anybody is asked."""

from collections.abc import Iterator, Mapping
from typing import Any

from crm.i18n import _
from plugins.surveys.definition import conditions, keys
from plugins.surveys.definition.shapes import (
    UNANSWERABLE,
    Question,
    Version,
    codes,
    questions,
)
from plugins.surveys.words import COMPARISONS, TYPES

KNOWN = dict(TYPES)
MOST = {"pages": 60, "questions": 300, "options": 300, "rows": 60}
"""How much a questionnaire may hold; a member's phone gives up long before."""
LONGEST_TEXT = 4000


class Problem(dict[str, Any]):
    """One thing to mend: {"key": of the question or page ('' for the whole), "text": sentence}."""


def _problem(key: str, text: Any) -> Problem:
    return Problem(key=key, text=str(text))


def check(version: Version) -> list[Problem]:
    """Everything that must be mended before a survey can open; [] where it is sound.

    Checks shape and sense: keys, codes, texts in the main language, scales, bounds, and that
    conditions look only at what was asked before.
    """
    found = list(_whole(version))
    earlier: dict[str, Question] = {}
    for page in version["pages"]:
        found += _condition(page["key"], page.get("show_if"), earlier)
        for question in page["items"]:
            found += _question(question, version["languages"][0])
            found += _condition(question["key"], question.get("show_if"), earlier)
            earlier[question["key"]] = question
    return found


def _whole(version: Version) -> Iterator[Problem]:
    asked = list(questions(version))
    if not any(question["type"] not in UNANSWERABLE for question in asked):
        yield _problem("", _("There is no question yet."))
    if len(version["pages"]) > MOST["pages"] or len(asked) > MOST["questions"]:
        yield _problem("", _("At most %(p)d pages and %(q)d questions.", p=60, q=300))
    names = [q["key"] for q in asked] + [p["key"] for p in version["pages"]]
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield _problem(name, _("Two questions or pages have the key %(key)s.", key=name))
    for page in version["pages"]:
        if not page["items"]:
            yield _problem(page["key"], _("This page is empty."))


def _question(question: Question, main: str) -> Iterator[Problem]:
    key = question["key"]
    if not keys.is_key(key):
        yield _problem(key, _("The key %(key)s is not lower-case letters and digits.", key=key))
    if question["type"] not in KNOWN:
        yield _problem(key, _("There is no type of question %(type)s.", type=question["type"]))
        return
    if not (question.get("text") or {}).get(main):
        yield _problem(key, _("The question has no text in the main language."))
    for text in (question.get("text") or {}, question.get("help") or {}):
        if any(len(words) > LONGEST_TEXT for words in text.values()):
            yield _problem(key, _("A text is over %(n)d characters.", n=LONGEST_TEXT))
    yield from _choices(question, main)
    yield from _bounds(question)
    if set(question.get("worried") or ()) - set(codes(question)):
        yield _problem(key, _("The answers that mean worry are not all among its answers."))


def _choices(question: Question, main: str) -> Iterator[Problem]:
    key, kind = question["key"], question["type"]
    lists = [("options", question.get("options") or []), ("rows", question.get("rows") or [])]
    for name, entries in lists:
        found = [entry["code"] for entry in entries]
        if len(entries) > MOST[name]:
            yield _problem(key, _("At most %(n)d answers or lines.", n=MOST[name]))
        for code in sorted({str(c) for c in found if found.count(c) > 1}):
            yield _problem(key, _("Two answers have the code %(code)s.", code=code))
        for entry in entries:
            if not keys.is_code(entry["code"]) or entry["code"] in keys.RESERVED:
                yield _problem(key, _("The code %(code)s cannot be used.", code=entry["code"]))
            if not (entry.get("text") or {}).get(main):
                yield _problem(key, _("An answer or line has no text in the main language."))
    if kind in {"single", "multiple", "ranking", "matrix"} and len(codes(question)) < 2:
        yield _problem(key, _("Give at least two answers to choose from."))
    if kind == "matrix" and not question.get("rows"):
        yield _problem(key, _("Give at least one line."))
    if kind == "yes_no" and not {"yes", "no"} <= set(codes(question)):
        yield _problem(key, _("A yes or no question needs the answers yes and no."))


def _bounds(question: Question) -> Iterator[Problem]:
    key, rule = question["key"], question.get("validate") or {}
    scale = question.get("scale") or {}
    if question["type"] == "scale" and not (
        0 <= scale.get("min", -1) < scale.get("max", -1) <= 100
        and scale["max"] - scale["min"] <= 20
    ):
        yield _problem(key, _("A scale goes from 0 or more up, by at most 20 steps."))
    for low, high in (("min", "max"), ("min_date", "max_date"), ("least", "most")):
        if rule.get(low) is not None and rule.get(high) is not None and rule[low] > rule[high]:
            yield _problem(key, _("The least is more than the most: nobody could answer."))


def _condition(key: str, condition: Any, earlier: Mapping[str, Question]) -> Iterator[Problem]:
    parts = list(conditions.leaves(condition))
    if conditions.depth(condition) > conditions.DEEPEST or len(parts) > conditions.MOST:
        yield _problem(key, _("This condition is too long."))
    for leaf in parts:
        asked = earlier.get(leaf["question"])
        if asked is None:
            text = _("The condition looks at %(key)s, which is not asked before.",
                     key=leaf["question"])  # fmt: skip
            yield _problem(key, text)
        elif leaf["op"] not in dict(COMPARISONS):
            yield _problem(key, _("There is no comparison %(op)s.", op=leaf["op"]))
        else:
            yield from _value(key, leaf, asked)


def _value(key: str, leaf: Mapping[str, Any], asked: Question) -> Iterator[Problem]:
    known, value = codes(asked), leaf.get("value")
    wanted = value if isinstance(value, list) else [value]
    if leaf["op"] in {"is", "is_not", "any_of", "includes", "excludes"}:
        if value in (None, "", []) or (known and any(str(one) not in known for one in wanted)):
            text = _("The condition looks for an answer that %(key)s has not.", key=asked["key"])
            yield _problem(key, text)
    elif leaf["op"] in {"at_least", "at_most"} and value in (None, ""):
        yield _problem(key, _("The condition has no number to compare with."))
    if leaf.get("row") and leaf["row"] not in {r["code"] for r in asked.get("rows") or ()}:
        yield _problem(key, _("The condition looks at a line that is not there."))
