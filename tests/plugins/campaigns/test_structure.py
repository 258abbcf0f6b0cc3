"""Structure tests and leaders: who took part, where the holes are, whom people follow."""

import pytest

from crm import db
from crm.errors import Invalid, NotFound
from crm.events import PersonErased
from crm.people import merge
from crm.people import service as people
from crm.registry import emit
from plugins.campaigns.service import (
    campaigns,
    leaders,
    links,
    recount,
    structuretests,
    submissions,
    unit,
)
from tests.factories import Client

DATA = {"name": "Petition", "ask": "Give us a lunch break.", "goal": 4, "opens": "2026-01-01",
        "closes": "2026-02-01", "tiers": ["Signed", "Said yes"], "proving": 1}  # fmt: skip


@pytest.fixture
def test_id(unit_of):
    return structuretests.make(unit_of.id, DATA, actor=unit_of.world.actor("lead"))["_id"]


def take(unit_of, test_id, who, tier=1, actor="lead"):
    person = unit_of.people[who]
    return structuretests.take(test_id, person, tier, actor=unit_of.world.actor(actor))


def result(test_id):
    return structuretests.result(db.collection("campaigns_tests").get(test_id))


def follow(unit_of, who, leader):
    lead = unit_of.world.actor("lead")
    for n, more in ((leader, {"leader": True}), (who, {"follows": unit_of.people[leader]})):
        member = unit_of.member(unit_of.people[n])
        data = {"version": member["version"], "leader": member["leader"], "committee": False,
                "follow_up": "", "follows": member["follows"], **more}  # fmt: skip
        unit.update_member(unit_of.id, unit_of.people[n], data, actor=lead)


def test_taking_part_counts_in_the_cell_and_a_public_tier_proves_support(unit_of, test_id):
    take(unit_of, test_id, 0)
    take(unit_of, test_id, 1, tier=2)
    found = result(test_id)
    assert (found.n, dict(found.tiers)) == (2, {1: 1, 2: 1})
    assert unit_of.member(unit_of.people[0])["proof"] == f"test:{test_id}"
    assert unit_of.member(unit_of.people[1])["provenance"] == ""
    assert {part.row for part in found.holes} == {"Hair", ""}
    assert recount.differences(unit_of.id) == []


def test_participation_moves_with_the_person_to_another_department(unit_of, test_id):
    take(unit_of, test_id, 0)
    lead, person = unit_of.world.actor("lead"), unit_of.people[0]
    found = db.collection("people").get(person)
    job = {"department": "Hair", "shift": "Day"}
    people.update_person(person, found["version"], {"employments": [job]}, actor=lead)
    parts = {part.row: part.n for part in result(test_id).by_row()}
    assert parts["Hair"] == 1
    assert parts["Wardrobe"] == 0


def test_taking_a_part_back_takes_its_proof_back(unit_of, test_id):
    take(unit_of, test_id, 0)
    actor = unit_of.world.actor("lead")
    structuretests.take_back(test_id, unit_of.people[0], actor=actor)
    assert result(test_id).n == 0
    assert unit_of.member(unit_of.people[0])["assessment"] == 0
    assert recount.differences(unit_of.id) == []


def test_moving_to_a_weaker_tier_is_no_proof_any_more(unit_of, test_id):
    take(unit_of, test_id, 0)
    take(unit_of, test_id, 0, tier=2)
    assert dict(result(test_id).tiers) == {2: 1}
    assert unit_of.member(unit_of.people[0])["provenance"] == ""


def test_tests_are_compared_with_those_before(unit_of, test_id):
    later = {**DATA, "name": "Button day", "opens": "2026-03-01", "closes": "2026-03-02"}
    second = structuretests.make(unit_of.id, later, actor=unit_of.world.actor("lead"))
    take(unit_of, test_id, 0)
    assert [(r.test["name"], r.n) for r in structuretests.compared(second)] == [
        ("Petition", 1),
        ("Button day", 0),
    ]


def test_nobody_takes_part_out_of_reach_in_no_tier_or_tomorrow(unit_of, test_id):
    with pytest.raises(NotFound):
        take(unit_of, test_id, 0, actor="organizer2")
    with pytest.raises(Invalid):
        take(unit_of, test_id, 0, tier=3)
    lead = unit_of.world.actor("lead")
    with pytest.raises(Invalid):
        structuretests.take(test_id, unit_of.people[0], 1, actor=lead, on="2100-01-01")


@pytest.mark.parametrize(
    "change", [{"closes": "2025-01-01"}, {"proving": 3}, {"tiers": ["Signed"], "proving": 2}]
)
def test_a_test_that_makes_no_sense_is_refused(unit_of, change):
    with pytest.raises(Invalid):
        structuretests.make(unit_of.id, {**DATA, **change}, actor=unit_of.world.actor("lead"))


def test_a_petition_signed_by_link_waits_for_a_human_and_then_counts(unit_of, test_id, app):
    about = {"ref": test_id, "text": DATA["ask"], "tier": 1}
    lead = unit_of.world.actor("lead")
    token, _link = links.make(unit_of.id, links.PETITION, 5, about, actor=lead)
    visitor = Client(app, unit_of.world)
    page = visitor.get(f"/p/{token}/petition").get_data(as_text=True)
    assert DATA["ask"] in page
    assert "Footlights" not in page
    assert visitor.get(f"/p/{token}/card").status_code == 404
    form = {"key": "a" * 24, "name": "Worker0 Tester000", "agree": "yes"}
    assert visitor.post(f"/p/{token}/petition", form).status_code == 200
    with unit_of.world.local():
        waiting = submissions.waiting(unit_of.id, actor=lead)
        submissions.match(waiting[0]["_id"], unit_of.people[0], actor=lead)
        assert result(test_id).n == 1


def test_one_tap_notes_who_took_part(unit_of, test_id, app):
    page = Client(app, unit_of.world).sign_in("organizer")
    person = unit_of.people[0]
    path = f"~/campaigns/tests/{test_id}/people/{person}"
    answer = page.post(path, {"tier": "1"}, headers={"HX-Request": "true"})
    assert 'aria-pressed="true"' in answer.get_data(as_text=True)
    assert page.post(f"~/campaigns/tests/{test_id}/people/{unit_of.people[3]}", {"tier": "1"}
                     ).status_code == 404  # fmt: skip
    text = page.sign_in("leadership").get(f"~/campaigns/tests/{test_id}").get_data(as_text=True)
    assert "1 of 4" in text
    assert "Worker" not in text


def test_a_leader_is_known_by_what_they_cover(unit_of, test_id):
    follow(unit_of, 0, 2)
    follow(unit_of, 1, 2)
    take(unit_of, test_id, 0)
    lead = unit_of.world.actor("lead")
    campaign = campaigns.get_campaign(unit_of.id, actor=lead)
    (found,) = leaders.of_campaign(campaign, actor=lead)
    assert (found.leader_id, found.followers, found.support) == (unit_of.people[2], 2, 1)
    assert (found.took_part, found.moved) == (1, False)
    drawn = leaders.drawing(campaign, [found], actor=lead)
    assert (len(drawn["nodes"]), len(drawn["links"])) == (3, 2)
    assert recount.differences(unit_of.id) == []


def test_of_more_than_can_be_drawn_the_map_shows_leaders_and_their_ties(unit_of, monkeypatch):
    follow(unit_of, 0, 2)
    follow(unit_of, 2, 3)
    monkeypatch.setattr(leaders, "DRAWN", 1)
    lead = unit_of.world.actor("lead")
    campaign = campaigns.get_campaign(unit_of.id, actor=lead)
    drawn = leaders.drawing(campaign, leaders.of_campaign(campaign, actor=lead), actor=lead)
    two, three = unit_of.people[2], unit_of.people[3]
    assert {node["id"] for node in drawn["nodes"]} == {two, three}
    assert drawn["links"] == [{"source": three, "target": two}]


def test_who_sees_no_names_sees_the_coverage_without_them(unit_of, app):
    follow(unit_of, 0, 2)
    page = Client(app, unit_of.world).sign_in("leadership")
    text = page.get(f"~/campaigns/{unit_of.id}/leaders").get_data(as_text=True)
    assert "a leader you do not see by name" in text
    assert "Worker" not in text
    assert unit_of.people[2] not in text


def test_only_a_marked_leader_in_reach_is_followed(unit_of):
    member = unit_of.member(unit_of.people[0])
    data = {"version": member["version"], "leader": False, "committee": False, "follow_up": ""}
    organizer = unit_of.world.actor("organizer")
    for leader, error in ((unit_of.people[1], Invalid), (unit_of.people[3], NotFound)):
        with pytest.raises(error):
            unit.update_member(
                unit_of.id, unit_of.people[0], {**data, "follows": leader}, actor=organizer
            )


def test_a_merged_leader_keeps_the_followers_and_the_undo_gives_them_back(unit_of):
    follow(unit_of, 0, 2)
    kept, gone = unit_of.people[3], unit_of.people[2]
    versions = tuple(db.collection("people").get(p)["version"] for p in (kept, gone))
    admin = unit_of.world.actor("admin")
    merged = merge.merge_people(kept, gone, versions, {}, actor=admin)
    assert unit_of.member(unit_of.people[0])["follows"] == kept
    assert recount.differences(unit_of.id) == []
    merge.unmerge_people(merged["_id"], actor=admin)
    assert unit_of.member(unit_of.people[0])["follows"] == gone
    assert recount.differences(unit_of.id) == []


@pytest.mark.parametrize("both_follow", [False, True])
def test_nobody_follows_themselves_after_a_merge(unit_of, both_follow):
    follow(unit_of, 0, 2)  # the gone one follows the kept one
    kept, gone = unit_of.people[2], unit_of.people[0]
    if both_follow:
        follow(unit_of, 2, 0)
    versions = tuple(db.collection("people").get(p)["version"] for p in (kept, gone))
    merge.merge_people(kept, gone, versions, {}, actor=unit_of.world.actor("admin"))
    assert unit_of.member(kept)["follows"] == ""
    assert recount.differences(unit_of.id) == []


def test_a_leader_taken_out_of_the_unit_is_followed_by_nobody(unit_of):
    follow(unit_of, 0, 2)
    admin, (follower, other, leader) = unit_of.world.actor("admin"), unit_of.people[:3]
    versions = tuple(db.collection("people").get(p)["version"] for p in (other, follower))
    merged = merge.merge_people(other, follower, versions, {}, actor=admin)
    assert unit_of.member(other)["follows"] == leader
    unit.remove_person(unit_of.id, leader, actor=admin)
    assert unit_of.member(other)["follows"] == ""
    merge.unmerge_people(merged["_id"], actor=admin)
    assert unit_of.member(follower)["follows"] == ""
    assert recount.differences(unit_of.id) == []


def test_an_erased_leader_is_followed_by_nobody(unit_of):
    follow(unit_of, 0, 2)
    emit(PersonErased("acct-admin", unit_of.people[2]))
    assert unit_of.member(unit_of.people[0])["follows"] == ""
    assert recount.differences(unit_of.id) == []


def test_every_hole_of_the_committee_is_named(unit_of):
    lead = unit_of.world.actor("lead")
    member = unit_of.member(unit_of.people[0])  # Wardrobe, Day
    data = {"version": member["version"], "leader": False, "committee": True, "follow_up": ""}
    unit.update_member(unit_of.id, unit_of.people[0], data, actor=lead)
    campaign = campaigns.get_campaign(unit_of.id, actor=lead)
    found = leaders.committee(campaign, 25)
    assert (found.n, found.needed) == (1, 3)
    holes = {(hole.facet, hole.value) for hole in found.holes}
    assert {("Department", "Hair"), ("Shift", "Night")} <= holes
    assert ("Department", "Wardrobe") not in holes
