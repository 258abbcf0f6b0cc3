"""Show-if: a small tree over earlier answers, evaluated without running any code.

A condition is one of

    {"all": [condition, ...]}   {"any": [condition, ...]}   {"not": condition}
    {"question": key, "op": one of words.COMPARISONS, "value": ..., "row": code (matrix only)}

`value` is a code (is, is_not, includes, excludes), a list of codes (any_of) or a number or ISO
date (at_least, at_most); answered and unanswered take none. A question that was not answered (or
not asked) makes every comparison false but `unanswered`, `is_not` and `excludes`.
"""

from collections.abc import Iterator
from typing import Any

from plugins.surveys.definition.shapes import Answers, Condition

DEEPEST, MOST = 5, 40
"""How deep a condition may nest, and how many comparisons it may hold."""


def holds(condition: Condition | None, answers: Answers) -> bool:
    """Whether a condition is met; none at all is always met."""
    if not condition:
        return True
    if "all" in condition:
        return all(holds(part, answers) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, answers) for part in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], answers)
    given = answers.get(condition["question"])
    if condition.get("row") and isinstance(given, dict):
        given = given.get(condition["row"])
    return _compare(condition["op"], given, condition.get("value"))


def _compare(op: str, given: Any, value: Any) -> bool:
    missing = given in (None, "", [], {})
    if op in {"answered", "unanswered"}:
        return missing == (op == "unanswered")
    if op in {"is_not", "excludes"}:
        return missing or not _same(given, value)
    if missing:
        return False
    if op in {"is", "includes"}:
        return _same(given, value)
    if op == "any_of":
        return any(_same(given, one) for one in value)
    return _ordered(op, given, value)


def _same(given: Any, value: Any) -> bool:
    held = given if isinstance(given, list) else [given]
    return str(value) in {str(one) for one in held}


def _ordered(op: str, given: Any, value: Any) -> bool:
    if isinstance(given, (list, dict)):
        return False
    try:
        left, right = float(given), float(value)
    except (TypeError, ValueError):
        if not isinstance(given, str) or given[:4].isdigit() != str(value)[:4].isdigit():
            return False  # a code such as dont_know beside a number: neither more nor less
        dates = len(given) == len(str(value)) == 10
        return dates and (given >= str(value) if op == "at_least" else given <= str(value))
    return left >= right if op == "at_least" else left <= right


def leaves(condition: Condition | None) -> Iterator[Condition]:
    """All comparisons of a condition."""
    if not condition:
        return
    for part in (*condition.get("all", ()), *condition.get("any", ())):
        yield from leaves(part)
    if "not" in condition:
        yield from leaves(condition["not"])
    if "question" in condition:
        yield condition


def depth(condition: Condition | None) -> int:
    """How deep a condition nests; 0 for none."""
    if not condition:
        return 0
    parts = [*condition.get("all", ()), *condition.get("any", ())]
    parts += [condition["not"]] if "not" in condition else []
    return 1 + max((depth(part) for part in parts), default=0)
