"""The pages on which surveys are written."""

import re
from html import unescape
from typing import Any

from crm import db
from crm.tenancy import Actor
from plugins.surveys.definition.shapes import find
from plugins.surveys.service import building, lifecycle, questions, surveys, versions
from tests.factories import Client, World

Doc = dict[str, Any]


def _seen(html: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', html)
    assert found
    return found[1]


def test_a_survey_is_begun_written_and_opened_by_forms_alone(client: Client, world: World) -> None:
    client.sign_in("lead")
    begun = client.post("~/surveys/new", {"name": "Pulse"})
    builder = begun.location.split("#")[0]
    base = builder.removesuffix("/questions")
    assert "There is no question yet" in client.get(builder).get_data(as_text=True)
    added = client.post(
        f"{builder}/add", {"page": "page_1", "type": "single", "text": "Do you use AI?"}
    )
    form = client.get(added.location).get_data(as_text=True)
    fields = {"do": "save", "seen": _seen(form), "type": "single", "text": "Do you use AI?"}
    rows = {"option-0-text": "Yes", "option-1-text": "No", "option-2-text": ""}
    assert client.post(f"{builder}/use_ai", {**fields, **rows}).status_code == 303
    opened = client.post(f"{base}/open")
    assert opened.status_code == 303
    assert "Close for good" in client.get(base).get_data(as_text=True)
    with world.local():
        found = surveys.list_surveys(actor=world.actor("lead"))[0]
        assert find(versions.live_version(found), "use_ai")


def test_a_survey_that_is_not_ready_says_what_to_mend_and_where(
    client: Client, survey: Doc, lead: Actor
) -> None:
    building.add_question(survey["_id"], "page_1", "single", "Empty?", actor=lead)
    refused = client.sign_in("lead").post(f"~/surveys/{survey['_id']}/open")
    assert refused.status_code == 422
    assert "Give at least two answers" in refused.get_data(as_text=True)
    assert f"{survey['_id']}/questions#i-empty" in refused.get_data(as_text=True)


def test_the_mode_of_an_open_survey_is_refused_to_everybody(
    client: Client, survey: Doc, lead: Actor
) -> None:
    opened = lifecycle.open_survey(survey["_id"], actor=lead)
    form = {"version": opened["version"], "name": "N", "title": "T", "languages": ["en"]}
    for role in ("lead", "admin"):
        client.sign_in(role)
        for mode in ("identified", "confidential", "open"):
            sent = {**form, "mode": mode}
            answer = client.post(f"~/surveys/{survey['_id']}/settings", sent)
            assert answer.status_code == 409
    kept = client.post(f"~/surveys/{survey['_id']}/settings", form)
    assert kept.status_code == 303
    assert surveys.get_survey(survey["_id"], actor=lead)["mode"] == "anonymous"


def test_a_condition_is_built_by_choosing(client: Client, survey: Doc, lead: Actor) -> None:
    client.sign_in("lead")
    address = f"~/surveys/{survey['_id']}/questions/days"
    form = client.get(address).get_data(as_text=True)
    fields = {"seen": _seen(form), "type": "number", "text": "days?",
              "condition-0-question": "tool", "check_min": "0"}  # fmt: skip
    shown = client.post(address, {**fields, "do": "look"}).get_data(as_text=True)
    assert 'value="chat"' in shown
    blank = client.post(address, {**fields, "do": "save"})
    assert "Choose the answer to look for" in blank.get_data(as_text=True)
    more = {"condition-0-value": "chat", "condition-1-question": "effects/pay",
            "condition-1-value": "worse", "join": "any"}  # fmt: skip
    assert client.post(address, {**fields, **more, "do": "save"}).status_code == 303
    stored = find(versions.working_version(survey), "days") or {}
    assert stored["show_if"] == {
        "any": [
            {"question": "tool", "op": "is", "value": "chat"},
            {"question": "effects", "row": "pay", "op": "is", "value": "worse"},
        ]
    }
    builder = client.get(f"~/surveys/{survey['_id']}/questions").get_data(as_text=True)
    assert "“tool?” is “Chat” or “effects?” (Pay) is “Worse”" in builder


def test_what_was_typed_comes_back_with_the_message(client: Client, survey: Doc) -> None:
    client.sign_in("lead")
    address = f"~/surveys/{survey['_id']}/questions/tool"
    seen = _seen(client.get(address).get_data(as_text=True))
    sent = {"do": "save", "seen": seen, "type": "single", "text": "Typed?",
            "option-0-text": "x" * 401, "option-1-text": "Kept answer"}  # fmt: skip
    answer = client.post(address, sent)
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert "Typed?" in html
    assert "Kept answer" in html
    assert "At most 400 characters" in html


def test_who_comes_second_sees_both_texts(client: Client, survey: Doc, lead: Actor) -> None:
    client.sign_in("lead")
    address = f"~/surveys/{survey['_id']}/questions/role"
    seen = _seen(client.get(address).get_data(as_text=True))
    form = {"type": "short_text", "text": "Theirs?", "options": []}
    questions.save_question(survey["_id"], "role", seen, form, actor=lead)
    answer = client.post(
        address, {"do": "save", "seen": seen, "type": "short_text", "text": "Mine?"}
    )
    assert answer.status_code == 409
    html = answer.get_data(as_text=True)
    assert "Theirs?" in html
    assert "Mine?" in html
    again = client.post(
        address, {"do": "save", "seen": _seen(html), "type": "short_text", "text": "Mine?"}
    )
    assert again.status_code == 303


def test_an_open_survey_is_changed_by_a_new_version(
    client: Client, survey: Doc, lead: Actor
) -> None:
    lifecycle.open_survey(survey["_id"], actor=lead)
    base = f"~/surveys/{survey['_id']}/questions"
    client.sign_in("lead")
    assert "Change the questions" in client.get(base).get_data(as_text=True)
    assert (
        client.post(f"{base}/add", {"page": "page_1", "type": "date", "text": "When?"}).status_code
        == 409
    )
    client.post(f"{base}/begin")
    client.post(f"{base}/add", {"page": "page_1", "type": "date", "text": "When?"})
    client.post(f"{base}/publish")
    changed = surveys.get_survey(survey["_id"], actor=lead)
    assert changed["current_version"] == 2
    assert find(versions.live_version(changed), "when")


def test_languages_and_belonging_are_set_and_checked(
    client: Client, survey: Doc, lead: Actor
) -> None:
    client.sign_in("lead")
    address = f"~/surveys/{survey['_id']}/settings"
    form = {"version": 1, "name": "N", "title": "T", "mode": "open", "languages": ["en", "es"],
            "main_language": "en"}  # fmt: skip
    foreign = client.post(address, {**form, "campaign": "no-such-campaign"})
    assert foreign.status_code == 422
    wrong = client.post(address, {**form, "breakdowns": ["shoe_size"]})
    assert wrong.status_code == 422
    assert client.post(address, {**form, "breakdowns": ["department"]}).status_code == 303
    saved = surveys.get_survey(survey["_id"], actor=lead)
    assert saved["languages"] == ["en", "es"]
    assert versions.working_version(saved)["languages"] == ["en", "es"]
    late = client.post(address, form)
    assert late.status_code == 409


def test_a_trial_goes_through_all_pages_and_leaves_no_trace(
    client: Client, survey: Doc, lead: Actor
) -> None:
    building.add_page(survey["_id"], actor=lead)
    building.add_question(survey["_id"], "page_2", "short_text", "And then?", actor=lead)
    client.sign_in("organizer")
    before = _everything()
    address = f"~/surveys/{survey['_id']}/try"
    first = client.get(address).get_data(as_text=True)
    assert "nothing is stored" in first
    sent = {"number": "0", "state": "{}", "go": "next", "q-tool": "other", "q-tool-other": "loom"}
    second = client.post(address, {**sent, "q-days": "99"})
    assert second.status_code == 422
    second = client.post(address, sent).get_data(as_text=True)
    assert "And then?" in second
    state = unescape(re.search(r'name="state" value="([^"]*)"', second)[1])  # type: ignore[index]
    last = client.post(address, {"number": "1", "state": state, "q-and_then": "done", "go": "next"})
    assert "loom" in last.get_data(as_text=True)
    back = client.post(address, {"number": "1", "state": "][", "go": "back"})
    assert back.status_code == 200
    deep = {"number": "1", "state": "[" * 150_000, "go": "back"}
    assert client.post(address, deep).status_code == 200
    assert _everything() == before


def _everything() -> dict[str, int]:
    names = [name for name in db.declared() if name.startswith("surveys_") or name == "audit"]
    return {name: db.raw_database()[name].count_documents({}) for name in names}


def test_a_survey_is_translated_side_by_side(client: Client, survey: Doc, lead: Actor) -> None:
    form = {"version": 1, "name": "N", "title": "Hello", "mode": "open", "languages": ["en", "es"]}
    client.sign_in("lead").post(f"~/surveys/{survey['_id']}/settings", form)
    address = f"~/surveys/{survey['_id']}/translate/es"
    page = client.get(address).get_data(as_text=True)
    assert 'name="t|tool|options|chat"' in page
    words = {"t|survey|title": "Hola", "t|tool|text": "¿Herramienta?", "t|gone|text": "x",
             "t|tool|options|chat": "Charla"}  # fmt: skip
    assert client.post(address, words).status_code == 303
    stored = surveys.get_survey(survey["_id"], actor=lead)
    tool = find(versions.working_version(stored), "tool") or {}
    assert (stored["title"], tool["text"]["es"]) == ({"en": "Hello", "es": "Hola"}, "¿Herramienta?")
    assert tool["options"][0]["text"] == {"en": "Chat", "es": "Charla"}
    trial = client.get(f"~/surveys/{survey['_id']}/try?lang=es").get_data(as_text=True)
    assert "Charla" in trial
    assert client.get(f"~/surveys/{survey['_id']}/translate/fr").status_code == 404
    assert client.post(address, {"x": "1"}).status_code == 422
