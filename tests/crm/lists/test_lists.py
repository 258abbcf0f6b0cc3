"""Saved lists: membership, reach, pages, cells, bulk changes, sharing; other locals see nothing."""

from datetime import timedelta
from typing import Any

import pytest

from crm import db, jobs
from crm.errors import Conflict, Forbidden, Invalid, NotFound
from crm.events import PersonErased
from crm.lists import bulk, membership, service
from crm.people import service as people
from crm.tenancy import Actor
from tests.factories import Client, World

TAGGED = {"op": "all", "items": [{"filter": "tag", "values": {"tag": "steward"}}]}
NOT_TAGGED = {"op": "none", "items": TAGGED["items"]}
COLUMNS = ["phone", "department", "tags", "member_status"]


def add(actor: Actor, last: str, **values: Any) -> str:
    data = {"first_name": "Ada", "last_name": last, **values}
    return str(people.create_person(data, actor=actor)["_id"])


def make(actor: Actor, tree: dict[str, Any] = TAGGED, **values: Any) -> str:
    data = {"name": "Stewards", "columns": COLUMNS, "tree": tree, **values}
    return service.create(data, actor=actor)


def names(list_id: str, actor: Actor, *, refreshed: bool = True) -> list[str]:
    entry, job = service.opened(service.get(list_id, actor=actor))
    if job and refreshed:
        jobs.drain()
        entry = service.get(list_id, actor=actor)
    found: list[str] = []
    number: int | None = 0
    while number is not None:
        page = service.page(entry, number, actor=actor)
        found += [person["last_name"] for person in page["people"]]
        number = page["next"]
    return found


def later(list_id: str) -> None:
    """As if the list had not been refreshed for a while."""
    change = {"$set": {"refreshed_at": db.now() - timedelta(minutes=1)}}
    db.collection("lists").update({"_id": list_id}, change)


def test_a_list_follows_its_conditions(world: World) -> None:
    admin = world.actor("admin")
    with world.local():
        one = add(admin, "Orr", tags=["steward"])
        add(admin, "Lee")
        tagged, rest = make(admin), make(admin, NOT_TAGGED)
        assert (names(tagged, admin), names(rest, admin)) == (["Orr"], ["Lee"])
        people.update_person(one, 1, {"tags": []}, actor=admin)
        for list_id in (tagged, rest):
            later(list_id)
        assert (names(tagged, admin), names(rest, admin)) == ([], ["Lee", "Orr"])
        membership.erased(PersonErased("x", one))
        assert names(rest, admin) == ["Lee"]


def test_pages_have_no_cap_and_no_gap(world: World) -> None:
    admin = world.actor("admin")
    with world.local():
        docs = [
            people.prepared({"first_name": "A", "last_name": f"{n % 90:03}"}, actor=admin)
            for n in range(420)
        ]
        db.collection("people").insert_many(docs)
        list_id = make(admin, {"op": "all", "items": []})
        found = names(list_id, admin)
        entry = service.get(list_id, actor=admin)
    assert found == sorted(f"{n % 90:03}" for n in range(420))
    assert (entry["count"], len(entry["fences"]) > 5) == (420, True)


def test_reach_and_sharing(world: World) -> None:
    admin, organizer, lead = (world.actor(who) for who in ("admin", "organizer", "lead"))
    with world.local():
        add(admin, "Orr", tags=["steward"])
        add(organizer, "Lee", tags=["steward"])
        own, shared = make(admin), make(admin, shared=True)
        assert names(own, admin) == ["Lee", "Orr"]
        assert names(shared, organizer) == ["Lee"]
        with pytest.raises(NotFound):
            service.get(own, actor=organizer)
        with pytest.raises(Forbidden):
            service.delete(shared, actor=organizer)
        with pytest.raises(Forbidden):
            make(organizer, shared=True)
        mine = make(organizer)
        names(mine, organizer)
        assert service.get(mine, actor=organizer)["count"] == 1
        data = {"name": "New", "columns": [], "tree": TAGGED, "shared": True}
        service.change(shared, 1, data, actor=lead)
        with pytest.raises(Conflict):
            service.change(shared, 1, data, actor=lead)
        service.delete(shared, actor=lead)
        assert db.collection("list_rows").find({"list_id": shared}) == []


def test_conditions_are_checked(world: World) -> None:
    admin = world.actor("admin")
    with world.local():
        for condition in ({"filter": "none", "values": {}}, {"filter": "tag", "values": {}}):
            with pytest.raises(Invalid) as caught:
                make(admin, {"op": "all", "items": [condition]})
            assert "r-0" in caught.value.errors["conditions"]


def test_an_old_long_list_is_refreshed_in_the_background(world: World) -> None:
    admin = world.actor("admin")
    with world.local():
        list_id = make(admin)
        names(list_id, admin)
        add(admin, "Orr", tags=["steward"])
        change = {"refreshed_at": db.now() - timedelta(hours=1), "took_ms": 5000}
        db.collection("lists").update({"_id": list_id}, {"$set": change})
        assert names(list_id, admin, refreshed=False) == []
        jobs.drain()
        assert names(list_id, admin) == ["Orr"]


def test_bulk_changes_and_their_undo(world: World) -> None:
    admin, organizer = world.actor("admin"), world.actor("organizer")
    with world.local():
        one = add(admin, "Orr", tags=["steward"])
        other = add(admin, "Lee", tags=["steward", "night"])
        list_id = make(admin)
        names(list_id, admin)
        tag = bulk.offer("add_tag", actor=admin)
        assert bulk.run(tag, [one], {"tag": "x"}, actor=organizer)[0] == 0
        count, note = bulk.run(tag, [one, other], {"tag": "Night"}, actor=admin)
        assert count == 1
        with pytest.raises(NotFound):
            bulk.undo(note, actor=organizer)
        assert bulk.undo(note, actor=admin) == 1
        tags = [db.collection("people").get(i)["tags"] for i in (one, other)]  # type: ignore[index]
        assert tags == [["steward"], ["steward", "night"]]
        stop = bulk.offer("do_not_contact", actor=admin)
        bulk.enqueue(list_id, stop, {"reason": "asked"}, actor=admin)
        jobs.drain()
        for person_id in (one, other):
            mark = db.collection("people").get(person_id)["do_not_contact"]  # type: ignore[index]
            assert (mark["reason"], mark["by"]) == ("asked", admin.account_id)


def test_build_a_list_in_the_browser(world: World, client: Client) -> None:
    with world.local():
        add(world.actor("admin"), "Orr", tags=["steward"], phones=[{"number": "+12125550101"}])
    client.sign_in("admin")
    assert client.get("~/lists/new").status_code == 200
    form = {"name": "Stewards", "t.r.op": "all", "t.r-0.filter": "tag", "columns": COLUMNS}
    step = client.post("~/lists/new", {**form, "do": "group:r"}, headers={"HX-Request": "true"})
    assert b"t.r-1.op" in step.data
    assert b"<html" not in step.data
    bad = client.post("~/lists/new", form)
    assert bad.status_code == 422
    assert b"Stewards" in bad.data
    assert client.post("~/lists/new", {**form, "owner": "x"}).status_code == 422
    saved = client.post("~/lists/new", {**form, "t.r-0.v.tag": "steward"})
    assert saved.status_code == 303
    page = client.get(saved.location)
    assert "(212) 555-0101" in page.text
    assert "Orr" in client.get(f"{saved.location}/print").text
    assert b"steward" in client.get(f"{saved.location}/edit").data
    for path in ("", "/edit", "/print", "/state"):
        client.sign_in("other-admin")
        foreign = saved.location.replace("local-764", "local-33") + path
        assert client.get(foreign).status_code == 404
    client.sign_in("leadership")
    assert client.get("~/lists/").status_code == 403


def test_cells_are_edited_in_place(world: World, client: Client) -> None:
    admin = world.actor("admin")
    with world.local():
        one = add(admin, "Orr", employments=[{"department": "Grips", "shift": "Day"}])
    client.sign_in("admin")

    def save(column: str, value: str, version: int) -> Any:
        data = {"version": version, "value": value}
        return client.post(f"~/lists/cells/{one}/{column}", data, headers={"HX-Request": "true"})

    assert b"Electrics" in save("department", "Electrics", 1).data
    assert save("phone", "12", 2).status_code == 422
    assert b"(212) 555-0101" in save("phone", "212 555 0101", 2).data
    late = save("tags", "steward, night", 2)
    assert late.status_code == 409
    assert save("tags", "steward, night", 3).status_code == 200
    assert b"permittee" in save("member_status", "permittee", 4).data
    assert save("member_status", "king", 5).status_code == 422
    assert save("name", "x", 5).status_code == 404
    with world.local():
        person = db.collection("people").get(one)
    assert person is not None
    assert [(j["department"], j["shift"]) for j in person["employments"]] == [("Electrics", "Day")]
    assert person["tags"] == ["steward", "night"]
    client.sign_in("organizer")
    assert save("shift", "Night", 5).status_code == 404


def test_bulk_on_the_page(world: World, client: Client) -> None:
    admin = world.actor("admin")
    with world.local():
        one = add(admin, "Orr", tags=["steward"])
        list_id = make(admin)
    client.sign_in("admin")
    data = {"action": "add_tag", "scope": "page", "people": [one], "tag": "night"}
    done = client.post(f"~/lists/{list_id}/change", data)
    assert "undo=" in done.location
    note = done.location.partition("undo=")[2].partition("&")[0]
    assert "Undo the last change" in client.get(done.location).text
    assert client.post(f"~/lists/{list_id}/undo/{note}").status_code == 303
    assert client.post(f"~/lists/{list_id}/undo/{note}").status_code == 404
    whole = client.post(f"~/lists/{list_id}/change", {**data, "scope": "list"})
    assert "/jobs/" in whole.location
    with world.local():
        jobs.drain()
        assert db.collection("people").get(one)["tags"] == ["steward", "night"]  # type: ignore[index]
    assert client.post(f"~/lists/{list_id}/change", {**data, "action": "x"}).status_code == 404
