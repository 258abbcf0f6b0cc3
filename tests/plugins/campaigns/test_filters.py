"""Saved lists can ask for what campaigns know; campaigns out of sight are not offered."""

import pytest

from crm import tenancy
from crm.registry import current as registry
from plugins.campaigns import filters
from plugins.campaigns.service import contacts


def ids(unit_of, filter_id: str, **values: object) -> set[str]:
    found = registry().find("person_filters", filter_id)
    data = found.schema().load({"campaign_id": unit_of.id, **values})
    return set(found.query(data))


@pytest.fixture
def assessed(unit_of):
    lead = unit_of.world.actor("lead")
    for person, level in zip(unit_of.people, (1, 2, 5), strict=False):
        data = {"key": f"{level}" * 24, "kind": "phone", "result": "talked", "assessment": level}
        contacts.log_contact(unit_of.id, person, data, actor=lead)
    return unit_of


def test_filters_find_people_by_what_the_campaign_knows(assessed):
    people = assessed.people
    assert ids(assessed, "campaigns.in") == set(people)
    assert ids(assessed, "campaigns.assessed", levels=["1", "2"]) == set(people[:2])
    assert ids(assessed, "campaigns.assessed", levels=["0"]) == set(people[3:])
    assert ids(assessed, "campaigns.not_contacted", days=7) == set(people[3:])
    assert ids(assessed, "campaigns.organizer", organizer="acct-organizer") == set(people[:2])
    assert ids(assessed, "campaigns.card", card="none") == set(people)
    assert ids(assessed, "campaigns.role", role="leader") == set()


def test_only_campaigns_the_reader_knows_are_offered(unit_of):
    world = unit_of.world
    for who, count in (("organizer", 1), ("admin", 1), ("auditor", 0)):
        with tenancy.local_scope("local-764", reader=world.actor(who)):
            assert len(filters._campaigns()) == count
