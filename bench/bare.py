"""The floor below each page: the bare driver calls it cannot do without, nothing around them.

Every page reads its session, its account and its local; what writes also writes the audit trail.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pymongo

from bench.clients import percentile
from bench.data import Place
from crm import db


class Bare:
    """The database as the driver gives it, with what the pages are asked for."""

    def __init__(self, place: Place, session: str, seed: str) -> None:
        self.raw, self.place, self.random = db.raw_database(), place, Random(seed)
        self.session_id, self.here = session, {"local_id": place.slug}
        self.organizer, self.lead = place.organizers[0], place.leads[0]

    def session(self, account: str) -> None:
        """What comes before every page."""
        self.raw.sessions.find_one({"_id": self.session_id})
        self.raw.accounts.find_one({"_id": account})
        self.raw.locals.find_one({"_id": self.place.slug})

    def rows(self, collection: str, where: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
        """All documents of one index range of the local."""
        return list(self.raw[collection].find({**self.here, **where}, **more))

    def names(self) -> None:
        """The accounts of the local: whose name stands beside what was done."""
        list(self.raw.accounts.find({"memberships.local_id": self.place.slug}))

    def audit(self, person: str, session: Any = None) -> None:
        """One entry of the trail."""
        entry = {**self.here, "at": db.now(), "actor": self.organizer, "action": "read"}
        entry |= {"entity": "person", "entity_id": person, "people": [person], "fields": []}
        self.raw.audit.insert_one({"_id": db.new_id(), **entry, "reason": ""}, session=session)

    def own(self) -> str:
        """A person of the organizer's turf."""
        return self.random.choice(self.place.turf[self.organizer])


def today(bare: Bare) -> None:
    bare.session(bare.organizer)
    bare.rows("campaigns_campaigns", {"status": "open"})
    bare.rows("campaigns_members", {"organizer": bare.organizer})
    bare.names()


def search(bare: Bare) -> None:
    bare.session(bare.organizer)
    letters = bare.random.choice(bare.place.letters)
    span = {"kw": {"$gte": letters, "$lt": letters + "\uffff"}}
    bare.rows("people", span)
    bare.rows("workplaces", span)


def person(bare: Bare) -> None:
    bare.session(bare.organizer)
    found = bare.own()
    bare.raw.people.find_one({"_id": found, **bare.here})
    bare.audit(found)
    bare.rows("campaigns_campaigns", {"status": "open"})
    bare.rows("campaigns_members", {"person_id": found})
    bare.rows("campaigns_contacts", {"person_id": found})
    bare.names()


def _logged(bare: Bare, assessed: bool) -> None:
    bare.session(bare.organizer)
    found, campaign = bare.own(), bare.place.unit
    with bare.raw.client.start_session() as session, session.start_transaction():
        bare.raw.campaigns_campaigns.find_one({"_id": campaign, **bare.here}, session=session)
        member = {"_id": f"{campaign}:{found}", **bare.here}
        there = bare.raw.campaigns_members.find_one(member, session=session) or {}
        moment = db.now()
        contact = {"_id": db.new_id(), **bare.here, "campaign_id": "bare", "person_id": "bare"}
        bare.raw.campaigns_contacts.insert_one({**contact, "at": moment}, session=session)
        seen = {"_id": member["_id"], "version": there["version"], **bare.here}
        bare.raw.campaigns_members.update_one(seen, {"$set": {"bare": moment}}, session=session)
        if assessed:
            change = {**contact, "_id": db.new_id(), "at": moment}
            bare.raw.campaigns_assessments.insert_one(change, session=session)
        counters = [
            pymongo.UpdateOne({"_id": f"bare|{n}"}, {"$inc": {"n": 1}}, upsert=True)
            for n in range(3)
        ]
        bare.raw.campaigns_counters.bulk_write(counters, session=session)
        bare.audit(found, session)
    bare.names()


def contact(bare: Bare) -> None:
    _logged(bare, True)


def quick(bare: Bare) -> None:
    _logged(bare, False)


def unit(bare: Bare) -> None:
    bare.session(bare.lead)
    campaign = bare.place.unit
    bare.raw.campaigns_campaigns.find_one({"_id": campaign, **bare.here})
    letter = bare.random.choice("abcdfghklmnoprstw")
    span = {"$gte": letter, "$lt": chr(ord(letter) + 1)}
    found = {"campaign_id": campaign, "sort_key": span}
    bare.rows("campaigns_members", found, limit=50)
    bare.rows("campaigns_counters", {"campaign_id": campaign, "kind": "cell"})
    bare.names()


def saved_list(bare: Bare) -> None:
    bare.session(bare.lead)
    found = bare.raw.lists.find_one({"_id": bare.place.list_id, **bare.here}) or {}
    edges = [*found["fences"], "\uffff"]
    span = {"list_id": found["_id"], "sort_key": {"$gte": edges[0], "$lt": edges[1]}}
    ids = [row["person_id"] for row in bare.rows("list_rows", span)]
    list(bare.raw.people.find({"_id": {"$in": ids}, **bare.here}))
    bare.audit(bare.own())


def wall(bare: Bare) -> None:
    bare.session(bare.lead)
    campaign = bare.place.wall
    bare.raw.campaigns_campaigns.find_one({"_id": campaign, **bare.here})
    bare.rows("campaigns_counters", {"campaign_id": campaign, "kind": "cell"})
    bare.rows("campaigns_members", {"campaign_id": campaign})


def flow(bare: Bare) -> None:
    bare.session(bare.lead)
    campaign = bare.place.unit
    bare.raw.campaigns_campaigns.find_one({"_id": campaign, **bare.here})
    since = datetime.now(UTC) - timedelta(weeks=4)
    bare.rows("campaigns_assessments", {"campaign_id": campaign, "at": {"$gte": since}})
    bare.rows("campaigns_counters", {"campaign_id": campaign, "kind": "cell"})


def dashboard(bare: Bare) -> None:
    bare.session(bare.lead)
    campaign = bare.place.unit
    bare.raw.campaigns_campaigns.find_one({"_id": campaign, **bare.here})
    bare.rows("campaigns_counters", {"campaign_id": campaign})
    list(bare.raw.recognition_rules.find({"jurisdiction": "US-NLRA"}))
    bare.names()


def call(bare: Bare) -> None:
    bare.session(bare.organizer)
    queue = bare.place.queues[bare.organizer]
    bare.raw.campaigns_queues.find_one({"_id": queue, **bare.here})
    bare.rows("campaigns_queue_items", {"queue_id": queue})
    bare.rows("campaigns_members", {"organizer": bare.organizer})
    bare.rows("campaigns_contacts", {"person_id": bare.own()})


def sheet(bare: Bare) -> None:
    found = _campaign(bare)
    kept = bare.raw.campaigns_sheets.find_one({"_id": bare.place.sheet, **bare.here})
    ids = [f"{found}:{person}" for person in bare.place.turf[bare.organizer]]
    list(bare.raw.campaigns_members.find({"_id": {"$in": ids}, **bare.here}))
    bare.audit(str(kept and kept["_id"]))


def mark(bare: Bare) -> None:
    _campaign(bare)
    letters = bare.random.choice(bare.place.letters)
    bare.rows("people", {"kw": {"$gte": letters, "$lt": letters + "\uffff"}})


def cards(bare: Bare) -> None:
    found = _campaign(bare)
    bare.rows("campaigns_cards", {"campaign_id": found}, limit=50)
    bare.rows("campaigns_counters", {"campaign_id": found, "kind": "cell"})
    list(bare.raw.recognition_rules.find({"jurisdiction": "US-NLRA"}))


def test(bare: Bare) -> None:
    found = _campaign(bare)
    bare.rows("campaigns_tests", {"campaign_id": found})
    for kind in ("cell", "test", "testlead", "leader"):
        bare.rows("campaigns_counters", {"campaign_id": found, "kind": kind})


def _turnout(bare: Bare, limit: int) -> None:
    found = _campaign(bare)
    bare.raw.campaigns_events.find_one({"_id": bare.place.event, **bare.here})
    rows = bare.rows("campaigns_turnout", {"event_id": bare.place.event}, limit=limit)
    ids = [f"{found}:{row['person_id']}" for row in rows]
    list(bare.raw.campaigns_members.find({"_id": {"$in": ids}, **bare.here}))
    bare.rows("campaigns_counters", {"campaign_id": found, "kind": "turnout"})


def event(bare: Bare) -> None:
    _turnout(bare, 100)


def door(bare: Bare) -> None:
    _turnout(bare, 600)


def tasks(bare: Bare) -> None:
    found = _campaign(bare)
    bare.rows("campaigns_tasks", {"campaign_id": found, "state": "open"}, limit=100)


def leaders(bare: Bare) -> None:
    found = _campaign(bare)
    for kind in ("cell", "leader", "facet"):
        bare.rows("campaigns_counters", {"campaign_id": found, "kind": kind})
    bare.rows("campaigns_members", {"campaign_id": found})


def ulps(bare: Bare) -> None:
    bare.rows("campaigns_incidents", {"campaign_id": _campaign(bare)})


def changes(bare: Bare) -> None:
    bare.session(bare.lead)
    bare.rows("work_changes", {}, limit=200)


def every(bare: Bare) -> None:
    bare.session(bare.lead)
    for found in bare.rows("campaigns_campaigns", {"status": "open"}):
        bare.rows("campaigns_counters", {"campaign_id": found["_id"]})


def eligible(bare: Bare) -> None:
    bare.session(bare.lead)
    members = bare.rows("campaigns_members", {"campaign_id": bare.place.wall})
    bare.rows("campaigns_stints", {"campaign_id": bare.place.wall})
    ids = [member["person_id"] for member in members]
    list(bare.raw.people.find({"_id": {"$in": ids}, **bare.here}))


def eligible_unit(bare: Bare) -> None:
    bare.session(bare.lead)
    campaign = bare.place.unit
    bare.rows("campaigns_counters", {"campaign_id": campaign, "kind": "cell"})
    first = {"campaign_id": campaign, "sort_key": {"$gte": "", "$lt": "b"}}
    ids = [m["person_id"] for m in bare.rows("campaigns_members", first, limit=100)]
    bare.rows("campaigns_stints", {"person_id": {"$in": ids}})
    bare.rows("people", {"_id": {"$in": ids}})


def flip(bare: Bare) -> None:
    bare.session(bare.lead)
    days = bare.rows("campaigns_stints", {"campaign_id": bare.place.wall})
    ids = list({f"{bare.place.wall}:{day['person_id']}" for day in days})
    list(bare.raw.campaigns_members.find({"_id": {"$in": ids}, **bare.here}))


def _campaign(bare: Bare) -> str:
    """A lead opens a page of the campaign."""
    bare.session(bare.lead)
    bare.raw.campaigns_campaigns.find_one({"_id": bare.place.unit, **bare.here})
    bare.names()
    return bare.place.unit


CALLS: dict[str, Callable[[Bare], None]] = {
    "today": today,
    "search": search,
    "person": person,
    "contact": contact,
    "quick": quick,
    "unit": unit,
    "list": saved_list,
    "wall": wall,
    "wall-cards": wall,
    "flow": flow,
    "behind": unit,
    "dashboard": dashboard,
    "call": call,
    "sheet": sheet,
    "mark": mark,
    "cards": cards,
    "test": test,
    "event": event,
    "door": door,
    "tasks": tasks,
    "leaders": leaders,
    "ulps": ulps,
    "changes": changes,
    "all": every,
    "briefing": dashboard,
    "eligible": eligible,
    "eligible-unit": eligible_unit,
    "flip": flip,
}


def timed(page: str, bare: Bare, times: int) -> float:
    """p50 in milliseconds of the calls of one page."""
    spent = []
    for _number in range(times + 2):
        started = time.perf_counter()
        CALLS[page](bare)
        spent.append((time.perf_counter() - started) * 1000)
    return round(percentile(spent[2:], 0.5), 1)
