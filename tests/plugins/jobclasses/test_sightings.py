"""Sightings: read from a posting, matched, gathered into what may become a class, made a lead."""

import io

import pytest

from crm import db
from crm.errors import Conflict, Invalid
from plugins.jobclasses.service import classes, clusters, posting, sightings
from tests.factories import Client, World

POSTING = """Neural Splorf Quoxer at Example Pictures
Location: Los Angeles
Pay: $48 per hour
Tools: Example Rig
Posted: 2026-03-04
You will wrangle puppets with learned motion."""


def _log(world: World, title: str, employer: str, day: str = "2026-03-04") -> sightings.Sighting:
    data = {"kind": "posting", "title": title, "employer": employer, "seen_on": day}
    return sightings.log(data, actor=world.actor("lead"))


def test_a_posting_is_read_into_the_form() -> None:
    assert posting.read(POSTING) == {
        "title": "Neural Splorf Quoxer",
        "employer": "Example Pictures",
        "place": "Los Angeles",
        "pay": "$48 per hour",
        "tool": "Example Rig",
        "seen_on": "2026-03-04",
    }
    assert posting.read("Job Title: Key Grip\nposted 2026-13-41") == {"title": "Key Grip"}
    assert posting.read("") == {}


def test_a_sighting_of_a_known_title_is_of_its_class(world: World) -> None:
    with world.local():
        found = _log(world, "Gaffer", "Example Pictures")
        assert found["class_key"] == "gaffer"
        assert [one["_id"] for one in sightings.of_class("gaffer")] == [found["_id"]]


def test_titles_like_one_another_gather_and_become_a_proposal(world: World) -> None:
    with world.local():
        lead = world.actor("lead")
        first = _log(world, "Splorf Quoxer", "A Pictures")
        second = _log(world, "Senior Splorf Quoxer", "B Pictures", "2026-04-01")
        other = _log(world, "Zymurgy Whisperer", "C Pictures")
        assert first["cluster_id"] == second["cluster_id"] != other["cluster_id"]
        [largest, _small] = clusters.open_ones()
        assert (largest["count"], largest["employers"]) == (2, ["A Pictures", "B Pictures"])
        data = {"title": "Splorf Quoxer", "craft": "vfx", "definition": "Wrangles puppets."}
        key = clusters.propose(largest["_id"], data, actor=lead)
        job = classes.get(key)
        assert job["status"] == "proposed"
        assert [a["text"] for a in job["aliases"]] == ["Senior Splorf Quoxer"]
        assert len(job["sources"]) == 2
        assert len(sightings.of_class(key)) == 2
        with pytest.raises(Conflict):
            clusters.dismiss(largest["_id"], actor=lead)


def test_the_same_posting_twice_is_noticed(world: World) -> None:
    with world.local():
        _log(world, "Gaffer", "Example Pictures")
        with pytest.raises(Invalid) as told:
            _log(world, "GAFFER", "example pictures", "2026-04-04")
        assert "may be on file" in str(told.value.errors["anyway"][0])
        data = {"kind": "report", "title": "Gaffer", "employer": "Example Pictures",
                "seen_on": "2026-04-04"}  # fmt: skip
        again = sightings.log(data, actor=world.actor("lead"), anyway=True)
        assert again["same_as"]
        _log(world, "Gaffer", "Another Studio")
        _log(world, "Gaffer", "Example Pictures", "2025-04-04")
        with pytest.raises(Invalid):
            _log(world, "Gaffer", "X", "2999-01-01")


def test_removing_a_sighting_leaves_no_empty_cluster(world: World) -> None:
    with world.local():
        found = _log(world, "Zymurgy Whisperer", "C Pictures")
        sightings.remove(found["_id"], actor=world.actor("lead"))
        assert clusters.open_ones() == []
        assert db.collection("jobclasses_sightings").get(found["_id"]) is None


def test_a_sighting_goes_from_text_to_a_campaign_lead(client: Client, world: World) -> None:
    client.sign_in("lead")
    text = client.post("~/jobclasses/sightings/read", {"text": POSTING, "kind": "posting"})
    assert 'value="Neural Splorf Quoxer"' in text.get_data(as_text=True)
    file = {"file": (io.BytesIO(POSTING.encode("utf-16")), "posting.txt"), "kind": "posting"}
    text = client.post("~/jobclasses/sightings/read", file)
    assert 'value="Example Pictures"' in text.get_data(as_text=True)
    bad = {"file": (io.BytesIO(b"\x89PNG\x00\x00"), "x.png"), "kind": "screenshot"}
    assert client.post("~/jobclasses/sightings/read", bad).status_code == 422
    form = {"kind": "posting", "title": "Neural Splorf Quoxer", "seen_on": "2026-03-04",
            "employer": "Example Pictures", "key": "k1"}  # fmt: skip
    where = client.post("~/jobclasses/sightings/new", form).location
    assert client.post("~/jobclasses/sightings/new", form).location == where
    page = client.get("~/jobclasses/sightings?month=2026-03").get_data(as_text=True)
    assert "Example Pictures" in page
    assert "Neural Splorf Quoxer" in page
    lead = client.post(f"{where}/lead")
    assert "/campaigns/" in lead.location
    assert "Lead: Example Pictures" in client.get(lead.location).get_data(as_text=True)
    assert client.post(f"{where}/lead").location == lead.location
    client.sign_in("organizer")
    assert client.post(f"{where}/lead").status_code == 403


def test_a_sighting_with_a_dangerous_address_is_refused(client: Client) -> None:
    client.sign_in("lead")
    form = {"kind": "posting", "title": "Gaffer", "seen_on": "2026-03-04"}
    answer = client.post("~/jobclasses/sightings/new", {**form, "url": "javascript:alert(1)"})
    assert answer.status_code == 422
    assert client.get("~/jobclasses/sightings?month=2026-99").status_code == 422
