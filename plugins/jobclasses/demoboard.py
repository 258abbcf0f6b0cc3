"""What the demo's risk board rests on: where fictional employers use so-called AI at which work."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from crm import db, localtime
from crm.demo import generator
from crm.plugin import Demo
from crm.tenancy import Actor, system_actor
from crm.workplaces import changes
from crm.workplaces.changeforms import WorkChangeForm
from plugins.jobclasses.service import board, classes, sightings

COMET, LADDER, REED = "Tin Comet Images", "Blue Ladder Animation", "Hollow Reed Post"
SKY, QUILL = "Marmalade Sky Effects", "Quillfeather Pictures"
LARKSPUR, OPERA, MOON = "Larkspur Lane Playhouses", "Old Lantern Opera", "Paper Moon Touring"
MET = {
    "roto-paint-artist": (
        (COMET, "matte model", 40), (LADDER, "matte model", 75), (REED, "clean-up model", 120),
    ),
    "compositor": ((COMET, "plate model", 33), (LADDER, "", 90), (REED, "", 61)),
    "matte-painter": ((COMET, "image model", 52), (REED, "image model", 18), (QUILL, "", 110)),
    "concept-artist-vfx": ((COMET, "image model", 66), (LADDER, "sketches", 21), (QUILL, "", 84)),
    "animator": ((LADDER, "", 30), (COMET, "", 95), (SKY, "motion model", 44)),
    "cg-lighter": ((COMET, "", 29), (LADDER, "", 80), (SKY, "denoiser", 58)),
    "vfx-coordinator": ((SKY, "scores", 12), (COMET, "notes model", 47), (REED, "", 99)),
    "scenic-artist": ((LARKSPUR, "", 190), (OPERA, "image model", 70), (MOON, "", 131)),
    "light-board-operator": ((LARKSPUR, "tracking camera", 62), (OPERA, "", 93), (MOON, "", 41)),
}  # fmt: skip
"""By class: employer, tool ("" where none was in sight), days ago."""
CHANGED = (
    (QUILL, 60, "Rotomatic", "Mattes of the second unit", "Rotoscope and paint artist",
     ("replaces", "fewer"), "substituted", ("notice", "displacement")),
    (SKY, 31, "Cleanslate", "Wire removal, checked by hand", "Rotoscope and paint artist",
     ("assists",), "supervises", ("credit",)),
    (SKY, 19, "Plateful", "First keys", "Compositor", ("assists",), "assisted", ("notice",)),
    (QUILL, 72, "Plateful", "Sky replacement", "Compositor", ("assists",), "assisted", ()),
    (SKY, 104, "Fillframe", "Set extensions", "Compositor", ("replaces",), "substituted",
     ("consult",)),
)  # fmt: skip
"""Employer, days ago, tool, task, job class, effects, relation, clauses that speak of it."""


def fill(demo: Demo, lead: Actor) -> None:
    """Note the sightings and work-changes; again without a second record."""
    met = [(key, *place) for key, places in MET.items() for place in places]
    for number, (key, employer, tool, days) in enumerate(met):
        title = classes.get(key)["title"]
        text = f"{employer} looks for: {title}"
        data = {"key": f"6{number:023x}", "kind": "posting", "title": title, "text": text,
                "employer": employer, "tool": tool, "seen_on": _day(days)}  # fmt: skip
        noted = sightings.log(data, actor=lead, anyway=True)
        if noted["class_key"] != key:
            sightings.assign(noted["_id"], key, actor=lead)
    for row in CHANGED:
        _change(demo, row)


def _day(days: int) -> str:
    return (localtime.today() - timedelta(days=days)).isoformat()


def _change(demo: Demo, row: tuple[Any, ...]) -> None:
    employer, days, tool, task, job, effects, relation, clauses = row
    found_id, place = generator.new_id(demo.random), _place(demo, employer)
    if not place or db.collection("work_changes").get(found_id):
        return
    values: Mapping[str, Any] = {
        "workplace_id": place, "day": _day(days), "tool": tool, "task": task, "job_class": job,
        "kinds": ["finishing"], "effects": list(effects), "relations": [relation],
        "clauses": list(clauses),
    }  # fmt: skip
    actor = system_actor("workplaces.log_changes")
    changes.record_change(WorkChangeForm().load(values), actor=actor, change_id=found_id)


def _place(demo: Demo, employer: str) -> str:
    """The workplace of somebody who works for this employer; "" where nobody does."""
    jobs = (person["employments"][0] for person in demo.people)
    return next((str(job["workplace_id"]) for job in jobs if job["employer"] == employer), "")


def compute(_demo: Demo) -> None:
    """Compute the board once people, records, assessments and surveys are there."""
    board.compute()
