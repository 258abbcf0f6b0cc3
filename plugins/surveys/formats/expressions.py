"""Conditions as other formats write them -> our tree; what goes beyond it is refused by name.

Understood: `${q} = 'x'` (XLSForm), `q.NAOK == "x"` (LimeSurvey), `{q} = 'x'` (SurveyJS), with != <>
< <= > >=, selected(${q}, 'x'), contains, notcontains, empty, notempty, and, or, not, parentheses.
Comparisons by < and > become at_most and at_least of whole numbers.
"""

import re
from collections.abc import Callable
from typing import Any

Condition = dict[str, Any]
TOKEN = re.compile(
    r"""\s*(?:
    (?P<name>\$\{[^}]+\}|\{[^}]+\}|\.\./[A-Za-z_][\w-]*)
    |(?P<text>'[^']*'|"[^"]*"|‘[^’]*’|“[^”]*”)
    |(?P<number>-?\d+(?:\.\d+)?)
    |(?P<op>==|!=|<>|<=|>=|&&|\|\||[=<>!(),\[\]])
    |(?P<word>[A-Za-z_][\w.-]*(?:\(\))?)
    )""",
    re.X,
)
SYMBOLS = {"=": "is", "==": "is", "!=": "is_not", "<>": "is_not", "<": "<", "<=": "at_most",
           ">": ">", ">=": "at_least", "equal": "is", "notequal": "is_not", "eq": "is",
           "ne": "is_not", "ge": "at_least", "le": "at_most", "gt": ">", "lt": "<",
           "contains": "includes", "notcontains": "excludes", "anyof": "any_of"}  # fmt: skip
AND, OR, NOT = {"and", "&&"}, {"or", "||"}, {"not", "!"}
MOST = 400


class Beyond(ValueError):
    """The expression says something that a condition here cannot say."""


def tokens(text: str) -> list[tuple[str, str]]:
    """(kind, text) of an expression; Beyond for what is no token."""
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text.rstrip()):
        match = TOKEN.match(text, at)
        if match is None or len(found) > MOST:
            raise Beyond(text)
        found.append((str(match.lastgroup), match[match.lastgroup or 0]))
        at = match.end()
    return found


def parse(text: str, key_of: Callable[[str], str | None]) -> Condition | None:
    """The condition that an expression says; `key_of(name)` gives our key, or None.

    Always-true expressions ('1', 'true()') give None. Raises Beyond.
    """
    if text.strip().casefold() in {"", "1", "true()", "true"}:
        return None
    reader = _Reader(tokens(text), key_of)
    found = reader.either()
    if reader.left:
        raise Beyond(text)
    return found


class _Reader:
    """A recursive descent over the tokens; the deepest nesting is bounded by MOST tokens."""

    def __init__(self, found: list[tuple[str, str]], key_of: Callable[[str], str | None]) -> None:
        self.left, self.key_of, self.deep = found, key_of, 0

    def _next(self) -> str:
        return self.left[0][1].lower() if self.left else ""

    def _take(self) -> tuple[str, str]:
        if not self.left:
            raise Beyond("…")
        return self.left.pop(0)

    def either(self) -> Condition:
        return self._chain(OR, "any", lambda: self._chain(AND, "all", self.one))

    def _chain(self, words: set[str], name: str, part: Callable[[], Condition]) -> Condition:
        parts = [part()]
        while self._next() in words:
            self._take()
            parts.append(part())
        return parts[0] if len(parts) == 1 else {name: parts}

    def one(self) -> Condition:
        """A comparison, a call, a negation or something in parentheses."""
        self.deep += 1
        if self.deep > MOST // 4:
            raise Beyond("(")
        kind, word = self._take()
        if word == "(":
            return self._closing(self.either())
        if word.lower() in NOT:
            inner = self._call() if self._next() == "(" else self.one()
            return {"not": inner}
        if word.lower() == "selected":
            return self._selected()
        if kind in {"name", "word"}:
            return self._comparison(self._key(word))
        raise Beyond(word)

    def _call(self) -> Condition:
        self._take()
        return self._closing(self.either())

    def _closing(self, found: Condition) -> Condition:
        if self._take()[1] != ")":
            raise Beyond(")")
        return found

    def _key(self, word: str) -> str:
        name = word.strip("${}").removeprefix("../")
        name = re.sub(r"\.(NAOK|value|shown|code)$", "", name)
        key = self.key_of(name)
        if key is None:
            raise Beyond(name)
        return key

    def _selected(self) -> Condition:
        if self._take()[1] != "(":
            raise Beyond("selected")
        key = self._key(self._take()[1])
        if self._take()[1] != ",":
            raise Beyond("selected")
        return self._closing({"question": key, "op": "includes", "value": self._value()})

    def _comparison(self, key: str) -> Condition:
        symbol = self._take()[1].lower()
        if symbol in {"notempty", "empty"}:
            return {"question": key, "op": "answered" if symbol == "notempty" else "unanswered"}
        op = SYMBOLS.get(symbol)
        if op is None:
            raise Beyond(symbol)
        if op == "any_of":
            return {"question": key, "op": op, "value": self._list()}
        value = self._value()
        if value == "" and op in {"is", "is_not"}:
            return {"question": key, "op": "unanswered" if op == "is" else "answered"}
        if op in {"<", ">"}:
            if not re.fullmatch(r"-?\d+", value):
                raise Beyond(f"{op} {value}")
            step = 1 if op == ">" else -1
            op, value = ("at_least" if step > 0 else "at_most"), str(int(value) + step)
        return {"question": key, "op": op, "value": value}

    def _list(self) -> list[str]:
        if self._take()[1] != "[":
            raise Beyond("anyof")
        values = [self._value()]
        while self._next() == ",":
            self._take()
            values.append(self._value())
        if self._take()[1] != "]":
            raise Beyond("anyof")
        return values

    def _value(self) -> str:
        kind, word = self._take()
        if kind == "text":
            return word[1:-1]
        if kind == "number":
            return word
        if word.lower() in {"true", "false", "true()", "false()"}:
            return "yes" if word.lower().startswith("true") else "no"
        raise Beyond(word)
