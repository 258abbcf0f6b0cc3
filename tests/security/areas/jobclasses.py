"""Job classes: the catalogue and what people decide about it."""

from plugins.jobclasses.service import claims, merging, notes, proposals, training, wishes
from tests.security.seed import Local, Values

MATRIX = """
jobclasses.index                   -oxlnm---
jobclasses.show                    -oxlnm---
jobclasses.history                 -oxlnm---
jobclasses.path_list               -oxlnm---
jobclasses.definitions             -oxlnm---
jobclasses.jurisdiction            -oxlnm---
jobclasses.claim                   -oxlnm---
jobclasses.claim_letter            -oxlnm---
jobclasses.claim_pdf               -oxlnm---
jobclasses.new                     -oxlnm---
jobclasses.propose                 -oxlnm---
jobclasses.edit                    ---l-m---
jobclasses.save                    ---l-m---
jobclasses.restore                 ---l-m---
jobclasses.suggest                 -oxlnm--- class_key=sighted_key
jobclasses.note_add                -oxlnm---
jobclasses.note_withdraw           ---l-m---
jobclasses.claim_note              -oxlnm---
jobclasses.sighting_note           -oxlnm---
jobclasses.note_file               -oxlnm---
jobclasses.note_file_remove        ---l-m---
jobclasses.decide                  ---l-m---
jobclasses.merge_form              ---l-m---
jobclasses.merge                   ---l-m---
jobclasses.split                   ---l-m---
jobclasses.join_undo               ---l-m---
jobclasses.claim_new               ---l-m---
jobclasses.claim_make              ---l-m---
jobclasses.claim_edit              ---l-m---
jobclasses.claim_save              ---l-m---
jobclasses.definition_edit         ---l-m---
jobclasses.definition_save         ---l-m---
jobclasses.person_paths            -o-l-m---
jobclasses.wish                    -o-l-m---
jobclasses.wish_settle             -o-l-m---
jobclasses.training_list           -oxlnm---
jobclasses.training_new            ---l-m---
jobclasses.training_add            ---l-m---
jobclasses.training_edit           ---l-m---
jobclasses.training_save           ---l-m---
jobclasses.training_listed         ---l-m---
jobclasses.crosswalk_table         -oxlnm---
jobclasses.crosswalk_csv           -oxlnm---
jobclasses.crosswalk_import        ---l-m---
jobclasses_api.list_classes        -oxlnm---
jobclasses_api.propose             -oxlnm---
jobclasses_api.get_class           -oxlnm---
jobclasses_api.change_class        ---l-m---
jobclasses_api.decide              ---l-m---
jobclasses_api.list_claims         -oxlnm---
jobclasses_api.make_claim          ---l-m---
jobclasses_api.list_codes          -oxlnm---
jobclasses_api.list_definitions    -oxlnm---
"""


def _text(local: Local, title: str) -> dict[str, object]:
    word = local.word
    return {"title": f"{word} {title}", "craft": "games", "definition": f"{word} definition",
            "tasks": [f"{word} task", "Other task"], "tools": [f"{word} tool"],
            "aliases": [{"text": f"{word} {title} alias", "language": "en", "seen": ""}],
            "sources": [{"text": f"{word} source", "url": "", "date": ""}]}  # fmt: skip


def _classes(local: Local) -> Values:
    lead = local.actor("lead")
    job = proposals.propose(_text(local, "wrangler"), actor=lead)
    other = proposals.propose(_text(local, "watcher"), actor=lead)
    sighted = proposals.propose(_text(local, "sighting"), actor=lead, status="sighted")
    gone = proposals.propose(_text(local, "merged"), actor=lead)
    kept = proposals.propose(_text(local, "keeper"), actor=lead)
    join = merging.merge(gone["key"], kept["key"], (None, None), actor=lead)
    data = {"kind": "comment", "text": f"{local.word} remark"}
    file = (f"{local.word}.txt", f"{local.word} posting".encode())
    data = {**data, "kind": "posting"}
    note = notes.add(f"class:{job['key']}", data, actor=lead, file=file)
    claim = {"local": local.word, "basis": ["tasks"], "state": "asserted", "date": "2026-01-02",
             "statement": f"{local.word} statement", "contact": local.word}  # fmt: skip
    made = claims.make(job["key"], claim, actor=lead)
    offer = {"name": f"{local.word} course", "by": local.word, "about": local.word, "url": "",
             "skills": [local.word], "checked": ""}  # fmt: skip
    course = training.save("", 0, offer, actor=lead)
    asked = {"key": "9" * 24, "class_key": other["key"], "note": f"{local.word} wish"}
    wish = wishes.ask(local.values["person_id"], asked, actor=lead)
    return {"offer_key": course["key"], "wish_id": wish["_id"], "class_key": job["key"],
            "other_key": other["key"], "sighted_key": sighted["key"], "join_id": join["_id"],
            "class_note_id": note["_id"], "claim_id": made["_id"],
            "kind_key": "image"}  # fmt: skip


PARTS = [_classes]
BODY = {"title": "Wrangler of walls", "craft": "games", "definition": "Wrangles.",
        "tasks": "One\nTwo", "tools": "Wall", "aliases": "fr: mur", "soc": "27-4011 broader",
        "onet": "27-4011.00", "isco": "3521", "noc": "52119 related",
        "ai_relations": ["operates"],
        "ai_kinds": ["realtime"], "trained_on": ["own"], "certainty": "B", "parent": "gaffer",
        "sources": "A posting | https://example.org/x | 2026-11-03",
        "reason": "because"}  # fmt: skip
CLAIM = {"local": "52", "basis": ["tasks"], "state": "disputed", "statement": "Ours",
         "contact": "Somebody", "date": "2026-02-03"}  # fmt: skip
NOTE = {"kind": "posting", "text": "Seen", "url": "https://example.org/y", "date": "2026-02-03"}
FORMS = {
    "jobclasses.propose": lambda _v: {"key": "a" * 24, **BODY},
    "jobclasses.save": lambda _v: {**BODY, "version": "1"},
    "jobclasses.restore": lambda _v: {"number": "1", "version": "1"},
    "jobclasses.suggest": lambda _v: {"to": "proposed", "version": "1", "reason": "why"},
    "jobclasses.decide": lambda _v: {"to": "review", "version": "1", "reason": "why"},
    "jobclasses.note_add": lambda _v: {"key": "b" * 24, **NOTE},
    "jobclasses.sighting_note": lambda _v: {"key": "7" * 24, **NOTE},
    "jobclasses.claim_note": lambda _v: {"key": "c" * 24, **NOTE},
    "jobclasses.merge": lambda v: {
        "into": v["other_key"], "version": "1", "into_version": "1", "reason": "one craft"},
    "jobclasses.split": lambda v: {
        "version": "1", "title": "Split wrangler", "definition": "Part",
        "aliases": [f"{v['word']} wrangler alias"]},
    "jobclasses.claim_make": lambda _v: {"key": "d" * 24, **CLAIM},
    "jobclasses.claim_save": lambda _v: {**CLAIM, "version": "1", "reason": "letter"},
    "jobclasses.wish": lambda v: {
        "key": "8" * 24, "class_key": v["other_key"], "from_key": v["class_key"],
        "offer_key": v["offer_key"], "note": "soon"},
    "jobclasses.wish_settle": lambda _v: {"state": "arranged"},
    "jobclasses.training_add": lambda _v: {
        "version": "0", "name": "Course", "by": "Us", "about": "All", "skills": "roto",
        "url": "https://example.org/c", "checked": "2026-01-01"},
    "jobclasses.training_save": lambda _v: {
        "version": "1", "name": "Course", "by": "Us", "about": "All", "skills": "roto",
        "url": "https://example.org/c", "checked": "2026-01-01"},
    "jobclasses.training_listed": lambda _v: {"listed": "no"},
    "jobclasses.definition_save": lambda _v: {
        "number": "0", "name": "Pictures", "definition": "Made", "example": "Art",
        "is_not": "Paint", "oecd": "x", "nist": "y", "reason": "plainer"},
}  # fmt: skip
LISTED = {"aliases": ["fr: mur"], "tasks": ["One", "Two"], "tools": ["Wall"], "soc": ["27-4011"],
          "onet": ["27-4011.00"], "isco": ["3521"], "noc": ["52119 related"],
          "sources": ["A posting"]}  # fmt: skip
JSON = {
    "jobclasses_api.propose": lambda _v: {**BODY, **LISTED, "key": "e" * 24},
    "jobclasses_api.change_class": lambda _v: {**BODY, **LISTED, "version": 1},
    "jobclasses_api.decide": lambda _v: {"to": "review", "version": 1, "reason": "why"},
    "jobclasses_api.make_claim": lambda _v: {**CLAIM, "key": "f" * 24},
}
NOT_IDS = {"kind_key"}
UNREACHED = {"jobclasses.crosswalk_import"}
