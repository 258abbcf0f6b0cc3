"""Trust tests of the work of a day in campaigns: call lists, sheets, quick mark, turf."""

from collections.abc import Callable, Iterator
from typing import Any

from crm import db
from crm.people import service as people
from plugins.campaigns.service import calling, campaigns, queues
from tests.factories import World
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
"""

FORMS: dict[str, Callable[[Values], dict[str, Any]]] = {
    "campaigns.calls_create": lambda v: {
        "whom": "unit", "name": "Tuesday", "kind": "phone", "cooldown_hours": "0", "tries": "2",
        "department": f"{v['word']} Wardrobe", "shift": "Day", "assessment": "2", "due": "yes",
        "shared": "yes"},
    "campaigns.call_result": lambda _v: {
        "key": "c" * 24, "result": "talked", "assessment": "3", "provenance": "stated",
        "follow_up": "2026-12-24", "note": "said hello"},
    "campaigns.call_skip": lambda _v: {"reason": "language"},
    "campaigns.call_leave": lambda _v: {"token": "x" * 20},
}  # fmt: skip
QUERIES: dict[str, Callable[[Values], dict[str, Any]]] = {
    "campaigns.calls": lambda _v: {"whom": "mine"},
    "campaigns.call": lambda v: {"last": v["person_id"]},
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
    calling.result(v["campaign_id"], queue, v["second_id"], said, actor=organizer)
    calling.leave(v["campaign_id"], queue, "", actor=organizer)
    return {"queue_id": queue}


PARTS = (_call_list,)


def texts(world: World, text: str, number: int) -> Iterator[str]:
    """A call list with this name, and somebody with these words on its screen."""
    admin, lead = world.actor("admin"), world.actor("lead")
    campaign = campaigns.list_campaigns(actor=admin)[0]
    data = {"whom": "unit", "name": text[:80], "kind": "door", "cooldown_hours": 0, "tries": 2}
    queue = queues.open_queue(campaign, data, actor=admin)["_id"]
    calling.start(campaign["_id"], queue, actor=lead)
    base = f"campaigns/{campaign['_id']}"
    return iter((f"{base}/calls", f"{base}/calls/{queue}"))
