"""What writing surveys adds to the trust tests."""

from collections.abc import Callable
from typing import Any

from plugins.surveys.service import building, library, lifecycle, questions, surveys
from plugins.surveys.service import versions as drafts
from tests.factories import World
from tests.security.seed import Local, Values

MATRIX = """
surveys.index                      -oxlnm---
surveys.survey                     -oxlnm---
surveys.new                        ---l-m---
surveys.create                     ---l-m---
surveys.edit_settings              ---l-m---
surveys.save_settings              ---l-m---
surveys.foresee_groups             ---l-m---
surveys.open_survey                ---l-m---
surveys.close_survey               ---l-m---  survey_id=live_survey_id
surveys.delete_survey              ---l-m---
surveys.builder                    ---l-m---
surveys.begin_change               ---l-m---  survey_id=live_survey_id
surveys.publish_change             ---l-m---  survey_id=changing_survey_id
surveys.discard_change             ---l-m---  survey_id=changing_survey_id
surveys.undo                       ---l-m---
surveys.add_page                   ---l-m---
surveys.title_page                 ---l-m---  item_key=page_key
surveys.add_question               ---l-m---
surveys.move_item                  ---l-m---
surveys.copy_item                  ---l-m---
surveys.drop_item                  ---l-m---
surveys.edit_question              ---l-m---
surveys.save_question              ---l-m---
surveys.question_library           ---l-m---
surveys.take_question              ---l-m---
surveys.keep_question              ---l-m---
surveys.forget_question            ---l-m---
surveys.import_survey              ---l-m---
surveys.export_survey              ---l-m---
surveys.schema_file                -oxlnm---
surveys.settle_left                ---l-m---
surveys.try_out                    -oxlnm---
surveys.try_page                   -oxlnm---
surveys.translate                  ---l-m---
surveys.save_translation           ---l-m---
"""

FORMS: dict[str, Callable[[Values], dict[str, Any]]] = {
    "surveys.create": lambda _v: {"name": "Pulse"},
    "surveys.save_settings": lambda v: {
        "version": str(v["survey_version"]), "name": "Renamed", "title": "Census", "intro": "Hi",
        "mode": "anonymous", "purpose": "survey", "languages": ["en", "es"],
        "main_language": "en", "closes": "2030-01-01", "k": "5", "comments": "10",
        "cohort": "10"},
    "surveys.foresee_groups": lambda v: {
        "version": str(v["survey_version"]), "name": "Renamed", "title": "Census",
        "mode": "anonymous", "languages": ["en"], "breakdowns": ["department"], "cohort": "10",
        "source": f"list:{v['list_id']}"},
    "surveys.save_translation": lambda v: {f"t|{v['item_key']}|text": "¿Usa IA?"},
    "surveys.try_page": lambda v: {
        "number": "0", "state": "{}", f"q-{v['item_key']}": "yes", "go": "next"},
    "surveys.take_question": lambda v: {
        "page": v["page_key"], "entry": "template:pulse:workload"},
    "surveys.undo": lambda v: {"version": str(v["draft_version"])},
    "surveys.title_page": lambda _v: {"title": "First"},
    "surveys.add_question": lambda v: {"page": v["page_key"], "type": "date", "text": "When?"},
    "surveys.move_item": lambda _v: {"step": "1"},
    "surveys.save_question": lambda v: {
        "do": "save", "seen": v["question_seen"], "type": "single", "text": "Do you use AI?",
        "required": "yes", "option-0-code": "yes", "option-0-text": "Yes",
        "option-1-text": "Not at all"},
}  # fmt: skip

QUERIES: dict[str, Callable[[Values], dict[str, Any]]] = {
    "surveys.index": lambda _v: {"closed": "yes"},
    "surveys.edit_question": lambda _v: {"focus": "options"},
    "surveys.new": lambda _v: {"template": "pulse"},
    "surveys.question_library": lambda v: {"page": v["page_key"], "words": "pay"},
    "surveys.try_out": lambda _v: {"lang": "es"},
}

UNREACHED = {"surveys.import_survey"}
"""It needs a file."""
OPEN = {"surveys.try_page"}
"""It reads the fields of its questions and nothing else it is sent; it stores nothing."""
NOT_IDS = {"language", "file_format"}


def pages_of(tool: str, why: str, page: str) -> list[dict[str, Any]]:
    """A page with two questions."""
    options = [{"code": code, "text": {"en": code.title()}} for code in ("yes", "no")]
    first = {"key": tool, "type": "single", "text": {"en": "Do you use AI tools?"},
             "required": True, "options": options}  # fmt: skip
    second = {"key": why, "type": "long_text", "text": {"en": "Tell us more"}}
    return [{"key": page, "title": {"en": "About work"}, "items": [first, second]}]


PAGES = pages_of("uses_ai", "why", "page_1")


def _own(local: Local) -> list[dict[str, Any]]:
    """Pages with keys of the local's own, so that a swap of keys would be seen."""
    word = local.word.lower()
    return pages_of(f"{word}_ai", f"{word}_why", f"{word}_page")


def _survey(local: Local) -> Values:
    lead = local.actor("lead")
    data = {"name": f"{local.word} census", "mode": "anonymous", "pages": _own(local),
            "languages": ["en", "es"]}  # fmt: skip
    made = surveys.create_survey(data, actor=lead)
    page = _own(local)[0]
    building.title_page(made["_id"], page["key"], f"{local.word} page", actor=lead)
    first = page["items"][0]
    return {"language": "es", "survey_id": made["_id"], "page_key": page["key"],
            "item_key": first["key"], "file_format": "json",
            "entry_id": library.keep(made["_id"], first["key"], actor=lead),
            "question_seen": questions.seen(first)}  # fmt: skip


def _open_surveys(local: Local) -> Values:
    lead, found = local.actor("lead"), {}
    for name in ("live", "changing"):
        data = {"name": f"{local.word} {name}", "mode": "anonymous", "pages": _own(local)}
        made = surveys.create_survey(data, actor=lead)
        lifecycle.open_survey(made["_id"], actor=lead)
        found[f"{name}_survey_id"] = made["_id"]
    drafts.begin_change(found["changing_survey_id"], actor=lead)
    return found


PARTS = (_survey, _open_surveys)


def versions(values: Values, stored: dict[str, dict[Any, dict[str, Any]]]) -> None:
    """The versions that the builder's forms carry."""
    values["survey_version"] = stored["surveys_surveys"][values["survey_id"]]["version"]
    values["draft_version"] = stored["surveys_versions"][f"{values['survey_id']}:1"]["version"]


def texts(world: World, text: str, number: int) -> list[str]:
    """Every field of a survey holds the text."""
    lead = world.actor("lead")
    said = {"en": text}
    options = [{"code": c, "text": {"en": f"{text} {c}"}} for c in ("a", "b")]
    plain = {"text": said, "help": said, "options": options}
    shown = {"question": "one", "op": "is", "value": "a"}
    items = [
        {**plain, "key": "one", "type": "single", "other": True},
        {**plain, "key": "two", "type": "matrix", "rows": options, "show_if": shown},
        {"key": "three", "type": "number", "text": said,
         "validate": {"min": 1, "message": said}},
    ]  # fmt: skip
    data = {
        "name": text[:80],
        "title": said,
        "intro": said,
        "thanks": said,
        "pages": [{"key": "page_1", "title": said, "items": items}],
        "languages": ["en", "es"],
    }
    made = surveys.create_survey(data, actor=lead)["_id"]
    pages = [f"surveys/{made}", f"surveys/{made}/questions", f"surveys/{made}/try"]
    if number < 3:
        pages += [f"surveys/{made}/settings", f"surveys/{made}/questions/two", "surveys/",
                  f"surveys/{made}/translate/es"]  # fmt: skip
    return pages
