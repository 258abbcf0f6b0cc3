"""Merging people and taking it back: what is chosen, what moves, what an undo restores."""

import os
import random
from typing import Any

import pytest

from crm import db
from crm.errors import Conflict, Invalid, NotFound
from crm.events import PersonErased
from crm.people import custom, merge, merge_fields, merge_moves, service
from crm.tenancy import Actor
from tests.factories import World

FULL = os.environ.get("CALLBOARD_FAULTS") == "full"
WORDS = ("Ada", "Bo", "Cruz", "Dee", "Éva", "")
OWN = merge_fields.OWN


def person(actor: Actor, **values: Any) -> dict[str, Any]:
    return service.create_person({"first_name": "Ada", **values}, actor=actor)


def stored(person_id: str) -> dict[str, Any]:
    found = db.collection("people").get(person_id)
    assert found is not None
    return found


def facts(doc: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in doc.items() if k not in OWN}


def do_merge(kept: str, gone: str, actor: Actor, **choices: str) -> dict[str, Any]:
    versions = (stored(kept)["version"], stored(gone)["version"])
    return merge.merge_people(kept, gone, versions, choices, actor=actor)


def test_lists_are_united_and_single_fields_chosen(world: World) -> None:
    admin = world.actor("admin")
    with world.local():
        one = person(
            admin, last_name="Garcia", tags=["steward"], phones=[{"number": "+12125550101"}]
        )
        two = person(
            admin,
            last_name="García",
            credit_name="A. G.",
            tags=["Steward", "night"],
            phones=[{"number": "+12125550101"}, {"number": "+12125550102"}],
        )
        service.give_scope([two["_id"]], "campaign:x")
        done = do_merge(one["_id"], two["_id"], admin, last_name="gone")
        kept, gone = stored(one["_id"]), stored(two["_id"])
    assert (kept["last_name"], kept["credit_name"]) == ("García", "A. G.")
    assert kept["tags"] == ["steward", "night"]
    assert [p["number"] for p in kept["phones"]] == ["+12125550101", "+12125550102"]
    assert kept["phone_keys"] == ["+12125550101", "+12125550102"]
    assert kept["scopes"] == ["campaign:x"]
    assert (gone["status"], gone["merged_into"]) == ("deleted", one["_id"])
    assert done["state"] == "merged"


def test_what_points_at_the_gone_person_moves_and_comes_back(world: World) -> None:
    admin = world.actor("admin")
    with world.local():
        one, two = person(admin), person(admin, last_name="B")
        friend = person(admin, relations=[{"person_id": two["_id"], "kind": "friend"}])
        lists, rows = db.collection("lists"), db.collection("list_rows")
        list_id = lists.insert({"name": "x", "owner": "a", "shared": "no"})
        row = merge_moves.row_id(list_id, two["_id"])
        rows.insert(
            {"_id": row, "list_id": list_id, "person_id": two["_id"], "sort_key": two["sort_key"]}
        )
        imported = db.collection("import_rows").insert({"import_id": "i", "person_id": two["_id"]})
        pair = merge_moves.pair_id(two["_id"], friend["_id"])
        people = sorted((two["_id"], friend["_id"]))
        db.collection("duplicates").insert(
            {"_id": pair, "people": people, "state": "dismissed", "score": 50}
        )
        done = do_merge(one["_id"], two["_id"], admin)
        assert stored(friend["_id"])["relations"][0]["person_id"] == one["_id"]
        assert [r["person_id"] for r in rows.find({"list_id": list_id})] == [one["_id"]]
        assert db.collection("import_rows").get(imported)["person_id"] == one["_id"]  # type: ignore[index]
        moved = db.collection("duplicates").get(merge_moves.pair_id(one["_id"], friend["_id"]))
        assert moved is not None
        assert moved["state"] == "dismissed"
        assert merge.unmerge_people(done["_id"], actor=admin) == []
        assert stored(friend["_id"])["relations"] == friend["relations"]
        assert [r["person_id"] for r in rows.find({"list_id": list_id})] == [two["_id"]]
        assert db.collection("import_rows").get(imported)["person_id"] == two["_id"]  # type: ignore[index]
        assert db.collection("duplicates").get(moved["_id"]) is None
        assert db.collection("duplicates").get(pair) is not None


def test_undo_lists_what_was_edited_since_and_restores_the_rest(world: World) -> None:
    admin = world.actor("admin")
    with world.local():
        one, two = person(admin, pronouns="she"), person(admin, last_name="B", tags=["t"])
        done = do_merge(one["_id"], two["_id"], admin)
        now = stored(one["_id"])
        service.update_person(
            one["_id"], now["version"], {"last_name": "C", "notes": "new"}, actor=admin
        )
        expected = merge.conflicts(done["_id"], actor=admin)
        found = merge.unmerge_people(done["_id"], actor=admin)
        assert found == expected
        assert [(f["who"], f["field"], f["before"], f["now"]) for f in found] == [
            ("kept", "last_name", "", "C")
        ]
        kept, gone = stored(one["_id"]), stored(two["_id"])
        assert (kept["last_name"], kept["notes"], kept["tags"]) == ("C", "new", [])
        assert facts(gone) == facts(two)
        with pytest.raises(Conflict):
            merge.unmerge_people(done["_id"], actor=admin)


def test_refusals(world: World) -> None:
    admin, organizer = world.actor("admin"), world.actor("organizer")
    with world.local():
        one, two, three = person(admin), person(admin), person(admin)
        with pytest.raises(Invalid):
            do_merge(one["_id"], one["_id"], admin)
        with pytest.raises(NotFound):
            do_merge(one["_id"], two["_id"], organizer)
        with pytest.raises(Conflict):
            merge.merge_people(one["_id"], two["_id"], (1, 9), {}, actor=admin)
        first = do_merge(one["_id"], two["_id"], admin)
        do_merge(three["_id"], one["_id"], admin)
        with pytest.raises(Conflict):  # its kept person is itself merged now
            merge.unmerge_people(first["_id"], actor=admin)
        with pytest.raises(NotFound):
            merge.unmerge_people(first["_id"], actor=organizer)


def test_undo_data_goes_with_time_and_with_erasure(world: World) -> None:
    admin = world.actor("admin")
    with world.local():
        done = [do_merge(person(admin)["_id"], person(admin)["_id"], admin) for _i in range(2)]
        merge.note_move(done[0]["_id"], "campaigns_contacts", ["a", "b"])
        assert merge.moved(done[0]["_id"], "campaigns_contacts") == ["a", "b"]
        assert merge.purge() == 0
        merge.erase(PersonErased(admin.account_id, done[0]["gone_id"]))
        change = {"$set": {"undo_until": db.now()}}
        db.collection("merges").update({"_id": done[1]["_id"]}, change)
        assert merge.purge() == 1
        for entry in done:
            left = merge.get(entry["_id"], actor=admin)
            assert "kept_before" not in left
            assert "moves" not in left
            with pytest.raises(Conflict):
                merge.unmerge_people(entry["_id"], actor=admin)


class Story:
    """One random sequence of edits, merges and unmerges over three people and a bystander."""

    def __init__(self, number: int, actor: Actor, size: str) -> None:
        self.random, self.actor, self.size = random.Random(number), actor, size
        self.ids: list[str] = []
        for _i in range(3):
            self.ids.append(person(actor, **self.values())["_id"])
        relations = [{"person_id": p, "kind": "friend"} for p in self.ids if self.coin()]
        self.bystander = person(actor, last_name="Z", relations=relations)["_id"]
        self.stack: list[tuple[str, str, str, dict[str, dict[str, Any]], set[str]]] = []

    def coin(self) -> bool:
        return self.random.random() < 0.5

    def values(self) -> dict[str, Any]:
        pick = self.random.choice
        numbers = [f"+1212555010{n}" for n in range(3) if self.coin()]
        return {
            "first_name": pick(WORDS[:-1]),
            "last_name": pick(WORDS),
            "tags": [word for word in WORDS if word and self.coin()],
            "phones": [{"number": number} for number in numbers],
            "custom": {self.size: pick(WORDS)} if self.coin() else {},
            "notes": pick(WORDS),
        }

    def here(self) -> list[str]:
        return [i for i in self.ids if stored(i)["status"] == "here"]

    def edit(self) -> None:
        target = self.random.choice(self.here())
        field, value = self.random.choice(sorted(self.values().items()))
        now = stored(target)
        service.update_person(target, now["version"], {field: value}, actor=self.actor)
        for _merge, kept, _gone, _images, edited in self.stack:
            if kept == target:
                edited.add(field)

    def merge(self) -> None:
        here = self.here()
        if len(here) < 2:
            return
        kept, gone = self.random.sample(here, 2)
        images = {i: facts(stored(i)) for i in (*self.ids, self.bystander)}
        choices = {"first_name": self.random.choice(("kept", "gone")), "tags": "both"}
        done = do_merge(kept, gone, self.actor, **choices)
        self.stack.append((done["_id"], kept, gone, images, set()))

    def unmerge(self) -> None:
        if not self.stack:
            return
        merge_id, kept, gone, images, edited = self.stack.pop()
        found = merge.unmerge_people(merge_id, actor=self.actor)
        assert {f["field"].split(".")[0] for f in found} <= edited
        assert facts(stored(gone)) == images[gone]
        assert facts(stored(self.bystander)) == images[self.bystander]
        after = facts(stored(kept))
        if edited:
            untouched = set(merge_fields.SINGLE) | set(merge_fields.LISTS)
            for field in untouched - edited:
                assert after.get(field) == images[kept].get(field), field
        else:
            assert after == images[kept]

    def nothing_orphaned(self) -> None:
        for relation in stored(self.bystander)["relations"]:
            assert stored(relation["person_id"])["status"] == "here"


@pytest.mark.parametrize("batch", range(10))
def test_random_sequences_are_undone_exactly(world: World, batch: int) -> None:
    admin = world.actor("admin")
    many = 100 if FULL else 20
    with world.local():
        size = custom.add_field({"label": "Shirt size", "kind": "text"}, actor=admin)
        for number in range(batch * many, (batch + 1) * many):
            story = Story(number, admin, size)
            for _step in range(story.random.randint(2, 6)):
                story.random.choice((story.edit, story.merge, story.merge, story.unmerge))()
                story.nothing_orphaned()
            while story.stack:
                story.unmerge()
            story.nothing_orphaned()
            assert len(story.here()) == 3
