"""Job classes: matching titles, the review queue, people's classes, reference data."""

from crm import db, jobs
from plugins.jobclasses.service import board, deciding, sightings, titlelists, titles, uploads
from tests.security.seed import Local, Values

MATRIX = """
jobclasses.match                   -oxlnm---
jobclasses.match_file              ---l-m---
jobclasses.match_one               -oxlnm---
jobclasses.match_paste             ---l-m---
jobclasses.person_class            ---l-m---
jobclasses.person_class_save       ---l-m---
jobclasses.reference               -----m---
jobclasses.reference_job           -----m--- job_id=load_job_id
jobclasses.reference_load          -----m--- kind=load_kind
jobclasses.review                  ---l-m---
jobclasses.review_another          ---l-m---
jobclasses.review_decide           ---l-m---
jobclasses.review_new              ---l-m---
jobclasses.review_undo             ---l-m---
jobclasses.board_class             ---lnm---
jobclasses.board_compute           ---lnm---
jobclasses.board_csv               ---lnm---
jobclasses.board_pdf               ---lnm---
jobclasses.board_weights           ---l-m---
jobclasses.cluster                 -oxlnm---
jobclasses.cluster_dismiss         ---l-m---
jobclasses.cluster_propose         -oxlnm---
jobclasses.risk_board              ---lnm---
jobclasses.sighting                -oxlnm---
jobclasses.sighting_assign         ---l-m---
jobclasses.sighting_lead           ---l-m---
jobclasses.sighting_log            -oxlnm---
jobclasses.sighting_new            -oxlnm---
jobclasses.sighting_read           -oxlnm---
jobclasses.sighting_remove         ---l-m---
jobclasses.sightings_month         -oxlnm---
jobclasses.title_list              ---l-m--- list_id=title_list_id
jobclasses.title_list_file         ---l-m--- list_id=title_list_id kind=file_kind
"""

FORMS = {
    "jobclasses.match_one": lambda v: {
        "title": f"{v['word']} gaffer", "description": "Hangs lamps", "employer": "Stages"},
    "jobclasses.match_paste": lambda _v: {"titles": "Gaffer\nKey grip", "name": "Crew"},
    "jobclasses.match_file": lambda _v: {"name": "Crew"},
    "jobclasses.person_class_save": lambda _v: {"class_key": "gaffer"},
    "jobclasses.reference_load": lambda _v: {"replace": ""},
    "jobclasses.review_decide": lambda _v: {"choice": "class", "class_key": "gaffer"},
    "jobclasses.review_new": lambda _v: {
        "title": "Spark wrangler", "craft": "lighting", "definition": "Herds sparks."},
    "jobclasses.board_weights": lambda _v: {
        "headcount": "1", "exposure": "1", "adoption": "1", "reason": "plain"},
    "jobclasses.cluster_propose": lambda _v: {
        "title": "Beam wrangler", "craft": "lighting", "definition": "Herds beams."},
    "jobclasses.sighting_assign": lambda _v: {"class_key": "gaffer"},
    "jobclasses.sighting_log": lambda _v: {
        "kind": "posting", "title": "Zymurgist", "seen_on": "2026-01-02", "employer": "Example",
        "place": "Here", "pay": "$40", "tool": "T", "vendor": "V", "text": "said",
        "url": "https://example.org/job"},
    "jobclasses.sighting_read": lambda _v: {"kind": "posting", "text": "Gaffer at Example"},
}  # fmt: skip
QUERIES = {
    "jobclasses.review": lambda v: {"source": f"list:{v['title_list_id']}"},
    "jobclasses.review_another": lambda v: {"q": v["word"]},
    "jobclasses.sightings_month": lambda _v: {"month": "2026-01"},
    "jobclasses.title_list": lambda _v: {"first": "1"},
}
CACHES = {f"jobclasses.{page}": {"campaigns_kept_cells"} for page in ("show", "decide", "note_add")}
"""Pages of a class, also those that show what was wrong: its campaigns are read from kept cells."""
NEEDS_MORE = {"jobclasses.board_pdf"}
UNREACHED = {"jobclasses.match_file", "jobclasses.reference_load"}


def _titles(local: Local) -> Values:
    lead = local.actor("lead")
    text = [
        {
            "title": f"{local.word} Sparkwrangler",
            "employer": f"{local.word} Stages",
            "description": f"{local.word} herds sparks",
        },
        {"title": f"{local.word} Beamherder"},
    ]
    found = titlelists.start(f"{local.word} crew", text, actor=lead)
    titlelists.run(found["_id"], lambda _done, _total: None)
    first, second = titles.waiting(titlelists.source(found["_id"]))
    decision = deciding.decide(second["_id"], "skip", actor=lead)
    job = jobs.enqueue(uploads.JOB, {"upload_id": "x", "kind": "onet", "replace": False}, by="x")
    db.collection("jobs").update({"_id": job}, {"$set": {"state": "failed", "token": "x"}})
    return {"title_list_id": found["_id"], "title_id": first["_id"], "load_job_id": job,
            "decision_id": decision["_id"], "load_kind": "onet", "file_kind": "csv"}  # fmt: skip


def _sightings(local: Local) -> Values:
    lead = local.actor("lead")
    data = {"kind": "posting", "title": f"{local.word} Zymurgist", "seen_on": "2026-01-01",
            "employer": f"{local.word} Pictures", "text": f"{local.word} text"}  # fmt: skip
    found = sightings.log(data, actor=lead)
    return {"sighting_id": found["_id"], "cluster_id": found["cluster_id"]}


def _board(_local: Local) -> Values:
    board.compute()
    return {}


PARTS = [_titles, _sightings, _board]
