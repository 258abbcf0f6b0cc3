"""What a new version may change: keys and codes are permanent, so that answers never scramble.

A survey keeps a **register** of all that ever went live: `{key: {type, codes: {code: text},
rows: {code: text}}}`, texts in the main language. A key never gets another type. A code may go,
and come back only with the words it had: a code that changed its meaning would turn old answers
into new ones.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from crm.i18n import _
from plugins.surveys.definition.checking import Problem
from plugins.surveys.definition.shapes import Question, Version, questions

Register = Mapping[str, Mapping[str, Any]]


def _texts(entries: Any, main: str) -> dict[str, str]:
    return {e["code"]: e["text"].get(main, "") for e in entries or ()}


def registered(register: Register, version: Version) -> dict[str, Any]:
    """The register with a version that goes live; nothing that was in it is lost."""
    main = version["languages"][0]
    grown = {key: dict(entry) for key, entry in register.items()}
    for question in questions(version):
        known = grown.get(question["key"], {"type": question["type"], "codes": {}, "rows": {}})
        grown[question["key"]] = {
            "type": question["type"],
            "codes": {**known["codes"], **_texts(question.get("options"), main)},
            "rows": {**known["rows"], **_texts(question.get("rows"), main)},
        }
    return grown


def check_changes(register: Register, live: Version | None, draft: Version) -> list[Problem]:
    """What in `draft` would scramble answers given to earlier versions; [] where nothing would."""
    main = draft["languages"][0]
    before = {q["key"]: q for q in questions(live)} if live else {}
    found: list[Problem] = []
    for question in questions(draft):
        known = register.get(question["key"])
        if known:
            found += _against(question, known, before.get(question["key"]), main)
    return found


def _against(
    question: Question, known: Mapping[str, Any], live: Question | None, main: str
) -> Iterator[Problem]:
    key = question["key"]
    if question["type"] != known["type"]:
        text = _("This question has answers as another type; add a new question instead.")
        yield Problem(key=key, text=str(text))
        return
    for name, registered_as in (("options", "codes"), ("rows", "rows")):
        current = {entry["code"] for entry in (live or {}).get(name) or ()}
        for code, text in _texts(question.get(name), main).items():
            old = known[registered_as].get(code)
            if old is not None and code not in current and old != text:
                said = _("The code %(code)s stood for “%(old)s”; give the new answer a code of its "
                         "own.", code=code, old=old)  # fmt: skip
                yield Problem(key=key, text=str(said))
    yield from _scale(question, live)


def _scale(question: Question, live: Question | None) -> Iterator[Problem]:
    if question["type"] != "scale" or not live:
        return
    ends = [(q["scale"]["min"], q["scale"]["max"]) for q in (question, live)]
    if ends[0] != ends[1]:
        text = _("A scale that was answered keeps its ends; add a new question instead.")
        yield Problem(key=question["key"], text=str(text))
