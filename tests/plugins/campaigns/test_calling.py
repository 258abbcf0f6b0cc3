"""Call lists: who is offered to whom, one caller for a person, what makes somebody done, undo."""

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm import db, localtime, tenancy
from crm.errors import Conflict, Invalid, NotFound
from crm.events import PersonErased
from crm.lists import service as lists
from crm.people import merge
from crm.people import service as people
from crm.registry import emit
from plugins.campaigns.service import (
    calling,
    callprogress,
    contacts,
    holding,
    locks,
    queues,
    recount,
    unit,
)
from tests.factories import OWN
from tests.plugins.campaigns.conftest import Unit


@pytest.fixture
def phones(unit_of: Unit) -> Unit:
    """The unit, everybody with a number."""
    lead = unit_of.world.actor("lead")
    for number, person in enumerate(unit_of.people):
        version = db.collection("people").get(person)["version"]
        change = {"phones": [{"number": f"+1212555010{number}", "kind": "mobile"}]}
        people.update_person(person, version, change, actor=lead)
    return unit_of


def queue_of(unit: Unit, who: str, **values: object) -> str:
    """A call list that `who` makes; gives its id."""
    data = {"whom": "unit", "kind": "phone", "cooldown_hours": 20, "tries": 2, **values}
    campaign = db.collection("campaigns_campaigns").get(unit.id)
    return queues.open_queue(campaign, data, actor=unit.world.actor(who))["_id"]


def say(unit: Unit, queue: str, call: calling.Call, who: str, result: str, **values: object):
    """Log a result for the person of a call."""
    data = {"key": secrets.token_hex(12), "result": result, "provenance": "stated", **values}
    actor = unit.world.actor(who)
    return calling.result(unit.id, queue, call.item["person_id"], data, actor=actor)


def test_a_caller_is_offered_only_people_in_their_reach(phones):
    queue = queue_of(phones, "lead", shared=True)
    organizer, seen = phones.world.actor("organizer"), []
    call = calling.start(phones.id, queue, actor=organizer)
    while call is not None:
        seen.append(call.item["person_id"])
        _item, call = say(phones, queue, call, "organizer", "talked")
    assert sorted(seen) == sorted(phones.people[:2])
    assert calling.start(phones.id, queue, actor=phones.world.actor("organizer2")) is None
    assert len(seen) == len(set(seen))


def test_my_people_are_one_list_for_the_day_and_those_never_reached_come_first(phones):
    organizer = phones.world.actor("organizer")
    first, second = sorted(phones.people[:2], key=lambda p: phones.member(p)["sort_key"])
    data = {"key": "a" * 24, "kind": "phone", "result": "talked"}
    contacts.log_contact(phones.id, first, data, actor=organizer)
    campaign = db.collection("campaigns_campaigns").get(phones.id)
    queue = queues.mine_today(campaign, actor=organizer)
    assert queues.mine_today(campaign, actor=organizer)["_id"] == queue["_id"]
    call = calling.start(phones.id, queue["_id"], actor=organizer)
    assert call.item["person_id"] == second
    _item, call = say(phones, queue["_id"], call, "organizer", "no-answer")
    assert call is None  # the other one was contacted within the hours of rest


def test_a_saved_list_becomes_a_queue_of_those_in_the_unit_and_takes_in_new_ones(phones):
    lead = phones.world.actor("lead")
    outside = people.create_person(
        {"first_name": "Out", "tags": ["ring"], "phones": [{"number": "+12125550150"}]}, actor=lead
    )
    tree = {"op": "all", "items": [{"filter": "tag", "values": {"tag": "ring"}}]}
    data = {"name": "Ring", "shared": True, "columns": [], "tree": tree}
    saved = lists.create(data, actor=lead)
    for person in phones.people[:3]:
        people.amend(person, lambda _p: {"tags": ["ring"]}, actor=lead)
    queue = queue_of(phones, "lead", whom=f"list:{saved}")
    campaign = db.collection("campaigns_campaigns").get(phones.id)
    stored = queues.get_queue(campaign, queue, actor=lead)
    assert (stored["name"], stored["size"]) == ("Ring", 3)
    people.amend(phones.people[3], lambda _p: {"tags": ["ring"]}, actor=lead)
    lists.mark_stale(saved)
    calling.start(phones.id, queue, actor=lead)
    stored = queues.get_queue(campaign, queue, actor=lead)
    assert callprogress.progress(campaign, stored, actor=lead).total == 4
    items = db.collection("campaigns_queue_items").find({"queue_id": queue})
    assert outside["_id"] not in {item["person_id"] for item in items}


def test_a_list_that_is_not_mine_is_no_source(phones):
    lead = phones.world.actor("lead")
    tree = {"op": "all", "items": [{"filter": "tag", "values": {"tag": "x"}}]}
    saved = lists.create({"name": "L", "columns": [], "tree": tree}, actor=lead)
    with pytest.raises(Invalid):
        queue_of(phones, "organizer", whom=f"list:{saved}")
    with pytest.raises(Invalid):
        queue_of(phones, "organizer", whom="everybody")


def test_nobody_without_a_number_or_marked_do_not_contact_is_offered(phones):
    lead = phones.world.actor("lead")
    people.amend(phones.people[0], lambda _p: {"phones": []}, actor=lead)
    people.set_do_not_contact(phones.people[1], {"reason": "asked", "lift": ""}, actor=lead)
    queue = queue_of(phones, "lead")
    call, seen = calling.start(phones.id, queue, actor=lead), set()
    while call is not None:
        seen.add(call.item["person_id"])
        _item, call = say(phones, queue, call, "lead", "refused")
    assert seen == set(phones.people[2:])
    by_door = queue_of(phones, "lead", kind="door", cooldown_hours=0)
    assert phones.people[0] in {
        i["person_id"] for i in db.collection("campaigns_queue_items").find({"queue_id": by_door})
    }


def test_done_after_an_answer_or_so_many_tries_and_resting_in_between(phones):
    lead = phones.world.actor("lead")
    queue = queue_of(phones, "lead", cooldown_hours=0, tries=2, whom="unit", department="Hair")
    one = calling.start(phones.id, queue, actor=lead)
    item, again = say(phones, queue, one, "lead", "no-answer")
    assert again is None  # never the one just called
    stored = db.collection("campaigns_queue_items").get(item["_id"])
    assert (stored["state"], stored["tries"]) == ("open", 1)
    call = calling.start(phones.id, queue, actor=lead)
    say(phones, queue, call, "lead", "left-message")
    assert db.collection("campaigns_queue_items").get(item["_id"])["state"] == "done"


def test_whoever_asked_to_be_called_later_rests_until_that_day(phones):
    lead = phones.world.actor("lead")
    queue = queue_of(phones, "lead", cooldown_hours=0, tries=1)
    call = calling.start(phones.id, queue, actor=lead)
    day = (localtime.today() + timedelta(days=3)).isoformat()
    item, _next = say(phones, queue, call, "lead", "call-back", follow_up=day)
    stored = db.collection("campaigns_queue_items").get(item["_id"])
    assert stored["state"] == "open"
    assert stored["rest_until"].date().isoformat() == day


def test_of_many_callers_at_one_moment_each_person_has_one(phones):
    queue = queue_of(phones, "lead", shared=True)
    world, suite = phones.world, tenancy.suite()
    actors = [world.actor(who) for who in ("lead", "admin")]
    ready = threading.Barrier(6)

    def call(number: int) -> str:
        actor = tenancy.Actor(
            f"caller-{number}", permissions=actors[number % 2].permissions | {"people.see_all"}
        )
        with tenancy.suite_context(suite), tenancy.local_scope(OWN):
            ready.wait()
            found = calling.start(phones.id, queue, actor=actor)
            return found.item["person_id"] if found else ""

    with ThreadPoolExecutor(6) as pool:
        got = list(pool.map(call, range(6)))
    assert sorted(got) == sorted(phones.people)


@given(
    moves=st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(["next", "log", "skip", "leave", "late"])),
        max_size=14,
    )
)
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_two_callers_ever_hold_the_same_person(phones, moves):
    for name in ("campaigns_queue_items", "campaigns_queues", "campaigns_locks"):
        db.raw_database()[name].delete_many({})
    queue = queue_of(phones, "lead", shared=True, cooldown_hours=0)
    rights = phones.world.actor("admin").permissions | {"people.see_all"}
    callers = [tenancy.Actor(f"caller-{n}", permissions=rights) for n in range(3)]
    on_screen: dict[int, str] = {}
    for number, move in moves:
        actor, person = callers[number], on_screen.get(number, "")
        if move == "late":  # a quarter of an hour goes by: all locks have run out
            past = db.now() - timedelta(seconds=1)
            db.raw_database()["campaigns_locks"].update_many({}, {"$set": {"until": past}})
            on_screen.clear()
            continue
        if move == "leave":
            holding.leave(phones.id, queue, "", actor=actor)
            on_screen.pop(number, None)
            continue
        if move == "next" or not person:
            found = calling.start(phones.id, queue, actor=actor)
        elif move == "log":
            data = {"key": secrets.token_hex(12), "result": "no-answer"}
            _item, found = calling.result(phones.id, queue, person, data, actor=actor)
        else:
            _item, found = calling.skip(phones.id, queue, person, "not-now", actor=actor)
        on_screen.pop(number, None)
        if found is not None:
            on_screen[number] = found.item["person_id"]
        assert len(set(on_screen.values())) == len(on_screen)
    assert recount.differences(phones.id) == []


def test_a_lock_ends_by_itself_and_is_not_let_go_by_others(phones):
    lead, organizer = phones.world.actor("lead"), phones.world.actor("organizer")
    person = phones.people[0]
    token = locks.take(person, "q1", actor=lead)
    assert token
    assert locks.take(person, "q2", actor=organizer) == ""
    locks.release(person, actor=organizer)
    assert locks.of_others([person], actor=organizer) == {person}
    past = db.now() - timedelta(seconds=1)
    db.raw_database()["campaigns_locks"].update_many({}, {"$set": {"until": past}})
    assert locks.take(person, "q2", actor=organizer)
    assert locks.held("q1", actor=lead) is None


def test_a_result_sent_twice_is_one_contact_and_one_next_person(phones):
    lead = phones.world.actor("lead")
    queue = queue_of(phones, "lead")
    call = calling.start(phones.id, queue, actor=lead)
    data, person = {"key": "d" * 24, "result": "no-answer"}, call.item["person_id"]
    _item, one = calling.result(phones.id, queue, person, data, actor=lead)
    _item, two = calling.result(phones.id, queue, person, data, actor=lead)
    assert one.item["person_id"] == two.item["person_id"]
    assert len(contacts.of_person(person, [phones.id])) == 1
    assert recount.differences(phones.id) == []


def test_undo_brings_the_person_back_as_before_and_lets_the_present_one_go(phones):
    lead = phones.world.actor("lead")
    queue = queue_of(phones, "lead")
    first = calling.start(phones.id, queue, actor=lead)
    before = phones.member(first.item["person_id"])
    _item, second = say(phones, queue, first, "lead", "talked", assessment=1)
    back = calling.undo(phones.id, queue, first.item["person_id"], actor=lead)
    assert back.item["person_id"] == first.item["person_id"]
    assert back.item["state"] == "open"
    after = phones.member(first.item["person_id"])
    assert {**after, "version": 0} == {**before, "version": 0}
    assert locks.take(second.item["person_id"], "other", actor=phones.world.actor("admin"))
    assert recount.differences(phones.id) == []
    with pytest.raises(NotFound):
        calling.undo(phones.id, queue, first.item["person_id"], actor=lead)


def test_a_skip_has_a_reason_and_can_be_taken_back(phones):
    lead = phones.world.actor("lead")
    queue = queue_of(phones, "lead")
    call = calling.start(phones.id, queue, actor=lead)
    item, after = calling.skip(phones.id, queue, call.item["person_id"], "language", actor=lead)
    stored = db.collection("campaigns_queue_items").get(item["_id"])
    assert (stored["state"], stored["reason"]) == ("skipped", "language")
    assert after.item["person_id"] != call.item["person_id"]
    back = calling.undo(phones.id, queue, call.item["person_id"], actor=lead)
    assert back.item["state"] == "open"


def test_a_page_opened_anew_holds_its_person_unless_somebody_else_has_her(phones):
    lead, admin = phones.world.actor("lead"), phones.world.actor("admin")
    queue = queue_of(phones, "lead", shared=True)
    call = calling.start(phones.id, queue, actor=lead)
    holding.leave(phones.id, queue, call.token, actor=lead)
    person, version = call.item["person_id"], call.item["version"]
    token = holding.hold(phones.id, queue, person, version, actor=lead)
    holding.leave(phones.id, queue, call.token, actor=lead)  # an older page's goodbye comes late
    assert locks.held(queue, actor=lead)["token"] == token
    holding.leave(phones.id, queue, token, actor=lead)
    calling.start(phones.id, queue, actor=admin)
    with pytest.raises(Conflict):
        holding.hold(phones.id, queue, person, version, actor=lead)


def test_a_page_that_comes_late_does_not_hold_whom_a_quick_key_has_dealt_with(phones):
    lead = phones.world.actor("lead")
    queue = queue_of(phones, "lead", cooldown_hours=0)
    call = calling.start(phones.id, queue, actor=lead)
    _item, now = say(phones, queue, call, "lead", "no-answer")
    with pytest.raises(Conflict):
        holding.hold(phones.id, queue, call.item["person_id"], call.item["version"], actor=lead)
    held = locks.held(queue, actor=lead)
    assert (held["person_id"], held["token"]) == (now.item["person_id"], now.token)


def test_a_list_of_ones_own_is_not_there_for_others(phones):
    queue = queue_of(phones, "organizer", whom="mine")
    with pytest.raises(NotFound):
        calling.start(phones.id, queue, actor=phones.world.actor("organizer2"))
    campaign = db.collection("campaigns_campaigns").get(phones.id)
    assert queues.list_queues(campaign, actor=phones.world.actor("organizer2")) == []
    assert [q["_id"] for q in queues.list_queues(campaign, actor=phones.world.actor("lead"))] == [
        queue
    ]


def test_somebody_taken_out_of_the_unit_or_erased_is_no_longer_offered(phones):
    lead = phones.world.actor("lead")
    queue = queue_of(phones, "lead")
    unit.remove_person(phones.id, phones.people[0], actor=lead)
    emit(PersonErased(lead.account_id, phones.people[1]))
    call, seen = calling.start(phones.id, queue, actor=lead), set()
    while call is not None:
        seen.add(call.item["person_id"])
        _item, call = say(phones, queue, call, "lead", "refused")
    assert seen == set(phones.people[2:])
    assert db.collection("campaigns_queue_items").find({"person_id": phones.people[1]}) == []


def test_a_merged_person_keeps_their_place_and_gets_it_back_when_unmerged(phones):
    admin = phones.world.actor("admin")
    kept, gone = phones.people[2], phones.people[3]
    queue = queue_of(phones, "lead")
    versions = tuple(db.collection("people").get(i)["version"] for i in (kept, gone))
    merged = merge.merge_people(kept, gone, versions, {}, actor=admin)
    places = db.collection("campaigns_queue_items").find({"queue_id": queue})
    assert gone not in {item["person_id"] for item in places}
    merge.unmerge_people(merged["_id"], actor=admin)
    places = db.collection("campaigns_queue_items").find({"queue_id": queue})
    assert {item["person_id"] for item in places} == set(phones.people)


def test_a_merged_person_with_two_places_is_called_and_counted_once(phones):
    lead, admin = phones.world.actor("lead"), phones.world.actor("admin")
    kept, gone = phones.people[2], phones.people[0]
    queue_id = queue_of(phones, "lead")
    versions = tuple(db.collection("people").get(i)["version"] for i in (kept, gone))
    merge.merge_people(kept, gone, versions, {}, actor=admin)
    call, seen = calling.start(phones.id, queue_id, actor=lead), []
    while call is not None:
        seen.append(call.item["person_id"])
        _item, call = say(phones, queue_id, call, "lead", "refused")
    assert sorted(seen) == sorted(set(phones.people) - {gone})
    campaign, queue = calling.both(phones.id, queue_id, actor=lead)
    done = callprogress.progress(campaign, queue, actor=lead)
    assert (done.total, done.done, done.ready) == (5, 5, 0)
