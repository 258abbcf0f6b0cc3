"""A survey as SurveyJS JSON."""

import json
from collections.abc import Mapping
from typing import Any

from plugins.surveys.definition.shapes import Question, Version

TYPES = {"single": "radiogroup", "multiple": "checkbox", "yes_no": "radiogroup", "scale": "rating",
         "number": "text", "date": "text", "short_text": "text", "long_text": "comment",
         "ranking": "ranking", "matrix": "matrix", "consent": "boolean",
         "statement": "html"}  # fmt: skip
SYMBOLS = {"is": "=", "is_not": "<>", "includes": "contains", "excludes": "notcontains",
           "at_least": ">=", "at_most": "<="}  # fmt: skip


def write(survey: Mapping[str, Any], version: Version) -> str:
    """JSON text; what SurveyJS has no word for (pii, measures, modes) is left out."""
    main = version["languages"][0]
    pages = [_page(page, main) for page in version["pages"]]
    doc = {"locale": main, "title": _text(survey["title"], main), "pages": pages}
    for name, text in (("description", survey["intro"]), ("completedHtml", survey["thanks"])):
        doc |= {name: _text(text, main)} if text else {}
    return json.dumps(doc, ensure_ascii=False, indent=1) + "\n"


def _text(text: Mapping[str, str], main: str) -> Any:
    if set(text) <= {main}:
        return text.get(main, "")
    return {"default" if code == main else code: words for code, words in text.items()}


def _page(page: Mapping[str, Any], main: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": page["key"],
        "elements": [_element(q, main) for q in page["items"]],
    }
    made |= {"title": _text(page["title"], main)} if page.get("title") else {}
    return made | ({"visibleIf": expression(page["show_if"])} if page.get("show_if") else {})


def _entries(rows: Any, main: str) -> list[dict[str, Any]]:
    return [{"value": row["code"], "text": _text(row["text"], main)} for row in rows or ()]


def _element(question: Question, main: str) -> dict[str, Any]:
    kind = question["type"]
    made: dict[str, Any] = {"type": TYPES[kind], "name": question["key"]}
    made["html" if kind == "statement" else "title"] = _text(question["text"], main)
    made |= {"description": _text(question["help"], main)} if question.get("help") else {}
    made |= {"isRequired": True} if question.get("required") else {}
    made |= {"visibleIf": expression(question["show_if"])} if question.get("show_if") else {}
    made |= {"inputType": kind} if kind in {"number", "date"} else {}
    return made | _shape(question, kind, main)


def _shape(question: Question, kind: str, main: str) -> dict[str, Any]:
    rule, options = question.get("validate") or {}, _entries(question.get("options"), main)
    if kind == "scale" and options:  # SurveyJS's rating has no answers beside its numbers
        scale = question["scale"]
        numbers = [{"value": str(n), "text": str(n)} for n in range(scale["min"], scale["max"] + 1)]
        return {"type": "radiogroup", "choices": [*numbers, *options]}
    if kind == "scale":
        scale = question["scale"]
        ends = {"minRateDescription": _text(scale.get("low") or {}, main),
                "maxRateDescription": _text(scale.get("high") or {}, main)}  # fmt: skip
        return {"rateMin": scale["min"], "rateMax": scale["max"], **ends}
    if kind == "matrix":
        return {"rows": _entries(question["rows"], main), "columns": options}
    if kind == "number":
        return {name: rule[name] for name in ("min", "max") if name in rule}
    if not options:
        return {}
    made: dict[str, Any] = {"choices": options}
    made |= {"showOtherItem": True} if question.get("other") else {}
    made |= {"choicesOrder": "random"} if question.get("shuffle") else {}
    limits = (("minSelectedChoices", "least"), ("maxSelectedChoices", "most"))
    return made | {theirs: rule[ours] for theirs, ours in limits if rule.get(ours)}


def expression(condition: Mapping[str, Any]) -> str:
    """A condition in SurveyJS's words."""
    for name, glue in (("all", " and "), ("any", " or ")):
        if name in condition:
            return "(" + glue.join(expression(part) for part in condition[name]) + ")"
    if "not" in condition:
        return f"!({expression(condition['not'])})"
    name = "{" + ".".join(filter(None, (condition["question"], condition.get("row")))) + "}"
    op, value = condition["op"], condition.get("value")
    if op in {"answered", "unanswered"}:
        return f"{name} {'notempty' if op == 'answered' else 'empty'}"
    if op == "any_of":
        return f"{name} anyof [" + ", ".join(f"'{one}'" for one in value or ()) + "]"
    return f"{name} {SYMBOLS[op]} '{value}'"
