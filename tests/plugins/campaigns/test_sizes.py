"""The unit's size: where each figure comes from and what was said before."""

import re
from typing import Any

import pytest

from crm import db, tenancy
from crm.people import service as people
from crm.workplaces import rules
from crm.workplaces import service as workplaces
from plugins.campaigns.service import thresholds
from tests.factories import Client


def test_every_size_that_was_stated_stays_with_its_source_and_date(unit_of, app):
    page = Client(app, unit_of.world).sign_in("lead")
    form = {"name": "Footlights", "stage": "cards", "size": "12", "size_source": "employer",
            "size_date": "2026-10-01", "version": unit_of.campaign["version"]}  # fmt: skip
    assert page.post(f"~/campaigns/{unit_of.id}/edit", form).status_code == 303
    same = {**form, "name": "Other name", "version": form["version"] + 1}
    assert page.post(f"~/campaigns/{unit_of.id}/edit", same).status_code == 303
    with unit_of.world.local():
        stored = db.collection("campaigns_campaigns").get(unit_of.id)["size_history"]
    assert [(s["n"], s["source"]) for s in stored] == [(10, "estimated"), (12, "employer")]
    assert stored[1]["by"] == "acct-lead"
    text = page.get(f"~/campaigns/{unit_of.id}/edit").get_data(as_text=True)
    assert "What was said before" in text
    assert "employer-supplied" in text


@pytest.fixture
def two_places(unit_of):
    """The campaign with a worksite in another jurisdiction, where two of its six people work."""
    with tenancy.suite_scope():
        rules.load_recognition_rules()
    lead = unit_of.world.actor("lead")
    place = {"kind": "worksite", "name": "Vancouver stage", "jurisdiction": "CA-BC"}
    site = workplaces.create_workplace(place, actor=lead)["_id"]
    change = {"worksites": [{"id": site, "name": "Vancouver stage"}]}
    db.collection("campaigns_campaigns").update({"_id": unit_of.id}, {"$set": change})
    for person in unit_of.people[:2]:
        version = db.collection("people").get(person)["version"]
        job = {"employments": [{"worksite": "Vancouver stage"}]}
        people.update_person(person, version, job, actor=lead)
    return unit_of


def place_size(page: Client, two_places, **form: str) -> Any:
    with two_places.world.local():
        version = db.collection("campaigns_campaigns").get(two_places.id)["version"]
    whole = {"version": version, "size_source": "employer", "size_date": "2026-10-01", **form}
    return page.post(f"~/campaigns/{two_places.id}/sizes", whole)


def test_each_jurisdiction_has_a_size_of_its_own_and_its_thresholds_follow(two_places, app):
    page = Client(app, two_places.world).sign_in("lead")
    assert place_size(page, two_places, jurisdiction="CA-BC", size="40").status_code == 303
    with two_places.world.local():
        campaign = db.collection("campaigns_campaigns").get(two_places.id)
        own, other = thresholds.places(campaign)
    assert (own.size, own.size_source) == (4, "listed")
    assert (other.size, other.size_source, other.size_date) == (40, "employer", "2026-10-01")
    assert other.cards.needed[0].count == -(-40 * other.cards.needed[0].percent // 100)
    assert campaign["size_history"][-1]["jurisdiction"] == "CA-BC"
    text = page.get(f"~/campaigns/{two_places.id}/edit").get_data(as_text=True)
    assert "British Columbia" in text


def test_the_sum_of_the_jurisdictions_is_checked_against_the_whole(two_places, app):
    page = Client(app, two_places.world).sign_in("lead")
    here = f"~/campaigns/{two_places.id}/cards"
    told = page.get(here).get_data(as_text=True)
    assert "The jurisdictions add up to 6, the unit size is given as 10" in told
    assert "Only the people listed so far" in told
    place_size(page, two_places, jurisdiction="CA-BC", size="3")
    place_size(page, two_places, jurisdiction="US-NLRA", size="7")
    assert "add up to" not in page.get(here).get_data(as_text=True)
    place_size(page, two_places, jurisdiction="US-NLRA", size="")
    assert "add up to 7" in page.get(here).get_data(as_text=True)


def test_a_size_that_is_none_or_of_no_jurisdiction_of_the_campaign_is_refused(two_places, app):
    page = Client(app, two_places.world).sign_in("lead")
    wrong = place_size(page, two_places, jurisdiction="CA-BC", size="0")
    assert wrong.status_code == 422
    assert place_size(page, two_places, jurisdiction="CA-QC", size="5").status_code == 404
    stale = place_size(page, two_places, jurisdiction="CA-BC", size="5", version="1000")
    assert stale.status_code == 422
    page.sign_in("organizer")
    assert place_size(page, two_places, jurisdiction="CA-BC", size="5").status_code == 403
    with two_places.world.local():
        assert "unit_sizes" not in db.collection("campaigns_campaigns").get(two_places.id)


def test_the_dashboard_counts_each_jurisdiction_on_its_own(two_places, app):
    page = Client(app, two_places.world).sign_in("lead")
    place_size(page, two_places, jurisdiction="CA-BC", size="40")
    place_size(page, two_places, jurisdiction="US-NLRA", size="10")
    board = page.get(f"~/campaigns/{two_places.id}").get_data(as_text=True)
    card = board.split("Cards against the thresholds", 1)[1].split("Days to go", 1)[0]
    rows = re.findall(r"<tr><td>([^<]+)</td><td[^>]*>(\d+)</td><td[^>]*>(\d+)</td>", card)
    assert rows == [
        ("Showing of interest (30 %)", "3", "0"),
        ("Vote held from (45 %)", "18", "0"),
        ("Certified without a vote (55 %)", "22", "0"),
    ]
    assert "British Columbia" in card
    everything = page.sign_in("leadership").get("~/campaigns/all").get_data(as_text=True)
    assert "CA-BC: Vote held from (18)" in everything
    assert "each on its own below" in board
