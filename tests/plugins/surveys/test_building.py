"""Writing a questionnaire: nothing that is written gets lost, keys and codes stay what they are."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import Conflict, NotFound
from crm.tenancy import Actor
from plugins.surveys.definition import building as shaping
from plugins.surveys.definition import editing
from plugins.surveys.definition.checking import check
from plugins.surveys.definition.shapes import find
from plugins.surveys.service import building, lifecycle, questions, surveys, versions
from tests.plugins.surveys.samples import EVERY, options, question, version

Doc = dict[str, Any]


def _form(asked: Doc, **changes: Any) -> Doc:
    rows = [{"code": o["code"], "text": o["text"]["en"]} for o in asked.get("options", ())]
    return {"type": asked["type"], "text": asked["text"]["en"], "options": rows, **changes}


def _keys(pages: Any) -> list[str]:
    return [q["key"] for p in pages for q in p["items"]]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "copy", "up", "down", "drop", "page", "drop page", "page up"]),
        st.integers(0, 30),
    ),
    max_size=25,
)


@given(STEPS)
def test_moving_things_about_never_loses_or_doubles_a_question(steps: list[Any]) -> None:
    pages: Any = version(EVERY)["pages"]
    used = {"retired"}
    expected = set(_keys(pages))
    for what, number in steps:
        keys = _keys(pages)
        key = keys[number % len(keys)] if keys else ""
        page = pages[number % len(pages)]["key"]
        if what == "add":
            made = shaping.blank("date", "Retired?", "en")
            pages, new = editing.add_question(pages, page, made, used)
            expected.add(new)
        elif what == "page":
            pages, _key = editing.add_page(pages)
        elif what == "drop page":
            pages = editing.drop(pages, page)
        elif what == "page up":
            pages = editing.move(pages, page, -1)
        elif key and what == "copy":
            pages, new = editing.copy_question(pages, key, used)
            expected.add(new)
        elif key and what == "drop":
            pages = editing.drop(pages, key)
            expected.discard(key)
        elif key:
            pages = editing.move(pages, key, -1 if what == "up" else 1)
    assert sorted(_keys(pages)) == sorted(expected)
    assert not used & set(_keys(pages))
    assert len(editing.taken(pages)) == len(pages) + len(_keys(pages))


def test_a_question_walks_from_page_to_page(survey: Doc, lead: Actor) -> None:
    building.add_page(survey["_id"], actor=lead)
    building.move(survey["_id"], "note", 1, actor=lead)
    pages = versions.working_version(surveys.get_survey(survey["_id"], actor=lead))["pages"]
    assert _keys(pages[1:]) == ["note"]
    building.move(survey["_id"], "note", -1, actor=lead)
    pages = versions.working_version(survey)["pages"]
    assert _keys(pages[:1])[-1] == "note"


def test_new_answers_get_codes_of_their_own_and_old_ones_keep_theirs() -> None:
    before = question("tool", "single", options=options("chat", "code"))
    rows = [{"text": "Code review"}, {"code": "code", "text": "Coding"}, {"text": "Chat"}]
    made = shaping.question_from(
        _form(before, options=rows), before, {"codes": {"chat": "C"}}, "en"
    )
    assert [o["code"] for o in made["options"]] == ["code_review", "code", "chat_2"]
    assert made["options"][1]["text"] == {"en": "Coding"}


def test_other_languages_stay_when_the_main_one_is_edited() -> None:
    before = question("tool", "single", options=options("chat", "code"))
    before["text"]["es"], before["options"][0]["text"]["es"] = "¿Herramienta?", "Charla"
    made = shaping.question_from(_form(before, text="Which tool?"), before, {}, "en")
    assert made["text"] == {"en": "Which tool?", "es": "¿Herramienta?"}
    assert made["options"][0]["text"]["es"] == "Charla"


@pytest.mark.parametrize("kind", [q["type"] for q in EVERY])
def test_every_kind_can_be_built_by_its_form(kind: str) -> None:
    before = {**shaping.blank(kind, "What now?", "en"), "key": "now"}
    rows = [{"text": "One"}, {"text": "Two"}]
    made = shaping.question_from(_form(before, options=rows, rows=rows), before, {}, "en")
    more = [] if kind != "statement" else [question("x", "date")]
    assert check(version([made, *more])) == []


def test_what_is_taken_out_takes_the_conditions_on_it_along_and_undo_brings_all_back(
    survey: Doc, lead: Actor
) -> None:
    form = {**_form(EVERY[4]), "show_if": {"question": "tool", "op": "is", "value": "chat"}}
    questions.save_question(survey["_id"], "days", questions.seen(EVERY[4]), form, actor=lead)
    building.drop(survey["_id"], "tool", actor=lead)
    draft = versions.working_version(survey)
    assert find(draft, "tool") is None
    assert "show_if" not in (find(draft, "days") or {})
    building.undo(survey["_id"], draft["version"], actor=lead)
    back = versions.working_version(survey)
    assert find(back, "tool") == EVERY[0]
    assert "show_if" in (find(back, "days") or {})
    with pytest.raises(Conflict):
        building.undo(survey["_id"], draft["version"], actor=lead)


def test_two_who_edit_one_question_lose_nothing_and_two_questions_do_not_meet(
    survey: Doc, lead: Actor
) -> None:
    seen = questions.seen(EVERY[0])
    mine = _form(EVERY[0], text="Mine?")
    questions.save_question(survey["_id"], "tool", seen, mine, actor=lead)
    other = questions.seen(EVERY[4])
    questions.save_question(survey["_id"], "days", other, _form(EVERY[4], text="D?"), actor=lead)
    with pytest.raises(Conflict) as raised:
        questions.save_question(
            survey["_id"], "tool", seen, _form(EVERY[0], text="Theirs?"), actor=lead
        )
    assert raised.value.extra["theirs"]["text"]["en"] == "Mine?"


def test_live_questions_are_not_written_on(survey: Doc, lead: Actor) -> None:
    lifecycle.open_survey(survey["_id"], actor=lead)
    with pytest.raises(Conflict):
        building.drop(survey["_id"], "tool", actor=lead)


def test_a_key_that_is_not_there_is_not_found(survey: Doc, lead: Actor) -> None:
    with pytest.raises(NotFound):
        building.move(survey["_id"], "nothing", 1, actor=lead)
