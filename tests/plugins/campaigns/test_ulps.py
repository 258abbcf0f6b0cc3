"""The retaliation log: its clock, who sees what, and signers compared with others, honestly."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from crm import db, localtime
from crm.errors import Conflict, Forbidden, Invalid, NotFound
from crm.events import PersonErased
from crm.people import merge
from crm.registry import emit
from plugins.campaigns.service import campaigns, cards, ulpnumbers, ulps, unit
from plugins.campaigns.ulpforms import IncidentForm
from tests.factories import Client


def form(**values):
    return {"key": db.new_id(), "kind": "hours", "day": "2026-10-05",
            "what": "Said: no Saturdays for card people.", **values}  # fmt: skip


def record(unit_of, who="lead", people=(), **values):
    chosen = [unit_of.people[n] for n in people]
    data = IncidentForm().load(form(people=chosen, **values))
    return ulps.record(unit_of.id, data, actor=unit_of.world.actor(who))


def sign(unit_of, n, day):
    lead, data = unit_of.world.actor("lead"), {"signed_on": day}
    return cards.sign(unit_of.id, unit_of.people[n], data, actor=lead)["_id"]


@pytest.mark.parametrize(
    ("day", "last"),
    [("2026-05-27", "2026-11-27"), ("2026-08-31", "2027-02-28"), ("2025-12-31", "2026-06-30")],
)
def test_the_clock_is_six_calendar_months(day, last):
    assert ulps.last_day(day).isoformat() == last


def test_the_clock_runs_down_below_zero_and_stops_with_a_charge():
    incident = {"day": "2026-05-27", "state": "open"}
    assert ulps.days_left(incident, date(2026, 11, 25)) == 2
    assert ulps.days_left(incident, date(2026, 11, 28)) == -1
    assert ulps.days_left({**incident, "state": "filed"}, date(2026, 11, 25)) is None


def test_each_sees_what_they_wrote_and_the_lead_all_with_the_shortest_clock_on_top(unit_of):
    record(unit_of, "organizer", people=[0], day="2026-10-05")
    record(unit_of, "lead", day="2026-07-01")
    record(unit_of, "lead", day="2026-06-01", state="filed")

    def days(who):
        actor = unit_of.world.actor(who)
        campaign = campaigns.get_campaign(unit_of.id, actor=actor)
        return [i["day"] for i in ulps.of_campaign(campaign, actor=actor)]

    assert days("lead") == ["2026-07-01", "2026-10-05", "2026-06-01"]
    assert days("organizer") == ["2026-10-05"]
    assert days("organizer2") == []


def test_nobody_is_named_whom_the_writer_does_not_see(unit_of):
    with pytest.raises(Invalid):
        record(unit_of, "organizer", people=[4])
    mine = record(unit_of, "organizer", people=[0])
    with pytest.raises(NotFound):
        ulps.get_incident(unit_of.id, mine["_id"], actor=unit_of.world.actor("organizer2"))


def test_a_record_sent_twice_is_one_and_two_writers_keep_both_texts(unit_of):
    first, again = (record(unit_of, key="a" * 24) for _n in range(2))
    assert first["_id"] == again["_id"]
    lead, data = unit_of.world.actor("lead"), IncidentForm().load(form(what="First"))
    ulps.change(unit_of.id, first["_id"], 1, data, actor=lead)
    with pytest.raises(Conflict) as late:
        ulps.change(unit_of.id, first["_id"], 1, data, actor=lead)
    assert late.value.extra["theirs"]["what"] == "First"


def test_the_same_form_sent_three_times_at_once_is_one_record_and_no_error(app, unit_of):
    pages = [Client(app, unit_of.world).sign_in("lead") for _n in range(3)]
    sent = form(people=[unit_of.people[0]])
    with ThreadPoolExecutor(3) as pool:
        answers = pool.map(lambda p: p.post(f"~/campaigns/{unit_of.id}/ulps/new", sent), pages)
    assert {answer.status_code for answer in answers} == {303}
    with unit_of.world.local():
        assert len(db.collection("campaigns_incidents").find({"campaign_id": unit_of.id})) == 1


def test_signers_are_compared_with_others_and_small_groups_get_no_share(unit_of):
    for n, day in ((0, "2026-09-01"), (1, "2026-09-01"), (2, "2026-10-20")):
        sign(unit_of, n, day)
    record(unit_of, people=[0, 2], day="2026-10-05")
    record(unit_of, people=[0], day="2026-10-06", kind="discipline")
    record(unit_of, people=[3], kind="threat")
    lead = unit_of.world.actor("lead")
    found = ulpnumbers.compared(campaigns.get_campaign(unit_of.id, actor=lead), actor=lead)
    signers, others = found["any"]  # who signed after it was done counts among the others
    assert (signers.hit, signers.people, others.hit, others.people) == (1, 2, 1, 4)
    assert (signers.percent, others.percent) == (None, None)
    assert found["hours"][0].hit == found["discipline"][0].hit == 1
    assert ulpnumbers.Compared(5, 1).percent == 20
    campaign = campaigns.get_campaign(unit_of.id, actor=unit_of.world.actor("organizer"))
    with pytest.raises(Forbidden):
        ulpnumbers.compared(campaign, actor=unit_of.world.actor("organizer"))


def test_a_card_renewed_or_taken_back_later_was_on_file_before_and_the_dismissed_count(unit_of):
    lead = unit_of.world.actor("lead")
    sign(unit_of, 0, "2026-09-01")
    sign(unit_of, 0, "2026-10-20")  # renewed after what was done
    cards.withdraw(sign(unit_of, 1, "2026-09-01"), {"ended_on": "2026-10-20"}, actor=lead)
    cards.withdraw(sign(unit_of, 2, "2026-09-01"), {"ended_on": "2026-10-01"}, actor=lead)
    cards.void(sign(unit_of, 3, "2026-09-01"), actor=lead)
    sign(unit_of, 4, "2026-09-01")
    record(unit_of, people=[0, 1, 2, 3, 4], day="2026-10-05", kind="fired")
    unit.remove_person(unit_of.id, unit_of.people[4], actor=lead)
    found = ulpnumbers.compared(campaigns.get_campaign(unit_of.id, actor=lead), actor=lead)
    signers, others = found["fired"]
    assert (signers.hit, signers.people, others.hit, others.people) == (3, 3, 2, 3)


def test_who_was_hit_counts_by_the_day_of_each_measure_and_by_today_for_the_others(unit_of):
    """A signed before both measures and left; B signed between them; C took the card back."""
    lead = unit_of.world.actor("lead")
    for n, day in ((0, "2026-09-01"), (1, "2026-10-10"), (2, "2026-09-01")):
        taken = sign(unit_of, n, day)
    cards.withdraw(taken, {"ended_on": "2026-10-08"}, actor=lead)
    record(unit_of, people=[0, 1, 2], day="2026-10-05", kind="hours")
    record(unit_of, people=[1], day="2026-10-15", kind="discipline")
    unit.remove_person(unit_of.id, unit_of.people[0], actor=lead)
    found = ulpnumbers.compared(campaigns.get_campaign(unit_of.id, actor=lead), actor=lead)
    for kind, numbers in {
        "any": (2, 2, 1, 4),
        "hours": (2, 2, 1, 4),
        "discipline": (1, 2, 0, 4),
    }.items():
        signers, others = found[kind]
        assert (signers.hit, signers.people, others.hit, others.people) == numbers, kind


def test_records_follow_a_merge_and_back_and_forget_a_purged_person(unit_of):
    admin = unit_of.world.actor("admin")
    alone, both = record(unit_of, people=[1]), record(unit_of, people=[0, 1])
    kept, gone = unit_of.people[0], unit_of.people[1]
    stored = db.collection("campaigns_incidents")
    versions = tuple(db.collection("people").get(p)["version"] for p in (kept, gone))
    merged = merge.merge_people(kept, gone, versions, {}, actor=admin)
    assert stored.get(alone["_id"])["people"] == stored.get(both["_id"])["people"] == [kept]
    merge.unmerge_people(merged["_id"], actor=admin)
    assert stored.get(alone["_id"])["people"] == [gone]
    assert stored.get(both["_id"])["people"] == [kept, gone]
    emit(PersonErased("acct-admin", gone))
    assert stored.get(alone["_id"])["people"] == []


def test_what_is_still_to_come_or_unknown_is_refused_by_field():
    tomorrow = (localtime.today() + timedelta(days=2)).isoformat()
    for field, value in (("day", tomorrow), ("kind", "rude"), ("what", ""), ("state", "won")):
        assert set(IncidentForm().validate(form(**{field: value}))) == {field}


def test_the_page_keeps_what_was_typed_and_shows_clock_and_comparison(app, unit_of):
    page, base = Client(app, unit_of.world).sign_in("lead"), f"~/campaigns/{unit_of.id}/ulps"
    wrong = page.post(f"{base}/new", form(day="someday"))
    assert (wrong.status_code, "no Saturdays" in wrong.get_data(as_text=True)) == (422, True)
    sent = form(people=[unit_of.people[0]], day=localtime.today().isoformat())
    assert page.post(f"{base}/new", sent).status_code == 303
    text = page.get(base).get_data(as_text=True)
    for part in ("days left", "Worker0", "1 of 6", "no proof of a reason"):
        assert part in text
    assert page.sign_in("leadership").get(base).status_code == 403


def test_workers_are_found_by_words_within_reach_and_the_form_keeps_what_was_typed(app, unit_of):
    page, base = Client(app, unit_of.world).sign_in("lead"), f"~/campaigns/{unit_of.id}/ulps"
    sent = form(people=[unit_of.people[2]], words="worker0")
    text = page.post(f"{base}/people", sent).get_data(as_text=True)
    for part in ("no Saturdays", "Worker0", "Worker2"):
        assert part in text
    assert text.count(" checked>") == 1
    mine = page.sign_in("organizer").post(f"{base}/people", sent).get_data(as_text=True)
    assert "Worker2" not in mine
    assert "a person whom you do not see" in mine
    record(unit_of, people=[2])
    other = db.collection("campaigns_incidents").find({"campaign_id": unit_of.id})[0]["_id"]
    assert page.post(f"{base}/people?incident={other}", sent).status_code == 404
