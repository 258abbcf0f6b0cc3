"""The API of job classes: matching, titles, sightings, claims, merging, the board, paths."""

from tests.security.areas import jobclasses, jobmatching

MATRIX = """
jobclasses_api.add_claim_note         -oxlnm---
jobclasses_api.add_note               -oxlnm---
jobclasses_api.assign_sighting        ---l-m---
jobclasses_api.change_claim           ---l-m---
jobclasses_api.compute_board          ---lnm---
jobclasses_api.decide_title           ---l-m---
jobclasses_api.dismiss_cluster        ---l-m---
jobclasses_api.get_board              ---lnm---
jobclasses_api.get_claim              -oxlnm---
jobclasses_api.get_cluster            -oxlnm---
jobclasses_api.get_list               ---l-m--- list_id=title_list_id
jobclasses_api.get_sighting           -oxlnm---
jobclasses_api.list_clusters          -oxlnm---
jobclasses_api.list_lists             ---l-m---
jobclasses_api.list_notes             -oxlnm---
jobclasses_api.list_paths             -oxlnm---
jobclasses_api.list_rows              ---l-m--- list_id=title_list_id
jobclasses_api.list_sightings         -oxlnm---
jobclasses_api.list_training          -oxlnm---
jobclasses_api.list_versions          -oxlnm---
jobclasses_api.list_waiting           ---l-m---
jobclasses_api.log_sighting           -oxlnm---
jobclasses_api.match                  -oxlnm---
jobclasses_api.merge_class            ---l-m---
jobclasses_api.propose_cluster        -oxlnm---
jobclasses_api.remove_sighting        ---l-m---
jobclasses_api.split_class            ---l-m---
jobclasses_api.start_list             ---l-m---
jobclasses_api.take_codes             ---l-m---
jobclasses_api.undo_decision          ---l-m---
jobclasses_api.undo_join              ---l-m---
jobclasses_api.withdraw_note          ---l-m---
"""
NOTE, CLAIM = jobclasses.NOTE, jobclasses.CLAIM
JSON = {
    "jobclasses_api.add_claim_note": lambda _v: {"key": "1" * 24, **NOTE},
    "jobclasses_api.add_note": lambda _v: {"key": "2" * 24, **NOTE},
    "jobclasses_api.assign_sighting": lambda _v: {"class_key": "gaffer"},
    "jobclasses_api.change_claim": lambda _v: {**CLAIM, "version": 1, "reason": "letter"},
    "jobclasses_api.decide_title": lambda _v: {"choice": "class", "class_key": "gaffer"},
    "jobclasses_api.log_sighting": lambda v: {
        **jobmatching.FORMS["jobclasses.sighting_log"](v), "key": "3" * 24},
    "jobclasses_api.match": lambda v: {"titles": [{"title": f"{v['word']} gaffer"}]},
    "jobclasses_api.merge_class": jobclasses.FORMS["jobclasses.merge"],
    "jobclasses_api.propose_cluster": jobmatching.FORMS["jobclasses.cluster_propose"],
    "jobclasses_api.split_class": jobclasses.FORMS["jobclasses.split"],
    "jobclasses_api.start_list": lambda _v: {"name": "Crew", "titles": [
        {"title": "Gaffer", "description": "Hangs lamps", "employer": "Stages"}]},
    "jobclasses_api.take_codes": lambda v: {"rows": [
        {"class_key": v["class_key"], "scheme": "soc", "code": "27-4011"}]},
    "jobclasses_api.withdraw_note": lambda _v: {"withdrawn": True},
}  # fmt: skip
QUERIES = {
    "jobclasses_api.list_rows": lambda _v: {"first": "1"},
    "jobclasses_api.list_sightings": lambda _v: {"month": "2026-01"},
    "jobclasses_api.list_waiting": lambda v: {"source": f"list:{v['title_list_id']}"},
}
