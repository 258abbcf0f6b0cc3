"""Random edits of a live survey: no stored answer is lost or comes to mean something else."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from plugins.surveys.definition import building, editing
from plugins.surveys.definition.changes import check_changes, registered
from plugins.surveys.definition.shapes import find, questions
from tests.plugins.surveys.samples import EVERY, version

Doc = dict[str, Any]
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["type", "add", "drop", "swap answer", "reuse code", "less", "publish"]),
        st.integers(0, 40),
    ),
    max_size=20,
)


def _edited(pages: Any, register: Doc, live: Doc, what: str, number: int) -> Any:
    asked = [q for page in pages for q in page["items"]]
    if not asked or what == "add":
        made = building.blank("yes_no", EVERY[number % len(EVERY)]["key"], "en")
        return editing.add_question(pages, pages[0]["key"], made, register)[0]
    question: Doc = dict(asked[number % len(asked)])
    options = [dict(option) for option in question.get("options") or ()]
    if what == "drop":
        return editing.drop(pages, question["key"])
    if what == "type":
        question["type"] = EVERY[number % len(EVERY)]["type"]
    elif what == "less" and len(options) > 1:
        question["options"] = options[1:]
    elif what == "swap answer" and options:
        rows = [{"text": f"Answer {number}"}, *options[1:]]
        given = [{"code": r.get("code"), "text": _words(r["text"])} for r in rows]
        used = register.get(question["key"], {}).get("codes", {})
        question["options"] = building.entries(given, options, used, "en")
    elif what == "reuse code" and options:
        asked_now = (find(live, question["key"]) or {}).get("options", ())
        gone = sorted(set(register.get(question["key"], {}).get("codes", {}))
                      - {o["code"] for o in (*options, *asked_now)})  # fmt: skip
        text = {"en": f"Another meaning {number}"}
        question["options"] = options + [{"code": code, "text": text} for code in gone[:1]]
    return editing.set_question(pages, question["key"], question)


def _words(text: Any) -> str:
    return str(text["en"] if isinstance(text, dict) else text)


@given(EDITS)
def test_answers_keep_type_and_meaning_through_any_edits(edits: list[Any]) -> None:
    live = version(EVERY)
    first = {q["key"]: q for q in questions(live)}
    meaning = {(q["key"], o["code"]): o["text"]["en"] for q in EVERY for o in q.get("options", ())}
    register = registered({}, live)
    draft = live["pages"]
    for what, number in edits:
        if what != "publish":
            draft = _edited(draft, register, live, what, number)
            continue
        wanted = {**live, "pages": draft}
        if check_changes(register, live, wanted):
            draft = live["pages"]
            continue
        live, register = wanted, registered(register, wanted)
        for key, asked in first.items():
            now = find(live, key)
            assert now is None or now["type"] == asked["type"]
            assert register[key]["type"] == asked["type"]
            for option in (now or {}).get("options", ()):
                said = meaning.get((key, option["code"]), option["text"]["en"])
                assert option["text"]["en"] == said
    assert {code for key, code in meaning} <= {c for r in register.values() for c in r["codes"]}
