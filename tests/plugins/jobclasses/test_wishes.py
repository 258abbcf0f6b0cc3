"""Who asked for which path: kept through merges of people, gone with the person."""

import pytest

from crm import db
from crm.errors import NotFound
from crm.events import PersonErased
from crm.people import merge
from crm.people import service as people
from crm.registry import emit
from plugins.jobclasses.service import wishes


def person(shop, first, role="lead"):
    return people.create_person({"first_name": first, "last_name": "W"}, actor=shop.actor(role))


def ask(shop, who, key="a" * 24, role="lead", **more):
    data = {"key": key, "class_key": "compositor", **more}
    return wishes.ask(who["_id"], data, actor=shop.actor(role))


def test_a_wish_is_noted_once_and_shows_what_came_of_it(shop):
    ada = person(shop, "Ada")
    first = ask(shop, ada, note="Evenings")
    assert ask(shop, ada)["_id"] == first["_id"]
    wishes.settle(first["_id"], "arranged", actor=shop.actor())
    assert [w["state"] for w in wishes.of_person(ada["_id"], actor=shop.actor())] == ["arranged"]


def test_people_out_of_reach_are_counted_and_not_named(shop):
    hidden = person(shop, "Hidden", role="admin")
    ask(shop, hidden, role="admin")
    found = wishes.open_wishes(actor=shop.actor("organizer"))
    assert found["seen"] == []
    assert found["unseen"] == 1
    assert found["by_class"] == {"compositor": 1}
    with pytest.raises(NotFound):
        ask(shop, hidden, key="b" * 24, role="organizer")


def test_wishes_follow_a_merge_of_people_and_its_undo(shop):
    ada, ida = person(shop, "Ada"), person(shop, "Ida")
    ask(shop, ida)
    admin = shop.actor("admin")
    done = merge.merge_people(
        ada["_id"], ida["_id"], (ada["version"], ida["version"]), {}, actor=admin
    )
    assert len(wishes.of_person(ada["_id"], actor=admin)) == 1
    merge.unmerge_people(done["_id"], actor=admin)
    assert len(wishes.of_person(ida["_id"], actor=admin)) == 1


def test_nothing_is_left_of_a_purged_person(shop):
    ada = person(shop, "Ada")
    ask(shop, ada)
    emit(PersonErased("system", ada["_id"]))
    assert db.collection("jobclasses_wishes").find({"person_id": ada["_id"]}) == []


def test_a_wish_is_noted_on_the_page_of_a_persons_paths(shop, client):
    ada = person(shop, "Ada")
    shop.put(ada["_id"], "Roto artist", "roto-paint-artist")
    client.sign_in("lead")
    page = f"~/jobclasses/people/{ada['_id']}/paths"
    assert "AI rotoscoping artist" in client.get(page).get_data(as_text=True)
    client.post(page, {"key": "c" * 24, "class_key": "compositor", "note": "In spring"})
    assert "In spring" in client.get(page).get_data(as_text=True)
    training = client.get("~/jobclasses/training").get_data(as_text=True)
    assert "Compositor" in training
    assert "Ada W" in training
