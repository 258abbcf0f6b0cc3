"""Turf: cut, given to organizers, moved with history; it decides who sees whom."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm import db, tenancy
from crm.errors import Conflict, CRMError, Forbidden, Invalid, NotFound
from crm.events import AccountDeparted, PersonErased
from crm.people import merge, reach
from crm.people import service as people
from crm.registry import emit
from plugins.campaigns.service import cutting, recount, sources, turf, turffollowing, unit
from tests.factories import OTHER, OWN
from tests.plugins.campaigns.conftest import Unit


def cut(unit_of: Unit, **values: object) -> list[dict]:
    data = {"whom": "unit", "organizer": "", "parts": 1, "taken": False, **values}
    return cutting.cut(unit_of.id, data, actor=unit_of.world.actor("lead"))


def sees(unit_of: Unit, who: str) -> set[str]:
    """Whom an account sees in the core, and in the unit: the two must be the same."""
    actor = unit_of.world.actor(who)
    in_core = set(reach.find_many(unit_of.people, actor=actor))
    in_unit = {m["person_id"] for m in unit.in_reach(unit_of.campaign, actor=actor)}
    assert in_core == in_unit
    return in_core


def whole(unit_of: Unit) -> None:
    """What must hold whatever happened: one turf each, organizer and counters follow."""
    turfs = {t["_id"]: t for t in turf.of_campaign(unit_of.id)}
    for member in unit.of_campaign(unit_of.id):
        home = turfs.get(member["turf_id"])
        assert (home is None) == (member["turf_id"] == "")
        assert member["organizer"] == (home["organizer"] if home else "")
    counted = turffollowing.numbers(unit_of.id)
    for turf_id in turfs:
        inside = len(turf.members_of(unit_of.id, turf_id))
        assert counted.get(turf_id, {"n": 0})["n"] == inside
    assert recount.differences(unit_of.id) == []


def test_a_cut_takes_those_who_fit_and_are_in_no_turf_and_its_organizer_sees_them(unit_of):
    second = unit_of.world.accounts["organizer2"]
    made = cut(unit_of, department="Wardrobe", organizer=second, name="Costumes")
    free = {
        p for p in unit_of.people[2:] if unit_of.member(p)["facets"]["department"] == "Wardrobe"
    }
    assert {m["person_id"] for m in turf.members_of(unit_of.id, made[0]["_id"])} == free
    assert sees(unit_of, "organizer2") == free
    assert sees(unit_of, "organizer") == set(unit_of.people[:2])
    whole(unit_of)


def test_a_cut_may_take_people_out_of_other_turf_and_says_who_had_them(unit_of):
    first = unit_of.world.accounts["organizer"]
    second = unit_of.world.accounts["organizer2"]
    made = cut(unit_of, department="Wardrobe", organizer=second, taken=True)[0]
    assert unit_of.people[0] in sees(unit_of, "organizer2")
    assert sees(unit_of, "organizer") == set()
    moves = turf.moves(unit_of.campaign, made["_id"])
    before = {m["person_id"]: m["from_organizer"] for m in moves}
    assert before[unit_of.people[0]] == first
    whole(unit_of)


def test_parts_are_equal_and_nobody_is_in_two(unit_of):
    made = cut(unit_of, taken=True, parts=4, name="Walk")
    inside = [[m["person_id"] for m in turf.members_of(unit_of.id, t["_id"])] for t in made]
    assert [t["name"] for t in made] == ["Walk 1", "Walk 2", "Walk 3", "Walk 4"]
    assert sorted(map(len, inside)) == [1, 1, 2, 2]
    assert sorted(p for part in inside for p in part) == sorted(unit_of.people)
    whole(unit_of)


def test_a_turf_given_to_another_changes_who_sees_its_people_at_once(unit_of):
    lead, world = unit_of.world.actor("lead"), unit_of.world
    made = cut(unit_of, organizer=world.accounts["organizer2"], name="Rest")[0]
    assert sees(unit_of, "organizer2") == set(unit_of.people[2:])
    data = {"name": "Rest", "organizer": world.accounts["organizer"], "version": made["version"]}
    turf.change(unit_of.id, made["_id"], data, actor=lead)
    assert sees(unit_of, "organizer2") == set()
    assert sees(unit_of, "organizer") == set(unit_of.people)
    with pytest.raises(Conflict):
        turf.change(unit_of.id, made["_id"], data, actor=lead)
    whole(unit_of)


def test_dissolving_leaves_its_people_in_no_turf_and_keeps_the_history(unit_of):
    lead = unit_of.world.actor("lead")
    made = cut(unit_of, organizer=unit_of.world.accounts["organizer2"], name="Rest")[0]
    turf.dissolve(unit_of.id, made["_id"], actor=lead)
    assert sees(unit_of, "organizer2") == set()
    assert unit_of.member(unit_of.people[3])["turf_id"] == ""
    assert turf.names(unit_of.id)[made["_id"]] == "Rest"
    assert len(turf.moves(unit_of.campaign, made["_id"])) == 8
    with pytest.raises(NotFound):
        turf.get(unit_of.id, made["_id"], actor=lead)
    whole(unit_of)


def test_only_leads_cut_and_move_and_an_organizer_knows_only_the_own_turf(unit_of):
    made = cut(unit_of, organizer=unit_of.world.accounts["organizer2"])[0]
    organizer = unit_of.world.actor("organizer")
    with pytest.raises(Forbidden):
        cutting.cut(unit_of.id, {"whom": "unit"}, actor=organizer)
    with pytest.raises(Forbidden):
        turf.move(unit_of.id, [unit_of.people[4]], "", actor=organizer)
    with pytest.raises(NotFound):
        turf.get(unit_of.id, made["_id"], actor=organizer)
    assert [t["organizer"] for t in turf.visible(unit_of.campaign, actor=organizer)] == [
        organizer.account_id
    ]
    source = {"whom": f"turf:{made['_id']}"}
    assert sources.members(unit_of.campaign, source, actor=organizer) == []
    stranger = unit_of.world.actor("other-lead", OTHER)
    with tenancy.local_scope(OTHER), pytest.raises(NotFound):
        turf.get(unit_of.id, made["_id"], actor=stranger)


def test_turf_goes_only_to_those_who_work_in_the_campaign(unit_of):
    with pytest.raises(NotFound):
        cut(unit_of, organizer=unit_of.world.accounts["leadership"])
    with pytest.raises(Invalid):
        cut(unit_of, department="Nowhere")
    assert len(turf.of_campaign(unit_of.id)) == 1


def test_assigning_one_by_one_is_a_turf_too_and_keeps_people_in_a_turf_of_the_same_organizer(
    unit_of,
):
    lead, world = unit_of.world.actor("lead"), unit_of.world
    made = cut(unit_of, organizer=world.accounts["organizer2"], name="Rest")[0]
    organizer = world.accounts["organizer2"]
    assert (
        unit.assign(unit_of.id, [unit_of.people[0], unit_of.people[3]], organizer, actor=lead) == 1
    )
    assert unit_of.member(unit_of.people[3])["turf_id"] == made["_id"]
    whole(unit_of)


def test_a_leavers_turf_goes_to_the_heir_and_without_one_it_waits(unit_of):
    world = unit_of.world
    gone, heir = world.accounts["organizer"], world.accounts["organizer2"]
    emit(AccountDeparted("acct-admin", gone, heir))
    assert sees(unit_of, "organizer2") == set(unit_of.people[:2])
    emit(AccountDeparted("acct-admin", heir, None))
    waiting = [t for t in turf.of_campaign(unit_of.id) if t["organizer"] == ""]
    assert len(waiting) == 1
    assert len(turf.members_of(unit_of.id, waiting[0]["_id"])) == 2
    whole(unit_of)


def test_a_merge_and_taking_it_back_leave_everybody_in_one_turf(unit_of):
    world, lead = unit_of.world, unit_of.world.actor("lead")
    kept, gone = unit_of.people[3], unit_of.people[0]
    home = unit_of.member(gone)["turf_id"]
    versions = tuple(db.collection("people").get(i)["version"] for i in (kept, gone))
    merged = merge.merge_people(kept, gone, versions, {}, actor=world.actor("admin"))
    assert unit_of.member(kept)["turf_id"] == home
    whole(unit_of)
    turf.dissolve(unit_of.id, home, actor=lead)
    merge.unmerge_people(merged["_id"], actor=world.actor("admin"))
    assert unit_of.member(gone)["turf_id"] == ""
    whole(unit_of)


def test_an_erased_person_leaves_no_move_behind(unit_of):
    emit(PersonErased("acct-admin", unit_of.people[0]))
    assert db.collection("campaigns_turf_moves").find({"person_id": unit_of.people[0]}) == []
    whole(unit_of)


def test_units_from_before_there_was_turf_get_it_once(unit_of):
    raw = db.raw_database()
    raw["campaigns_turfs"].delete_many({})
    raw["campaigns_members"].update_many({}, {"$unset": {"turf_id": ""}})
    recount.differences(unit_of.id, repair=True)
    for _again in range(2):
        turffollowing.give_turf()
        recount.differences(unit_of.id, repair=True)
    made = turf.of_campaign(unit_of.id)
    assert [t["organizer"] for t in made] == [unit_of.world.accounts["organizer"]]
    inside = {m["person_id"] for m in turf.members_of(unit_of.id, made[0]["_id"])}
    assert inside == set(unit_of.people[:2])


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["cut", "take", "move", "out", "assign", "hand", "dissolve", "drop", "add"]
        ),
        st.integers(0, 5),
        st.integers(0, 2),
    ),
    max_size=10,
)


def _step(unit_of: Unit, step: str, who: int, value: int) -> None:
    lead, person = unit_of.world.actor("lead"), unit_of.people[who]
    organizer = ("", *(unit_of.world.accounts[w] for w in ("organizer", "organizer2")))[value]
    turfs = turf.of_campaign(unit_of.id)
    some = turfs[who % len(turfs)] if turfs else turf.NOWHERE
    if step in {"cut", "take"}:
        cut(unit_of, organizer=organizer, parts=value + 1, taken=step == "take", name=step)
    elif step == "move":
        turf.move(unit_of.id, [person], some["_id"], actor=lead)
    elif step == "out":
        turf.move(unit_of.id, [person], "", actor=lead)
    elif step == "assign":
        unit.assign(unit_of.id, [person], organizer, actor=lead)
    elif step == "hand" and turfs:
        data = {"name": "x", "organizer": organizer, "version": some["version"]}
        turf.change(unit_of.id, some["_id"], data, actor=lead)
    elif step == "dissolve" and turfs:
        turf.dissolve(unit_of.id, some["_id"], actor=lead)
    elif step == "drop":
        unit.remove_person(unit_of.id, person, actor=lead)
    elif step == "add":
        unit.add_person(unit_of.id, person, actor=lead)


@given(steps=STEPS)
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_is_cut_and_moved_everybody_is_in_one_turf_and_seen_by_its_organizer(
    unit_of, steps
):
    for person in unit_of.people:
        unit.add_person(unit_of.id, person, actor=unit_of.world.actor("lead"))
    for step, who, value in steps:
        try:
            _step(unit_of, step, who, value)
        except CRMError:  # nobody is left to cut, or the person is not in the unit
            continue
    whole(unit_of)
    for who in ("organizer", "organizer2"):
        mine = {
            m["person_id"]
            for m in unit.of_campaign(unit_of.id)
            if m["organizer"] == unit_of.world.accounts[who]
        }
        assert sees(unit_of, who) == mine


def test_people_added_by_an_organizer_come_into_their_turf(unit_of):
    with tenancy.local_scope(OWN):
        organizer = unit_of.world.actor("organizer")
        person = people.create_person({"first_name": "New"}, actor=organizer)
        member = unit.add_person(unit_of.id, person["_id"], actor=organizer)
    assert member["turf_id"] == unit_of.member(unit_of.people[0])["turf_id"]
    whole(unit_of)
