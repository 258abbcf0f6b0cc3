"""Texts that would run a script, in every field of job classes (see `test_xss`)."""

from typing import Any

from plugins.jobclasses.claimforms import ClaimForm
from plugins.jobclasses.classforms import ClassForm, NoteForm, as_class
from plugins.jobclasses.match_schemas import DecideForm
from plugins.jobclasses.service import (
    claims,
    clusters,
    deciding,
    notes,
    proposals,
    sightings,
    titlelists,
    titles,
    training,
)
from plugins.jobclasses.sighting_schemas import SightingForm
from plugins.jobclasses.trainingforms import OfferForm


def texts(world: Any, text: str, number: int) -> list[str]:
    """A class, its claim, evidence and file, a sighting, a list and a course that bear the text."""
    lead = world.actor("lead")
    named = f"{text[:90]} {number}"
    form = {"title": named, "craft": "games", "definition": text, "tasks": [text[:200]],
            "tools": [text[:200]], "aliases": [f"fr: {text[:150]} alias {number}"],
            "sources": [f"{text[:150]} | https://example.org/x | 2026-11-03"],
            "reason": text[:150]}  # fmt: skip
    job = proposals.propose(as_class(ClassForm().load(form)), actor=lead)
    about = f"class:{job['key']}"
    note = NoteForm().load({"kind": "posting", "text": text, "url": "https://example.org/y"})
    notes.add(about, note, actor=lead, file=(f"{text}.txt", text.encode()))
    claim = {"local": text[:60], "basis": ["tasks"], "statement": text, "contact": text[:150],
             "date": "2026-01-02"}  # fmt: skip
    made = claims.make(job["key"], ClaimForm().load(claim), actor=lead)
    notes.add(f"claim:{made['_id']}", note, actor=lead, file=(text, b"%PDF-1.4"))
    pages = [f"classes/{job['key']}", f"classes/{job['key']}/history", f"classes/{job['key']}/edit",
             f"classes/{job['key']}/merge", f"classes/{job['key']}/paths",
             f"claims/{made['_id']}", f"claims/{made['_id']}/letter"]  # fmt: skip
    pages += [*_met(lead, text, number), *_listed(lead, text, number)]
    offer = {"name": named, "by": text[:100], "about": text[:900], "skills": [text[:60]]}
    training.save("", 0, OfferForm().load(offer), actor=lead)
    if number == 0:  # these show the texts of all, which are filled in before a page is opened
        pages += ["", "jurisdiction", "training", "sightings?month=2026-01", "crosswalk", "match"]
        pages += ["review"]
    return [f"jobclasses/{page}" for page in pages]


def _met(lead: Any, text: str, number: int) -> list[str]:
    """A sighting and its cluster."""
    data = {"kind": "posting", "title": f"Zymurgist {text[:100]} {number}", "seen_on": "2026-01-02",
            "employer": text[:150], "place": text[:150], "pay": text[:150], "tool": text[:150],
            "vendor": text[:150], "text": text}  # fmt: skip
    form = SightingForm().load(data)
    found = sightings.log(form, actor=lead, anyway=True)
    pages = [f"sightings/{found['_id']}"]
    if found["cluster_id"]:
        pages.append(f"clusters/{clusters.get(found['cluster_id'])['_id']}")
    return pages


def _listed(lead: Any, text: str, number: int) -> list[str]:
    """A list whose title, description and employer bear the text, and a decision on it."""
    row = {
        "title": f"Beamherder {text[:100]} {number}",
        "description": text,
        "employer": text[:150],
    }
    found = titlelists.start(f"{text[:90]} {number}", [row], actor=lead)
    titlelists.run(found["_id"], lambda _done, _total: None)
    waiting = titles.waiting(titlelists.source(found["_id"]))
    if waiting:
        choice = DecideForm().load({"choice": "skip"})["choice"]
        deciding.decide(waiting[0]["_id"], choice, actor=lead)
    return [f"match/lists/{found['_id']}"]
