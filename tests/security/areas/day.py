"""Trust tests of the work of a day in campaigns: call lists, sheets, quick mark, turf."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from crm import db, localtime
from crm.people import service as people
from plugins.campaigns.service import (
    calling,
    campaigns,
    cutting,
    entry,
    holding,
    queues,
    quickmark,
    sheets,
    turf,
    unit,
)
from tests.factories import SOON, World
from tests.security.seed import Local, Values

MATRIX = """
campaigns.calls                    -o-l-m---
campaigns.calls_create             -o-l-m---
campaigns.calls_mine               -o-l-m---
campaigns.call                     -o-l-m---
campaigns.call_start               -o-l-m---
campaigns.call_result              -o-l-m---
campaigns.call_skip                -o-l-m---
campaigns.call_undo                -o------- person_id=second_id
campaigns.call_hold                -o-l-m---
campaigns.call_leave               -o-l-m---
campaigns.call_close               -o-l-m---
campaigns.sheet_list               -o-l-m---
campaigns.sheet_make               -o-l-m---
campaigns.sheet_print              -o-l-m---
campaigns.sheet                    -o-l-m---
campaigns.sheet_enter              -o-l-m---
campaigns.sheet_undo               -o-l-m---
campaigns.turf_list                -o-l-m---
campaigns.turf_cut                 ---l-m---
campaigns.turf_count               ---l-m---
campaigns.turf_page                -o-l-m---
campaigns.turf_change              ---l-m---
campaigns.turf_dissolve            ---l-m---
campaigns.mark                     -o-l-m---
campaigns.mark_find                -o-l-m---
campaigns.mark_put                 -o-l-m---
campaigns.mark_undo                -o-------
"""

FORMS: dict[str, Callable[[Values], dict[str, Any]]] = {
    "campaigns.calls_create": lambda v: {
        "whom": "unit", "name": "Tuesday", "kind": "phone", "cooldown_hours": "0", "tries": "2",
        "department": f"{v['word']} Wardrobe", "shift": "Day", "assessment": "2", "due": "yes",
        "shared": "yes"},
    "campaigns.call_result": lambda _v: {
        "key": "c" * 24, "result": "talked", "assessment": "3", "provenance": "stated",
        "follow_up": SOON, "note": "said hello"},
    "campaigns.call_skip": lambda _v: {"reason": "language"},
    "campaigns.sheet_make": lambda v: {
        "whom": "unit", "title": "Tuesday", "kind": "walk", "codes": "yes",
        "department": f"{v['word']} Wardrobe", "shift": "Day"},
    "campaigns.sheet_enter": lambda _v: {
        "key": "9" * 24, "on": localtime.today().isoformat(), "kind": "door", "r1-result": "t",
        "r1-assessment": "2", "r1-follow_up": "3", "r1-note": "said hello", "r2-result": "n"},
    "campaigns.sheet_undo": lambda _v: {"key": "7" * 24},
    "campaigns.turf_cut": lambda v: {
        "whom": "unit", "name": "East side", "organizer": v["organizer_id"], "parts": "2",
        "taken": "yes", "department": f"{v['word']} Wardrobe", "shift": "Day"},
    "campaigns.turf_count": lambda v: {"whom": "unit", "organizer": v["organizer_id"]},
    "campaigns.turf_change": lambda v: {
        "name": "West side", "organizer": v["organizer_id"], "version": str(v["turf_version"])},
    "campaigns.mark_find": lambda v: {
        "text": "Ada", "mark": "card", "on": "2026-01-01", "key": "4" * 24},
    "campaigns.mark_put": lambda v: {
        "mark": "card", "on": "2026-01-01", "key": "4" * 24, "text": "Ada",
        "person_id": v["person_id"]},
    "campaigns.call_hold": lambda _v: {"version": 1},
    "campaigns.call_leave": lambda _v: {"token": "x" * 20},
}  # fmt: skip
QUERIES: dict[str, Callable[[Values], dict[str, Any]]] = {
    "campaigns.calls": lambda _v: {"whom": "mine"},
    "campaigns.call": lambda v: {"last": v["person_id"]},
    "campaigns.sheet_list": lambda _v: {"code": "", "whom": "mine"},
    "campaigns.mark": lambda v: {
        "mark": "committee",
        "on": "2026-01-01",
        "department": f"{v['word']} Wardrobe",
    },
    "campaigns.sheet": lambda _v: {"saved": "7" * 24},
}
OPEN = frozenset()
CACHES: dict[str, set[str]] = {}


def _call_list(local: Local) -> Values:
    """A call list for the team on which the organizer has skipped a person."""
    organizer, v = local.actor("organizer"), local.values
    for person in (v["person_id"], v["second_id"]):
        if not db.collection("people").get(person)["phones"]:
            number = [{"number": "+12125550103", "kind": "mobile"}]
            people.amend(person, lambda _p, n=number: {"phones": n}, actor=local.actor("lead"))
    data = {"whom": "unit", "name": f"{local.word} calls", "kind": "phone", "cooldown_hours": 0,
            "tries": 3, "shared": True}  # fmt: skip
    campaign = campaigns.get_campaign(v["campaign_id"], actor=organizer)
    queue = queues.open_queue(campaign, data, actor=organizer)["_id"]
    calling.start(v["campaign_id"], queue, actor=organizer)
    said = {"key": "5" * 24, "result": "no-answer"}
    done, _next = calling.result(v["campaign_id"], queue, v["second_id"], said, actor=organizer)
    holding.leave(v["campaign_id"], queue, "", actor=organizer)
    return {"queue_id": queue, "last_contact_id": done["contact_id"]}


def _sheet(local: Local) -> Values:
    """A sheet of which a line has been entered."""
    organizer, v = local.actor("organizer"), local.values
    data = {"whom": "unit", "kind": "walk", "title": f"{local.word} sheet"}
    sheet = sheets.make(v["campaign_id"], data, actor=organizer)["_id"]
    row = {"number": 2, "result": "n", "assessment": "", "follow_up": "", "note": local.word}
    day = (db.now() - timedelta(days=7)).date().isoformat()  # the newest contact stays the last
    said = {"key": "7" * 24, "on": day, "kind": "door", "rows": [row]}
    entry.enter(v["campaign_id"], sheet, said, actor=organizer)
    return {"sheet_id": sheet}


def _mark(local: Local) -> Values:
    """Somebody put on the committee in a batch."""
    organizer, v = local.actor("organizer"), local.values
    data = {"mark": "committee", "key": "3" * 24, "person_id": v["second_id"]}
    return {"mark_id": quickmark.put(v["campaign_id"], data, actor=organizer)["_id"]}


def _turf(local: Local) -> Values:
    """The turf of the organizer's people."""
    found = turf.of_campaign(local.values["campaign_id"])[0]
    change = {"$set": {"name": f"{local.word} turf"}}
    db.collection("campaigns_turfs").update({"_id": found["_id"]}, change)
    return {"turf_id": found["_id"], "turf_version": found["version"]}


PARTS = (_call_list, _sheet, _mark, _turf)


def _worked_in(world: World, text: str) -> dict[str, Any]:
    """A campaign with somebody who may be contacted and bears such names."""
    data = {"name": text[:80], "employer": text, "stage": "cards", "size_source": "listed"}
    campaign = campaigns.open_campaign(data, actor=world.actor("lead"))
    lead = world.actor("lead")
    job = {"department": text[:200], "shift": text[:200], "job_title": text[:200]}
    person = people.create_person({"first_name": text, "employments": [job]}, actor=lead)
    unit.add_person(campaign["_id"], person["_id"], actor=lead)
    return campaign


def _cut(campaign: dict[str, Any], text: str, lead: Any) -> str:
    data = {"whom": "unit", "name": text[:80], "taken": True}
    return str(cutting.cut(campaign["_id"], data, actor=lead)[0]["_id"])


def texts(world: World, text: str, number: int) -> Iterator[str]:
    """Call list, sheet, marks and turf with this name, and somebody with these words on them."""
    if number >= 3:  # the same templates again
        return iter(())
    campaign = _worked_in(world, text)
    lead = world.actor("lead")
    data = {"whom": "unit", "name": text[:80], "kind": "door", "cooldown_hours": 0, "tries": 2}
    queue = queues.open_queue(campaign, data, actor=lead)["_id"]
    calling.start(campaign["_id"], queue, actor=lead)
    base = f"campaigns/{campaign['_id']}"
    sheet = sheets.make(campaign["_id"], {**data, "kind": "walk", "title": text[:80]}, actor=lead)
    paper = f"{base}/sheets/{sheet['_id']}"
    return iter(
        (
            f"{base}/calls",
            f"{base}/calls/{queue}",
            paper,
            f"{paper}/print",
            f"{base}/mark",
            f"{base}/turf",
            f"{base}/turf/{_cut(campaign, text, lead)}",
        )
    )
