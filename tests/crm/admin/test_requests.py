"""Requests for access: asking shows nothing, granting opens one person to one account."""

import pytest

from crm import db
from crm.admin import requests
from crm.errors import Forbidden, Invalid, NotFound
from crm.people import reach
from tests.factories import OTHER, Client, World


@pytest.fixture
def person(world: World) -> str:
    """Somebody on file whom no organizer reaches."""
    with world.local():
        return db.collection("people").insert(
            {"status": "here", "name": "Zoe Quiet", "scopes": [], "created_by": "acct-admin"}
        )


def test_granting_opens_that_person_to_the_one_who_asked(world: World, person: str) -> None:
    with world.local():
        asking = world.actor("organizer")
        first = requests.ask(person, asking)
        assert requests.ask(person, asking) == first
        with pytest.raises(NotFound):
            reach.find(person, actor=asking)
        found = requests.open_requests(world.actor("admin"))
        assert [(r["by_name"], r["person_name"]) for r in found] == [("Organizer", "Zoe Quiet")]
        requests.answer(first, True, world.actor("admin"))
        assert reach.find(person, actor=world.actor("organizer"))["_id"] == person
        with pytest.raises(NotFound):
            reach.find(person, actor=world.actor("organizer2"))
        assert requests.open_requests(world.actor("admin")) == []
        with pytest.raises(NotFound):
            requests.answer(first, True, world.actor("admin"))


def test_refusing_opens_nothing_and_one_may_ask_again(world: World, person: str) -> None:
    with world.local():
        request_id = requests.ask(person, world.actor("organizer"))
        requests.answer(request_id, False, world.actor("admin"))
        with pytest.raises(NotFound):
            reach.find(person, actor=world.actor("organizer"))
        requests.ask(person, world.actor("organizer"))
        assert len(requests.open_requests(world.actor("admin"))) == 1


def test_only_those_who_see_all_answer_and_never_themselves(world: World, person: str) -> None:
    with world.local():
        request_id = requests.ask(person, world.actor("lead"))
        own = requests.ask(person, world.actor("admin"))
        with pytest.raises(Forbidden):
            requests.answer(request_id, True, world.actor("lead"))
        with pytest.raises(Invalid):
            requests.answer(own, True, world.actor("admin"))
    with world.local(OTHER), pytest.raises(NotFound):
        requests.answer(request_id, True, world.actor("other-admin", OTHER))


def test_requests_are_on_today_and_under_settings(client: Client, person: str) -> None:
    with client.world.local():
        request_id = requests.ask(person, client.world.actor("organizer"))
    assert "Zoe Quiet" not in client.sign_in("organizer").get("~/").get_data(as_text=True)
    client.sign_in("admin")
    for path in ("~/", "~/settings/requests"):
        assert "Zoe Quiet" in client.get(path).get_data(as_text=True)
    assert client.post(f"~/settings/requests/{request_id}/grant").status_code == 303
    assert "Zoe Quiet" not in client.get("~/settings/requests").get_data(as_text=True)
