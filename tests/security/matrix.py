"""The table of who may call what (`matrix.txt`), and whether it is whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from werkzeug.routing import Rule

from tests.security import areas

TABLE = Path(__file__).with_name("matrix.txt")
PRINCIPALS = {
    "a": "anonymous",
    "o": "organizer",
    "x": "organizer2",
    "l": "lead",
    "n": "leadership",
    "m": "admin",
    "u": "auditor",
    "f": "other-admin",
    "s": "suite",
}
"""Letter of the table -> account of the test world; x has nobody in scope, f serves elsewhere."""
LETTERS = "".join(PRINCIPALS)
FREE = frozenset({"OPTIONS", "HEAD"})


@dataclass(frozen=True)
class Row:
    """One endpoint: the letters of those who may, and ids of its address that are not the usual."""

    endpoint: str
    who: str
    ids: Mapping[str, str]

    def may(self, letter: str) -> bool:
        """Whether this principal is let in."""
        return letter in self.who


def _row(line: str) -> Row:
    endpoint, who, *rest = line.split()
    if len(who) != len(LETTERS) or any(
        w not in ("-", c) for w, c in zip(who, LETTERS, strict=True)
    ):
        raise ValueError(f"{TABLE.name}: {line!r}: write {LETTERS!r} with '-' for who may not")
    return Row(endpoint, who, dict(pair.split("=", 1) for pair in rest))


def read() -> dict[str, Row]:
    """The rows by endpoint."""
    text = "\n".join((TABLE.read_text(encoding="utf-8"), *areas.each("MATRIX")))
    lines = (line.strip() for line in text.splitlines())
    rows = [_row(line) for line in lines if line and not line.startswith("#")]
    return {row.endpoint: row for row in rows}


def rules(app: Flask) -> list[Rule]:
    """All rules of the application in a stable order."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))


def methods(rule: Rule) -> list[str]:
    """The methods of a rule that a view answers."""
    return sorted((rule.methods or set()) - FREE)


def suggestion(app: Flask, endpoint: str) -> str:
    """The line to add for an endpoint, with who may by default of its permission."""
    permission = getattr(app.view_functions[endpoint], "permission", "")
    known = {"public": LETTERS, "signed_in": "-oxlnmufs", "suite.admin": "--------s"}
    who = known.get(permission)
    if who is None:
        found = app.extensions["suite"].registry.permissions()
        roles = next((p.default_roles for p in found if p.id == permission), ())
        roles_of = {"o": "organizer", "x": "organizer", "l": "lead", "n": "leadership",
                    "m": "admin", "u": "auditor"}  # fmt: skip
        who = "".join(c if roles_of.get(c) in roles else "-" for c in LETTERS)
    return f"{endpoint:<34} {who}"
