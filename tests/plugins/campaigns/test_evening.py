"""In the evening UTC is a day ahead of a local in America: its days count, not UTC's."""

from datetime import timedelta

import pytest

from crm import db, jobs, localtime, tenancy
from crm.errors import Invalid
from plugins.campaigns.service import cards, contacts, counters, recount, thresholds, today, trend
from plugins.campaigns.service.cells import cells, total
from tests.factories import OWN

KEY = "e" * 24


@pytest.fixture
def evening(unit_of):
    """The unit, in a zone where it is another day than in UTC at this very hour."""
    zone = "Pacific/Kiritimati" if db.now().hour >= 10 else "Etc/GMT+12"
    db.collection("locals").update({"_id": OWN}, {"$set": {"settings.core.time_zone": zone}})
    with tenancy.local_scope(OWN):
        assert localtime.today() != db.now().date()
        yield unit_of


def test_a_card_is_signed_on_the_day_it_is_here(evening):
    lead, (first, second, *_more) = evening.world.actor("lead"), evening.people
    cards.sign(evening.id, first, {}, actor=lead)
    here = localtime.today()
    assert thresholds.signed_by_day(evening.id) == {here.isoformat(): 1}
    tomorrow = (here + timedelta(days=1)).isoformat()
    with pytest.raises(Invalid):
        cards.sign(evening.id, second, {"signed_on": tomorrow}, actor=lead)


def test_a_contact_of_now_is_in_this_week_and_its_follow_up_is_due_today(evening):
    organizer, person = evening.world.actor("organizer"), evening.people[0]
    due = localtime.today().isoformat()
    data = {"key": KEY, "kind": "phone", "result": "talked", "assessment": 2,
            "provenance": "stated", "follow_up": due}  # fmt: skip
    contacts.log_contact(evening.id, person, data, actor=organizer)
    everybody = total(cells(evening.id))
    assert trend.trend(evening.id, everybody).contacts[-1] == 1
    assert [m["person_id"] for m in today.today(actor=organizer).due.members] == [person]
    assert recount.differences(evening.id) == []


def test_counts_by_day_follow_the_local_to_another_zone(evening):
    organizer, person = evening.world.actor("organizer"), evening.people[0]
    data = {"key": KEY, "kind": "phone", "result": "talked", "assessment": 2,
            "provenance": "stated"}  # fmt: skip
    contacts.log_contact(evening.id, person, data, actor=organizer)
    db.collection("locals").update({"_id": OWN}, {"$set": {"settings.core.time_zone": "UTC"}})
    with tenancy.local_scope(OWN):
        assert recount.differences(evening.id), "the day of the assessment is another one now"
        jobs.enqueue("core.recount", by="acct-admin")
        jobs.drain()
        assert recount.differences(evening.id) == []
        ages = counters.read(evening.id, "age", {"$gte": ""})
        assert [doc["key"] for doc in ages if doc.get("a2")] == [localtime.today().isoformat()]
