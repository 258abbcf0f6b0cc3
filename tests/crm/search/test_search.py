"""Search: any beginning of any word finds the person, within reach, in any order."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.people import service
from crm.search import people as finding
from crm.search import service as searching
from tests.factories import Client, World

TOGETHER = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
NAMES = (
    ("José Ángel", "García-Pérez"), ("Siobhán", "O'Brien"), ("Łukasz", "Żółć"), ("Nguyễn", "Thị"),
    ("Maria", "van der Berg"), ("Jean-Luc", "Dupont"), ("Ana", "Smith Jones"), ("李", "小龍"),
    ("Zoë", "D’Angelo"), ("Bo", "Xu"), ("Søren", "Ægir"), ("Åsa", "Öberg"),
)  # fmt: skip


def found(text: str, world: World, who: str = "organizer", limit: int = 100) -> list[str]:
    """Ids found by `who`, best first."""
    words = searching.words_of(text)
    return [p["_id"] for p in finding.find_people(words, actor=world.actor(who), limit=limit)]


def add(world: World, first: str, last: str, who: str = "organizer", **data: Any) -> str:
    """A person of the own local."""
    with world.local():
        person = {"first_name": first, "last_name": last, **data}
        return str(service.create_person(person, actor=world.actor(who))["_id"])


@TOGETHER
@given(data=st.data())
def test_the_beginnings_of_words_find_the_person(world: World, data: Any) -> None:
    first, last = data.draw(st.sampled_from(NAMES))
    person_id = add(world, first, last)
    words = data.draw(st.permutations(f"{first} {last}".split()))
    chosen = words[: data.draw(st.integers(1, len(words)))]
    typed = [word[: data.draw(st.integers(min(3, len(word)), len(word)))] for word in chosen]
    text = " ".join(typed)
    text = data.draw(st.sampled_from([text, text.upper(), text.lower(), f"  {text} "]))
    with world.local():
        assert person_id in found(text, world)


def test_a_person_is_found_by_all_that_stands_beside_the_name(world: World) -> None:
    person_id = add(
        world,
        "Ana",
        "Ruiz",
        credit_name="A. R. Lumière",
        member_number="IA-0099",
        phones=[{"number": "+12125550142"}],
        emails=[{"address": "ana.ruiz@example.org"}],
        employments=[{"employer": "Riverside Studios", "worksite": "Stage Nine"}],
    )
    texts = (
        "lumiere", "0142", "5550142", "(212) 555-0142", "+1 212 555 0142", "212-555", "ia-0099",
        "ana.ruiz@exam", "ana riverside", "stage nine", "river ruiz", "nine ana",
    )  # fmt: skip
    with world.local():
        assert [text for text in texts if found(text, world) != [person_id]] == []
        for text in ("ana smith", "9999", "a", "", "@", "riversidex", "$gt"):
            assert found(text, world) == []


def test_names_come_before_workplaces_and_whole_words_first(world: World) -> None:
    place = add(world, "Zoe", "Aaron", employments=[{"employer": "Marina Hall"}])
    longer = add(world, "Marinara", "Abel")
    exact = add(world, "Marina", "Zorn")
    with world.local():
        assert found("marina", world) == [exact, longer, place]


def test_search_keeps_to_what_is_in_reach(client: Client, world: World) -> None:
    mine, theirs = add(world, "Kim", "Mine"), add(world, "Kim", "Theirs", "organizer2")
    with world.local():
        assert found("kim", world) == [mine]
        assert found("kim", world, "organizer2") == [theirs]
        assert set(found("kim", world, "admin")) == {mine, theirs}
    client.sign_in("organizer")
    page = client.post("~/search/results", {"words": "kim"}).get_data(as_text=True)
    assert "Kim Mine" in page
    assert "Theirs" not in page
    client.sign_in("auditor")
    assert client.post("~/search/results", {"words": "kim"}).status_code == 403


def test_equal_names_are_told_apart_and_more_are_offered(client: Client, world: World) -> None:
    for number in range(10):
        add(
            world,
            "Kim",
            "Lee",
            phones=[{"number": f"+1212555014{number}"}],
            employments=[{"employer": "Acme", "department": f"Dept {number}"}],
        )
    client.sign_in("organizer")
    hits = client.post("~/search/results", {"words": "le ki"}).get_data(as_text=True)
    assert hits.count("Kim Lee") == searching.FEW
    assert "…014" in hits
    assert "Dept " in hits
    assert "Show all" in hits
    page = client.post("~/search", {"words": "le ki"}).get_data(as_text=True)
    assert page.count("Kim Lee") == 10
    assert client.get("~/search").status_code == 200


def test_deleted_people_are_not_found(client: Client, world: World) -> None:
    person_id = add(world, "Kim", "Gone")
    client.sign_in("admin")
    client.post(f"~/people/{person_id}/delete")
    with world.local():
        assert found("kim gone", world, "admin") == []
