"""Custom fields: each kind takes what it should and refuses the rest."""

from typing import Any

import pytest

from crm.errors import Invalid
from crm.people import custom, service
from tests.factories import Client, World

CASES = [
    ("text", " Red ", "Red"),
    ("number", "1,250.5", 1250.5),
    ("number", 12, 12),
    ("date", "2026-11-24", "2026-11-24"),
    ("choice", "NIGHT", "Night"),
    ("yesno", "yes", True),
    ("yesno", False, False),
]
REFUSED = [
    ("number", "many"),
    ("date", "soon"),
    ("choice", "noon"),
    ("yesno", "perhaps"),
    ("text", "x" * 3000),
    ("text", ["a"]),
    ("text", {"$gt": ""}),
    ("number", {"$gt": ""}),
]


def make(world: World, kind: str, label: str = "Field") -> str:
    """A field of a kind; a choice has Day and Night."""
    data = {"label": label, "kind": kind, "options": ["Day", "Night"]}
    return custom.add_field(data, actor=world.actor("admin"))


@pytest.mark.parametrize(("kind", "given", "kept"), CASES)
def test_a_value_is_kept_as_its_kind(world: World, kind: str, given: Any, kept: Any) -> None:
    actor = world.actor("organizer")
    with world.local():
        field_id = make(world, kind)
        data = {"last_name": "Li", "custom": {field_id: given}}
        person = service.create_person(data, actor=actor)
        assert person["custom"] == {field_id: kept}
        cleared = service.update_person(person["_id"], 1, {"custom": {field_id: None}}, actor=actor)
        assert cleared["custom"] == {}


@pytest.mark.parametrize(("kind", "given"), REFUSED)
def test_what_is_not_of_the_kind_is_refused(world: World, kind: str, given: Any) -> None:
    with world.local():
        field_id = make(world, kind)
        with pytest.raises(Invalid) as refused:
            custom.check({field_id: given})
        assert list(refused.value.errors["custom"]) == [field_id]


def test_an_unknown_or_archived_field_is_refused(world: World) -> None:
    with world.local():
        field_id = make(world, "text")
        custom.archive_field(field_id, True, actor=world.actor("admin"))
        for unknown in (field_id, "nothing"):
            with pytest.raises(Invalid):
                custom.check({unknown: "x"})


def test_other_values_stay_when_one_is_set(world: World) -> None:
    actor = world.actor("organizer")
    with world.local():
        one, two = make(world, "text", "One"), make(world, "text", "Two")
        person = service.create_person({"last_name": "Li", "custom": {one: "a"}}, actor=actor)
        person = service.update_person(person["_id"], 1, {"custom": {two: "b"}}, actor=actor)
        assert person["custom"] == {one: "a", two: "b"}


def test_fields_are_made_ordered_and_archived_on_the_page(client: Client, world: World) -> None:
    client.sign_in("admin")
    assert client.post("~/people/fields", {"label": "Locker", "kind": "text"}).status_code == 303
    assert client.post("~/people/fields", {"label": "locker", "kind": "text"}).status_code == 422
    assert client.post("~/people/fields", {"label": "Car", "kind": "choice"}).status_code == 422
    made = {"label": "Car", "kind": "choice", "options": "yes\nno\n\nyes"}
    assert client.post("~/people/fields", made).status_code == 303
    with world.local():
        locker, car = custom.every()
        assert car["options"] == ["yes", "no"]
        assert [field.id for field in custom.import_fields()] == [
            f"custom.{locker['_id']}", f"custom.{car['_id']}",
        ]  # fmt: skip
    client.post(f"~/people/fields/{car['_id']}/up")
    client.post(f"~/people/fields/{car['_id']}", {"label": "Has a car", "options": "yes\nno"})
    client.post(f"~/people/fields/{locker['_id']}/archive")
    with world.local():
        assert [field["label"] for field in custom.every()] == ["Has a car"]
    client.sign_in("lead")
    assert client.get("~/people/fields").status_code == 403


def test_a_persons_fields_are_edited_on_the_page(client: Client, world: World) -> None:
    with world.local():
        number, yes = make(world, "number", "Locker"), make(world, "yesno", "Car")
        choice = make(world, "choice", "Turn")
        person = service.create_person({"last_name": "Li"}, actor=world.actor("organizer"))
    client.sign_in("organizer")
    url = f"~/people/{person['_id']}/edit/custom"
    assert client.get(url).status_code == 200
    typed = {"version": "1", f"custom-{number}": "abc", f"custom-{choice}": "Night"}
    wrong = client.post(url, typed)
    assert wrong.status_code == 422
    assert 'value="abc"' in wrong.get_data(as_text=True)
    right = {**typed, f"custom-{number}": "7", f"custom-{yes}": "no"}
    assert client.post(url, right).status_code == 303
    with world.local():
        stored = service.read_person(person["_id"], actor=world.actor("organizer"))
    assert stored["custom"] == {number: 7, yes: False, choice: "Night"}
