"""Events, tasks, structure tests and call lists over the API, in the trust tests."""

from collections.abc import Callable
from typing import Any

from tests.factories import SOON
from tests.security.seed import Values

MATRIX = """
campaigns_api.add_event            ---l-m---
campaigns_api.add_task             -o-l-m---
campaigns_api.call_result          -o-l-m---
campaigns_api.call_skip            -o-l-m---
campaigns_api.check_in             -o-l-m---
campaigns_api.check_out            -o-l-m---
campaigns_api.complete_task        -o-l-m---
campaigns_api.get_calls            -o-l-m---
campaigns_api.get_event            -o-lnm---
campaigns_api.get_task             -o-l-m---
campaigns_api.get_test             -o-lnm---
campaigns_api.invite               -o-l-m---
campaigns_api.leave_calls          -o-l-m---
campaigns_api.list_calls           -o-l-m---
campaigns_api.list_events          -o-lnm---
campaigns_api.list_tasks           -o-l-m---
campaigns_api.list_tests           -o-lnm---
campaigns_api.list_turnout         -o-lnm---
campaigns_api.make_test            ---l-m---
campaigns_api.next_call            -o-l-m---
campaigns_api.open_calls           -o-l-m---
campaigns_api.promise              -o-l-m---
campaigns_api.reopen_task          -o-l-m---
campaigns_api.take_part            -o-l-m---
campaigns_api.walk_in              -o-l-m---
"""

JSON: dict[str, Callable[[Values], dict[str, Any]]] = {
    "campaigns_api.add_event": lambda _v: {
        "key": "1" * 24, "title": "Meeting", "day": "2026-12-24", "start": "18:00",
        "place": "Hall", "note": "bring pens"},
    "campaigns_api.add_task": lambda v: {
        "key": "2" * 24, "title": "Ring", "due": SOON, "owner": v["organizer_id"],
        "person_id": v["person_id"], "note": "after six"},
    "campaigns_api.call_result": lambda _v: {
        "key": "6" * 24, "result": "talked", "assessment": 3, "provenance": "stated",
        "follow_up": SOON, "note": "said hello"},
    "campaigns_api.call_skip": lambda _v: {"reason": "language"},
    "campaigns_api.invite": lambda v: {
        "list_id": v["list_id"], "organizer": v["organizer_id"], "levels": [0, 1]},
    "campaigns_api.make_test": lambda _v: {
        "key": "3" * 24, "name": "Petition", "ask": "We ask", "goal": 5, "opens": "2026-01-01",
        "closes": "2026-02-01", "tiers": ["Signed", "Said yes"], "proving": 1},
    "campaigns_api.open_calls": lambda v: {
        "key": "4" * 24, "whom": "unit", "name": "Evening", "kind": "phone", "shared": True,
        "department": f"{v['word']} Wardrobe", "shift": "Day"},
    "campaigns_api.promise": lambda _v: {"answer": "maybe"},
    "campaigns_api.take_part": lambda _v: {"tier": 1, "on": "2026-01-02"},
    "campaigns_api.walk_in": lambda v: {
        "key": "8" * 24, "person_id": v["person_id"], "in_unit": True, "department": "Props"},
}  # fmt: skip

QUERIES: dict[str, Callable[[Values], dict[str, Any]]] = {
    "campaigns_api.list_tasks": lambda v: {"owner": v["organizer_id"]},
    "campaigns_api.list_turnout": lambda v: {"words": v["word"]},
}
