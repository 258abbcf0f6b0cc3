"""Pages by keyset are exactly what sorting everything would give."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm import db, paging
from crm.people import reach
from tests.factories import World

LETTERS = "abmzé \tñß09Zøłж張😀{~"
KEYS = st.lists(
    st.one_of(
        st.text(LETTERS, max_size=5), st.sampled_from(["", "garcia\tana", "garcia\tjose", "m"])
    ),
    max_size=40,
)
TOGETHER = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _store(keys: list[str], owners: list[str]) -> list[dict[str, Any]]:
    db.collection("people").delete_many({"status": "here"})
    docs: list[dict[str, Any]] = [
        {
            "_id": f"p{number:03}",
            "status": "here",
            "sort_key": key,
            "created_by": owners[number % len(owners)],
            "scopes": ["campaign:1"] if number % 3 == 0 else [],
        }
        for number, key in enumerate(keys)
    ]
    db.collection("people").insert_many(docs)
    return sorted(docs, key=lambda doc: (doc["sort_key"], doc["_id"]))


def _ids(docs: list[dict[str, Any]]) -> list[str]:
    return [doc["_id"] for doc in docs]


@TOGETHER
@given(keys=KEYS, size=st.integers(1, 7))
def test_pages_are_those_of_a_sorted_list(world: World, keys: list[str], size: int) -> None:
    with world.local():
        wanted = _ids(_store(keys, ["someone"]))
        seen: list[str] = []
        after = None
        while page := paging.window(
            "people", {"status": "here"}, "sort_key", after=after, size=size, fields=("status",)
        ):
            seen += _ids(page)
            after = paging.read_cursor("people", paging.cursor_of(page[-1]))
            if len(page) < size:
                break
        assert seen == wanted


@TOGETHER
@given(keys=KEYS, size=st.integers(1, 7))
def test_pages_within_reach_are_those_of_a_sorted_list(
    world: World, keys: list[str], size: int
) -> None:
    organizer = world.actor("organizer")
    with world.local():
        stored = _store(keys, [organizer.account_id, "x", "y"])
        wanted = _ids([doc for doc in stored if reach.sees(organizer, doc)])
        seen: list[str] = []
        after = None
        while page := paging.window(
            "people",
            {"status": "here"},
            "sort_key",
            after=after,
            size=size,
            where=reach.where(organizer),
        ):
            seen += _ids(page)
            after = (page[-1]["sort_key"], page[-1]["_id"])
        assert seen == wanted
        mine = [{"created_by": organizer.account_id}, {"scopes": "campaign:1"}]
        union = [
            doc for doc in stored if doc["scopes"] or doc["created_by"] == organizer.account_id
        ]
        assert _ids(paging.merged("people", mine, "sort_key", size=size)) == _ids(union)[:size]


@TOGETHER
@given(keys=KEYS, letter=st.sampled_from("abmz"))
def test_a_letter_begins_at_its_first_key(world: World, keys: list[str], letter: str) -> None:
    with world.local():
        wanted = [doc for doc in _store(keys, ["someone"]) if doc["sort_key"] >= letter]
        page = paging.window("people", {"status": "here"}, "sort_key", after=(letter, ""), size=100)
        assert _ids(page) == _ids(wanted)


def test_a_cursor_whose_document_has_gone_begins_at_its_letter(world: World) -> None:
    with world.local():
        assert paging.read_cursor("people", "") is None
        assert paging.read_cursor("people", "nothing") is None
        assert paging.read_cursor("people", "gone~m") == ("m", "")
        assert paging.cursor_of({"_id": "p1", "sort_key": "müller\tana"}) == "p1~m"
