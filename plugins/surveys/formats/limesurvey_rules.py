"""What LimeSurvey's question attributes say that we can do: limits, random order, scales."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from plugins.surveys.formats.taking import Taking

NUMBERS = {"min_num_value_n": "min", "max_num_value_n": "max"}
WHOLE = {"maximum_chars": "longest", "min_answers": "least", "max_answers": "most"}
DATES = {"date_min": "min_date", "date_max": "max_date"}
STEPS = 20
"""A scale has no more (see `definition.checking`)."""
ORDERS = frozenset({"answer_order", "subquestion_order", "random_order"})
OF_TYPE = {"N": {*NUMBERS}, "S": {"maximum_chars"}, "T": {"maximum_chars"},
           "U": {"maximum_chars"}, "D": {*DATES}, "M": {"min_answers", "max_answers"},
           "R": {"min_answers", "max_answers"}}  # fmt: skip


def _number(value: str) -> int | float:
    return int(value) if re.fullmatch(r"-?\d+", value) else float(value)


def _limit(attribute: str, value: str) -> tuple[str, Any] | None:
    """Our limit for an attribute; None where it is none, or a formula."""
    if attribute in NUMBERS and re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", value):
        return NUMBERS[attribute], _number(value)
    if attribute in WHOLE and re.fullmatch(r"[1-9]\d{0,3}", value):
        return WHOLE[attribute], int(value)
    if attribute in DATES and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return DATES[attribute], value
    return None


def validate(kind: str, attributes: Mapping[str, str]) -> dict[str, Any]:
    """The limits of a question of this type; numbers are whole only where that is said."""
    whole = attributes.get("num_value_int_only") == "1"
    found: dict[str, Any] = {"step": "any"} if kind == "N" and not whole else {}
    for attribute in sorted(OF_TYPE.get(kind, set()) & set(attributes)):
        limit = _limit(attribute, attributes[attribute])
        found |= {limit[0]: limit[1]} if limit else {}
    return found


def is_taken(attribute: str, value: str) -> bool:
    """Whether an attribute is taken over, or says what needs no saying."""
    if attribute in ORDERS:
        return value in {"random", "normal", "1"}
    plain = {"num_value_int_only", "exclude_all_others", "other_replace_text"}
    return attribute in plain or _limit(attribute, value) is not None


def is_shuffled(attributes: Mapping[str, str]) -> bool:
    """Whether the answers come in a random order."""
    return any(attributes.get(name) in {"random", "1"} for name in ORDERS)


def scale(taking: Taking, name: str, answers: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """A scale that `limesurvey_out` wrote as a list: its numbers, then the other answers."""
    numbers = {int(code): words for code, words in answers if re.fullmatch(r"[0-9]{1,3}", code)}
    rest = [(code, words) for code, words in answers if not re.fullmatch(r"[0-9]{1,3}", code)]
    low, high = min(numbers, default=0), max(numbers, default=0)
    if set(numbers) != set(range(low, high + 1)) or not 0 < high - low <= STEPS:
        return {"type": "single", "options": taking.options(name, answers)}

    def end(n: int) -> dict[str, str]:
        said = taking.text(numbers[n])
        cut = {code: words.removeprefix(str(n)).strip() for code, words in said.items()}
        return {code: words for code, words in cut.items() if words}

    made: dict[str, Any] = {"min": low, "max": high, "low": end(low), "high": end(high)}
    options = taking.options(name, rest) if rest else []
    return {"type": "scale", "scale": made} | ({"options": options} if options else {})
