"""The demo local's job classes: proposals at every stage, a contested class, evidence, a wish.

Fictional throughout; written through the plugin's own services, so that history and audit are
those of real use. Safe to call again: every record has a fixed key.
"""

from datetime import timedelta

from crm import localtime
from crm.accounts import service as accounts
from crm.auth import actor_for
from crm.locals import service as local_bodies
from crm.plugin import Demo
from crm.registry import current as registry
from crm.tenancy import Actor, current
from plugins.jobclasses import demoboard
from plugins.jobclasses.service import (
    claims,
    classes,
    notes,
    proposals,
    roster,
    sightings,
    training,
    wishes,
)

WALL = "d0000000000000000001"
PROMPT = "d0000000000000000002"
BOARD = "d0000000000000000003"
NEW = (
    {
        "key": WALL,
        "title": "Wall content wrangler",
        "craft": "games",
        "parent": "volume-operator",
        "definition": "Prepares, checks and swaps what an LED wall shows between set-ups.",
        "tasks": ["Load and check backgrounds", "Keep versions by scene", "Log what was shown"],
        "tools": ["LED volume", "Real-time engine", "Shot log"],
        "codes": {
            "soc": [{"code": "27-4011", "relation": "broader"}],
            "onet": [],
            "isco": [],
            "noc": [],
        },
        "ai_relations": ["operates"],
        "ai_kinds": ["realtime", "image"],
        "trained_on": ["unknown"],
        "sources": [{"text": "Crew list of a fictional series", "url": "", "date": "2026-09-14"}],
        "reason": "Three productions list the job; nobody represents it yet.",
    },
    {
        "key": PROMPT,
        "title": "Prompt librarian",
        "craft": "editorial",
        "parent": "post-prompt-engineer",
        "definition": "Keeps the prompts and settings of a show so that looks can be repeated.",
        "tasks": ["File prompts by scene", "Note model and version", "Clear sources"],
        "tools": ["Prompt library", "Asset database"],
        "ai_relations": ["operates", "supervises"],
        "ai_kinds": ["image", "video"],
        "sources": [{"text": "A member's report", "url": "", "date": "2026-10-20"}],
    },
    {
        "key": BOARD,
        "title": "Happiness board operator",
        "craft": "trade-show",
        "definition": "Runs a screen that shows the mood of the audience.",
        "tasks": ["Set up the camera", "Watch the screen"],
        "ai_relations": ["operates"],
        "ai_kinds": ["vision"],
        "sources": [],
    },
)

SEEN = (
    ("posting", "Generative AI previs artist", "Marmalade Sky Effects", "Remote", "image model", 3),
    ("posting", "AI roto supervisor", "Marmalade Sky Effects", "Burbank", "matte model", 9),
    (
        "report",
        "Dailies transcript checker",
        "Quillfeather Pictures",
        "Stage 5",
        "speech to text",
        5,
    ),
    ("crew_list", "Wall content wrangler", "Quillfeather Pictures", "Stage 5", "", 12),
    ("posting", "Synthetic voice editor", "Quillfeather Pictures", "Remote", "voice model", 17),
    ("posting", "Wall content wrangler (nights)", "Marmalade Sky Effects", "Burbank", "", 20),
)
"""(kind, title, employer, place, tool, days ago)"""


def load(demo: Demo) -> None:
    """Fill the demo local; again without a second record."""
    lead, admin = _actor(demo, "lead"), _actor(demo, "admin")
    for text in NEW:
        proposals.propose(text, actor=_actor(demo, "organizer"))
    _evidence(lead)
    _step(WALL, "proposed", "review", lead)
    _step(WALL, "review", "adopted", admin, "Adopted by the research committee.")
    _step(PROMPT, "proposed", "review", lead)
    why = "An audiovisual technician does this; no work of its own."
    _step(BOARD, "proposed", "rejected", lead, why)
    _claims(lead)
    _paths(demo, lead)
    _sightings(lead)
    demoboard.fill(demo, lead)
    roster.settle_now([person["_id"] for person in demo.people], demo.progress)


def _actor(demo: Demo, role: str) -> Actor:
    account = accounts.get(demo.accounts[role])
    return actor_for(registry(), account, local_bodies.get(current().local_id))


def _step(key: str, since: str, to: str, actor: Actor, reason: str = "") -> None:
    job = classes.get(key)
    if job["status"] == since:
        proposals.move(key, job["version"], to, actor=actor, reason=reason)


def _evidence(lead: Actor) -> None:
    about = f"class:{WALL}"
    for number, (kind, text, day) in enumerate(
        (
            ("posting", "Posting: 'wall content wrangler, nights, 10 weeks'", "2026-08-03"),
            (
                "call-sheet",
                "Call sheet of day 12 has two in the volume crew",
                "2026-09-14",
            ),
            ("comment", "Ask the camera assistants who they take direction from.", ""),
        )
    ):
        data = {"kind": kind, "text": text, "date": day, "key": f"{number:024x}"}
        notes.add(about, data, actor=lead)


def _claims(lead: Actor) -> None:
    first = {
        "key": "1" * 24,
        "local": "000",
        "basis": ["tasks", "workplace", "practice"],
        "state": "asserted",
        "statement": "Our projection and video crews have loaded and run screen content on these "
        "stages since they opened. The wall is a screen.",
        "contact": "Lena Fictional, research",
        "date": "2026-10-02",
    }
    second = {
        "key": "2" * 24,
        "local": "0000",
        "basis": ["tools", "tasks"],
        "state": "disputed",
        "statement": "What the wall shows is part of the photographed image and follows the "
        "director of photography.",
        "contact": "Fictional camera local",
        "date": "2026-10-30",
    }
    made = claims.make(WALL, first, actor=lead)
    claims.make(WALL, second, actor=lead)
    clause = {
        "kind": "contract",
        "text": "Article 9: 'operation of all projected and screen images on stage'",
        "date": "2024-07-01",
        "key": "3" * 24,
    }
    notes.add(f"claim:{made['_id']}", clause, actor=lead)


def _sightings(lead: Actor) -> None:
    """Where fictional employers were met looking for new kinds of work, these last weeks."""
    for number, (kind, title, employer, place, tool, days) in enumerate(SEEN):
        data = {
            "key": f"5{number:023x}",
            "kind": kind,
            "title": title,
            "employer": employer,
            "place": place,
            "tool": tool,
            "text": f"{employer} looks for: {title}",
            "seen_on": (localtime.today() - timedelta(days=days)).isoformat(),
        }
        sightings.log(data, actor=lead, anyway=True)


def _paths(demo: Demo, lead: Actor) -> None:
    offer = {
        "name": "Rotoscoping to compositing, ten evenings",
        "by": "Fictional Training Trust",
        "about": "From mattes by hand to finished shots; what learned tools do and get wrong.",
        "skills": ["compositing", "rotoscoping", "colour"],
        "url": "",
        "checked": "2026-11-02",
    }
    known = {o["name"]: o for o in training.every()}
    course = known.get(str(offer["name"])) or training.save("", 0, offer, actor=lead)
    for number, person in enumerate(demo.people[:3]):
        asked = {
            "key": f"{number + 16:024x}",
            "class_key": ("compositor", "volume-operator", "compositor")[number],
            "offer_key": course["key"] if number != 1 else "",
        }
        wishes.ask(person["_id"], asked, actor=_actor(demo, "admin"))
