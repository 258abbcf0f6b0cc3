"""What follows when people are merged, unmerged, removed for good, or an import is undone.

An anonymous response has no person and stays; the invitation follows its person. Where both of two
merged people have one, the other's is put aside (`surveys_merged`) for as long as the merge can be
taken back, or until a confidential survey is unlinked.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from crm import db
from crm.events import ImportUndoAsked, PersonErased, PersonMerged, PersonUnmerged
from plugins.surveys.answering import batching, comments, keys, named, queueing, rosters
from plugins.surveys.answering.anonymous import COUNTED, NEW, SENT, TAKEN
from plugins.surveys.answering.respondents import INVITATIONS
from plugins.surveys.service import versions
from plugins.surveys.words import NAMED_MODES, OPEN

ASIDE = "surveys_merged"
POINTING = (INVITATIONS, named.NAME, queueing.NAME)
"""In this order: what a response suggests goes where the response went."""


def on_merged(event: PersonMerged) -> None:
    """Move invitations and named responses; of two in one survey the kept person's stays."""
    from crm.people import merge

    for name in POINTING:
        moved = []
        for doc in db.collection(name).find({"person_id": event.gone_id}):
            if _has_twin(event, name, doc):
                _put_aside(event, name, doc)
            else:
                change = {"$set": {"person_id": event.kept_id}}
                db.collection(name).update({"_id": doc["_id"]}, change)
                moved.append(doc["_id"])
        merge.note_move(event.merge_id, name, moved)


def _has_twin(event: PersonMerged, name: str, doc: Mapping[str, Any]) -> bool:
    """Whether the kept person has another of this; a suggestion goes aside with its response."""
    if name == queueing.NAME:
        return db.collection(named.NAME).get(doc["response"], fields=["_id"]) is None
    twin = {"survey_id": doc["survey_id"], "person_id": event.kept_id}
    return db.collection(name).get(twin) is not None


def _put_aside(event: PersonMerged, name: str, doc: Mapping[str, Any]) -> None:
    texts = _forget(doc) if name == named.NAME else {}
    if name == INVITATIONS:
        _count(doc, -1)
    db.collection(name).delete({"_id": doc["_id"]})
    image = {k: v for k, v in doc.items() if k not in ("local_id", "batch")}
    db.collection(ASIDE).insert(
        {
            "merge_id": event.merge_id,
            "survey_id": doc["survey_id"],
            "person_id": event.gone_id,
            "collection": name,
            "doc": image,
            "texts": texts,
            "at": db.now(),
        }
    )


def _count(invitation: Mapping[str, Any], each: int) -> None:
    """Count an invitation in or out of its survey's roster.

    Only where its response comes or goes with it, and before the last count of the response.
    """
    survey = db.collection("surveys_surveys").get(invitation["survey_id"])
    if survey and survey["state"] == OPEN and survey["mode"] in NAMED_MODES:
        rosters.add(survey["_id"], [invitation.get("cohort") or {}], each)


def _forget(response: Mapping[str, Any]) -> dict[str, str]:
    """Take a named response's texts out, and it out of the counts; gives the texts."""
    survey_id = response["survey_id"]
    if response["state"] in {TAKEN, COUNTED}:
        batching.want_rebuild(survey_id)
    if response["state"] not in SENT or keys.find(survey_id) is None:
        return {}
    version = versions.get_version(survey_id, response["version"])
    return comments.withdraw(survey_id, response["_id"], version)


def on_unmerged(event: PersonUnmerged) -> None:
    """Move everything back; a response that was put aside is counted again."""
    from crm.people import merge

    for name in POINTING:
        for doc_id in merge.moved(event.merge_id, name):
            change = {"$set": {"person_id": event.gone_id}}
            db.collection(name).update({"_id": doc_id}, change)
    for note in db.collection(ASIDE).find({"merge_id": event.merge_id}):
        doc = dict(note["doc"])
        if note["collection"] == named.NAME and doc["state"] in SENT:
            doc["state"] = NEW
        if note["collection"] == INVITATIONS:
            _count(doc, 1)
        db.collection(note["collection"]).insert(doc)
        if note["texts"] and keys.find(doc["survey_id"]) is not None:
            comments.store(doc["survey_id"], doc["_id"], note["texts"])
        db.collection(ASIDE).delete({"_id": note["_id"]})


def purge_aside() -> int:
    """Remove what was put aside for merges that cannot be taken back any more; gives how much."""
    from crm.people import merge

    late = {"at": {"$lt": db.now() - timedelta(days=merge.UNDO_DAYS)}}
    return db.collection(ASIDE).delete_many(late)


def on_erased(event: PersonErased) -> None:
    """Remove invitations, named responses and what was written with them."""
    person = {"person_id": event.person_id}
    for response in db.collection(named.NAME).find(person):
        _forget(response)
        db.collection(named.NAME).delete({"_id": response["_id"]})
    for invitation in db.collection(INVITATIONS).find(person):
        _count(invitation, -1)
    db.collection(INVITATIONS).delete_many(person)
    db.collection(queueing.NAME).delete_many(person)
    db.collection(ASIDE).delete_many(person)


def on_import_undo_asked(event: ImportUndoAsked) -> None:
    """Keep people who were invited: their answers must not be lost with them."""
    for person_id in event.created:
        if db.collection(INVITATIONS).find({"person_id": person_id}, limit=1, fields=["_id"]):
            event.vetoes.add(person_id)
