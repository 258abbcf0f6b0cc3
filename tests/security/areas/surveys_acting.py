"""What acting on answers adds to the trust tests: suggestions in the builder and on their page."""

from crm import db
from plugins.surveys.answering import invitations, queueing, respondents, responses
from plugins.surveys.service import lifecycle, suggesting, surveys
from tests.security.seed import Local, Values

OPTION = "survey_id=acting_survey_id item_key=acting_key code=acting_code"
SURVEY = "survey_id=suggesting_survey_id"
COUNTED = "survey_id=counted_survey_id"
MATRIX = f"""
surveys.page_condition             ---l-m--- item_key=page_key
surveys.save_page_condition        ---l-m--- item_key=page_key
surveys.suggests                   ---l-m--- {OPTION}
surveys.add_suggestion             ---l-m--- {OPTION}
surveys.remove_suggestion          ---l-m--- {OPTION}
surveys.suggestions                ---l-m--- {SURVEY}
surveys.confirm_suggestion         ---l-m--- {SURVEY} suggestion_id=suggestion_id
surveys.dismiss_suggestion         ---l-m--- {SURVEY} suggestion_id=suggestion_id
surveys.undo_suggestion            ---l-m--- {SURVEY} suggestion_id=suggestion_id
surveys_api.list_surveys           -oxlnm---
surveys_api.get_definition         -oxlnm---
surveys_api.get_response           ---lnm--- {COUNTED}
surveys_api.get_results            ---lnm--- {COUNTED}
"""
FORMS = {
    "surveys.save_page_condition": lambda _v: {"do": "save", "seen": "null"},
    "surveys.add_suggestion": lambda _v: {"action": "core.tag", "tag": "steward"},
    "surveys.remove_suggestion": lambda _v: {"n": "0"},
}
QUERIES = {
    "surveys.suggests": lambda _v: {"action": "core.tag"},
    "surveys_api.get_response": lambda _v: {"by": "department"},
    "surveys_api.get_results": lambda _v: {"by": "department", "release": "0"},
}


def _acting(local: Local) -> Values:
    lead, word = local.actor("lead"), local.word.lower()
    key, code = f"{word}_lead", f"{word}-yes"
    options = [{"code": c, "text": {"en": c.title()}} for c in (code, "no")]
    asked = {"key": key, "type": "single", "text": {"en": "Will you lead?"}, "options": options}
    pages = [{"key": f"{word}_acting", "title": {}, "items": [asked]}]
    data = {"name": f"{local.word} stewards", "mode": "identified", "pages": pages}
    ids = []
    for _each in range(2):
        made = surveys.create_survey(data, actor=lead)["_id"]
        suggesting.add(made, key, code, "core.tag", {"tag": f"{local.word} steward"}, actor=lead)
        ids.append(made)
    survey = lifecycle.open_survey(ids[1], actor=lead)
    person = db.collection("people").get(local.values["person_id"]) or {}
    codes = invitations.invite(survey, [person], "letter", lambda each: each, actor=lead)
    who = respondents.by_code(survey, codes[person["_id"]])
    version = responses.version_for(who, None)
    responses.save(who, version, {key: code}, 0)
    responses.send(who, version, {key: code})
    (waits,) = db.collection(queueing.NAME).find({"survey_id": survey["_id"]})
    return {"acting_survey_id": ids[0], "acting_key": key, "acting_code": code,
            "suggesting_survey_id": survey["_id"], "suggestion_id": waits["_id"]}  # fmt: skip


PARTS = (_acting,)
