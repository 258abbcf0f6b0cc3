"""A campaign with a lead, two organizers and a few people in its unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from crm import db
from crm.people import service as people
from plugins.campaigns.service import campaigns, unit
from tests.factories import World

PLACES = (("Wardrobe", "Day"), ("Wardrobe", "Night"), ("Hair", "Day"), ("", ""))


@dataclass
class Unit:
    """A campaign led by 'lead'; `people` are ids in its unit, the first two are the organizer's."""

    world: World
    campaign: dict[str, Any]
    people: list[str]

    @property
    def id(self) -> str:
        return self.campaign["_id"]

    def member(self, person_id: str) -> dict[str, Any]:
        found = db.collection("campaigns_members").get(unit.member_id(self.id, person_id))
        assert found is not None
        return found


def add_people(world: World, campaign_id: str, count: int) -> list[str]:
    """People with different departments and shifts, in the unit."""
    lead, ids = world.actor("lead"), []
    for n in range(count):
        department, shift = PLACES[n % len(PLACES)]
        job = {"department": department, "shift": shift, "job_title": "Dresser"}
        data = {"first_name": f"Worker{n}", "last_name": f"Tester{n:03}", "employments": [job]}
        person = people.create_person(data, actor=lead)
        unit.add_person(campaign_id, person["_id"], actor=lead)
        ids.append(person["_id"])
    return ids


@pytest.fixture
def unit_of(world: World) -> Iterator[Unit]:
    """The campaign, inside the own local."""
    with world.local():
        data = {"name": "Footlights", "employer": "Example Theatre Co", "stage": "building",
                "size": 10, "size_source": "estimated", "jurisdiction": "US-NLRA"}  # fmt: skip
        campaign = campaigns.open_campaign(data, actor=world.actor("lead"))
        for who in ("organizer", "organizer2"):
            campaign = campaigns.set_team(
                campaign["_id"], world.accounts[who], "organizer", actor=world.actor("lead")
            )
        ids = add_people(world, campaign["_id"], 6)
        mine = world.accounts["organizer"]
        unit.assign(campaign["_id"], ids[:2], mine, actor=world.actor("lead"))
        yield Unit(world, campaign, ids)
