"""Workplaces: the tree, unique names, lost updates, names resolved for imports, merging."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from crm import db, jobs, tenancy
from crm.errors import Conflict, Invalid, NotFound
from crm.people import service as people
from crm.workplaces import merging, rules, service
from crm.workplaces.resolving import Names, find_or_create, resolve
from tests.factories import OTHER, Client, World


def add(world: World, kind: str, name: str, parent: str = "", **more: object) -> dict:
    data = {"kind": kind, "name": name, **({"parent_id": parent} if parent else {}), **more}
    return service.create_workplace(data, actor=world.actor("lead"))


def test_the_tree_nests_as_the_field_speaks_of_it(world: World) -> None:
    with world.local():
        employer = add(world, "employer", "Riverside Stages, LLC")
        site = add(world, "worksite", "Gaslight Theater", employer["_id"], city="New York")
        department = add(world, "department", "Wardrobe", site["_id"])
        shift = add(world, "shift", "Evening", department["_id"])
        assert shift["path"] == [employer["_id"], site["_id"], department["_id"]]
        [branch] = service.tree(employer["_id"])
        assert branch["children"][0]["children"][0]["place"]["name"] == "Evening"
        with pytest.raises(Invalid):
            add(world, "worksite", "Nowhere", department["_id"])
        with pytest.raises(Invalid):
            add(world, "department", "Alone")


def test_a_name_is_taken_once_in_its_place_whatever_its_spelling(world: World) -> None:
    with world.local():
        first = add(world, "employer", "Riverside Stages, LLC", aliases=["Gaslight"])
        for same in ("The Riverside Stages", "GASLIGHT, Inc."):
            with pytest.raises(Invalid):
                add(world, "employer", same)
        other = add(world, "employer", "Harbor Stages")
        add(world, "worksite", "Main Hall", first["_id"])
        add(world, "worksite", "Main Hall", other["_id"])
        with pytest.raises(Invalid):
            service.update_workplace(
                other["_id"], 1, {"name": "riverside stages"}, actor=world.actor("lead")
            )


def test_the_slower_of_two_changes_is_told_and_shown_both_texts(client: Client) -> None:
    with client.world.local():
        place = add(client.world, "employer", "Riverside")
        fast = {"notes": "theirs"}
        service.update_workplace(place["_id"], 1, fast, actor=client.world.actor("admin"))
        with pytest.raises(Conflict) as caught:
            service.update_workplace(
                place["_id"], 1, {"notes": "mine"}, actor=client.world.actor("lead")
            )
        assert caught.value.extra["theirs"]["notes"] == "theirs"
    data = {"version": 1, "name": "Riverside", "notes": "mine", "aliases": ""}
    path = f"~/workplaces/{place['_id']}"
    answer = client.sign_in("lead").post(path, data)
    assert answer.status_code == 409
    assert "mine" in answer.text
    assert "theirs" in answer.text
    assert 'value="2"' in answer.text
    assert client.post(path, {**data, "version": 2}).status_code == 303
    with client.world.local():
        assert service.get_workplace(place["_id"])["notes"] == "mine"


def test_another_locals_workplace_is_not_there(client: Client) -> None:
    with client.world.local(OTHER):
        actor = client.world.actor("other-lead", OTHER)
        theirs = service.create_workplace({"kind": "employer", "name": "Far"}, actor=actor)
    client.sign_in("admin")
    for path in ("", "/edit", "/merge"):
        assert client.get(f"~/workplaces/{theirs['_id']}{path}").status_code == 404
    change = {"version": 1, "name": "x"}
    assert client.post(f"~/workplaces/{theirs['_id']}", change).status_code == 404
    assert client.get(f"/l/{OTHER}/workplaces/{theirs['_id']}").status_code == 404
    assert client.get(f"/api/v1/l/local-764/workplaces/{theirs['_id']}").status_code == 404


def test_names_resolve_in_batches_and_make_nothing_twice(world: World) -> None:
    batch = [
        Names(f"Employer {n % 7}, Inc.", f"Site {n % 30}", "Wardrobe" if n % 2 else "", "Day")
        for n in range(300)
    ]
    batch += [Names(worksite="Field"), Names(department="Lost"), Names()]
    with world.local():
        actor = world.actor("admin")
        first = resolve(batch, actor=actor)
        count = len(service.search(["site"], limit=1000))
        assert resolve(batch, actor=actor) == first
        assert len(service.search(["site"], limit=1000)) == count == 210
        assert first[Names(department="Lost")] == {"workplace_id": ""}
        ids = first[Names("Employer 1, Inc.", "Site 1", "Wardrobe", "Day")]
        assert ids["workplace_id"] == ids["worksite"]
        assert all(ids[kind] for kind in ("shift", "department"))
        assert service.ancestors(service.get_workplace(ids["shift"]))[0]["_id"] == ids["employer"]
        spelled = find_or_create("THE EMPLOYER 1 LLC", "site 1", actor=actor)
        assert spelled["worksite"] == ids["worksite"]


def test_four_imports_at_once_make_each_workplace_once(world: World) -> None:
    suite, actor = tenancy.suite(), world.actor("admin")
    batch = [Names(f"Employer {n % 5}", f"Site {n}", "Grips") for n in range(40)]

    def work(_number: int) -> dict:
        with tenancy.suite_context(suite), tenancy.local_scope("local-764"):
            return resolve(batch, actor=actor)

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(work, range(4)))
    assert all(result == results[0] for result in results)
    with world.local():
        assert len(service.list_workplaces(limit=100)[0]) == 5
        assert len(service.search(["site"], limit=1000)) == 40


def test_merging_moves_what_stands_below_and_the_people(world: World) -> None:
    with world.local():
        actor = world.actor("admin")
        kept, gone = add(world, "employer", "Riverside"), add(world, "employer", "River Side Co")
        ours = add(world, "worksite", "Main", kept["_id"])
        twin = add(world, "worksite", "MAIN", gone["_id"])
        wardrobe = add(world, "department", "Wardrobe", twin["_id"])
        annex = add(world, "worksite", "Annex", gone["_id"])
        grips = add(world, "department", "Grips", annex["_id"])
        job = {"employer": "River Side", "workplace_id": twin["_id"]}
        person = people.create_person({"last_name": "Diaz", "employments": [job]}, actor=actor)
        merging.merge_workplaces(gone["_id"], kept["_id"], actor=actor)
        jobs.drain()
        assert service.get_workplace(gone["_id"])["aliases"] == ["River Side Co"]
        assert service.get_workplace(wardrobe["_id"])["path"] == [kept["_id"], ours["_id"]]
        assert service.get_workplace(grips["_id"])["path"] == [kept["_id"], annex["_id"]]
        assert {p["name"] for p in service.children(kept["_id"])} == {"Main", "Annex"}
        moved = people.read_person(person["_id"], actor=actor)
        assert moved["workplace_ids"] == [ours["_id"]]
        found = find_or_create("River Side", actor=actor)
        assert found["employer"] == kept["_id"]
        with pytest.raises(Invalid):
            merging.merge_workplaces(ours["_id"], kept["_id"], actor=actor)


def test_pages_of_the_list_miss_and_repeat_nothing(world: World) -> None:
    with world.local():
        for n in range(23):
            add(world, "employer", f"Employer {n:02}")
        seen, after = [], ""
        while True:
            found, after = service.list_workplaces(after=after, limit=5)
            seen += [place["name"] for place in found]
            if not after:
                break
        assert seen == [f"Employer {n:02}" for n in range(23)]
        with pytest.raises(NotFound):
            service.get_workplace("nothing")


def test_who_may_see_and_write(client: Client) -> None:
    statuses = {}
    for role in ("organizer", "lead", "leadership", "admin", "auditor"):
        client.sign_in(role)
        seen = client.get("~/workplaces/").status_code
        wrote = client.post("~/workplaces/", {"kind": "employer", "name": role}).status_code
        statuses[role] = (seen, wrote)
    assert statuses == {
        "organizer": (200, 403),
        "lead": (200, 303),
        "leadership": (200, 403),
        "admin": (200, 303),
        "auditor": (403, 403),
    }


def test_forms_keep_what_was_typed(client: Client) -> None:
    client.sign_in("lead")
    bad = client.post("~/workplaces/", {"kind": "employer", "name": "", "notes": "kept words"})
    assert bad.status_code == 422
    assert "kept words" in bad.text
    good = {"kind": "employer", "name": "Riverside", "aliases": "Gaslight\n\nOld River"}
    answer = client.post("~/workplaces/", good)
    page = client.get(answer.location)
    assert "Gaslight, Old River" in page.text
    assert client.post("~/workplaces/", {**good, "status": "x"}).status_code == 422
    assert client.post(answer.location, {"version": 1, "name": " "}).status_code == 422
    panel = client.get(answer.location + "/edit", headers={"HX-Request": "true"})
    assert "<html" not in panel.text
    assert "Old River" in panel.text


def test_the_api_lists_reads_creates_and_changes(client: Client) -> None:
    base = "/api/v1/l/local-764/workplaces"
    client.sign_in("lead")
    made = client.post(base, json={"kind": "employer", "name": "Riverside"})
    assert made.status_code == 201
    one = f"{base}/{made.json['_id']}"
    change = {"version": 1, "city": "Boston"}
    assert client.post(one, json=change, method="PATCH").json["city"] == "Boston"
    assert client.post(one, json=change, method="PATCH").status_code == 409
    for n in range(3):
        client.post(base, json={"kind": "employer", "name": f"Employer {n}"})
    page: Any = client.get(f"{base}?limit=2").json
    rest: Any = client.get(base, query_string={"limit": 2, "after": page["after"]}).json
    names = [place["name"] for place in page["items"] + rest["items"]]
    assert names == ["Employer 0", "Employer 1", "Employer 2", "Riverside"]
    assert rest["after"] == ""
    wrong = client.post(base, json={"kind": "castle", "name": "x", "local_id": "other"})
    assert wrong.status_code == 422
    assert client.sign_in("organizer").post(base, json={}).status_code == 403


def test_rules_load_once_and_keep_what_was_edited(world: World, client: Client) -> None:
    with tenancy.suite_scope():
        assert rules.load_recognition_rules() > 20
        assert rules.load_recognition_rules() == 0
        mine = {"$set": {"value": 35, "origin": "edited"}}
        db.collection("recognition_rules").update({"_id": "US-NLRA|showing_of_interest"}, mine)
        assert rules.load_recognition_rules() == 0
    with world.local():
        assert rules.of("US-NLRA")["showing_of_interest"]["value"] == 35
        assert rules.of("CA-BC")["certified_without_vote"]["compare"] == "at least"
        assert rules.of("") == rules.of("XX") == {}
        with pytest.raises(Invalid):
            add(world, "employer", "Nowhere", jurisdiction="XX")
    page = client.sign_in("organizer").get("~/workplaces/rules").text
    for text in ("not legal advice", "British Columbia", "certainty: low"):
        assert text in page
