"""What db.py promises: no local's data without its scope, only shapes that an index serves."""

import pytest

from crm import db, tenancy
from crm.errors import Conflict
from crm.queryshape import QueryShape
from tests.factories import OTHER, OWN, World


def test_a_locals_collection_is_out_of_reach_without_its_scope(clean: tenancy.Suite) -> None:
    with pytest.raises(LookupError):
        db.collection("people")
    with pytest.raises(LookupError):
        db.collection("peopel")


def test_queries_see_only_their_own_local(world: World) -> None:
    with world.local(OWN):
        mine = db.collection("people").insert({"status": "here", "sort_key": "a"})
    with world.local(OTHER):
        people = db.collection("people")
        assert people.get(mine) is None
        assert people.find({"status": "here"}) == []
        assert people.update({"_id": mine}, {"$set": {"sort_key": "b"}}) == 0
        assert people.update_many({"status": "here"}, {"$set": {"sort_key": "b"}}) == 0
        assert people.delete({"_id": mine}) == 0
        assert people.delete_many({"status": "here"}) == 0
    with world.local(OWN):
        assert db.collection("people").get(mine)["sort_key"] == "a"


@pytest.mark.parametrize(
    "query",
    [
        {"$or": [{"status": "a"}, {"status": "b"}]},
        {"$where": "1"},
        {"sort_key": "a"},
        {"status": "here", "colour": "red"},
        {"status": {"$gte": "a"}, "sort_key": "b"},
        {"status": {"$regex": "^a"}},
        {"status": {"$ne": "a"}},
        {"_id": {"$gt": "a"}},
        {"_id": {"$in": ["x"] * 101}},
        {},
    ],
)
def test_a_shape_that_would_scan_is_refused(world: World, query: dict) -> None:
    with world.local(), pytest.raises(QueryShape):
        db.collection("people").find(query)


@pytest.mark.parametrize(
    "doc",
    [{"$set": 1}, {"a": {"$gt": 1}}, {"a": [{"b": {"$where": "x"}}]}, {"a\0": 1}],
)
def test_operators_in_data_are_refused(world: World, doc: dict) -> None:
    with world.local():
        people = db.collection("people")
        with pytest.raises(QueryShape):
            people.insert(doc)
        with pytest.raises(QueryShape):
            people.update({"_id": "x"}, {"$set": {"field": doc}})
        with pytest.raises(QueryShape):
            people.update({"_id": "x"}, {"$rename": {"a": "b"}})


def test_an_atomic_function_leaves_nothing_when_it_fails(world: World) -> None:
    @db.atomic
    def half() -> None:
        db.collection("people").insert({"_id": "p1", "status": "here"})
        db.collection("people").insert({"_id": "p1", "status": "twice"})

    with world.local():
        with pytest.raises(Conflict):
            half()
        assert db.collection("people").get("p1") is None


def test_reference_data_is_written_only_outside_locals(world: World) -> None:
    with world.local(), pytest.raises(PermissionError):
        db.collection("elections").insert({"unit_key": "x"})
    db.collection("elections").insert({"unit_key": "x"})
    with world.local():
        assert db.collection("elections").get({"unit_key": "x"})
