"""The flow of assessments between two days: counted once each, and never more than there are."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm import db, localtime
from crm.errors import Invalid
from plugins.campaigns.service import assessments, flow
from plugins.campaigns.service.campaigns import get_campaign
from tests.factories import Client

START = datetime(2026, 11, 1, tzinfo=UTC)
STEPS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5), st.integers(0, 30)), max_size=30)


@settings(deadline=None)
@given(steps=STEPS, end=st.integers(1, 29))
def test_the_flow_is_that_of_each_persons_two_ends(steps, end):
    """Compared with following five people through every change by hand."""
    changes, level = [], dict.fromkeys(range(5), 0)
    at_end = dict(level)
    for who, new, day in sorted(steps, key=lambda step: step[2]):
        at = START + timedelta(days=day)
        changes.append({"person_id": who, "before": level[who], "after": new, "at": at})
        level[who] = new
        if day < end:
            at_end[who] = new
    import unittest.mock

    with unittest.mock.patch.object(flow.scale, "became", lambda stored: stored):
        found = flow.moves(changes, Counter(level.values()), START + timedelta(days=end))
    expected = Counter((0, at_end[who]) for who in range(5))
    assert found == expected
    assert sum(found.values()) == 5


def assess(unit_of, who, level):
    data = {"assessment": level, "provenance": "opinion"}
    lead = unit_of.world.actor("lead")
    assessments.assess(unit_of.id, unit_of.people[who], data, actor=lead)


def backdate(days):
    """Everything in the history happened so many days ago."""
    for entry in db.collection("campaigns_assessments").find({"person_id": {"$gte": ""}}):
        at = {"at": entry["at"] - timedelta(days=days)}
        db.collection("campaigns_assessments").update({"_id": entry["_id"]}, {"$set": at})


def test_moves_are_counted_between_the_two_days(unit_of):
    assess(unit_of, 0, 3)
    assess(unit_of, 1, 2)
    backdate(10)
    assess(unit_of, 0, 1)
    assess(unit_of, 1, 4)
    assess(unit_of, 2, 2)
    lead, today = unit_of.world.actor("lead"), localtime.today()
    campaign = get_campaign(unit_of.id, actor=lead)
    found = flow.between(campaign, today - timedelta(days=5), today)
    assert (found.moved, found.toward(), found.away(), found.fresh()) == (3, 1, 1, 1)
    assert found.moves == Counter({(3, 1): 1, (2, 4): 1, (0, 2): 1, (0, 0): 3})
    earlier = flow.between(campaign, today - timedelta(days=30), today - timedelta(days=5))
    assert earlier.moves == Counter({(0, 3): 1, (0, 2): 1, (0, 0): 4})


def test_the_people_behind_a_count_are_those_who_moved(unit_of):
    assess(unit_of, 0, 3)
    backdate(10)
    assess(unit_of, 0, 1)
    today = localtime.today()
    days = (today - timedelta(days=5), today)
    campaign = get_campaign(unit_of.id, actor=unit_of.world.actor("lead"))
    for who, names in (("lead", 1), ("organizer", 1), ("organizer2", 0), ("leadership", 0)):
        actor = unit_of.world.actor(who)
        assert len(flow.people(campaign, *days, (3, 1), actor=actor)) == names
    assert flow.people(campaign, *days, (1, 3), actor=unit_of.world.actor("lead")) == []


def test_days_that_cannot_be_are_refused(unit_of, app):
    campaign = get_campaign(unit_of.id, actor=unit_of.world.actor("lead"))
    today = localtime.today()
    for since, until in ((today, today), (today, date(2026, 1, 1)), (today, date(2999, 1, 1))):
        with pytest.raises(Invalid):
            flow.between(campaign, since, until)
    page = Client(app, unit_of.world).sign_in("lead")
    for query in ("since=2999-01-01", "since=someday", "since=" + "9" * 10_000):
        answer = page.get(f"~/campaigns/{unit_of.id}/flow?{query}")
        assert answer.status_code == 422
        assert "alert-danger" in answer.get_data(as_text=True)


def test_too_long_a_history_asks_for_a_shorter_span(unit_of, monkeypatch):
    monkeypatch.setattr(flow, "MOST", 1)
    assess(unit_of, 0, 3)
    assess(unit_of, 1, 3)
    campaign = get_campaign(unit_of.id, actor=unit_of.world.actor("lead"))
    today = localtime.today()
    with pytest.raises(Invalid):
        flow.between(campaign, today - timedelta(days=5), today)


def test_leadership_sees_the_flow_without_links_to_people(unit_of, app):
    assess(unit_of, 0, 3)
    for who, linked in (("lead", True), ("leadership", False)):
        page = Client(app, unit_of.world).sign_in(who)
        text = page.get(f"~/campaigns/{unit_of.id}/flow").get_data(as_text=True)
        assert "1 people moved" in text
        assert ("/flow/people" in text) is linked
