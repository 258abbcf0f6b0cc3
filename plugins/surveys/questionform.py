"""The form of one question: its shape, what a stored question shows in it, and what was entered.

Repeated rows have numbered fields: option-0-text, row-0-code, condition-0-question. All three
ways (stored, entered, sent back with an error) give the template the same `values`.
"""

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

from crm.i18n import _
from crm.schemas import Day, Form, choice
from crm.schemas import text as line
from plugins.surveys.conditionform import shown_condition
from plugins.surveys.definition import keys
from plugins.surveys.definition.shapes import Question, Version
from plugins.surveys.words import COMPARISONS, QUESTION_PURPOSES, TYPES

ROW = re.compile(r"^(option|row|condition)-(\d{1,3})-([a-z]+)$")
LISTS = {"option": "options", "row": "rows", "condition": "conditions"}
STEP = re.compile(r"^(save|look|more-(option|row|condition)|(up|down|drop)-(option|row)-\d{1,3})$")
BLANK_ROWS = 1
SIMPLE = ("required", "shuffle", "pii", "other", "measure", "purpose")


class OptionRow(Form):
    """An answer to choose, or a line of a matrix; without words it goes."""

    code = fields.String(validate=validate.Length(max=40), load_default="")
    text = line(longest=400, load_default="")
    exclusive = fields.Boolean(load_default=False)
    missing = fields.Boolean(load_default=False)


class ConditionRow(Form):
    """One comparison; without a question it goes. `question` is key or key/row of a matrix."""

    question = line(longest=90, load_default="")
    op = choice([op for op, _label in COMPARISONS], load_default="is")
    value = line(longest=100, load_default="")


def _bound(**limits: Any) -> fields.Float:
    return fields.Float(validate=validate.Range(min=-(10**12), max=10**12), **limits)


def _count(top: int) -> fields.Integer:
    return fields.Integer(validate=validate.Range(min=1, max=top))


class QuestionForm(Form):
    """A question as its form sends it, in the main language."""

    do = fields.String(validate=validate.Regexp(STEP), load_default="save")
    seen = fields.String(required=True, validate=validate.Length(max=40))
    type = choice([kind for kind, _label in TYPES], required=True)
    text = line(required=True, longest=4000)
    help = line(longest=2000, load_default="")
    required = fields.Boolean(load_default=False)
    shuffle = fields.Boolean(load_default=False)
    pii = fields.Boolean(load_default=False)
    other = fields.Boolean(load_default=False)
    measure = fields.String(
        load_default="",
        validate=lambda v: not v or keys.is_key(v),
        error_messages={"validator_failed": str(_("Lower-case letters, digits and _ only."))},
    )
    purpose = choice([value for value, _label in QUESTION_PURPOSES], load_default="")
    worried = line(longest=200, load_default="")
    options = fields.List(fields.Nested(OptionRow), load_default=list,
                          validate=validate.Length(max=300))  # fmt: skip
    rows = fields.List(fields.Nested(OptionRow), load_default=list,
                       validate=validate.Length(max=60))  # fmt: skip
    join = choice(["all", "any"], load_default="all")
    conditions = fields.List(fields.Nested(ConditionRow), load_default=list,
                             validate=validate.Length(max=20))  # fmt: skip
    keep_condition = fields.Boolean(load_default=False)
    scale_min = fields.Integer(load_default=1, validate=validate.Range(min=0, max=99))
    scale_max = fields.Integer(load_default=5, validate=validate.Range(min=1, max=100))
    scale_low = line(longest=100, load_default="")
    scale_high = line(longest=100, load_default="")
    check_min = _bound()
    check_max = _bound()
    check_step = choice(["integer", "any"])
    check_min_date = Day()
    check_max_date = Day()
    check_longest = _count(4000)
    check_pattern = line(longest=60)
    check_least = _count(300)
    check_most = _count(300)
    check_message = line(longest=200)


def entered(form: Mapping[str, Any]) -> dict[str, Any]:
    """The posted fields with the numbered ones as lists of rows, in their order."""
    raw: dict[str, Any] = {}
    rows: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in LISTS.values()}
    for name, value in form.items():
        match = ROW.match(name)
        if match:
            rows[LISTS[match[1]]].setdefault(int(match[2]), {})[match[3]] = value
        elif name not in {"csrf_token", "next"}:
            raw[name] = value
    lists = {name: [found[n] for n in sorted(found)] for name, found in rows.items() if found}
    return {**raw, **lists}


def shown(question: Question, version: Version) -> dict[str, Any]:
    """A stored question as the values of its form."""
    main = version["languages"][0]
    rule, scale = question.get("validate") or {}, question.get("scale") or {}
    values: dict[str, Any] = {
        "type": question["type"],
        "text": question["text"].get(main, ""),
        "help": (question.get("help") or {}).get(main, ""),
        **{
            f: question.get(f)
            for f in ("required", "shuffle", "pii", "other", "measure", "purpose")
        },
        "worried": ", ".join(question.get("worried") or ()),
        "options": [_row(option, main) for option in question.get("options") or ()],
        "rows": [_row(row, main) for row in question.get("rows") or ()],
        "scale_min": scale.get("min", 1),
        "scale_max": scale.get("max", 5),
        "scale_low": (scale.get("low") or {}).get(main, ""),
        "scale_high": (scale.get("high") or {}).get(main, ""),
        **{f"check_{name}": value for name, value in rule.items() if name != "message"},
        "check_message": (rule.get("message") or {}).get(main, ""),
    }
    return {**values, **shown_condition(question.get("show_if"))}


def _row(entry: Mapping[str, Any], main: str) -> dict[str, Any]:
    flags = {name: entry.get(name) for name in ("exclusive", "missing")}
    return {"code": entry["code"], "text": entry["text"].get(main, ""), **flags}


def step(values: dict[str, Any], do: str) -> dict[str, Any]:
    """The values after a button of the form: a row moved up or down, or taken out."""
    match = re.match(r"^(up|down|drop)-(option|row)-(\d+)$", do)
    if not match:
        return values
    rows, at = list(values[LISTS[match[2]]]), int(match[3])
    if at >= len(rows):
        return values
    if match[1] == "drop":
        rows.pop(at)
    else:
        other = at + (-1 if match[1] == "up" else 1)
        if 0 <= other < len(rows):
            rows[at], rows[other] = rows[other], rows[at]
    return {**values, LISTS[match[2]]: rows}


def messages(errors: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Messages of nested rows as messages of their list, so that the form can show them."""
    return {str(name): _flat(found) for name, found in errors.items()}


def _flat(found: Any) -> list[Any]:
    if isinstance(found, Mapping):
        return [message for inner in found.values() for message in _flat(inner)]
    return list(found) if isinstance(found, (list, tuple)) else [found]
