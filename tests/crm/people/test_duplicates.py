"""Possible duplicates: what makes a pair, how it is found, and that a dismissal holds."""

from typing import Any

import pytest

from crm import db, jobs
from crm.errors import NotFound
from crm.people import duplicates, resemblance, service
from crm.tenancy import Actor
from tests.factories import Client, World


def add(actor: Actor, first: str, last: str = "", **values: Any) -> str:
    data = {"first_name": first, "last_name": last, **values}
    person_id: str = service.create_person(data, actor=actor)["_id"]
    return person_id


def phone(last: int) -> dict[str, Any]:
    return {"phones": [{"number": f"+1212555{last:04}"}]}


def shown(actor: Actor) -> list[tuple[str, str, list[str]]]:
    found = duplicates.open_pairs(actor=actor)["pairs"]
    return [(p["one"]["name"], p["other"]["name"], p["reasons"]) for p in found]


CASES = [
    ({"first_name": "José", "last_name": "García"}, {"first_name": "jose", "last_name": "Garcia"},
     ["name"]),
    ({"first_name": "Ada", "last_name": "Lee"}, {"first_name": "Lee", "last_name": "Ada"},
     ["swapped"]),
    ({"first_name": "Bill", "last_name": "Orr"}, {"first_name": "William", "last_name": "Orr"},
     ["nickname"]),
    ({"first_name": "Ann", "last_name": "Orr"}, {"first_name": "Ann Marie", "last_name": "Orr"},
     ["middle"]),
    ({"first_name": "A", "phone_keys": ["+1"]}, {"first_name": "B", "phone_keys": ["+1"]},
     ["phone"]),
    ({"first_name": "Ada", "last_name": "Lee"}, {"first_name": "Ada", "last_name": "Moe"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "expected"), CASES)
def test_reasons(one: dict[str, Any], other: dict[str, Any], expected: list[str]) -> None:
    assert resemblance.reasons(one, other) == expected
    assert resemblance.reasons(other, one) == expected
    if expected:
        assert resemblance.blocks(one) & resemblance.blocks(other)


def test_different_member_numbers_speak_against() -> None:
    one = {"first_name": "Ada", "last_name": "Lee", "member_number": "1"}
    found = resemblance.reasons(one, {**one, "member_number": "2"})
    assert resemblance.score(found) < resemblance.ENOUGH


def test_a_new_person_is_checked_in_the_background(world: World) -> None:
    admin = world.actor("admin")
    with world.local():
        add(admin, "William", "Orr", **phone(1))
        jobs.drain()
        assert shown(admin) == []
        double = add(admin, "Bill", "Orr", **phone(1))
        assert shown(admin) == []
        jobs.drain()
        assert shown(admin) == [("William Orr", "Bill Orr", ["phone", "nickname"])]
        service.update_person(double, 1, {"first_name": "Zoe", "phones": []}, actor=admin)
        jobs.drain()
        assert shown(admin) == []


def test_the_whole_local_is_searched_and_dismissals_hold(world: World) -> None:
    admin, organizer = world.actor("admin"), world.actor("organizer")
    with world.local():
        for last in ("Orr", "Åberg", "7th"):
            add(admin, "Ada", last)
            add(admin, "Ada Mary", last)
        db.collection("jobs").delete_many({"state": "waiting"})
        jobs.enqueue("core.find_duplicates", by="system", key="all")
        jobs.drain()
        found = duplicates.open_pairs(actor=admin)["pairs"]
        assert len(found) == 3
        assert duplicates.open_pairs(actor=organizer)["pairs"] == []
        pair = found[0]["_id"]
        with pytest.raises(NotFound):
            duplicates.set_state(pair, "dismissed", actor=organizer)
        duplicates.set_state(pair, "dismissed", actor=admin)
        jobs.enqueue("core.find_duplicates", {"again": True}, by="system", key="all")
        jobs.drain()
        assert pair not in [p["_id"] for p in duplicates.open_pairs(actor=admin)["pairs"]]
        duplicates.set_state(pair, "open", actor=admin)
        assert len(duplicates.open_pairs(actor=admin)["pairs"]) == 3


def test_merge_and_dismiss_on_the_page(world: World, client: Client) -> None:
    admin = world.actor("admin")
    with world.local():
        one = add(admin, "Bill", "Orr", **phone(1))
        other = add(admin, "William", "Orr", **phone(1))
        jobs.drain()
        pair = duplicates.open_pairs(actor=admin)["pairs"][0]["_id"]
    client.sign_in("admin")
    assert b"Bill Orr" in client.get("~/duplicates/").data
    assert client.post(f"~/duplicates/{pair}/dismiss").status_code == 303
    assert b"Bill Orr" not in client.get("~/duplicates/").data
    assert client.post(f"~/duplicates/{pair}/reopen").status_code == 303
    form = {"kept_id": one, "gone_id": other, "kept_version": "1", "gone_version": "1"}
    assert b"William" in client.get(f"~/merges/new?kept={one}&gone={other}").data
    assert client.post("~/merges/", {**form, "extra": "x"}).status_code == 422
    assert client.post("~/merges/", {**form, "gone_version": "7"}).status_code == 409
    done = client.post("~/merges/", {**form, "choice.first_name": "gone"})
    assert done.status_code == 303
    assert b"Undo the merge" in client.get(done.location).data
    assert client.post(f"{done.location}/undo").status_code == 303
    assert b"taken back" in client.get(done.location).data
    merge_path = done.location.replace("local-764", "local-33")
    for who, path in (("other-admin", merge_path), ("organizer", done.location)):
        client.sign_in(who)
        assert client.get(path).status_code == (404 if who == "other-admin" else 403)
    client.sign_in("admin", stepped_up=False)
    assert "/confirm" in client.post("~/merges/", form).location
