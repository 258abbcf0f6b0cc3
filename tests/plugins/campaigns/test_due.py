"""Days on which nobody is due any more leave no counter behind."""

import secrets

from crm import db
from plugins.campaigns.service import contacts, counters, recount
from tests.plugins.campaigns.conftest import Unit


def _log(unit: Unit, person_id: str, follow_up: str) -> None:
    data = {"key": secrets.token_hex(12), "kind": "phone", "result": "talked"}
    actor = unit.world.actor("lead")
    contacts.log_contact(unit.id, person_id, {**data, "follow_up": follow_up}, actor=actor)


def _days(unit: Unit) -> list[str]:
    return sorted(doc["key"].split(counters.SEP)[0] for doc in counters.read(unit.id, "due"))


def test_a_day_goes_with_its_last_follow_up(unit_of: Unit) -> None:
    one, two = unit_of.people[2:4]
    _log(unit_of, one, "2030-01-01")
    _log(unit_of, two, "2030-01-01")
    assert _days(unit_of) == ["2030-01-01"]
    _log(unit_of, one, "2030-02-01")
    assert _days(unit_of) == ["2030-01-01", "2030-02-01"]
    _log(unit_of, two, "")
    assert _days(unit_of) == ["2030-02-01"]
    _log(unit_of, two, "2030-01-01")
    assert _days(unit_of) == ["2030-01-01", "2030-02-01"]
    assert recount.differences(unit_of.id) == []
    assert all(doc["n"] for doc in db.collection("campaigns_counters").find(
        {"campaign_id": unit_of.id, "kind": "due"}
    ))  # fmt: skip
