"""The pages of people: who sees whom, adding without doubles, editing without losing a word."""

import re
import threading
from typing import Any

from crm import db
from crm.errors import Conflict
from crm.people import removal, service
from tests.factories import Client, World


def add(world: World, who: str = "organizer", **data: Any) -> dict[str, Any]:
    """A person added by `who`."""
    values = {"first_name": "José", "last_name": "García", **data}
    with world.local():
        return service.create_person(values, actor=world.actor(who))


def text(answer: Any) -> str:
    """The answer's body, without the token that changes every second."""
    return re.sub(r'csrf[-_]token" (content|value)="[^"]*"', "", answer.get_data(as_text=True))


def form_of(client: Client, person: dict[str, Any], section: str) -> dict[str, str]:
    """The hidden fields of a section's form as a browser would send them."""
    page = text(client.get(f"~/people/{person['_id']}/edit/{section}"))
    found = dict(re.findall(r'name="(version|seen)" value="([^"]*)"', page))
    assert set(found) == {"version", "seen"}
    return found


def test_an_organizer_sees_only_their_own(client: Client, world: World) -> None:
    mine = add(world)
    theirs = add(world, "organizer2", first_name="Hidden")
    client.sign_in("organizer")
    page = text(client.get("~/people/"))
    assert mine["name"] in page
    assert "Hidden" not in page
    strange = client.get(f"~/people/{theirs['_id']}")
    missing = client.get("~/people/0000")
    assert strange.status_code == missing.status_code == 404
    assert text(strange) == text(missing)


def test_another_local_is_not_there(client: Client, world: World) -> None:
    with world.local("local-33"):
        other = service.create_person(
            {"last_name": "Elsewhere"}, actor=world.actor("other-admin", "local-33")
        )
    client.sign_in("admin")
    for path in ("", "/edit/names", "/history", "/trail", "/delete"):
        strange = client.get(f"~/people/{other['_id']}{path}")
        missing = client.get(f"~/people/0000{path}")
        assert strange.status_code == missing.status_code == 404
        assert text(strange) == text(missing)


def test_every_page_opens(client: Client, world: World) -> None:
    person = add(
        world,
        phones=[{"number": "+12125550142", "kind": "mobile", "good": None, "texts": "unknown"}],
        emails=[{"address": "a@example.org", "kind": "personal", "good": None, "consent": "no"}],
        address={"street": "1 Main St", "note": "dog"},
        tags=["steward"],
        member_status="member",
    )
    client.sign_in("admin")
    paths = ["", "?letter=g", "new", "deleted", "fields", person["_id"]]
    paths += [f"{person['_id']}/{p}" for p in ("do-not-contact", "delete", "trail", "history")]
    sections = "contact work names tags custom address relations membership notes".split()
    paths += [f"{person['_id']}/edit/{section}" for section in sections]
    for path in paths:
        assert client.get(f"~/people/{path}").status_code == 200, path
        fragment = client.get(f"~/people/{path}", headers={"HX-Request": "true"})
        assert fragment.status_code == 200, path
    for section in sections:
        answer = client.get(
            f"~/people/{person['_id']}/show/{section}", headers={"HX-Request": "true"}
        )
        assert answer.status_code == 200


def test_the_list_goes_on(client: Client, world: World) -> None:
    for number in range(55):
        add(world, first_name=f"N{number:02}", last_name="Aa" if number < 30 else "Zz")
    client.sign_in("organizer")
    page = text(client.get("~/people/"))
    assert page.count('class="person-link"') == 50
    assert text(client.get("~/people/?letter=z")).count('class="person-link"') == 25


def test_a_new_person_is_asked_about_first(client: Client, world: World) -> None:
    add(world, phones=[{"number": "+12125550142", "kind": "mobile"}])
    client.sign_in("organizer")
    form = {"first_name": "Pepe", "phones-0-number": "(212) 555-0142"}
    asked = client.post("~/people/new", form)
    assert asked.status_code == 422
    assert "Is it one of these?" in text(asked)
    assert "Pepe" in text(asked)
    assert client.post("~/people/new", {**form, "anyway": "yes"}).status_code == 303


def test_somebody_out_of_reach_is_asked_for(client: Client, world: World) -> None:
    add(world, "admin", first_name="Secret", phones=[{"number": "+12125550142"}])
    client.sign_in("organizer")
    form = {"first_name": "Pepe", "phones-0-number": "2125550142", "anyway": "yes"}
    answer = client.post("~/people/new", form)
    assert answer.status_code == 422
    assert "Access has been requested" in text(answer)
    assert "Secret" not in text(answer)
    with world.local():
        assert len(db.collection("people").find({"phone_keys": "+12125550142"})) == 1
        assert len(db.collection("access_requests").find({"state": "open"})) == 1


def test_a_wrong_number_keeps_what_was_typed(client: Client, world: World) -> None:
    client.sign_in("organizer")
    answer = client.post("~/people/new", {"first_name": "Pepe", "phones-0-number": "12"})
    assert answer.status_code == 422
    assert 'value="Pepe"' in text(answer)
    assert 'id="phones-0-number-error"' in text(answer)


def test_names_that_a_form_does_not_have_are_refused(client: Client, world: World) -> None:
    person = add(world)
    client.sign_in("organizer")
    hidden = form_of(client, person, "names")
    extras = "created_by scopes local_id status do_not_contact phones-0-good2 import_id _id".split()
    for extra in extras:
        form = {**hidden, "first_name": "Eve", extra: "evil"}
        assert client.post(f"~/people/{person['_id']}/edit/names", form).status_code == 422
        assert client.post("~/people/new", {"first_name": "Eve", extra: "x"}).status_code == 422
    with world.local():
        stored = db.collection("people").get(person["_id"])
    assert stored == {**person, "local_id": "local-764"}


def test_a_section_is_saved_and_cleared(client: Client, world: World) -> None:
    person = add(world, notes="old")
    client.sign_in("organizer")
    url = f"~/people/{person['_id']}/edit/"
    contact = {
        "phones-0-number": "212 555 0142", "phones-0-texts": "yes", "phones-1-number": "",
        "phones-1-kind": "mobile", "emails-0-address": "J@Example.org",
    }  # fmt: skip
    htmx = {"HX-Request": "true"}
    saved = client.post(url + "contact", {**form_of(client, person, "contact"), **contact},
                        headers=htmx)  # fmt: skip
    assert saved.status_code == 200
    assert "(212) 555-0142" in text(saved)
    client.post(url + "notes", {**form_of(client, person, "notes"), "notes": ""})
    client.post(url + "tags", {**form_of(client, person, "tags"), "tags": "a, b,"})
    client.post(url + "work", {**form_of(client, person, "work"), "employments-0-employer": "Acme"})
    with world.local():
        stored = service.read_person(person["_id"], actor=world.actor("organizer"))
    assert [p["number"] for p in stored["phones"]] == ["+12125550142"]
    assert stored["phones"][0]["texts"] == "yes"
    assert stored["emails"][0]["address"] == "j@example.org"
    assert stored["notes"] == ""
    assert stored["tags"] == ["a", "b"]
    assert stored["workplace_ids"]
    assert stored["version"] == 5


def test_a_change_elsewhere_is_no_conflict(client: Client, world: World) -> None:
    person = add(world)
    client.sign_in("organizer")
    form = {**form_of(client, person, "notes"), "notes": "mine"}
    with world.local():
        service.update_person(person["_id"], 1, {"tags": ["x"]}, actor=world.actor("admin"))
    assert client.post(f"~/people/{person['_id']}/edit/notes", form).status_code == 303


def test_the_loser_of_a_race_sees_both_texts(client: Client, world: World) -> None:
    person = add(world)
    client.sign_in("organizer")
    forms = [{**form_of(client, person, "notes"), "notes": f"text {n}"} for n in range(32)]
    url = f"~/people/{person['_id']}/edit/notes"
    answers = [client.post(url, form) for form in forms]
    assert [a.status_code for a in answers] == [303] + [409] * 31
    for number, answer in enumerate(answers[1:], start=1):
        assert "text 0" in text(answer)
        assert text(answer).count(f"text {number}") >= 2
    again = {"notes": "text 9", "version": "2", "seen": ""}
    assert client.post(url, again).status_code == 303


def test_thirty_two_writers_lose_nothing(world: World) -> None:
    from crm import tenancy

    person = add(world, "admin")
    admin, suite = world.actor("admin"), tenancy.suite()
    lost, kept = [], []

    def write(number: int) -> None:
        with tenancy.suite_context(suite), world.local():
            try:
                service.update_person(person["_id"], 1, {"notes": str(number)}, actor=admin)
                kept.append(number)
            except Conflict as conflict:
                lost.append(conflict.extra["theirs"]["notes"])

    threads = [threading.Thread(target=write, args=(n,)) for n in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept) == 1
    assert len(lost) == 31
    assert set(lost) == {str(kept[0])}


def test_one_tap_marks_a_number(client: Client, world: World) -> None:
    person = add(world, phones=[{"number": "+12125550142", "kind": "mobile", "good": None,
                                 "texts": "unknown"}])  # fmt: skip
    client.sign_in("organizer")
    url = f"~/people/{person['_id']}/flag"
    assert client.post(url, {"number": "+12125550142", "good": "no"}).status_code == 303
    assert client.post(url, {"number": "+12125550142", "texts": "yes"}).status_code == 303
    assert client.post(url, {"number": "+13005550142", "good": "no"}).status_code == 404
    with world.local():
        stored = db.collection("people").get(person["_id"])
    assert stored is not None
    assert stored["phones"][0]["good"] is False
    assert stored["phones"][0]["texts"] == "yes"
    assert "has=phone" not in stored["marks"]


def test_do_not_contact_is_shown_and_lifted(client: Client, world: World) -> None:
    person = add(world)
    client.sign_in("organizer")
    url = f"~/people/{person['_id']}/do-not-contact"
    assert client.post(url, {"reason": ""}).status_code == 422
    client.post(url, {"reason": "asked us", "lift": "when they call"})
    page = text(client.get(f"~/people/{person['_id']}"))
    assert "asked us" in page
    assert "when they call" in page
    client.post(f"{url}/lift")
    assert "asked us" not in text(client.get(f"~/people/{person['_id']}"))


def test_relations_have_two_sides(world: World) -> None:
    one, two = add(world), add(world, first_name="Ana")
    actor = world.actor("organizer")
    with world.local():
        change = {"relations": [{"person_id": two["_id"], "kind": "parent"}]}
        service.update_person(one["_id"], 1, change, actor=actor)
        other = service.read_person(two["_id"], actor=actor)
        assert other["relations"] == [{"person_id": one["_id"], "kind": "child"}]
        service.update_person(one["_id"], 2, {"relations": []}, actor=actor)
        assert service.read_person(two["_id"], actor=actor)["relations"] == []


def test_purge_leaves_nothing(client: Client, world: World) -> None:
    word = "Xanthippe"
    person = add(world, "admin", first_name=word)
    friend = add(world, "admin", first_name="Ana",
                 relations=[{"person_id": person["_id"], "kind": "friend"}])  # fmt: skip
    client.sign_in("organizer")
    assert client.post(f"~/people/{person['_id']}/delete").status_code == 403
    client.sign_in("admin")
    assert client.post(f"~/people/{person['_id']}/purge").status_code == 409
    assert client.post(f"~/people/{person['_id']}/delete").status_code == 303
    assert word not in text(client.get("~/people/"))
    assert word in text(client.get("~/people/deleted"))
    client.post(f"~/people/{person['_id']}/restore")
    assert word in text(client.get("~/people/"))
    client.post(f"~/people/{person['_id']}/delete")
    assert client.post(f"~/people/{person['_id']}/purge").status_code == 303
    with world.local():
        assert db.collection("people").get(person["_id"]) is None
        assert db.collection("people").get(friend["_id"])["relations"] == []
        assert removal.deleted_people(actor=world.actor("admin")) == []
    everything = db.raw_database()
    for name in everything.list_collection_names():
        for document in everything[name].find({}):
            assert word not in str(document), name
            assert word.lower() not in str(document), name


def test_an_empty_page_tells_to_do_only_what_one_may(client: Client) -> None:
    told = {}
    for who in ("leadership", "organizer", "lead"):
        told[who] = client.sign_in(who).get("~/people/").get_data(as_text=True)
        assert "Nobody here yet" in told[who]
    assert "Add a person, or import a roster." in told["lead"]
    assert "Add a person. You see" in told["organizer"]
    for words in ("Add a person", "mport a roster"):
        assert words not in told["leadership"]
    assert "as soon as somebody has added them" in told["leadership"]
