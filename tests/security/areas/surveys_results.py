"""What results of surveys add to the trust tests: a survey with counts, and written answers."""

from crm import db
from plugins.surveys.answering import comments, slots
from plugins.surveys.service import lifecycle, releases, surveys, tallies
from tests.security.areas.surveys_asking import PAGES
from tests.security.seed import Local, Values

SURVEY, TEXT = "survey_id=counted_survey_id", "survey_id=written_survey_id"
REPORTED = "survey_id=reported_survey_id"
MATRIX = f"""
surveys.results                    ---lnm--- {SURVEY}
surveys.results_file               ---lnm--- {SURVEY} kind=results_kind
surveys.report                     ---lnm--- {REPORTED}
surveys.release                    ---l-m--- {SURVEY}
surveys.texts                      ---lnm--- {TEXT}
surveys.set_themes                 ---l-m--- {TEXT} text_id=survey_text_id
surveys.leave_out                  ---l-m--- {TEXT} text_id=survey_text_id
"""
NOT_IDS = {"kind"}
FORMS = {"surveys.set_themes": lambda _v: {"themes": "Pay, Credit"}}
QUERIES = {
    "surveys.results": lambda v: {
        "by": "department", "intervals": "yes", "earlier": v["counted_survey_id"], "release": "0"},
    "surveys.report": lambda _v: {"by": "department", "intervals": "yes", "release": "1"},
    "surveys.results_file": lambda _v: {"by": "department"},
    "surveys.texts": lambda _v: {"question": "why", "theme": "Pay"},
}  # fmt: skip


def _filled(local: Local, name: str) -> str:
    lead = local.actor("lead")
    data = {"name": f"{local.word} {name}", "mode": "anonymous", "pages": PAGES,
            "breakdowns": ["department"]}  # fmt: skip
    made = surveys.create_survey(data, actor=lead)
    survey = lifecycle.open_survey(made["_id"], actor=lead)
    given = [{"version": 1, "answers": {"uses_ai": ("yes", "no")[n % 2]},
              "cohort": {"department": f"{local.word} Grip"}} for n in range(24)]  # fmt: skip
    tallies.count(survey, db.new_id(), given)
    return str(survey["_id"])


def _counted(local: Local) -> Values:
    return {"counted_survey_id": _filled(local, "count"), "results_kind": "csv"}


def _reported(local: Local) -> Values:
    survey_id = _filled(local, "report")
    lead = local.actor("lead")
    lifecycle.close_survey(survey_id, actor=lead)
    releases.make(surveys.get_survey(survey_id, actor=lead), actor=lead)
    return {"reported_survey_id": survey_id}


def _written(local: Local) -> Values:
    lead = local.actor("lead")
    data = {"name": f"{local.word} pledge", "mode": "identified", "pages": PAGES}
    made = surveys.create_survey(data, actor=lead)
    survey = lifecycle.open_survey(made["_id"], actor=lead)
    values = {"state": comments.STATE, "question": "why", "text": f"{local.word} why", "themes": []}
    slots.claim(comments.NAME, survey["_id"], f"{local.slug}-why", values)
    found = slots.of_key(comments.NAME, survey["_id"], f"{local.slug}-why") or {}
    return {"written_survey_id": survey["_id"], "survey_text_id": found["_id"]}


PARTS = (_counted, _reported, _written)
