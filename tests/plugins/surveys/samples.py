"""Small questionnaires for tests: one question of every type."""

from typing import Any

Doc = dict[str, Any]


def text(words: str) -> dict[str, str]:
    """English alone."""
    return {"en": words}


def options(*codes: str, **flags: str) -> list[Doc]:
    """Options with these codes; `exclusive="none"` marks that one."""
    return [
        {"code": code, "text": text(code.title())}
        | ({"exclusive": True} if flags.get("exclusive") == code else {})
        for code in codes
    ]


def question(key: str, kind: str, **more: Any) -> Doc:
    """A question that asks "<key>?"."""
    return {"key": key, "type": kind, "text": text(f"{key}?"), **more}


EVERY = [
    question("tool", "single", options=options("chat", "code"), other=True),
    question("tools", "multiple", options=options("a", "b", "none", exclusive="none"), other=True),
    question("told", "yes_no", options=options("yes", "no", "dont_know")),
    question("worry", "scale", scale={"min": 1, "max": 5}, options=options("dont_know")),
    question("days", "number", validate={"min": 0, "max": 31}),
    question("role", "short_text"),
    question("story", "long_text"),
    question("since", "date", validate={"min_date": "2020-01-01"}),
    question("order", "ranking", options=options("pay", "hours", "credit")),
    question(
        "effects",
        "matrix",
        rows=[{"code": "pay", "text": text("Pay")}, {"code": "pace", "text": text("Pace")}],
        options=options("better", "same", "worse"),
    ),
    question("agree", "consent"),
    question("note", "statement"),
]


def version(*pages: list[Doc], languages: tuple[str, ...] = ("en",)) -> Doc:
    """A draft version of these pages."""
    made = [
        {"key": f"page_{number}", "title": text(""), "items": items}
        for number, items in enumerate(pages, start=1)
    ]
    return {"pages": made, "languages": list(languages), "n": 1, "state": "draft"}
