"""The page of who is eligible: choosing the rule, who is in and why, and the unit's size by it."""

import re

import pytest

from crm import db
from crm.errors import Forbidden
from crm.people import service as people
from plugins.campaigns import filters
from plugins.campaigns.service import campaigns, eligible, kept, unit
from tests.factories import Client

DAY = "2026-11-20"


def worker(unit_of, name: str, *jobs: dict) -> str:
    lead = unit_of.world.actor("lead")
    data = {"first_name": name, "last_name": "Eligible", "employments": list(jobs)}
    person = people.create_person(data, actor=lead)
    unit.add_person(unit_of.id, person["_id"], actor=lead)
    return person["_id"]


def job(show: str, hours: float | None, **more) -> dict:
    kept = {"worksite": show, "start": "2026-09-01", "end": "2026-09-10", **more}
    return {**kept, **({"hours": hours} if hours is not None else {})}


def rule(page: Client, unit_of, **form) -> int:
    with unit_of.world.local():
        version = db.collection("campaigns_campaigns").get(unit_of.id)["version"]
    answer = page.post(f"~/campaigns/{unit_of.id}/eligible/rule", {"version": version, **form})
    return answer.status_code


def standings(unit_of) -> dict[str, str]:
    with unit_of.world.local():
        campaign = db.collection("campaigns_campaigns").get(unit_of.id)
        lead = unit_of.world.actor("lead")
        found = eligible.page(campaign, eligible.day_of(campaign, DAY), "", "", actor=lead)
    return {one.member["name"].split()[0]: one.verdict.state for one in found.rows}


def test_the_page_says_who_is_in_who_is_out_and_of_whom_nothing_is_known(unit_of, app):
    worker(unit_of, "Ines", job("Red Door", 30), job("Blue Hour", 10))
    worker(unit_of, "Otto", job("Red Door", 30))
    worker(unit_of, "Uma", job("Red Door", None))
    worker(unit_of, "Elsa", job("Red Door", 200, employer="Somebody Else Inc"))
    page = Client(app, unit_of.world).sign_in("lead")
    assert rule(page, unit_of, rule="juilliard") == 303
    found = standings(unit_of)
    assert found | {"Ines": "in", "Otto": "out", "Uma": "open", "Elsa": "open"} == found
    text = page.get(f"~/campaigns/{unit_of.id}/eligible?on={DAY}").get_data(as_text=True)
    assert "in 12 months: 2 productions, 40 hours" in text
    assert "1 production, 10 hours short" in text
    assert "On file without days and hours" in text
    assert "No work on file" in text
    assert "neither days nor hours are on file" in text
    only = page.get(f"~/campaigns/{unit_of.id}/eligible?on={DAY}&show=in").get_data(as_text=True)
    assert "Ines Eligible" in only
    assert "Otto Eligible" not in only


def test_the_number_becomes_the_units_size_with_its_source_and_day(unit_of, app):
    worker(unit_of, "Ines", job("Red Door", 120))
    page = Client(app, unit_of.world).sign_in("lead")
    assert rule(page, unit_of, rule="juilliard") == 303
    with unit_of.world.local():
        version = db.collection("campaigns_campaigns").get(unit_of.id)["version"]
    form = {"version": version, "on": DAY}
    assert page.post(f"~/campaigns/{unit_of.id}/eligible/size", form).status_code == 303
    with unit_of.world.local():
        stored = db.collection("campaigns_campaigns").get(unit_of.id)
    assert stored["unit_size"] == {"n": 1, "source": "formula", "date": DAY}
    assert [s["source"] for s in stored["size_history"]] == ["estimated", "formula"]
    assert "by days and hours" in page.get(f"~/campaigns/{unit_of.id}/").get_data(as_text=True)
    stale = page.post(f"~/campaigns/{unit_of.id}/eligible/size", form)
    assert stale.status_code == 422
    early = {"version": stored["version"], "on": "2020-01-01"}
    refused = page.post(f"~/campaigns/{unit_of.id}/eligible/size", early)
    assert "Nobody is known to be eligible" in refused.get_data(as_text=True)


@pytest.mark.parametrize(
    "form",
    [
        {"rule": "coin"},
        {"rule": "own"},
        {"rule": "own", "hours_1": "10"},
        {"rule": "own", "months_1": "12"},
        {"rule": "own", "months_1": "-1", "hours_1": "3"},
    ],
)
def test_a_rule_that_asks_for_nothing_is_refused(unit_of, app, form):
    page = Client(app, unit_of.world).sign_in("lead")
    assert rule(page, unit_of, **form) == 422
    with unit_of.world.local():
        assert "eligibility" not in db.collection("campaigns_campaigns").get(unit_of.id)


def test_an_own_rule_of_two_ways_is_kept_and_judged(unit_of, app):
    worker(unit_of, "Ines", job("Red Door", None, days=3))
    worker(unit_of, "Otto", job("Red Door", 12, days=2))
    page = Client(app, unit_of.world).sign_in("lead")
    own = {"rule": "own", "days_1": "3", "months_1": "6", "hours_2": "100", "months_2": "12"}
    assert rule(page, unit_of, **own) == 303
    assert standings(unit_of)["Ines"] == "in"
    assert standings(unit_of)["Otto"] == "out"
    text = page.get(f"~/campaigns/{unit_of.id}/eligible").get_data(as_text=True)
    assert "3 days in 6 months" in text


def test_an_organizer_sees_the_reasons_of_their_own_people_alone(unit_of, app):
    with unit_of.world.local():
        data = {"rule": "juilliard", "version": unit_of.campaign["version"]}
        eligible.choose(unit_of.id, data, actor=unit_of.world.actor("lead"))
        with pytest.raises(Forbidden):
            eligible.choose(unit_of.id, data, actor=unit_of.world.actor("organizer"))
        campaign = campaigns.get_campaign(unit_of.id, actor=unit_of.world.actor("organizer"))
    assert campaign["eligibility"]["rule"] == "juilliard"
    page = Client(app, unit_of.world).sign_in("organizer")
    text = page.get(f"~/campaigns/{unit_of.id}/eligible").get_data(as_text=True)
    assert "Worker0 Tester" in text
    assert "Worker5 Tester" not in text


def test_a_saved_list_can_ask_for_those_who_are_eligible(unit_of):
    mine = worker(unit_of, "Ines", job("Red Door", 130))
    worker(unit_of, "Otto", job("Red Door", 3))
    data = {"rule": "juilliard", "version": unit_of.campaign["version"]}
    eligible.choose(unit_of.id, data, actor=unit_of.world.actor("lead"))
    (wanted,) = [f for f in filters.FILTERS if f.id == "campaigns.eligible"]
    assert list(wanted.query({"campaign_id": unit_of.id, "standing": "in"})) == [mine]
    assert list(wanted.query({"campaign_id": "none", "standing": "in"})) == []


def test_a_large_unit_is_looked_through_page_by_page_and_its_counts_say_when(
    unit_of, app, monkeypatch
):
    for name, value in (("SIZE", 2), ("LOOKED", 4), ("LARGE", 3)):
        monkeypatch.setattr(eligible, name, value)
    worker(unit_of, "Zoe", job("Red Door", 130))
    page = Client(app, unit_of.world).sign_in("lead")
    assert rule(page, unit_of, rule="juilliard") == 303
    address, seen = f"~/campaigns/{unit_of.id}/eligible?on={DAY}&show=in", []
    while address:
        text = page.get(address).get_data(as_text=True)
        assert "The numbers are of" in text
        seen += re.findall(r"(Zoe|Worker\d) ", text)
        (address, *_none) = re.findall(r'hx-get="([^"]+after[^"]+)"', text) or [""]
        address = address.replace("&amp;", "&")
    assert set(seen) == {"Zoe"}
    assert "That was everybody" in text
    worker(unit_of, "Zara", job("Red Door", 130))
    with unit_of.world.local():
        campaign = db.collection("campaigns_campaigns").get(unit_of.id)
        on = eligible.day_of(campaign, DAY)
        counts = eligible.tally(campaign, on).counts
        monkeypatch.setattr(kept, "FRESH", kept.FRESH * 0)
        assert (counts["in"], eligible.tally(campaign, on).counts["in"]) == (1, 2)
