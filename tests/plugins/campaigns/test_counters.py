"""Counters equal a recount after any sequence of writes; the numbers follow from them."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm import db, localtime, tenancy
from crm.errors import CRMError
from crm.events import AccountDeparted, ImportUndone, PeopleImported, PersonErased
from crm.people import merge
from crm.people import service as people
from crm.registry import emit
from crm.workplaces import rules
from plugins.campaigns.eventforms import EventForm
from plugins.campaigns.service import (
    assessments,
    cards,
    cells,
    contacts,
    counters,
    events,
    inviting,
    numbers,
    recount,
    structuretests,
    tasks,
    thresholds,
    turnout,
    unit,
    walkins,
)
from plugins.campaigns.service import trend as trends
from plugins.campaigns.service.roster import TARGET

STEP_NAMES = (
    "log quick assess undo card role prove unprove assign move drop add follow test merge unmerge "
    "import take-import-back invite promise come uncome walk-in task done"
).split()
STEPS = st.lists(
    st.tuples(
        st.sampled_from(STEP_NAMES),
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=12,
)


def _follow(unit_of, person, leader_id, lead) -> None:
    """Mark one as a leader and let the other follow them."""
    for who, more in ((leader_id, {"leader": True}), (person, {"follows": leader_id})):
        member = unit_of.member(who)
        data = {"version": member["version"], "leader": member["leader"], "committee": False,
                "follow_up": "", "follows": member["follows"], **more}  # fmt: skip
        unit.update_member(unit_of.id, who, data, actor=lead)


def _test(unit_of, lead) -> str:
    """The one structure test of the campaign."""
    tests = structuretests.of_campaign(unit_of.id)
    data = {"name": "Petition", "ask": "x", "goal": 4, "opens": "2026-01-01", "proving": 1,
            "closes": "2026-02-01", "tiers": ["Signed", "Said yes"]}  # fmt: skip
    return tests[0]["_id"] if tests else structuretests.make(unit_of.id, data, actor=lead)["_id"]


def _merge(unit_of, kept: str, gone: str) -> None:
    admin, found = unit_of.world.actor("admin"), db.collection("people")
    versions = (found.get(kept)["version"], found.get(gone)["version"])
    merge.merge_people(kept, gone, versions, {}, actor=admin)


def _unmerge(unit_of) -> None:
    admin = unit_of.world.actor("admin")
    for person in unit_of.people:
        here = db.collection("people").get(person)["status"] == "here"
        for found in merge.of_person(person, actor=admin) if here else ():
            merge.unmerge_people(found["_id"], actor=admin)


def _event(unit_of, lead) -> dict:
    """The one event of the campaign."""
    found = events.of_campaign(unit_of.id)
    data = EventForm().load({"title": "Hall", "day": "2026-12-01", "start": "18:00"})
    return found[0] if found else events.add_event(unit_of.id, data, actor=lead)


def _turnout(unit_of, step: str, person: str, value: int, lead) -> None:
    """Somebody is invited, promises, comes, comes unasked, or was not there after all."""
    where = (unit_of.id, _event(unit_of, lead)["_id"])
    if step == "invite":
        whom = {"list_id": "", "department": ("", "Hair")[value % 2], "shift": "",
                "organizer": "", "levels": []}  # fmt: skip
        inviting.invite(*where, whom, actor=lead)
    elif step == "promise":
        turnout.promise(*where, person, ("yes", "maybe", "no", "")[value % 4], actor=lead)
    elif step == "walk-in":
        data = {"key": db.new_id() + "abcd", "person_id": person, "in_unit": value > 2}
        walkins.walk_in(*where, data, actor=lead)
    else:
        (turnout.check_in if step == "come" else turnout.check_out)(*where, person, actor=lead)


def _task(unit_of, step: str, person: str, lead) -> None:
    """A task about a person, and the first of all tasks done."""
    if step == "task":
        data = {"key": db.new_id() + "abcd", "title": "Ring", "due": "2026-12-01", "note": "",
                "owner": lead.account_id, "person_id": person}  # fmt: skip
        tasks.add_task(unit_of.id, data, actor=lead)
        return
    found, _after = tasks.page(unit_of.campaign, {}, actor=lead)
    for task in found[:1]:
        tasks.set_state(unit_of.id, task["_id"], "done", actor=lead)


def _nothing_dangles(unit_of) -> None:
    """Whom anybody follows is in the unit; rows and tasks are of people who are still there."""
    members = {m["person_id"]: m for m in unit.of_campaign(unit_of.id)}
    for member in members.values():
        assert member.get("follows", "") in {"", *members} - {member["person_id"]}
    here = {p for p in unit_of.people if db.collection("people").get(p)["status"] == "here"}
    for state in ("open", "done"):
        asked = {"campaign_id": unit_of.id, "state": state}
        assert {t["person_id"] for t in db.collection("campaigns_tasks").find(asked)} <= here
    for event in events.of_campaign(unit_of.id):
        rows = db.collection("campaigns_turnout").find({"event_id": event["_id"]})
        assert len({row["person_id"] for row in rows}) == len(rows)
        assert {row["person_id"] for row in rows} <= here


imported: dict[str, tuple[str, tuple]] = {}
"""The last import of each campaign that can be taken back, and its rows."""


def _import(unit_of, step: str, ids: list[str], lead) -> None:
    """An import that brings assessments and cards to people of the unit, and its undo."""
    values = {"campaigns.assessment": 3, "campaigns.card_signed": "2026-09-09"}
    rows = tuple(
        {"person_id": person, "created": False, "values": values, "before": None}
        for person in dict.fromkeys(ids)
    )
    options = {TARGET: unit_of.id}
    if step == "import":
        imported[unit_of.id] = (f"import-{db.new_id()}", rows)
        db.atomic(emit)(PeopleImported(lead.account_id, imported[unit_of.id][0], options, rows))
    elif unit_of.id in imported:
        import_id, brought = imported.pop(unit_of.id)
        db.atomic(emit)(ImportUndone(lead.account_id, import_id, options, brought))


def _step(unit_of, step: str, who: int, value: int, logged: list[str]) -> None:
    lead, person = unit_of.world.actor("lead"), unit_of.people[who]
    key = db.new_id() + "abcd"
    if step == "log":
        data = {"key": key, "kind": "phone", "result": "talked", "assessment": value or None,
                "follow_up": "2026-12-24" if value > 2 else ""}  # fmt: skip
        logged.append(contacts.log_contact(unit_of.id, person, data, actor=lead)["_id"])
    elif step == "quick":
        data = {"key": key, "kind": "phone", "result": "no-answer"}
        logged.append(contacts.log_contact(unit_of.id, person, data, actor=lead)["_id"])
    elif step == "assess":
        data = {"assessment": value, "provenance": "opinion"}
        assessments.assess(unit_of.id, person, data, actor=lead)
    elif step == "undo" and logged:
        contacts.undo_contact(logged.pop(), actor=lead)
    elif step == "card":
        signed = ("2026-11-01", "2026-10-01", "")[value % 3]
        found = cards.sign(unit_of.id, person, {"signed_on": signed}, actor=lead)
        if value > 3:
            how = cards.withdraw if value == 4 else cards.void
            how(found["_id"], {} if value == 4 else "", actor=lead)
    elif step == "role" and unit.of_person(person):
        data = {"version": unit_of.member(person)["version"], "leader": value > 3,
                "committee": value > 2, "follow_up": ""}  # fmt: skip
        unit.update_member(unit_of.id, person, data, actor=lead)
    elif step == "follow" and all(map(unit.of_person, (person, unit_of.people[value]))):
        _follow(unit_of, person, unit_of.people[value], lead)
    elif step == "test":
        take = structuretests.take if value else structuretests.take_back
        test = _test(unit_of, lead)
        take(test, person, *([value % 2 + 1] if value else []), actor=lead)
    elif step == "merge":
        _merge(unit_of, person, unit_of.people[value])
    elif step == "unmerge":
        _unmerge(unit_of)
    elif step in {"import", "take-import-back"}:
        _import(unit_of, step, [person, unit_of.people[value]], lead)
    elif step in {"invite", "promise", "come", "uncome", "walk-in"}:
        _turnout(unit_of, step, person, value, lead)
    elif step in {"task", "done"}:
        _task(unit_of, step, person, lead)
    elif step == "prove":
        day = localtime.today()
        assessments.prove(unit_of.id, person, f"event:{value}", day, actor=lead)
    elif step == "unprove":
        assessments.unprove(unit_of.id, person, f"event:{value}", actor=lead)
    elif step == "assign":
        to = ("", unit_of.world.accounts["organizer"])[value % 2]
        unit.assign(unit_of.id, [person], to, actor=lead)
    elif step == "move":
        found = db.collection("people").get(person)
        job = {"department": ("Hair", "Wardrobe", "")[value % 3], "shift": "Day"}
        people.update_person(person, found["version"], {"employments": [job]}, actor=lead)
    elif step == "drop":
        unit.remove_person(unit_of.id, person, actor=lead)
    elif step == "add":
        unit.add_person(unit_of.id, person, actor=lead)


@given(steps=STEPS)
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_counters_equal_a_recount_after_any_writes(unit_of, steps):
    logged: list[str] = []
    _unmerge(unit_of)
    for person in unit_of.people:
        unit.add_person(unit_of.id, person, actor=unit_of.world.actor("lead"))
    for step, who, value in steps:
        try:
            _step(unit_of, step, who, value, logged)
        except (
            CRMError
        ):  # a step that does not fit (dropped already, newer contact) changes nothing
            continue
    assert recount.differences(unit_of.id) == []
    _nothing_dangles(unit_of)
    everybody = cells.total(cells.cells(unit_of.id))
    trend = trends.trend(unit_of.id, everybody, localtime.today())
    for level in range(1, 6):
        assert trend.levels[level][-1] == everybody.level(level)
        assert min(trend.levels[level]) >= 0
        assert trend.levels[level][0] == 0


def test_a_wrong_counter_is_found_and_repaired(unit_of):
    key = (unit_of.id, "cell", counters.cell_key({"department": "Hair"}))
    counters.apply({key: Counter({"n": 3})})
    found = recount.differences(unit_of.id, repair=True)
    assert len(found) == 1
    assert recount.differences(unit_of.id) == []


def test_taking_an_import_back_leaves_nobody_following_whom_it_had_brought(unit_of):
    lead, (leader, follower) = unit_of.world.actor("lead"), unit_of.people[:2]
    unit.remove_person(unit_of.id, leader, actor=lead)
    rows = ({"person_id": leader, "created": False, "before": None,
             "values": {"campaigns.leader": True, "campaigns.assessment": 2}},)  # fmt: skip
    options = {TARGET: unit_of.id}
    db.atomic(emit)(PeopleImported(lead.account_id, "import-1", options, rows))
    _follow(unit_of, follower, leader, lead)
    assert unit_of.member(follower)["follows"] == leader
    db.atomic(emit)(ImportUndone(lead.account_id, "import-1", options, rows))
    assert unit.of_person(leader) == []
    assert unit_of.member(follower)["follows"] == ""
    assert counters.read(unit_of.id, "leader", None)[0]["n"] == 0
    assert recount.differences(unit_of.id) == []


def test_erasing_a_person_leaves_the_counters_right(unit_of):
    lead, person = unit_of.world.actor("lead"), unit_of.people[0]
    data = {"key": "a" * 24, "kind": "phone", "result": "talked", "assessment": 1}
    contacts.log_contact(unit_of.id, person, data, actor=lead)
    emit(PersonErased(lead.account_id, person))
    assert recount.differences(unit_of.id) == []
    assert unit.of_person(person) == []
    assert contacts.of_person(person, [unit_of.id]) == []


def test_a_leavers_people_go_to_the_heir(unit_of):
    world = unit_of.world
    gone, heir = world.accounts["organizer"], world.accounts["organizer2"]
    emit(AccountDeparted("acct-admin", gone, heir))
    assert {unit_of.member(p)["organizer"] for p in unit_of.people[:2]} == {heir}
    team = db.collection("campaigns_campaigns").get(unit_of.id)["team"]
    assert gone not in {m["account_id"] for m in team}
    assert recount.differences(unit_of.id) == []


def test_the_five_numbers_count_against_the_stated_unit_size(unit_of):
    lead = unit_of.world.actor("lead")
    for person, level in zip(unit_of.people, (1, 2, 2, 5), strict=False):
        data = {"assessment": level, "provenance": "opinion"}
        assessments.assess(unit_of.id, person, data, actor=lead)
    found = numbers.figures(db.collection("campaigns_campaigns").get(unit_of.id))
    assert (found.base, found.size_source, found.total.n) == (10, "estimated", 6)
    assert (found.total.assessed, found.total.support, found.total.level(0)) == (4, 3, 2)


@pytest.mark.parametrize(
    ("life", "first"),
    [
        ({"value": 6, "unit": "months"}, "2026-05-24"),
        ({"value": 90, "unit": "days"}, "2026-08-26"),
        ({"value": 9, "unit": "months"}, "2026-02-24"),
        (None, ""),
    ],
)
def test_the_first_signing_day_that_still_counts(life, first):
    assert thresholds.first_day_counted(date(2026, 11, 24), life) == first


def test_a_card_life_ending_in_a_short_month_takes_its_last_day():
    assert (
        thresholds.first_day_counted(date(2026, 8, 31), {"value": 6, "unit": "months"})
        == "2026-02-28"
    )


def test_cards_are_counted_as_valid_on_the_planned_filing_day(unit_of):
    lead = unit_of.world.actor("lead")
    with tenancy.suite_scope():
        rules.load_recognition_rules()
    for person, signed in zip(unit_of.people, ("2025-10-01", "2026-10-01"), strict=False):
        cards.sign(unit_of.id, person, {"signed_on": signed}, actor=lead)
    campaign = {**unit_of.campaign, "filing_date": "2026-12-01"}
    found = thresholds.cards(campaign, 10, date(2026, 11, 24))
    assert (found.signed, found.valid) == (2, 1)
    assert [(percent, count) for _label, percent, count in found.needed] == [(30, 3)]
